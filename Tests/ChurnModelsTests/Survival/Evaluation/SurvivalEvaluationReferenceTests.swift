import ChurnMath
import Foundation
import TestSupport
import Testing

@testable import ChurnModels

/// Expected figures: the survival and concordance parts of reference/04_metrics.json, from
/// scikit-survival 0.28.0, lifelines 0.30.3, R survival 3.5-3 and pec 2022.05.04.
@Suite(.enabled(if: SharedFolder.isPresent, "the shared folder is not there"))
struct SurvivalEvaluationReferenceTests {
  static let file = (try? Reference.file("04_metrics.json")) ?? .nothing

  /// The veterans of odd number, those of even number before the last time of these, and figures.
  private struct Veterans {
    let reference = SurvivalEvaluationReferenceTests.file.survival
    let training: Lifetimes
    let test: Lifetimes
    let trainingFeatures: FeatureMatrix
    let testFeatures: FeatureMatrix
    let times: [Double]
    let survival: Matrix
    let risks: [Double]

    init() throws {
      let columns = ["karno", "age", "trt"]
      var odd = try SurvivalTable("veteran.csv")
      let ids = odd.numbers("id")
      odd.keep { !ids[$0].truncatingRemainder(dividingBy: 2).isZero }
      let last = odd.numbers("time").max() ?? 0
      var even = try SurvivalTable("veteran.csv")
      let all = even.numbers("time")
      even.keep { ids[$0].truncatingRemainder(dividingBy: 2).isZero && all[$0] < last }
      training = odd.lifetimes("time", "status")
      test = even.lifetimes("time", "status")
      trainingFeatures = odd.features(columns)
      testFeatures = even.features(columns)
      times = reference.times.numbers
      let rows = reference.surv_matrix.list.map(\.numbers)
      survival = Matrix(
        rows: rows.count, columns: times.indices.map { place in rows.map { $0[place] } })
      risks = reference.risk.numbers
    }
  }

  @Test("The split of the reference is the one it describes")
  func split() throws {
    let data = try Veterans()
    #expect(data.test.durations == data.reference.test_time.numbers)
    #expect(data.test.exits.map(Double.init) == data.reference.test_status.numbers)
  }

  @Test("A model learned on one half predicts the other as lifelines does")
  func predictions() throws {
    let data = try Veterans()
    let model = try CoxRegression(baselineTies: .breslow).fit(
      data.trainingFeatures, data.training)
    for coefficient in model.coefficients {
      let expected = data.reference.coef[coefficient.name].number
      // lifelines stops its iterations at 1e-7 of the gradient.
      #expect(near([coefficient.estimate], [expected], relative: 1e-5))
    }
    // lifelines draws straight lines between the steps of the baseline.
    let baseline = try #require(model.baselines.first)
    let curve = baseline.cumulativeHazards(of: model.means, estimates: model.estimates)
    let relative = try model.relativeRisk(data.testFeatures, relativeTo: .means)
    for (column, time) in data.times.enumerated() {
      let next = try #require(baseline.times.firstIndex { $0 >= time })
      let before = baseline.times[next - 1]
      let share = (time - before) / (baseline.times[next] - before)
      let hazard = curve[next - 1] + share * (curve[next] - curve[next - 1])
      let found = relative.map { exp(-hazard * $0) }
      #expect(near(found, (0..<found.count).map { data.survival[$0, column] }, relative: 1e-5))
    }
    let risks = try model.linearPredictor(data.testFeatures, relativeTo: .means)
    #expect(near(risks, data.risks, relative: 1e-5, floor: 1e-6))
  }

  @Test("Brier scores and their integral agree with scikit-survival and with Graf's tie rule")
  func brier() throws {
    let data = try Veterans()
    let censoring = try ProductLimit.censoring(data.training)
    let at = try SurvivalBrier(
      data.survival, at: data.times, data.test, censoring: censoring, tie: .at)
    #expect(agree(at.scores, data.reference.brier_sksurv.numbers, within: 1e-9))
    #expect(agree(at.scores, data.reference.brier_G_at_t.numbers, within: 1e-9))
    let integrated = try #require(at.integrated)
    #expect(abs(integrated - data.reference.integrated_brier_sksurv.number) < 1e-9)
    let before = try SurvivalBrier(
      data.survival, at: data.times, data.test, censoring: censoring, tie: .before)
    #expect(agree(before.scores, data.reference.brier_graf_G_left_limit.numbers, within: 1e-9))
  }

  @Test("The Kaplan-Meier curve as a prediction scores as the reference says")
  func nullBrier() throws {
    let data = try Veterans()
    let censoring = try ProductLimit.censoring(data.training)
    let curve = ProductLimit.survival(data.training)
    let flat = Matrix(
      rows: data.test.count,
      columns: data.times.map { time in
        [Double](repeating: curve.share(at: time), count: data.test.count)
      })
    let scores = try SurvivalBrier(flat, at: data.times, data.test, censoring: censoring).scores
    #expect(agree(scores, data.reference.km_null_brier.numbers, within: 1e-9))
  }

