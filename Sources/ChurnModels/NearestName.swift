/// The name among `names` that is nearest to `wanted` in letters, if one is near enough to be meant.
///
/// The distance of Levenshtein over Unicode characters, at most a third of the wanted name; of equal
/// ones the first. Long names are not compared.
func nearestName(to wanted: String, among names: [String]) -> String? {
  let target = Array(wanted)
  guard !target.isEmpty, target.count <= 200 else { return nil }
  var best: (name: String, distance: Int)?
  for name in names where name.count <= 200 {
    let distance = editDistance(target, Array(name))
    if distance <= max(1, target.count / 3), distance < best?.distance ?? Int.max {
      best = (name, distance)
    }
  }
  return best?.name
}

/// The number of characters to insert, drop or change that turn `a` into `b`.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var previous = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var current = [i + 1]
    for (j, y) in b.enumerated() {
      let changed = previous[j] + (x == y ? 0 : 1)
      current.append(min(changed, previous[j + 1] + 1, current[j] + 1))
    }
    previous = current
  }
  return previous[b.count]
}
