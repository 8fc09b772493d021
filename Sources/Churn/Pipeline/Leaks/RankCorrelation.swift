/// Spearman's correlation of ranks, equal values sharing the mean of their ranks.
///
/// - SeeAlso: Spearman (1904), doi:10.2307/1412159.
enum RankCorrelation {
  /// Ranks of some values from 1 on, ties sharing the mean; values must not be NaN.
  ///
  /// - Complexity: O(*n* log *n*).
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted {
      values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1
    }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
      let mean = Double(first + 1 + end) / 2
      for place in first..<end { ranks[order[place]] = mean }
      first = end
    }
    return ranks
  }

  /// Pearson's correlation of two columns of ranks, in [-1, 1]; nil where one is constant.
  static func of(ranks left: [Double], _ right: [Double]) -> Double? {
    let mean = Double(left.count + 1) / 2
    var both = 0.0
    var lefts = 0.0
    var rights = 0.0
    for (a, b) in zip(left, right) {
      both += (a - mean) * (b - mean)
      lefts += (a - mean) * (a - mean)
      rights += (b - mean) * (b - mean)
    }
    guard lefts > 0, rights > 0 else { return nil }
    return min(1, max(-1, both / (lefts.squareRoot() * rights.squareRoot())))
  }
}