  @Test("With censoring weights from the judged customers, Brier scores are those of R's pec")
  func pecBrier() throws {
    let data = try Veterans()
    let pec = data.reference["R_pec_2022.05.04_cox_brier_censoring_KM_from_TEST_data"]
    let censoring = try ProductLimit.censoring(data.test)
    // pec asks R's coxph, whose baseline counts ties by Efron.
    let model = try CoxRegression(tolerance: 1e-10).fit(data.trainingFeatures, data.training)
    let survival = try model.survival(data.testFeatures, at: data.times)
    let scores = try SurvivalBrier(
      survival, at: data.times, data.test, censoring: censoring, tie: .before
    ).scores
    #expect(agree(scores, pec.brier.numbers, within: 1e-9))
    // Its reference curve is that of the judged customers, too.
    let curve = ProductLimit.survival(data.test)
    let flat = Matrix(
      rows: data.test.count,
      columns: data.times.map { time in
        [Double](repeating: curve.share(at: time), count: data.test.count)
      })
    let null = try SurvivalBrier(
      flat, at: data.times, data.test, censoring: censoring, tie: .before
    ).scores
    #expect(agree(null, pec.reference_km.numbers, within: 1e-9))
  }

  @Test("Areas at times and their mean agree with scikit-survival")
  func areas() throws {
    let data = try Veterans()
    let censoring = try ProductLimit.censoring(data.training)
    let areas = try TimeDependentAUC(
      of: data.risks, at: data.times, data.test, censoring: censoring)
    let values = areas.values.compactMap(\.self)
    #expect(agree(values, data.reference.cumulative_dynamic_auc.numbers, within: 1e-9))
    let mean = try #require(areas.mean)
    #expect(abs(mean - data.reference.cumulative_dynamic_auc_mean.number) < 1e-9)
  }

  @Test("Harrell's and Uno's concordance of the predictions agree")
  func concordanceOfPredictions() throws {
    let data = try Veterans()
    let harrell = try #require(try Concordance(of: data.risks, data.test))
    #expect(abs(harrell.value - data.reference.harrell_c.number) < 1e-10)
    let uno = try #require(
      try Concordance(
        of: data.risks, data.test, weighting: .uno(try ProductLimit.censoring(data.training)),
        before: 240))
    #expect(abs(uno.value - data.reference.uno_c_tau_240.number) < 1e-9)
  }

  @Test(
    "Counts, concordance and variance agree with R for every weighting",
    arguments: ["lung", "veteran", "rossi"])
  func concordance(_ name: String) throws {
    let reference = Self.file.concordance[name]
    let table = try SurvivalTable("\(name).csv")
    let scores = table.numbers(reference.x.text)
    let lifetimes =
      switch name {
      case "lung": table.lifetimes("time", "event")
      case "veteran": table.lifetimes("time", "status")
      default: table.lifetimes("week", "arrest")
      }
    let weightings: [(String, Concordance.Weighting)] = [
      ("n", .pairs), ("n/G2", .censoring), ("S", .survival), ("S/G", .survivalOverCensoring),
    ]
    for (key, weighting) in weightings {
      let expected = reference.R[key]
      let found = try #require(
        try Concordance(of: scores, lifetimes, meaning: .lifetime, weighting: weighting))
      #expect(abs(found.value - expected.concordance.number) < 1e-10, "\(key)")
      #expect(near([found.variance], [expected["var"].number], relative: 1e-9), "\(key)")
      let counts = found.counts
      #expect(
        near(
          [
            counts.concordant, counts.discordant, counts.tiedScores, counts.tiedTimes,
            counts.tiedBoth,
          ],
          ["concordant", "discordant", "tied.x", "tied.y", "tied.xy"].map {
            expected.count[$0].number
          }, relative: 1e-10), "\(key)")
    }
    let plain = try #require(try Concordance(of: scores, lifetimes, meaning: .lifetime))
    #expect(abs(plain.value - reference.lifelines.number) < 1e-10)
    let sksurv = reference["sksurv_risk=-x"]
    #expect(
      [plain.counts.concordant, plain.counts.discordant, plain.counts.tiedScores]
        == [sksurv.concordant.number, sksurv.discordant.number, sksurv.tied_risk.number])
    // The reference judges those who end before τ only, with the censoring of all.
    let uno = reference.sksurv_uno_ipcw
    let rows = scores.indices.filter { lifetimes.durations[$0] < uno.tau.number }
    let weighted = try #require(
      try Concordance(
        of: rows.map { scores[$0] }, lifetimes.selecting(rows: rows), meaning: .lifetime,
        weighting: .uno(try ProductLimit.censoring(lifetimes)), before: uno.tau.number))
    #expect(abs(weighted.value - uno.c.number) < 1e-9)
  }

  @Test("Pairs counted by hand come out, and none at all is nothing")
  func byHand() throws {
    for example in Self.file.concordance_hand.list {
      let lifetimes = Lifetimes(
        durations: example.time.numbers, churned: example.event.numbers.map { $0 == 1 })
      let found = try Concordance(of: example.risk.numbers, lifetimes)
      if case .number(let value) = example.c {
        #expect(found?.value == value)
      } else if case .number(let value) = example.lifelines.value {
        #expect(found?.value == value)
      } else {
        #expect(found == nil)
      }
    }
  }
}
