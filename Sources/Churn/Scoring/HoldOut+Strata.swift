internal import ChurnMath

extension HoldOut {
  /// A customer among whom some are held out.
  struct Member {
    let id: String
    let stratum: String
    /// Whether he was held out of the last list that he was on.
    let wasHeldOut: Bool
  }

  /// Who of some customers is held out, so that the share is exact to one customer in each stratum and
  /// in all.
  ///
  /// Strata are gone through by the bytes of their names. The first *k* of them together hold out
  /// *round(share × customers in them)*, so each one of *n* customers holds out *share × n*, rounded
  /// down or up. Within a stratum those go first who were held out of the last list that they were
  /// on, then by the hash of seed and id. So neither the order of rows nor the model decides, and of
  /// one list after the other the same customers stay out, but for those whose hash is near the share.
  ///
  /// - Complexity: O(*n* log *n*).
  func heldOut(_ members: [Member]) -> [Bool] {
    var isHeldOut = [Bool](repeating: false, count: members.count)
    guard share > 0 else { return isHeldOut }
    let hashes = members.map { StableHash.hash($0.id, seed: seed) }
    let order = members.indices.sorted { left, right in
      let (a, b) = (members[left], members[right])
      if !a.stratum.utf8.elementsEqual(b.stratum.utf8) {
        return a.stratum.utf8.lexicographicallyPrecedes(b.stratum.utf8)
      }
      if a.wasHeldOut != b.wasHeldOut { return a.wasHeldOut }
      if hashes[left] != hashes[right] { return hashes[left] < hashes[right] }
      return a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
    }
    var start = 0
    var before = 0
    while start < order.count {
      let stratum = members[order[start]].stratum
      var end = start
      while end < order.count, members[order[end]].stratum.utf8.elementsEqual(stratum.utf8) {
        end += 1
      }
      let until = Int((share * Double(end)).rounded())
      for place in start..<min(end, start + until - before) { isHeldOut[order[place]] = true }
      before = until
      start = end
    }
    return isHeldOut
  }
}
