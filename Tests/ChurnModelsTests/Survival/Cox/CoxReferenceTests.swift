import ChurnMath
import Foundation
import TestSupport
import Testing

@testable import ChurnModels

/// Expected figures: reference/02_cox.json, from R 4.2.2 with survival 3.5-3, `coxph(..., eps =
/// 1e-12, nocenter = NULL)`, and the calls named there; tolerances are those of the file.
@Suite(.enabled(if: SharedFolder.isPresent, "the shared folder is not there"))
struct CoxReferenceTests {
  /// Read once: the file is long.
  static let file = (try? Reference.file("02_cox.json")) ?? .nothing

  static let cases = CoxCase.names.flatMap { name in ["breslow", "efron"].map { (name, $0) } }

  private func model(
    _ name: String, _ ties: String
  ) throws -> (CoxCase, CoxRegression.Model, Reference) {
    let reference = Self.file.R[name][ties]
    let data = try CoxCase(name)
    let ties = try #require(CoxRegression.Ties(rawValue: ties))
    return (data, try data.fit(ties), reference)
  }

  @Test("Coefficients, errors, likelihoods and tests are those of R", arguments: cases)
  func fitAgrees(_ name: String, _ ties: String) throws {
    let (_, model, reference) = try model(name, ties)
    let coefficients = model.coefficients
    #expect(model.rowCount == Int(reference.n.number))
    #expect(model.exitCount == Int(reference.nevent.number))
    #expect(coefficients.map(\.name) == reference.names.list.map(\.text))
    #expect(near(model.estimates, reference.coef.numbers, relative: 1e-6))
    #expect(near(coefficients.map(\.standardError), reference.se.numbers, relative: 1e-5))
    #expect(near(coefficients.map(\.z), reference.z.numbers, relative: 1e-5))
    #expect(near(coefficients.map(\.p), reference.p.numbers, relative: 1e-4))
    #expect(near(model.covariance, reference.vcov.list.flatMap(\.numbers), relative: 1e-5))
    #expect(abs(model.logLikelihood - reference.loglik.number) < 1e-6)
    #expect(abs(model.nullLogLikelihood - reference.loglik_null.number) < 1e-6)
    let lr = model.likelihoodRatioTest
    #expect(near([lr.chiSquare], [reference.lr_test.number], relative: 1e-6))
    #expect(lr.degreesOfFreedom == Int(reference.df.number))
    // R rounds the Wald statistic to two decimals.
    #expect(abs(model.waldTest.chiSquare - reference.wald_test.number) <= 0.005_001)
    #expect(near([model.scoreTest.chiSquare], [reference.score_test.number], relative: 1e-6))
    #expect(
      near([model.aic, model.bic], [reference.aic.number, reference.bic.number], relative: 1e-7))
  }

  @Test("Martingale and deviance residuals are those of R", arguments: cases)
  func residualsAgree(_ name: String, _ ties: String) throws {
    let (data, model, reference) = try model(name, ties)
    let residuals = try model.residuals(data.features, data.lifetimes, strata: data.strata)
    #expect(
      near(
        Array(residuals.martingale.prefix(10)), reference.martingale_residuals_first10.numbers,
        relative: 1e-6, floor: 1e-8))
    #expect(
      near(
        Array(residuals.deviance.prefix(10)), reference.deviance_residuals_first10.numbers,
        relative: 1e-6, floor: 1e-8))
  }

  @Test("The baseline hazard at zero is that of R's basehaz", arguments: cases)
  func baselineAgrees(_ name: String, _ ties: String) throws {
    let (data, model, reference) = try model(name, ties)
    let table = reference.baseline_cumhaz_at_x0
    let labels = table.strata.list.map(\.text)
    let zeros = [Double](repeating: 0, count: model.estimates.count)
    #expect(!table.time.list.isEmpty)
    for (place, time) in table.time.numbers.enumerated() {
      let stratum = labels.isEmpty ? 0 : data.strataNames.firstIndex(of: labels[place])
      let baseline = try #require(model.baselines.first { $0.stratum == stratum })
      let curve = baseline.cumulativeHazards(of: zeros, estimates: model.estimates)
      let steps = baseline.steps(upTo: time)
      let found = steps == 0 ? 0 : curve[steps - 1]
      #expect(near([found], [table.cumhaz.list[place].number], relative: 1e-6))
    }
  }

  @Test("The test of proportional hazards is that of R's cox.zph", arguments: cases)
  func proportionalityAgrees(_ name: String, _ ties: String) throws {
    let (data, model, reference) = try model(name, ties)
    for (transform, expected) in reference.ph_test.fields {
      let test = try ProportionalHazardsTest(
        model, data.features, data.lifetimes, strata: data.strata,
        transform: try #require(ProportionalHazardsTest.Transform(rawValue: transform)))
      let all = test.rows.map(\.test) + [test.global]
      #expect(near(all.map(\.chiSquare), expected.chisq.numbers, relative: 1e-4))
      #expect(near(all.map { Double($0.degreesOfFreedom) }, expected.df.numbers, relative: 0))
      #expect(near(all.map(\.p), expected.p.numbers, relative: 1e-3))
    }
  }

  @Test("Survival of a customer with error and band is that of R's survfit", arguments: cases)
  func predictionsAgree(_ name: String, _ ties: String) throws {
    let (_, model, reference) = try model(name, ties)
    let predicted = reference.predicted
    guard let newdata = predicted.newdata.list.first else { return }
    let features = FeatureMatrix(
      columns: newdata.fields.map { FeatureMatrix.Column(name: $0.key, values: [$0.value.number]) },
      rowCount: 1)
    let times = predicted.times.numbers
    let bands = try model.survivalBands(features, at: times)
    #expect(near(bands.survival.values, predicted.surv.numbers, relative: 1e-6))
    #expect(near(bands.standardErrors.values, predicted.se.numbers, relative: 1e-5))
    #expect(near(bands.lower.values, predicted.lower.numbers, relative: 1e-6))
    #expect(near(bands.upper.values, predicted.upper.numbers, relative: 1e-6))
    #expect(try model.survival(features, at: times).values == bands.survival.values)
    let margin = try model.linearPredictor(features, relativeTo: .zero)
    #expect(near(margin, [predicted.linear_predictor_uncentered.number], relative: 1e-6))
  }

  @Test("Concordance, its error and its counts are those of R", arguments: cases)
  func concordanceAgrees(_ name: String, _ ties: String) throws {
    let (data, model, reference) = try model(name, ties)
    let risks = try model.linearPredictor(data.features)
    let concordance = try #require(
      try Concordance(of: risks, data.lifetimes, strata: data.strata))
    #expect(abs(concordance.value - reference.concordance.number) < 1e-10)
    #expect(abs(concordance.standardError - reference.concordance_se.number) < 1e-10)
    func row(_ counts: Concordance.Counts) -> [Double] {
      [
        counts.concordant, counts.discordant, counts.tiedScores, counts.tiedTimes, counts.tiedBoth,
      ]
    }
    if case .list(let matrix) = reference.concordance_counts {
      // One column after the other, a row a stratum in the order of the factor's levels.
      let strata = concordance.strata.map(row)
      #expect((0..<5).flatMap { j in strata.map { $0[j] } } == matrix.map(\.number))
    } else {
      let counts = reference.concordance_counts
      #expect(
        row(concordance.counts) == [
          counts.concordant.number, counts.discordant.number, counts["tied.x"].number,
          counts["tied.y"].number, counts["tied.xy"].number,
        ])
    }
  }

  @Test("Weighted rows and robust errors agree with R", arguments: ["efron", "breslow"])
  func weightsAgree(_ name: String) throws {
    let reference = Self.file.R.rossi_weighted[name]
    let table = try SurvivalTable("rossi.csv")
    let weights = table.numbers("id").map { 1 + $0.truncatingRemainder(dividingBy: 3) }
    let ties = try #require(CoxRegression.Ties(rawValue: name))
    let model = try CoxRegression(ties: ties, isRobust: true, tolerance: 1e-10).fit(
      table.features(["fin", "age", "prio"]),
      table.lifetimes("week", "arrest", weights: weights), threads: 2)
    #expect(near(model.estimates, reference.coef.numbers, relative: 1e-6))
    #expect(near(model.coefficients.map(\.standardError), reference.se.numbers, relative: 1e-5))
    let robust = model.coefficients.compactMap(\.robustStandardError)
    // The file has them for Efron only.
    if name == "efron" { #expect(near(robust, reference.robust_se.numbers, relative: 1e-5)) }
    #expect(
      near(
        [model.nullLogLikelihood, model.logLikelihood], reference.loglik.numbers, relative: 0,
        floor: 1e-6))
  }

  @Test(
    "Therneau and Grambsch's worked examples come out",
    arguments: ["test1", "test2"].flatMap { name in ["breslow", "efron"].map { (name, $0) } })
  func workedExamples(_ name: String, _ ties: String) throws {
    let example = Self.file.R.therneau_grambsch_appendix[name]
    let data = example.data
    let expected = example[ties]
    let isFirst = name == "test1"
    let lifetimes = Lifetimes(
      durations: (isFirst ? data.time : data.stop).numbers,
      churned: (isFirst ? data.status : data.event).numbers.map { $0 == 1 },
      entries: isFirst ? nil : data.start.numbers)
    let features = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "x", values: data.x.numbers)],
      rowCount: lifetimes.count)
    let model = try CoxRegression(
      ties: try #require(CoxRegression.Ties(rawValue: ties)), tolerance: 1e-12
    ).fit(features, lifetimes)
    #expect(near(model.estimates, [expected.coef.number], relative: 1e-6))
    #expect(near(model.covariance, [expected["var"].number], relative: 1e-5))
    #expect(
      near(
        [model.nullLogLikelihood, model.logLikelihood], expected.loglik.numbers, relative: 0,
        floor: 1e-6))
    let residuals = try model.residuals(features, lifetimes)
    #expect(near(residuals.martingale, expected.martingale.numbers, relative: 1e-6, floor: 1e-9))
    #expect(
      near(
        residuals.exits.flatMap(\.schoenfeld), expected.schoenfeld.numbers, relative: 1e-6,
        floor: 1e-9))
  }

  @Test("Coefficients in closed form come out")
  func closedForm() throws {
    let closed = Self.file.R.therneau_grambsch_appendix.closed_form
    let first = Lifetimes(
      durations: [9, 1, 1, 6, 6, 8], churned: [true, true, false, true, true, false])
    let features = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "x", values: [0, 1, 1, 1, 0, 0])], rowCount: 6)
    let breslow = try CoxRegression(ties: .breslow).fit(features, first)
    let efron = try CoxRegression().fit(features, first)
    #expect(abs(breslow.estimates[0] - closed.test1_breslow_beta.number) < 1e-9)
    #expect(abs(efron.estimates[0] - closed.test1_efron_beta.number) < 1e-9)
  }

  @Test("A likelihood that rises without end is refused, and the coefficient named")
  func monotone() throws {
    let data = Self.file.R.monotone_likelihood.data
    let lifetimes = Lifetimes(
      durations: data.time.numbers, churned: data.status.numbers.map { $0 == 1 })
    let features = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "x", values: data.x.numbers)],
      rowCount: lifetimes.count)
    #expect(throws: FitError.monotone(feature: "x")) {
      try CoxRegression().fit(features, lifetimes)
    }
    let model = try CoxRegression(penalty: 0.01).fit(features, lifetimes)
    #expect(model.estimates[0] > 1 && model.estimates[0].isFinite)
  }

  @Test(
    "The score test agrees with brute force for every scale of time",
    arguments: ["rossi", "lung"].flatMap { name in ["breslow", "efron"].map { (name, $0) } })
  func proportionalityByBruteForce(_ name: String, _ ties: String) throws {
    let file = Self.file.zph_exact_score_test_bruteforce[name][ties]
    let data = try CoxCase(name)
    let model = try data.fit(try #require(CoxRegression.Ties(rawValue: ties)))
    let scales: [(String, ProportionalHazardsTest.Transform)] = [
      ("identity", .identity), ("log", .log), ("rank_all_times(R>=3.0)", .rank),
      ("rank_events_only(lifelines,R<3.0)", .rankOfExits), ("km_left_limit(R)", .kaplanMeier),
    ]
    for (key, transform) in scales {
      let test = try ProportionalHazardsTest(
        model, data.features, data.lifetimes, transform: transform)
      #expect(
        near(test.rows.map(\.test.chiSquare), file[key].chisq.numbers, relative: 1e-4), "\(key)")
      #expect(near([test.global.chiSquare], [file[key].global_.number], relative: 1e-4), "\(key)")
    }
  }

  @Test(
    "Fits, baselines and the approximate test agree with lifelines", arguments: ["rossi", "lung"])
  func lifelinesAgrees(_ name: String) throws {
    let reference = Self.file.lifelines[name]
    let data = try CoxCase(name)
    let model = try CoxRegression(baselineTies: .breslow, tolerance: 1e-10).fit(
      data.features, data.lifetimes)
    for coefficient in model.coefficients {
      let key = coefficient.name.replacingOccurrences(of: ".", with: "_")
      // On lung lifelines stops 3.4e-6 away from R and from us.
      #expect(near([coefficient.estimate], [reference.coef[key].number], relative: 4e-6))
      #expect(near([coefficient.standardError], [reference.se[key].number], relative: 1e-5))
    }
    #expect(abs(model.logLikelihood - reference.loglik.number) < 1e-6)
    let table = reference.baseline_cumhaz_at_MEAN_covariates
    let baseline = try #require(model.baselines.first)
    let curve = baseline.cumulativeHazards(of: model.means, estimates: model.estimates)
    for (place, time) in table.time.numbers.enumerated() {
      let steps = baseline.steps(upTo: time)
      let found = steps == 0 ? 0 : curve[steps - 1]
      #expect(near([found], [table.cumhaz.list[place].number], relative: 1e-6))
    }
    for (key, transform) in [
      ("identity", ProportionalHazardsTest.Transform.identity), ("log", .log),
    ] {
      let test = try ProportionalHazardsTest(
        model, data.features, data.lifetimes, transform: transform, method: .grambschTherneau)
      for row in test.rows {
        let name = row.name.replacingOccurrences(of: ".", with: "_")
        let expected = reference.ph_test_approx_grambsch_therneau[key][name].numbers
        #expect(near([row.test.chiSquare, row.test.p], expected, relative: 1e-4))
      }
    }
  }
}

extension Reference {
  /// The text, or nothing.
  var text: String { if case .text(let value) = self { value } else { "" } }
}
