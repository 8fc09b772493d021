/// Features of few bins that share one byte a row.
///
/// The code of a row is Σ bin × multiplier, like the digits of a number. One addition then counts a
/// row for all of them, and rows fall into more cells, so that the next row seldom waits for the sum
/// of the last. The histogram of one feature is the sum over the digits of the others.
struct JointColumn: Sendable, Equatable {
  /// The features, as places in the order of comparison.
  private(set) var places: [Int]
  /// What the bin of each is multiplied with.
  private(set) var multipliers: [Int]
  /// The number of codes.
  private(set) var codes: Int

  /// Features packed into as few columns of at most `most` codes as the first fit finds, those of
  /// the most bins first.
  static func packed(binCounts: [Int], most: Int) -> [JointColumn] {
    var columns: [JointColumn] = []
    let order = binCounts.indices.sorted { (binCounts[$1], $0) < (binCounts[$0], $1) }
    for place in order {
      let count = max(1, binCounts[place])
      if let fit = columns.firstIndex(where: { $0.codes * count <= most }) {
        columns[fit].places.append(place)
        columns[fit].multipliers.append(columns[fit].codes)
        columns[fit].codes *= count
      } else {
        columns.append(JointColumn(places: [place], multipliers: [1], codes: count))
      }
    }
    return columns
  }

  /// Adds up the cells of all codes by the bin of one feature.
  ///
  /// - Parameters:
  ///   - digit: Which of `places` it is.
  ///   - binCount: Its number of bins.
  ///   - cells: A sum for each code.
  ///   - sums: A sum for each bin, from `start` on; what it holds is added to.
  ///   - start: Where the sums begin.
  func addMarginal(
    of digit: Int, binCount: Int, cells: Span<Int64>, to sums: inout MutableSpan<Int64>,
    from start: Int = 0
  ) {
    let width = multipliers[digit]
    var first = 0
    while first < codes {
      for bin in 0..<binCount {
        var sum: Int64 = 0
        for code in first..<first + width { sum &+= cells[code] }
        sums[start &+ bin] &+= sum
        first += width
      }
    }
  }
}
