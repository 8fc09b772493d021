/// Finds the known name that a mistyped one was probably meant to be.
///
///     NearestName.of("recency_day", in: ["recency_days", "tenure_days"])   // "recency_days"
///
/// Names are compared folded (case, accents, blanks, `_`, `-` and `.` do not count) by the
/// Damerau-Levenshtein distance in its restricted form: the fewest insertions, deletions,
/// substitutions and swaps of neighbours, no letter touched twice. A name is near when at most a
/// third of the longer one differs; failing that, a name that begins with the one asked for is.
///
/// - Complexity: O(*k* · *m* · *n*) for *k* names; names are cut to 200 letters first.
/// - SeeAlso: Damerau (1964), doi:10.1145/363958.363994.
public enum NearestName {
  /// The nearest of the known names, or nil when none is near; the first of equals.
  public static func of(_ name: String, in known: [String]) -> String? {
    let wanted = letters(of: name)
    guard !wanted.isEmpty else { return nil }
    var best: String?
    var bestDistance = Int.max
    for candidate in known {
      let other = letters(of: candidate)
      guard !other.isEmpty else { continue }
      let limit = max(1, max(wanted.count, other.count) / 3)
      guard abs(wanted.count - other.count) <= limit else { continue }
      let distance = distance(wanted, other)
      // One letter of two is no likeness.
      let isNear = distance == 0 || distance < min(wanted.count, other.count)
      if distance <= limit, isNear, distance < bestDistance {
        best = candidate
        bestDistance = distance
      }
    }
    if best != nil { return best }
    guard wanted.count >= 3 else { return nil }
    return known.first { letters(of: $0).starts(with: wanted) }
  }

  /// The folded letters, at most 200.
  private static func letters(of name: String) -> [Unicode.Scalar] {
    Array(ColumnWords(String(name.prefix(200))).key.unicodeScalars.prefix(200))
  }

  /// The restricted Damerau-Levenshtein distance, three rows of the table at a time.
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var row = [Int](repeating: 0, count: b.count + 1)
    for i in 1...a.count {
      row[0] = i
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        var least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          least = min(least, beforeLast[j - 2] + 1)
        }
        row[j] = least
      }
      swap(&beforeLast, &last)
      swap(&last, &row)
    }
    return last[b.count]
  }
}
