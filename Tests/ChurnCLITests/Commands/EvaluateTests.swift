import Foundation
import Testing

@Suite("Judging a bundle", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct EvaluateTests {
  private func number(_ value: Any?) -> Double { (value as? NSNumber)?.doubleValue ?? .nan }

  @Test("JSON of orders: figures, intervals, cutoffs with their own, and segments")
  func ordersAsJSON() throws {
    let workspace = try SmallShop.trained()
    let run = try workspace.churn("evaluate", "shop", "orders.csv", "--json")
    let report = try #require(try run.json() as? [String: Any])
    for name in [
      "rows", "churners", "rocAUC", "prAUC", "logLoss", "brier", "ece", "calibrationSlope",
      "calibrationIntercept", "liftAt10", "precisionAt10", "profit", "intervals", "baselines",
      "cutoffs", "segments", "ks", "hMeasure", "mcc", "gini", "eceMatched", "ecePerfect",
      "brierReliability", "brierResolution", "brierUncertainty", "brierWithin", "mpc", "empc",
      "gainAt10", "meanProbability", "churnRate", "baseRateShift",
    ] { #expect(report[name] != nil, "\(name)") }
    let parts = ["brierReliability", "brierResolution", "brierUncertainty", "brierWithin"]
      .map { number(report[$0]) }
    #expect(abs(parts[0] - parts[1] + parts[2] + parts[3] - number(report["brier"])) < 1e-9)
    #expect(
      abs(
        number(report["churnRate"]) - number(report["meanProbability"])
          - number(report["baseRateShift"])) < 1e-9)
    let cutoffs = try #require(report["cutoffs"] as? [[String: Any]])
    #expect(!cutoffs.isEmpty && cutoffs.allSatisfy { $0["intervals"] is [String: Any] })
    let segments = try #require(report["segments"] as? [[String: Any]])
    let divisions = Set(segments.compactMap { $0["by"] as? String })
    #expect(divisions == ["stage", "risk band"])
    for division in divisions {
      let rows = segments.filter { $0["by"] as? String == division }
        .reduce(0) { $0 + number($1["rows"]) }
      #expect(rows == number(report["rows"]), "\(division)")
    }
  }

  @Test("The text names the shift of the base rate, the segments and the perfect model")
  func text() throws {
    let workspace = try SmallShop.trained()
    let orders = try workspace.churn("evaluate", "shop", "orders.csv").output
    for words in ["was told", "percentage points apart", "a perfect model:", "risk band", "stage"] {
      #expect(orders.contains(words), "\(words)")
    }
    let table = try workspace.churn("evaluate", "ready", "table.csv").output
    #expect(table.contains("risk band") && !table.contains("stage"))
  }

  @Test("The same bytes on one and on two threads")
  func threads() throws {
    let workspace = try SmallShop.trained()
    let one = try workspace.churn("evaluate", "shop", "orders.csv", "--json", "--threads", "1")
    let two = try workspace.churn("evaluate", "shop", "orders.csv", "--json", "--threads", "2")
    #expect(one.output == two.output && one.status == 0)
  }
}
