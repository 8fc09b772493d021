public import ChurnMath

extension LinearEncoder {
  /// A feature misses enough to get an indicator from this share of the training rows on.
  public static let indicatorShare = 0.01
  /// Levels with fewer training rows are pooled.
  static let leastLevelRows = 10
  /// Levels with a smaller share of the training rows are pooled.
  static let leastLevelShare = 0.005
  /// The most levels of one feature that get outputs of their own.
  static let mostLevels = 100

  /// Learns the preprocessing from the rows of some weight.
  ///
  /// - Parameters:
  ///   - samples: Training rows; `NaN` = missing.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Throws: `FitError.noRows`, `.invalidWeight`, `.noUsableFeature`.
  public init(learning samples: TrainingSamples, threads: Int = 1) throws(FitError) {
    for (row, weight) in samples.weights.enumerated() where !(weight >= 0 && weight.isFinite) {
      throw .invalidWeight(row: row)
    }
    let rows = samples.weights.indices.filter { samples.weights[$0] > 0 }
    guard !rows.isEmpty else { throw .noRows }
    let columns = samples.features.columns
    let weights = rows.map { samples.weights[$0] }
    let learned = mapIndices(columns.count, threads: threads) { j in
      Self.learn(columns[j], rows: rows, weights: weights, labels: samples.labels)
    }
    var indicators: [Int] = []
    for j in learned.indices where learned[j].wantsIndicator {
      // Only features with as many missing rows can be missing in the same ones.
      let twin = indicators.first { i in
        learned[i].missing == learned[j].missing
          && rows.allSatisfy {
            columns[i].values[$0].isFinite == columns[j].values[$0].isFinite
          }
      }
      if twin == nil { indicators.append(j) }
    }
    features = zip(columns, learned).map { Feature(name: $0.name, rule: $1.rule) }
    self.indicators = indicators
    outputMeans = learned.flatMap(\.means) + indicators.map { learned[$0].missingShare }
    guard outputCount > 0 else { throw .noUsableFeature }
  }

  /// What one column teaches.
  private struct Learned: Sendable {
    var rule: Rule
    var means: [Double]
    var missing = 0
    var missingShare = 0.0
    var wantsIndicator = false
  }

  private static func learn(
    _ column: FeatureMatrix.Column, rows: [Int], weights: [Double], labels: [Bool]
  ) -> Learned {
    switch column.kind {
    case .numeric: learnNumeric(column.values, rows: rows, weights: weights, labels: labels)
    case .categorical(let levels):
      learnCategorical(column.values, levels: levels, rows: rows, weights: weights)
    }
  }

  private static func learnNumeric(
    _ values: [Double], rows: [Int], weights: [Double], labels: [Bool]
  ) -> Learned {
    var present: [Double] = []
    var presentWeights: [Double] = []
    var outcomes: [Bool] = []
    present.reserveCapacity(rows.count)
    presentWeights.reserveCapacity(rows.count)
    outcomes.reserveCapacity(rows.count)
    for (k, row) in rows.enumerated() where values[row].isFinite {
      present.append(values[row])
      presentWeights.append(weights[k])
      outcomes.append(labels[row])
    }
    let transform = Transform.best(present, labels: outcomes, weights: presentWeights)
    for k in present.indices { present[k] = transform(present[k]) }
    let least = present.min() ?? 0
    let most = present.max() ?? 0
    let (mean, spread) = weightedMoments(present, weights: presentWeights)
    // Rounding leaves a trace of spread in a column of one value.
    let varies = least < most && spread > 0 && spread.isFinite
    let margin = (most / 2 - least / 2) / 5
    let total = weights.reduce(0, +)
    let missing = rows.count - present.count
    let missingWeight = rows.indices.reduce(0.0) { sum, k in
      values[rows[k]].isFinite ? sum : sum + weights[k]
    }
    let rowShare = Double(missing) / Double(rows.count)
    return Learned(
      rule: .numeric(
        NumericRule(
          transform: transform, lower: finite(least - margin), upper: finite(most + margin),
          mean: mean, scale: varies ? spread : 0)),
      means: varies ? [0] : [], missing: missing, missingShare: missingWeight / total,
      wantsIndicator: rowShare >= indicatorShare && rowShare <= 1 - indicatorShare)
  }

  /// Numbers beyond the largest become the largest.
  private static func finite(_ x: Double) -> Double {
    min(max(x, -Double.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }

  /// Weighted mean and population standard deviation, scaled by a power of two against overflow.
  static func weightedMoments(
    _ values: [Double], weights: [Double]
  ) -> (mean: Double, spread: Double) {
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return (0, 0) }
    let unit = Double(sign: .plus, exponent: min(largest.exponent, 1_000), significand: 1)
    var total = 0.0
    var sum = 0.0
    for (value, weight) in zip(values, weights) {
      total += weight
      sum += weight * (value / unit)
    }
    let mean = sum / total
    var squares = 0.0
    for (value, weight) in zip(values, weights) {
      let deviation = value / unit - mean
      squares += weight * deviation * deviation
    }
    return (mean * unit, (squares / total).squareRoot() * unit)
  }

  private static func learnCategorical(
    _ values: [Double], levels: [String], rows: [Int], weights: [Double]
  ) -> Learned {
    var counts = [Int](repeating: 0, count: levels.count + 1)
    var masses = [Double](repeating: 0, count: levels.count + 1)
    for (k, row) in rows.enumerated() {
      let slot = levelIndex(values[row], count: levels.count) ?? levels.count
      counts[slot] += 1
      masses[slot] += weights[k]
    }
    let total = masses.reduce(0, +)
    let least = max(Double(leastLevelRows), leastLevelShare * Double(rows.count))
    // The largest first; the sort is stable only by the second key.
    let frequent = levels.indices.filter { Double(counts[$0]) >= least }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
    var kept = Array(frequent.prefix(mostLevels)).sorted()
    let keptCount = kept.reduce(0) { $0 + counts[$1] }
    let missing = counts[levels.count]
    var hasOther = keptCount + missing < rows.count
    var hasMissing = missing > 0
    if kept.count + (hasOther ? 1 : 0) + (hasMissing ? 1 : 0) < 2 {
      // One and the same for every row.
      (kept, hasOther, hasMissing) = ([], false, false)
    }
    var means = kept.map { masses[$0] / total }
    if hasOther {
      let others = levels.indices.reduce(0) { kept.contains($1) ? $0 : $0 + masses[$1] }
      means.append(others / total)
    }
    if hasMissing { means.append(masses[levels.count] / total) }
    return Learned(
      rule: .categorical(
        CategoricalRule(
          levels: kept.map { levels[$0] }, hasOther: hasOther, hasMissing: hasMissing)),
      means: means)
  }

  /// The level a value stands for, or nil when it is missing or no level.
  static func levelIndex(_ value: Double, count: Int) -> Int? {
    guard let index = Int(exactly: value), index >= 0, index < count else { return nil }
    return index
  }
}
