import Foundation
import Testing

@testable import Churn
@testable import ChurnReports

@Suite("Uplift page")
struct UpliftPageTests {
  private static func figure(_ estimate: Double) -> UpliftReport.Figure {
    UpliftReport.Figure(estimate: estimate, lower: estimate - 0.01, upper: estimate + 0.01)
  }

  private static func ranking(_ name: String) -> UpliftReport.Ranking {
    UpliftReport.Ranking(
      name: name, qini: 0.0123, qiniInterval: [0.01, 0.02], qiniNormalized: 0.05, auuc: 0.06,
      auucAboveRandom: 0.01, auucInterval: nil, auucNormalized: nil)
  }

  /// A made-up report; `name` stands wherever a table can put text.
  private static func report(_ name: String, isEmpty: Bool = false) -> UpliftReport {
    let arm = UpliftReport.Arm(name: name, rows: 1000, outcomes: 120, mean: 0.12)
    let part = UpliftReport.Part(
      decile: 1, treatedRows: 50.5, controlRows: 49.5, told: 0.1, treatedMean: 0.2,
      controlMean: 0.1, uplift: figure(0.1))
    let treatment = UpliftReport.Treatment(
      name: name, treated: arm, control: arm, lift: figure(0.05),
      rankings: [ranking("two-model"), ranking("transformed-outcome"), ranking("risk")],
      auucOverRisk: figure(0.01), qiniOverRisk: nil, deciles: isEmpty ? [] : [part],
      calibration: nil, targets: [],
      best: UpliftReport.BestShare(
        share: 0.3, leastUplift: 0.04, judgedShare: 0.31, net: figure(1), everyone: figure(0),
        overEveryone: figure(1), overRisk: figure(0.5), overRandom: figure(0.7)),
      curve: isEmpty
        ? []
        : (0...100).map { step in
          UpliftReport.CurvePoint(
            share: Double(step) / 100,
            gains: [0.05, 0.04, 0.03].map { $0 * Double(step) / 100 },
            qini: [0, 0, 0])
        },
      balance: UpliftReport.Balance(
        columns: isEmpty
          ? []
          : [
            UpliftReport.Balance.Column(
              name: name, level: name, treatedMean: 0.1, controlMean: 0.1,
              standardizedDifference: .infinity)
          ], armAUC: isEmpty ? nil : 0.5, armInterval: isEmpty ? nil : [0.48, 0.52],
        isSuspicious: false), verdict: ["The answer about \(name).", "What it rests on."])
    return UpliftReport(
      outcome: name, positive: "1", lowerIsBetter: false, control: name, rows: 2000,
      covariates: [name], leftOut: [], risk: "column", method: "two-model", learner: "logistic",
      folds: 5, replicates: 500, cost: nil, value: nil, treatments: [treatment], notes: [name])
  }

  @Test("The answer stands on top, figures and pictures below")
  func parts() {
    let page = UpliftPage(Self.report("mail")).html
    #expect(page.contains("<p class=\"verdict\">The answer about mail.</p>"))
    #expect(page.contains("5.00 %") && page.contains("95 %: 4.00 % to 6.00 %"))
    #expect(page.contains("id=\"arm1-curve-t\"") && page.contains("id=\"arm1-tenths-t\""))
    #expect(page.contains("0.0123 (0.0100 to 0.0200)"))
    #expect(page == UpliftPage(Self.report("mail")).html)
  }

  @Test("Names are text, whatever they say")
  func hostile() {
    let page = UpliftPage(Self.report("<script>alert(\"1\")</script>&")).html
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;"))
  }

  @Test("A report without tenths, curve or columns is a page all the same")
  func empty() {
    let page = UpliftPage(Self.report("mail", isEmpty: true)).html
    #expect(page.hasSuffix("</html>\n") && page.contains("The answer about mail."))
  }
}
