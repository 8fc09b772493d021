internal import ChurnMath

/// The distinct values of a column, ascending, and the weight of each.
struct ValueTally: Equatable {
  private(set) var values: [Double] = []
  private(set) var weights: [Double] = []

  /// Tallies the values at `rows` (all without), each counting once; NaN is left out.
  init(_ column: [Double], rows: [Int]?) {
    var sorted: [Double] = []
    sorted.reserveCapacity(rows?.count ?? column.count)
    if let rows {
      for row in rows where !column[row].isNaN { sorted.append(column[row] + 0) }
    } else {
      for value in column where !value.isNaN { sorted.append(value + 0) }
    }
    sortByRadix(&sorted)
    for value in sorted { add(value, 1) }
  }

  /// Tallies the values at `rows` (all without) by their weights; NaN is left out.
  init(_ column: [Double], weights: [Double], rows: [Int]?) {
    let places = (rows ?? Array(column.indices)).filter { !column[$0].isNaN && weights[$0] > 0 }
    // Equal values in the order of their weights, so that sums do not depend on the rows' order.
    let sorted = places.sorted { (column[$0], weights[$0]) < (column[$1], weights[$1]) }
    for row in sorted { add(column[row] + 0, weights[row]) }
  }

  private mutating func add(_ value: Double, _ weight: Double) {
    if let last = values.indices.last, values[last] == value {
      weights[last] += weight
    } else {
      values.append(value)
      weights.append(weight)
    }
  }

  /// Ascending cuts that make at most `maxBins` bins; where values are missing, the last cut is
  /// infinite and counts as one of them.
  func cuts(maxBins: Int, hasMissing: Bool) -> [Double] {
    guard hasMissing, !values.isEmpty else { return cuts(maxBins: maxBins) }
    return cuts(maxBins: maxBins - 1) + [.infinity]
  }

  private func cuts(maxBins: Int) -> [Double] {
    guard values.count > maxBins else { return values.indices.dropFirst().map(cut(below:)) }
    var restWeight = weights.reduce(0, +)
    var restBins = Double(maxBins)
    let fair = restWeight / restBins
    // A value that fills a fair bin alone gets one, and the others share what is left.
    let isLarge = weights.map { $0 >= fair }
    for (weight, isLarge) in zip(weights, isLarge) where isLarge {
      restWeight -= weight
      restBins -= 1
    }
    var size = restWeight / max(1, restBins)
    var cuts: [Double] = []
    var filled = 0.0
    for place in values.indices.dropLast() {
      if !isLarge[place] { restWeight -= weights[place] }
      filled += weights[place]
      let isFull =
        isLarge[place] || filled >= size || (isLarge[place + 1] && filled >= max(1, size / 2))
      guard isFull else { continue }
      cuts.append(cut(below: place + 1))
      if cuts.count == maxBins - 1 { break }
      filled = 0
      if !isLarge[place] {
        restBins -= 1
        size = restWeight / max(1, restBins)
      }
    }
    return cuts
  }

  /// A number from the value before `place` on and under the value at it: midway, if that is one.
  private func cut(below place: Int) -> Double {
    let lower = values[place - 1]
    let upper = values[place]
    let middle = lower / 2 + upper / 2
    return middle > lower && middle < upper ? middle : lower
  }
}
