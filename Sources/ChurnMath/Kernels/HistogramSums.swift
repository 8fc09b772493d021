// What histograms are made of, and what is found in them.

/// First- and second-order sums of some rows, in whole units.
package struct HistogramSums: Sendable, Equatable {
  /// Both in one number: first × 2³² + second.
  package var packed: Int64

  /// Takes a cell apart.
  package init(packed: Int64) { self.packed = packed }

  /// Gradients, or churned weight.
  package var first: Double { Double(packed >> 32) }
  /// Hessians, or weight.
  package var second: Double { Double(packed & 0xffff_ffff) }

  /// The sums of the other rows of a node.
  package static func - (whole: HistogramSums, part: HistogramSums) -> HistogramSums {
    HistogramSums(packed: whole.packed &- part.packed)
  }
}

/// What a cut of a node must fulfil, in the units of its sums.
package struct HistogramNode: Sendable {
  /// The sums of all its rows.
  package var total: HistogramSums
  /// Added to second-order sums.
  package var l2: Double
  /// The least second-order sum of a side.
  package var leastSecond: Double

  /// Puts the conditions together.
  package init(total: HistogramSums, l2: Double, leastSecond: Double) {
    self.total = total
    self.l2 = l2
    self.leastSecond = leastSecond
  }
}

/// A cut of a numeric feature.
package struct HistogramCut: Sendable, Equatable {
  /// first² / (second + l2) of both sides, added.
  package var gain: Double
  /// The last bin that goes left.
  package var lastLeftBin: Int
  /// Whether bin 0 goes left.
  package var missingGoesLeft: Bool
  /// Whether bin 0 holds anything.
  package var hasMissing: Bool
  /// The sums of the rows that go left.
  package var left: HistogramSums
}
