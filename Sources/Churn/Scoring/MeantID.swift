internal import ChurnData

/// The id that one which does not exist was probably meant to be.
enum MeantID {
  /// Ids that are compared letter by letter at most.
  private static let mostCompared = 50_000

  /// The id that differs only as spreadsheets and people change ids: case, blanks, leading zeros, a
  /// `.0` at the end; failing that, of ids with letters, the nearest one.
  ///
  /// Numbers have no nearest one: in a dense series every wrong number has a neighbour, who would
  /// be somebody else.
  static func of(_ id: String, count: Int, _ known: (Int) -> String) -> String? {
    let wanted = folded(id)
    guard !wanted.isEmpty else { return nil }
    for place in 0..<count {
      let candidate = known(place)
      if folded(candidate) == wanted { return candidate }
    }
    guard wanted.contains(where: \.isLetter), count <= mostCompared else { return nil }
    let length = wanted.utf8.count
    return NearestName.of(
      id, in: (0..<count).map(known).filter { abs($0.utf8.count - length) <= 2 })
  }

  private static func folded(_ id: String) -> String {
    var text = id.lowercased()
    text.removeAll { $0 == " " || $0 == "'" || $0 == "\"" }
    if text.hasSuffix(".0") { text.removeLast(2) }
    return String(text.drop { $0 == "0" })
  }
}
