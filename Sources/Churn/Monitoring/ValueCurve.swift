internal import ChurnMath

/// How the values of a sample are distributed, kept by a hundred of them.
///
/// Up to ``mostValues`` distinct values are all kept, each with the share of rows at or below it; of
/// more, those at whole percents of the rows. Smallest and largest are always among them.
public struct ValueCurve: Sendable, Equatable {
  /// Kept values, ascending.
  public let values: [Double]
  /// For each, the share of rows at or below it; ascending, the last is 1.
  public let shares: [Double]

  /// Distinct values up to which every one is kept.
  static let mostValues = 101

  /// The curve of some finite values; empty of none.
  init(of sample: [Double]) {
    let sorted = sample.sorted()
    var values: [Double] = []
    var shares: [Double] = []
    // Where each run of equal values ends.
    let ends = sorted.indices.filter { $0 + 1 == sorted.count || sorted[$0] != sorted[$0 + 1] }
    let keepsAll = ends.count <= Self.mostValues
    var percent = 0
    for end in ends {
      let below = Double(end + 1)
      let isWanted = percent <= 100 && (end * 100 >= percent * (sorted.count - 1))
      guard keepsAll || isWanted else { continue }
      while percent <= 100, end * 100 >= percent * (sorted.count - 1) { percent += 1 }
      // -0 and 0 are one value and must be one pattern of bits.
      values.append(sorted[end] == 0 ? 0 : sorted[end])
      shares.append(below / Double(sorted.count))
    }
    self.values = values
    self.shares = shares
  }

  /// A curve that was kept; nil when it is none.
  init?(values: [Double], shares: [Double]) {
    func ascends(_ list: [Double]) -> Bool { zip(list, list.dropFirst()).allSatisfy(<) }
    guard values.count == shares.count, values.allSatisfy(\.isFinite), ascends(values),
      ascends(shares), shares.allSatisfy({ $0 > 0 && $0 <= 1 }), shares.last ?? 1 == 1
    else { return nil }
    self.values = values
    self.shares = shares
  }

  /// Whether there was no value.
  var isEmpty: Bool { values.isEmpty }

  /// The value that half of the rows do not exceed, to a percent of the rows; nil without rows.
  var median: Double? { values.isEmpty ? nil : values[shares.partitionPoint { $0 < 0.5 }] }

  /// Upper ends of about ten ranges of equal shares, and the share of rows in each range.
  ///
  /// The last range is open. A constant gets ranges below, at and above it.
  var bins: (cuts: [Double], shares: [Double]) {
    guard values.count > 1 else {
      guard let only = values.first else { return ([], [1]) }
      return ([only.nextDown, only], [0, 1, 0])
    }
    var places: [Int] = []
    for tenth in 1...9 {
      let place = shares.partitionPoint { $0 < Double(tenth) / 10 - 1e-12 }
      if place < values.count - 1, places.last != place { places.append(place) }
    }
    // Nearly all rows hold the largest value: the rest is the first range.
    if places.isEmpty { places = [values.count - 2] }
    var binned: [Double] = []
    var below = 0.0
    for place in places {
      binned.append(shares[place] - below)
      below = shares[place]
    }
    return (places.map { values[$0] }, binned + [1 - below])
  }

  /// Rows of a sample in each of the ranges that `cuts` end.
  static func counts(_ sample: [Double], cuts: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: cuts.count + 1)
    for value in sample { counts[cuts.partitionPoint { $0 < value }] += 1 }
    return counts
  }

  /// The largest distance between the curve and a sample's distribution, at the kept values.
  ///
  /// At most 0.01 below that of all values. Nil where one has no rows.
  func distance(to sample: [Double]) -> Double? {
    guard !values.isEmpty, !sample.isEmpty else { return nil }
    let sorted = sample.sorted()
    let count = Double(sorted.count)
    var largest = Double(sorted.partitionPoint { $0 < values[0] }) / count
    for (value, share) in zip(values, shares) {
      let observed = Double(sorted.partitionPoint { $0 <= value }) / count
      largest = max(largest, abs(observed - share))
    }
    return largest
  }

  /// The share of a sample outside of the smallest and the largest value; nil where one has no rows.
  func shareOutside(_ sample: [Double]) -> Double? {
    guard let first = values.first, let last = values.last, !sample.isEmpty else { return nil }
    return Double(sample.count { $0 < first || $0 > last }) / Double(sample.count)
  }
}
