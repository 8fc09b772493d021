internal import ChurnData
internal import ChurnMath
internal import Glibc

/// One month that was forecast at an origin before it.
struct BacktestTrial: Sendable {
  /// The number of the origin.
  let origin: Int
  /// Months ahead, from 1.
  let ahead: Int
  /// What came.
  let actual: Double
  /// What was expected.
  let expected: Double
  /// As many as in the same month of the year before, or in the last month.
  let naive: Double
  /// The mean of the last three months.
  let recentMean: Double
  /// The mean step of the plain rule in the months before the origin; `NaN` where it never moved.
  let scale: Double
  /// What the futures drawn at the origin brought.
  let draws: [Double]

  /// What was off beyond chance, as ``ModelError`` learns from it.
  var error: ModelError.Trial {
    let logs = draws.filter { $0 > 0 }.map { log($0) }
    guard logs.count > 1, actual > 0, expected > 0 else { return (Double(ahead), .nan, .nan) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    let variance =
      logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count - 1)
    return (Double(ahead), log(actual / expected), variance)
  }

  /// The plain rules for a month, and the mean step, given the complete months before an origin.
  static func rules(
    _ before: [Double], ahead: Int
  ) -> (naive: Double, isSeasonal: Bool, recentMean: Double, scale: Double) {
    let count = before.count
    let place = count + ahead - 1 - 12
    let isSeasonal = place >= 0 && place < count
    let naive = isSeasonal ? before[place] : before.last ?? .nan
    let recent = before.suffix(3)
    let lag = count > 12 ? 12 : 1
    var steps = 0.0
    if count > lag {
      for place in lag..<count { steps += abs(before[place] - before[place - lag]) }
      steps /= Double(count - lag)
    }
    return (
      naive, isSeasonal, recent.reduce(0, +) / Double(max(1, recent.count)),
      steps > 0 ? steps : .nan
    )
  }
}

extension ForecastBacktest.Accuracy {
  /// Compares told figures with what came; `scales` are the mean steps of the plain rule.
  init(told: [Double], actual: [Double], scales: [Double]) {
    var shares: [Double] = []
    var scaled: [Double] = []
    for (place, came) in actual.enumerated() {
      let error = abs(told[place] - came)
      if came > 0 { shares.append(error / came) }
      if scales[place].isFinite { scaled.append(error / scales[place]) }
    }
    func mean(_ values: [Double]) -> Double? {
      let mean = values.reduce(0, +) / Double(values.count)
      return mean.isFinite ? mean : nil
    }
    meanAbsolutePercentageError = mean(shares)
    meanAbsoluteScaledError = mean(scaled)
    let sum = actual.reduce(0, +)
    bias = sum > 0 ? (told.reduce(0, +) - sum) / sum : nil
  }
}

extension ForecastBacktest.Comparison {
  /// Compares trials; nil without one.
  init?(_ trials: [BacktestTrial], held: Int) {
    guard !trials.isEmpty else { return nil }
    let actual = trials.map(\.actual)
    let scales = trials.map(\.scale)
    func accuracy(_ told: (BacktestTrial) -> Double) -> ForecastBacktest.Accuracy {
      ForecastBacktest.Accuracy(told: trials.map(told), actual: actual, scales: scales)
    }
    tests = trials.count
    forecast = accuracy(\.expected)
    seasonalNaive = accuracy(\.naive)
    recentMean = accuracy(\.recentMean)
    self.held = held
  }
}
