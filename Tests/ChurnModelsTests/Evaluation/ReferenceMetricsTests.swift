import ChurnModels
import Foundation
import Testing
import TestSupport

/// Every classification figure of `reference/04_metrics.json` (scikit-learn 1.9.1, scipy 1.17.1, empulse
/// 0.13.1, hmeasure 0.1.6 and brute force), to its tolerances: absolute 1e-9, H-measure 1e-6, EMPC by
/// brute force 1e-4.
///
/// Not compared: `cumulative_gains_deciles_stable_order`, which depends on the order of the rows.
@Suite(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
struct ReferenceMetricsTests {
  private func cases() throws -> [(name: Comment, ranked: RankedScores, expected: Reference)] {
    let cases = try Reference.file("04_metrics.json").cases.fields.map { name, data in
      (
        Comment(rawValue: name),
        try RankedScores(labels: data.y.numbers.map { $0 > 0.5 }, scores: data.p.numbers),
        data.expected
      )
    }
    #expect(cases.count == 7)
    return cases
  }

  private func near(
    _ found: Double?, _ expected: Reference, _ comment: Comment, within tolerance: Double = 1e-9,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs((found ?? .nan) - expected.number) <= tolerance, comment, sourceLocation: location)
  }

  @Test func rankingFigures() throws {
    for (name, ranked, expected) in try cases() {
      near(RocAUC.value(of: ranked), expected.roc_auc, name)
      near(RocAUC.gini(of: ranked), expected.gini, name)
      near(RocAUC.standardError(of: ranked), expected.roc_auc_delong_se, name)
      near(AveragePrecision.value(of: ranked), expected.average_precision, name)
      near(AveragePrecision.trapezoid(of: ranked), expected.pr_auc_trapezoid, name)
      near(ClassDistance.value(of: ranked), expected.ks, name)
      let table = Gains.table(of: ranked)
      #expect(
        agree(
          table.map { $0.gain ?? .nan }, expected.cumulative_gains_deciles_tie_averaged.numbers,
          within: 1e-9), name)
      #expect(
        agree(
          table.map { $0.lift ?? .nan }, expected.lift_deciles_tie_averaged.numbers, within: 1e-9),
        name)
    }
  }

  @Test func probabilityFigures() throws {
    for (name, ranked, expected) in try cases() {
      near(LogLoss.value(of: ranked), expected.log_loss, name)
      near(BrierScore.value(of: ranked), expected.brier, name)
      near(ExpectedCalibrationError.value(of: ranked), expected.ece_equal_width_10, name)
      near(ExpectedCalibrationError.maximum(of: ranked), expected.mce_equal_width_10, name)
      let bins = ExpectedCalibrationError.bins(of: ranked) ?? []
      let told = expected.reliability_bins_equal_width_10.list
      #expect(bins.map { Double($0.index) } == told.map(\.bin.number), name)
      #expect(bins.map(\.weight) == told.map(\.n.number), name)
      #expect(agree(bins.map(\.meanProbability), told.map(\.mean_p.number), within: 1e-9), name)
      #expect(agree(bins.map(\.churnRate), told.map(\.rate.number), within: 1e-9), name)
      // Not a number: nothing could contradict the probabilities. Infinity: something did.
      switch expected.spiegelhalter_z {
      case .text("NaN"): #expect(SpiegelhalterTest.z(of: ranked) == nil, name)
      case .text("Infinity"): #expect(SpiegelhalterTest.z(of: ranked) == .infinity, name)
      default: near(SpiegelhalterTest.z(of: ranked), expected.spiegelhalter_z, name)
      }
    }
  }

  @Test func figuresAtAThreshold() throws {
    for (name, ranked, expected) in try cases() {
      let table = ConfusionTable(ranked, threshold: 0.5)
      #expect(
        [
          table.trueNegatives, table.falsePositives, table.falseNegatives, table.truePositives,
        ] == expected["confusion_ge_0.5_tn_fp_fn_tp"].numbers, name)
      near(table.matthews, expected["mcc_0.5"], name)
      near(table.precision, expected["precision_0.5"], name)
      near(table.recall, expected["recall_0.5"], name)
      near(table.f1, expected["f1_0.5"], name)
      near(table.balancedAccuracy, expected["balanced_accuracy_0.5"], name)
      near(table.kappa, expected["kappa_0.5"], name)
    }
  }

  @Test func hMeasure() throws {
    for (name, ranked, expected) in try cases() {
      let told = expected.h_measure
      let found = HMeasure.value(of: ranked)
      near(found, told["python_hmeasure_default(sev=n1/n0)"], name, within: 1e-6)
      near(found, told["numerical_integral_beta(2,1+n0/n1)"], name, within: 1e-6)
      near(
        HMeasure.value(of: ranked, costs: (2, 2)), told["numerical_integral_beta(2,2)"], name,
        within: 1e-6)
      let rate = Double(ranked.labels.count { $0 }) / Double(ranked.labels.count)
      near(
        HMeasure.value(of: ranked, costs: (1 + rate, 2 - rate)),
        told["numerical_integral_beta(1+pi1,1+pi0)"], name, within: 1e-6)
    }
  }

  @Test func maximumProfit() throws {
    for (name, ranked, expected) in try cases() {
      func campaign(_ parameters: Reference) throws -> MaximumProfit.Campaign {
        try #require(
          MaximumProfit.Campaign(
            value: parameters.clv.number, incentive: parameters.incentive_cost.number,
            contact: parameters.contact_cost.number))
      }
      let known = MaximumProfit.known(
        of: ranked, campaign: try campaign(expected.mpc.params),
        acceptRate: expected.mpc.params.accept_rate.number)
      near(known?.perCustomer, expected.mpc.bruteforce, name)
      near(known?.perCustomer, expected.mpc.empulse, name)
      near(known?.share, expected.mpc.targeted_fraction, name)
      let parameters = expected.empc.params
      let uncertain = MaximumProfit.expected(
        of: ranked, campaign: try campaign(parameters), alpha: parameters.alpha.number,
        beta: parameters.beta.number)
      near(uncertain?.perCustomer, expected.empc.bruteforce, name, within: 1e-4)
      near(uncertain?.perCustomer, expected.empc.empulse, name)
    }
  }

  /// "edge": what is undefined is nil, what is no number refused, certain mistakes cost 36.04.
  @Test func edges() throws {
    let edge = try Reference.file("04_metrics.json").edge
    let churned = try RankedScores(labels: [true, true, true], scores: [0.1, 0.2, 0.3])
    #expect(RocAUC.value(of: churned) == nil && HMeasure.value(of: churned) == nil)
    #expect(RocAUC.standardError(of: churned) == nil && ClassDistance.value(of: churned) == nil)
    let retained = try RankedScores(labels: [false, false, false], scores: [0.1, 0.2, 0.3])
    #expect(AveragePrecision.value(of: retained) == nil)
    #expect(AveragePrecision.trapezoid(of: retained) == nil)
    let certain = try RankedScores(labels: [true, false], scores: [0, 1])
    near(LogLoss.value(of: certain), edge.log_loss_at_0_and_1.sklearn.value, "certain mistakes")
    #expect(throws: FitError.self) {
      try RankedScores(labels: [false, true, true], scores: [.nan, 0.2, 0.3])
    }
    #expect(throws: FitError.self) {
      try RankedScores(labels: [false, true, true], scores: [.infinity, 0.2, 0.3])
    }
    #expect(throws: FitError.self) {
      try ClassificationMetrics(labels: [false, true], probabilities: [-0.1, 1.2])
    }
    #expect(throws: FitError.noRows) { try RankedScores(labels: [], scores: []) }
    #expect(throws: FitError.self) { try RankedScores(labels: [false, true], scores: [0.1]) }
  }

  /// The curves of the calibration reference over five bins of equal size and of equal width.
  ///
  /// By scikit-learn's `calibration_curve` ("curve_quantile5", "curve_uniform5"). The file stops being
  /// JSON before them, so they are written here.
  @Test func reliabilityCurves() throws {
    guard let url = SharedFolder.url("reference/05_calibration.json") else { return }
    let text = try String(contentsOf: url, encoding: .utf8)
    let end = try #require(text.range(of: ",\"isotonic_weighted\""))
    let file = try JSONDecoder().decode(
      Reference.self, from: Data((text[..<end.lowerBound] + "}").utf8))
    let labels = file.y.numbers.map { $0 > 0.5 }
    // The curves were drawn of scores put through the plain logistic function.
    let ranked = try RankedScores(
      labels: labels, scores: file.scores.numbers.map { 1 / (1 + exp(-$0)) })
    let sized = EqualSizeBin.bins(of: ranked, count: 5)
    let even = ExpectedCalibrationError.bins(of: ranked, count: 5) ?? []
    #expect(
      agree(
        sized.map(\.churnRate),
        [0, 0.25, 0.4117647058823529, 0.26666666666666666, 0.875], within: 1e-12))
    #expect(
      agree(
        sized.map(\.meanScore),
        [
          0.19912794358061686, 0.3530540926111038, 0.46622351401010165, 0.5613884338708581,
          0.7400281304110368,
        ], within: 1e-12))
    #expect(
      agree(
        even.map(\.churnRate), [0, 0.15384615384615385, 0.3793103448275862, 0.6875, 1],
        within: 1e-12))
    #expect(
      agree(
        even.map(\.meanProbability),
        [
          0.13582742142042045, 0.3084595404055772, 0.4975324808580412, 0.7030527611199318,
          0.836596736669696,
        ], within: 1e-12))
  }
}
