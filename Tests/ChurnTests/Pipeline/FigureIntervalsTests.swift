import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

/// Rows drawn with known probabilities.
enum JudgedFixture {
  static func rows(
    _ count: Int, seed: UInt64 = 1, bend: (Double) -> Double = { $0 }
  ) -> JudgedRows {
    var stream = RandomStream(seed: seed, stream: 0)
    let truth = (0..<count).map { _ in stream.beta(2, 3) }
    let margins = (0..<count).map { _ in stream.gamma(shape: 2, scale: 40) }
    return JudgedRows(
      labels: truth.map { stream.uniform() < $0 }, probabilities: truth.map(bend),
      groups: Array(0..<count), margins: margins, rules: [])
  }

  static func costs() throws -> RetentionCosts {
    try RetentionCosts(contactCost: 2, incentive: 5, saveRate: 0.3)
  }
}

@Suite("Intervals of figures")
struct FigureIntervalsTests {
  @Test("Every interval ascends and holds its figure")
  func intervalsHoldTheFigures() throws {
    let rows = JudgedFixture.rows(800) { $0 * $0 }
    let costs = try JudgedFixture.costs()
    let intervals = try FigureIntervals.of(rows, costs: costs, seed: 1, threads: 2)
    let figures = try ModelFigures(rows, costs: costs)
    let values: [String: Double?] = [
      "churnRate": figures.churnRate, "meanProbability": figures.meanProbability,
      "baseRateShift": figures.baseRateShift, "rocAUC": figures.rocAUC, "prAUC": figures.prAUC,
      "ks": figures.ks, "hMeasure": figures.hMeasure, "mcc": figures.mcc,
      "logLoss": figures.logLoss, "brier": figures.brier, "ece": figures.ece,
      "eceMatched": figures.eceMatched, "calibrationSlope": figures.calibrationSlope,
      "calibrationIntercept": figures.calibrationIntercept, "liftAt10": figures.liftAt10,
      "precisionAt10": figures.precisionAt10, "gainAt10": figures.gainAt10,
      "profit": figures.profit, "mpc": figures.mpc, "empc": figures.empc,
    ]
    #expect(Set(intervals.keys) == Set(values.keys))
    for (name, value) in values {
      let interval = try #require(intervals[name] ?? nil, "\(name)")
      let value = try #require(value, "\(name)")
      #expect(interval.count == 2 && interval[0] <= value && value <= interval[1], "\(name)")
    }
    #expect(try FigureIntervals.of(rows, costs: costs, seed: 1, threads: 1) == intervals)
  }

  /// The percentiles of drawn samples lie above the error and would miss 0 every time.
  @Test("The interval of the calibration error of a perfect model reaches 0, mostly")
  func perfectModelsReachZero() throws {
    var reached = 0
    for seed in 1...20 as ClosedRange<UInt64> {
      let intervals = try FigureIntervals.of(
        JudgedFixture.rows(200, seed: seed), costs: .standard, seed: 1, threads: 2)
      if let interval = intervals["ece"] ?? nil, interval[0] == 0 { reached += 1 }
    }
    // 95 % in the long run; 15 of 20 or fewer happen three times in a thousand.
    #expect(reached >= 16)
    let wrong = try FigureIntervals.of(
      JudgedFixture.rows(1_500) { $0 * $0 }, costs: .standard, seed: 1, threads: 2)
    #expect((wrong["ece"] ?? nil)?[0] ?? 0 > 0.03)
  }

  @Test("One outcome or no money leaves figures undefined, never a trap")
  func undefined() throws {
    let churned = JudgedRows(
      labels: [true, true], probabilities: [0.2, 0.9], groups: [0, 1], margins: nil, rules: [])
    let figures = try ModelFigures(churned, costs: .standard)
    #expect(figures.churnRate == 1 && figures.hMeasure == nil && figures.eceMatched == nil)
    #expect(figures.mpc == nil && figures.profit == nil && figures.gini == nil)
    let intervals = try FigureIntervals.of(churned, costs: .standard, seed: 1, threads: 1)
    #expect(intervals["ks"] == .some(nil) && intervals["eceMatched"] == .some(nil))
    #expect((intervals["ece"] ?? nil) != nil)
    let nobody = JudgedRows(labels: [], probabilities: [], groups: [], margins: [], rules: [])
    #expect(throws: FitError.self) { try ModelFigures(nobody, costs: .standard) }
    #expect(throws: FitError.self) { try nobody.details(costs: .standard, seed: 1, threads: 1) }
  }

  /// 2 of 4 churn, one of them the riskiest; the mean margin is 100.
  @Test("The campaign's figures use the mean margin, the costs and the save rate")
  func campaignFigures() throws {
    let rows = JudgedRows(
      labels: [true, false, false, true], probabilities: [0.9, 0.5, 0.4, 0.1],
      groups: [0, 1, 2, 3], margins: [50, 150, 180, 20], rules: [])
    let costs = try RetentionCosts(contactCost: 2, incentive: 30, saveRate: 0.5)
    let figures = try ModelFigures(rows, costs: costs)
    // 0.5 × (100 − 30) − 2 = 33 for a churner, −32 for the others.
    #expect(figures.mpc == 33.0 / 4 && figures.mpcShare == 0.25)
    #expect((figures.empc ?? 0) > 8.25)
    let sure = try ModelFigures(
      rows, costs: RetentionCosts(contactCost: 2, incentive: 30, saveRate: 1))
    // (70 − 2) alone, or all four: 2 × 68 − 64 = 72.
    #expect(sure.mpc == 18 && sure.mpcShare == 1 && sure.empc == sure.mpc)
    let never = try ModelFigures(
      rows, costs: RetentionCosts(contactCost: 2, incentive: 30, saveRate: 0))
    #expect(never.mpc == 0 && never.empc == 0 && never.mpcShare == 0)
  }
}
