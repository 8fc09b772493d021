internal import ChurnMath

/// A way to part the rows of a leaf in two.
struct HistogramSplit: Sendable, Equatable {
  /// The question.
  enum Rule: Sendable, Equatable {
    /// Bins 1...`lastLeftBin` go left.
    case cut(lastLeftBin: Int, missingGoesLeft: Bool)
    /// These bins go left.
    case levels(BinSet)
  }

  /// By how much the leaf gets better.
  var gain: Double
  /// The feature's place in the order of comparison.
  var place: Int
  /// The question.
  var rule: Rule
  /// The sums of the rows that go left.
  var left: HistogramSums

  /// Whether this one is to be taken rather than another; of equals the first in order.
  func isBetter(than other: HistogramSplit?) -> Bool {
    guard let other else { return true }
    return gain > other.gain || (gain == other.gain && place < other.place)
  }

  /// 1 for each bin that goes left, else 0.
  var goesLeft: [UInt8] {
    var table = [UInt8](repeating: 0, count: TreeFeature.mostBins)
    switch rule {
    case .cut(let last, let missingGoesLeft):
      for bin in 1...max(1, last) { table[bin] = 1 }
      table[0] = missingGoesLeft ? 1 : 0
    case .levels(let set):
      for bin in set.bins { table[bin] = 1 }
    }
    return table
  }
}
