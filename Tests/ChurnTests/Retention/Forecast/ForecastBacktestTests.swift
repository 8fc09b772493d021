import Foundation
import Testing

@testable import Churn

@Suite("Back-test of forecasts")
struct ForecastBacktestTests {
  @Test(
    "Plain rules by hand: same month of the year before, else the last; mean of three; mean step")
  func rules() {
    let short = BacktestTrial.rules([10, 14, 11, 17], ahead: 2)
    #expect(!short.isSeasonal && short.naive == 17 && short.recentMean == 14)
    #expect(abs(short.scale - 13.0 / 3) < 1e-12)
    let year = (1...14).map(Double.init)
    // Month 15 comes; a year before it was month 3.
    let long = BacktestTrial.rules(year, ahead: 1)
    #expect(long.isSeasonal && long.naive == 3 && long.recentMean == 13 && long.scale == 12)
    // Fourteen months ahead the year before is not known either.
    #expect(!BacktestTrial.rules(year, ahead: 14).isSeasonal)
    #expect(BacktestTrial.rules([5, 5, 5], ahead: 1).scale.isNaN)
  }

  @Test("Accuracy by hand, months without anything left out of shares")
  func accuracy() throws {
    let accuracy = ForecastBacktest.Accuracy(
      told: [12, 8, 3], actual: [10, 10, 0], scales: [4, .nan, 1])
    #expect(abs(try #require(accuracy.meanAbsolutePercentageError) - 0.2) < 1e-12)
    #expect(abs(try #require(accuracy.meanAbsoluteScaledError) - (0.5 + 3) / 2) < 1e-12)
    #expect(abs(try #require(accuracy.bias) - 3.0 / 20) < 1e-12)
    let nothing = ForecastBacktest.Accuracy(told: [1], actual: [0], scales: [.nan])
    #expect(nothing.meanAbsolutePercentageError == nil && nothing.bias == nil)
  }

  /// scipy 1.17.1: nnls([1, h], e² − v).
  @Test("What the model does not know agrees with non-negative least squares")
  func modelError() {
    func error(_ trials: [(Double, Double, Double)]) -> ModelError {
      ModelError(trials.map { (ahead: $0.0, error: $0.1, variance: $0.2) })
    }
    let drift = error([
      (1, 0.1, 0.005), (2, -0.2, 0.006), (3, 0.25, 0.007), (1, 0.05, 0.004), (2, 0.3, 0.01),
    ])
    #expect(drift.level == 0 && abs(drift.drift - 0.020_947_37) < 1e-8)
    let level = error([(1, 0.3, 0.005), (2, -0.1, 0.006), (3, 0.05, 0.007)])
    #expect(level.drift == 0 && abs(level.level - 0.028_166_67) < 1e-8)
    // Less off than chance explains: nothing is added.
    #expect(error([(1, 0.01, 0.1), (2, 0.02, 0.1)]) == .none)
    #expect(error([]) == .none && error([(1, .nan, 0.1)]) == .none)
    #expect(ModelError.none.factors(draws: 2, ahead: [1, 2], seed: 1) == [1, 1, 1, 1])
  }

  @Test("Factors have mean 1 and the variance promised, growing with the months")
  func factors() {
    let error = ModelError(level: 0.01, drift: 0.02)
    let count = 20_000
    let drawn = error.factors(draws: count, ahead: [1, 3], seed: 7)
    for (place, months) in [1.0, 3].enumerated() {
      let values = (0..<count).map { drawn[2 * $0 + place] }
      let mean = values.reduce(0, +) / Double(count)
      let logs = values.map { log($0) }
      let middle = logs.reduce(0, +) / Double(count)
      let variance = logs.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(count)
      #expect(abs(mean - 1) < 0.01)
      #expect(abs(variance / (0.01 + 0.02 * months) - 1) < 0.05)
    }
  }

  @Test("Origins see only what was known then: later rows change neither rules nor forecasts")
  func origins() throws {
    let rows = ForecastFixture.rows(days: 400, newcomersADay: 0.8, seed: 8)
    let settings = ForecastFixture.settings {
      $0.origins = 3
      $0.months = 2
    }
    let log = try ForecastFixture.log(rows)
    let ledger = MonthlyLedger(log, until: log.end, threads: 1)
    let runs = try #require(BacktestRuns(log, ledger, settings: settings))
    #expect(runs.origins.count == 3)
    let origin = try #require(runs.origins.first)
    let before = try ForecastFixture.log(rows.filter { ForecastFixture.start + $0.day < origin })
    let alone = try ForecastRun(before, from: origin, months: 2, settings: settings)
    for (trial, period) in zip(runs.orders.filter { $0.origin == 0 }, 0...) {
      #expect(trial.ahead == period + 1)
      #expect(trial.expected == alone.base.orders[period] + alone.newcomers.orders[period])
    }
    let report = try #require(runs.report)
    #expect(report.horizons.map(\.months) == [1, 2])
    #expect(report.horizons.map(\.orders.tests) == [3, 2] && report.orders.tests == 5)
    #expect(report.horizons.reduce(0) { $0 + $1.orders.held } == report.orders.held)
  }
}
