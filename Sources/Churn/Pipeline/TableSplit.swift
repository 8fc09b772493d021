internal import ChurnMath

/// Which rows of a ready table teach and which are the test.
///
/// With a time column the latest rows are the test, cut between two times. Else, within each outcome,
/// the rows with the smallest hash of seed and id (or content), so that the share of churners is the
/// same on both sides and a row's part does not depend on the order of the file.
struct TableSplit: Sendable, Equatable {
  /// Rows to learn from, ascending.
  let training: [Int]
  /// Rows to judge by, ascending.
  let test: [Int]

  init(_ book: TableBook, labels: [Bool], testShare: Double, seed: UInt64) {
    var isTest = [Bool](repeating: false, count: labels.count)
    if let times = book.times {
      let first = Self.latest(times, Array(times.indices), share: testShare)
      for row in times.indices where times[row] >= first { isTest[row] = true }
    } else {
      let draws = book.keys.map { StableHash.hash($0, seed: seed) }
      for outcome in [false, true] {
        let rows = labels.indices.filter { labels[$0] == outcome }
          .sorted { (draws[$0], $0) < (draws[$1], $1) }
        let count = Int((Double(rows.count) * testShare).rounded())
        for row in rows.prefix(count) { isTest[row] = true }
      }
    }
    training = isTest.indices.filter { !isTest[$0] }
    test = isTest.indices.filter { isTest[$0] }
  }

  /// The time from which on about a share of some rows lies, the latest; never all of them.
  static func latest(_ times: [Int64], _ rows: [Int], share: Double) -> Int64 {
    let sorted = rows.map { times[$0] }.sorted()
    guard let last = sorted.last else { return .max }
    let place = sorted.count - Int((Double(sorted.count) * share).rounded())
    guard sorted.indices.contains(place) else { return last }
    // Rows of one time stay together, among the later ones unless nothing would be left.
    return sorted[place] > sorted[0] ? sorted[place] : sorted.first { $0 > sorted[0] } ?? .max
  }
}
