import ChurnMath
import TestSupport
import Testing

@testable import ChurnModels

/// Data and options beyond the reference files.
///
/// Expected figures: R 4.2.2, survival 3.5-3, with `coxph.control(eps = 1e-12, timefix = FALSE)`; each
/// call stands at its figures.
@Suite(.enabled(if: SharedFolder.isPresent, "the shared folder is not there"))
struct CoxBeyondFixturesTests {
  /// `g <- read.csv("data/survival/gbsg2.csv")`, with `factor(g$tgrade, c("I", "II", "III"))` and
  /// `factor(g$menostat, c("Pre", "Post"))`.
  private struct BreastCancer {
    let features: FeatureMatrix
    let lifetimes: Lifetimes
    let strata: [Int]

    init() throws {
      let table = try SurvivalTable("gbsg2.csv", in: "data/survival")
      features = table.features([
        "age", "menostat=Pre/Post", "tsize", "tgrade=I/II/III", "pnodes", "progrec",
      ])
      lifetimes = Lifetimes(
        durations: table.numbers("y_time"), churned: table.texts("y_cens").map { $0 == "True" })
      strata = table.texts("horTh").map { $0 == "yes" ? 1 : 0 }
    }
  }

  /// `coxph(Surv(y_time, y_cens == "True") ~ age + menostat + tsize + tgrade + pnodes + progrec +
  /// strata(horTh), g)`.
  @Test("A stratified model with factors agrees with R on breast cancer")
  func breastCancer() throws {
    let data = try BreastCancer()
    let model = try CoxRegression(tolerance: 1e-10).fit(
      data.features, data.lifetimes, strata: data.strata, threads: 2)
    #expect(
      model.coefficients.map(\.name) == [
        "age", "menostatPost", "tsize", "tgradeII", "tgradeIII", "pnodes", "progrec",
      ])
    #expect(
      near(
        model.estimates,
        [
          -0.00871010686363075, 0.264061601147657, 0.00769503225483712, 0.626358904079935,
          0.772028554743978, 0.0488534488392706, -0.00211227091858268,
        ], relative: 1e-8))
    #expect(
      near(
        model.coefficients.map(\.standardError),
        [
          0.00917007744981477, 0.183988509005495, 0.00391860195014061, 0.249339411635655,
          0.268825221832501, 0.00747334929259529, 0.000550502466756495,
        ], relative: 1e-8))
    #expect(abs(model.nullLogLikelihood + 1599.01308917231) < 1e-8)
    #expect(abs(model.logLikelihood + 1551.73698741719) < 1e-8)
    #expect(near([model.scoreTest.chiSquare], [110.588865846277], relative: 1e-9))
    // summary(fit)$concordance
    let risks = try model.linearPredictor(data.features)
    let concordance = try #require(try Concordance(of: risks, data.lifetimes, strata: data.strata))
    #expect(abs(concordance.value - 0.679829849028687) < 1e-12)
    #expect(abs(concordance.standardError - 0.0157375950558974) < 1e-12)
    // head(fit$linear.predictors, 3): indicators are not centred
    #expect(
      near(
        Array(risks.prefix(3)), [0.711456579930709, 0.932097059143513, 1.20837992322329],
        relative: 1e-8))
    // cox.zph(fit)
    let test = try ProportionalHazardsTest(
      model, data.features, data.lifetimes, strata: data.strata)
    #expect(test.terms.map(\.name) == data.features.columnNames)
    #expect(test.terms.map(\.test.degreesOfFreedom) == [1, 1, 1, 2, 1, 1])
    #expect(
      near(
        test.terms.map(\.test.chiSquare) + [test.global.chiSquare],
        [
          10.2937473343664, 5.39161313827886, 0.162220082520459, 10.9729283229396,
          0.840597194918288, 4.94476884294317, 23.7090143193577,
        ], relative: 1e-7))
  }

  /// `residuals(fit, type)` of the same fit, and `summary(survfit(fit, newdata = g[1:2, ]), times =
  /// c(365, 1000, 2000))`.
  @Test("Residuals and predictions of the stratified model agree with R")
  func breastCancerResiduals() throws {
    let data = try BreastCancer()
    let model = try CoxRegression(tolerance: 1e-10).fit(
      data.features, data.lifetimes, strata: data.strata)
    let residuals = try model.residuals(data.features, data.lifetimes, strata: data.strata)
    #expect(
      near(
        Array(residuals.martingale.prefix(3)),
        [0.233322738519086, 0.147582742141425, 0.677015453313499], relative: 1e-8))
    #expect(
      near(
        Array(residuals.deviance.prefix(3)),
        [0.254427231193811, 0.15554028818223, 0.951982506841744], relative: 1e-8))
    #expect(
      near(
        (0..<7).map { residuals.score[1, $0] },
        [
          3.06895581994519, 0.154277354006608, 0.773888061333141, -0.00598550732214814,
          -0.00590532153058731, 2.28805099622302, -11.802162839668,
        ], relative: 1e-7))
    #expect(
      near(
        (0..<7).map { residuals.dfbeta[1, $0] },
        [
          6.22444092990538e-05, 0.00125047859616317, -1.06189895962491e-05, -0.00127675060848576,
          -0.00121907215361631, 0.000111782623146493, -3.48493704790953e-06,
        ], relative: 1e-6))
    #expect(residuals.exits.count == 299)
    #expect(
      near(
        residuals.exits[4].schoenfeld,
        [
          -0.454248447313525, 0.476125900291414, 86.4447933170544, 0.370521613341725,
          -0.331132748441679, 3.5939361114625, -54.2536359431392,
        ], relative: 1e-7))
    #expect(
      near(
        residuals.exits[4].scaledSchoenfeld,
        [
          -0.228520389020117, 6.20182993636617, 0.401830974214066, 0.790636988785688,
          -1.9212125951975, -0.200739447509548, -0.00725285126762289,
        ], relative: 1e-6))
    let two = data.features.selecting(rows: [0, 1])
    let bands = try model.survivalBands(
      two, at: [365, 1_000, 2_000], strata: Array(data.strata.prefix(2)))
    #expect(
      near(
        bands.survival.values,
        [
          0.914652216629273, 0.947734407764773, 0.658316135963839, 0.696765734844801,
          0.447744719915591, 0.464398122271966,
        ], relative: 1e-8))
    #expect(
      near(
        bands.standardErrors.values,
        [
          0.0166207343949708, 0.015504648060143, 0.0438011894097974, 0.0399312195110643,
          0.0576954795075784, 0.0565902306584206,
        ], relative: 1e-7))
  }

  /// `coxph(Surv(y_time, y_cens == "True") ~ age + tsize + pnodes + progrec, g, robust = TRUE)`.
  @Test("Robust errors without clusters agree with R")
  func robust() throws {
    let table = try SurvivalTable("gbsg2.csv", in: "data/survival")
    let data = try BreastCancer()
    let model = try CoxRegression(isRobust: true, tolerance: 1e-10).fit(
      table.features(["age", "tsize", "pnodes", "progrec"]), data.lifetimes)
    #expect(
      near(
        model.coefficients.compactMap(\.robustStandardError),
        [0.00623317202331919, 0.00391109257059673, 0.0108454573766136, 0.000645205854866194],
        relative: 1e-7))
    #expect(near([model.waldTest.chiSquare], [58.9812930692907], relative: 1e-7))
  }

  /// Figures of one way of counting ties.
  struct Everything: Sendable {
    let ties: CoxRegression.Ties
    let coefficients: [Double]
    let naive: [Double]
    let robust: [Double]
    let likelihoods: [Double]
    let score: Double
    let wald: Double
    let drift: [Double]
    let rankDrift: [Double]
    let hazards: [Double]
    let survival: [Double]
    let errors: [Double]
    let lower: [Double]
    let martingale: [Double]
    let deviance: [Double]
    let scores: [Double]
    let dfbeta: [Double]
    let schoenfeld: [Double]
    let concordance: [Double]
  }

  static let everything = [
    Everything(
      ties: .efron, coefficients: [0.0126127973469213, 0.367189019657562, -0.00405502091273],
      naive: [0.00846510689903179, 0.112530299080041, 0.00579938175902378],
      robust: [0.0102467405076774, 0.0932672476016922, 0.00657373680741379],
      likelihoods: [-735.595162038272, -727.701093445934], score: 15.8911186113153,
      wald: 15.73021739758,
      drift: [0.000820011527632106, 0.299895437126616, 0.200822720868856, 0.404847085004422],
      rankDrift: [0.222399946760394, 1.0176959090668, 0.282102485972736, 1.60756086607924],
      hazards: [1.23837402783906, 0.86112207448893],
      survival: [0.796348238818455, 0.598628160260568, 0.256851985620898],
      errors: [0.0594282981049564, 0.0609180274691408, 0.0542394529948228],
      lower: [0.687988600180411, 0.490384304937491, 0.169798806753582],
      martingale: [-0.150009695113643, -1.56099582436039, 0.484752694800666, -0.205719418742878],
      deviance: [-0.143103614492566, -1.76691585784971, 0.5972530360046, -0.193095841219771],
      scores: [-3.98406004877265, 0.0965462829018672, 0.0956957529033631],
      dfbeta: [-0.000610329392154681, 0.00403683256730207, -1.87971656571091e-05],
      schoenfeld: [14.5630048007286, -1.3373700606392, 2.86011318933205],
      concordance: [0.581703446748838, 0.00119988899123053]),
    Everything(
      ties: .breslow, coefficients: [0.0125873988661817, 0.366348477396607, -0.00399227732514136],
      naive: [0.00846524916874952, 0.112528696593856, 0.00579932655897968],
      robust: [0.0101860182915765, 0.0926737387165633, 0.00654478713049126],
      likelihoods: [-735.912088972629, -728.048930434044], score: 15.8298206969498,
      wald: 15.8696759135493,
      drift: [0.000436447323157529, 0.289901923618662, 0.207721288900904, 0.402842533167345],
      rankDrift: [0.227556501892223, 0.997690426082282, 0.28973965358911, 1.59757571495342],
      hazards: [1.23884131202941, 0.862611489680896],
      survival: [0.796247676968387, 0.598629232205059, 0.256846259648062],
      errors: [0.0594320184220281, 0.0608874048148171, 0.0542055674583805],
      lower: [0.687882715409536, 0.490434527295554, 0.169837365060745],
      martingale: [-0.148896847186527, -1.56240054833761, 0.486693166177566, -0.205946310247402],
      deviance: [-0.142088905372179, -1.76771069371524, 0.600313800976321, -0.193296310360906],
      scores: [-3.99851871771111, 0.0972522391570953, 0.0853461464772427],
      dfbeta: [-0.000612776917768479, 0.00406714666388194, -1.99678489388047e-05],
      schoenfeld: [14.41100830466, -1.34380646464396, 3.03329833051341],
      concordance: [0.581482028193963, 0.00119681435269668]),
  ]

  /// Lung patients with entries, weights, strata and clusters at once: `l <- na.omit(lung[, c("time",
  /// "status", "age", "sex", "ph.ecog", "inst", "wt.loss")])`, `l$w <- 0.5 + (seq_len(nrow(l)) %% 4)
  /// / 2`, `l$ent <- floor(l$time * ((seq_len(nrow(l)) %% 5) / 7))`.
  private struct Lung {
    let table: SurvivalTable
    let weights: [Double]
    let entries: [Double]
    let sexes: [Int]
    let clusters: [Int]
    let plain: Lifetimes
    let lifetimes: Lifetimes

    init() throws {
      var table = try SurvivalTable("lung.csv")
      table.dropGaps(in: ["time", "event", "age", "sex", "ph.ecog", "inst", "wt.loss"])
      self.table = table
      let times = table.numbers("time")
      weights = times.indices.map { 0.5 + Double(($0 + 1) % 4) / 2 }
      entries = times.enumerated().map { row, time in
        (time * (Double((row + 1) % 5) / 7)).rounded(.down)
      }
      sexes = table.numbers("sex").map { Int($0) }
      clusters = table.numbers("inst").map { Int($0) }
      let churned = table.numbers("event").map { $0 == 1 }
      plain = Lifetimes(durations: times, churned: churned, weights: weights)
      lifetimes = Lifetimes(
        durations: times, churned: churned, entries: entries, weights: weights)
    }
  }

  /// `coxph(Surv(ent, time, status == 2) ~ age + ph.ecog + wt.loss + strata(sex), l, weights = w,
  /// cluster = inst)`, then `cox.zph`, `basehaz(centered = FALSE)`, `survfit(newdata = data.frame(age =
  /// 60, ph.ecog = 1, wt.loss = 10, sex = 2))` at 100, 300, 600, `residuals`, `concordance`.
  @Test("Entries, weights, strata and clusters together agree with R", arguments: everything)
  func allAtOnce(_ expected: Everything) throws {
    let data = try Lung()
    let features = data.table.features(["age", "ph.ecog", "wt.loss"])
    let model = try CoxRegression(ties: expected.ties, tolerance: 1e-11).fit(
      features, data.lifetimes, strata: data.sexes, clusters: data.clusters, threads: 2)
    #expect(model.rowCount == 212)
    let coefficients = model.coefficients
    #expect(near(model.estimates, expected.coefficients, relative: 1e-7))
    #expect(near(coefficients.map(\.standardError), expected.naive, relative: 1e-7))
    #expect(near(coefficients.compactMap(\.robustStandardError), expected.robust, relative: 1e-7))
    #expect(
      near([model.nullLogLikelihood, model.logLikelihood], expected.likelihoods, relative: 1e-11))
    #expect(near([model.scoreTest.chiSquare], [expected.score], relative: 1e-8))
    #expect(near([model.waldTest.chiSquare], [expected.wald], relative: 1e-7))
    for (transform, figures) in [
      (ProportionalHazardsTest.Transform.kaplanMeier, expected.drift),
      (.rank, expected.rankDrift),
    ] {
      let test = try ProportionalHazardsTest(
        model, features, data.lifetimes, strata: data.sexes, transform: transform)
      let found = test.rows.map(\.test.chiSquare) + [test.global.chiSquare]
      #expect(near(found, figures, relative: 1e-5))
    }
    let hazards = model.baselines.map {
      $0.cumulativeHazards(of: [0, 0, 0], estimates: model.estimates).last ?? .nan
    }
    #expect(near(hazards, expected.hazards, relative: 1e-7))
    let customer = FeatureMatrix(
      columns: [
        FeatureMatrix.Column(name: "wt.loss", values: [10]),
        FeatureMatrix.Column(name: "age", values: [60]),
        FeatureMatrix.Column(name: "ph.ecog", values: [1]),
      ], rowCount: 1)
    let bands = try model.survivalBands(customer, at: [100, 300, 600], strata: [2])
    #expect(near(bands.survival.values, expected.survival, relative: 1e-7))
    #expect(near(bands.standardErrors.values, expected.errors, relative: 1e-7))
    #expect(near(bands.lower.values, expected.lower, relative: 1e-7))
    let residuals = try model.residuals(features, data.lifetimes, strata: data.sexes)
    #expect(near(Array(residuals.martingale.prefix(4)), expected.martingale, relative: 1e-7))
    #expect(near(Array(residuals.deviance.prefix(4)), expected.deviance, relative: 1e-7))
    #expect(near((0..<3).map { residuals.score[2, $0] }, expected.scores, relative: 1e-7))
    #expect(near((0..<3).map { residuals.dfbeta[2, $0] }, expected.dfbeta, relative: 1e-6))
    #expect(near(residuals.exits[1].schoenfeld, expected.schoenfeld, relative: 1e-7))
    let risks = try model.linearPredictor(features)
    let concordance = try #require(
      try Concordance(of: risks, data.lifetimes, strata: data.sexes, clusters: data.clusters))
    #expect(
      near([concordance.value, concordance.variance], expected.concordance, relative: 1e-9))
  }

  @Test("Bands on other scales agree with R's conf.type")
  func otherScales() throws {
    let data = try Lung()
    let features = data.table.features(["age", "ph.ecog", "wt.loss"])
    let model = try CoxRegression(tolerance: 1e-11).fit(
      features, data.lifetimes, strata: data.sexes, clusters: data.clusters)
    let customer = FeatureMatrix(
      columns: [
        FeatureMatrix.Column(name: "age", values: [60]),
        FeatureMatrix.Column(name: "ph.ecog", values: [1]),
        FeatureMatrix.Column(name: "wt.loss", values: [10]),
      ], rowCount: 1)
    let times: [Double] = [100, 300, 600]
    let logLog = try model.survivalBands(customer, at: times, strata: [2], scale: .logLog)
    #expect(
      near(
        logLog.lower.values + logLog.upper.values,
        [
          0.648651485681153, 0.469127262917102, 0.158330955536675, 0.887099448247148,
          0.706199657667666, 0.366980902369177,
        ], relative: 1e-7))
    let plain = try model.survivalBands(customer, at: times, strata: [2], scale: .plain)
    #expect(
      near(
        plain.lower.values + plain.upper.values,
        [
          0.679870914870231, 0.479231020411831, 0.150544611209892, 0.91282556276668,
          0.718025300109306, 0.363159360031904,
        ], relative: 1e-7))
  }

  /// `concordance(Surv(time, status == 2) ~ age, l, weights = w, timewt = ...)`; stratified:
  /// `age + strata(sex)`, `cluster = inst`, `timewt = "S"`; last: `ymax = 300` without weights.
  @Test("Weighted concordance agrees with R")
  func weightedConcordance() throws {
    let data = try Lung()
    let ages = data.table.numbers("age")
    func found(
      _ lifetimes: Lifetimes, _ weighting: Concordance.Weighting, before: Double? = nil,
      strata: [Int]? = nil, clusters: [Int]? = nil
    ) throws -> [Double] {
      let value = try #require(
        try Concordance(
          of: ages, lifetimes, meaning: .lifetime, weighting: weighting, before: before,
          strata: strata, clusters: clusters))
      return [value.value, value.variance, value.counts.concordant, value.counts.tiedTimes]
    }
    #expect(
      near(
        try found(data.plain, .censoring),
        [0.441143783450519, 0.00066947812715155, 14767.4831033666, 46.874253603837],
        relative: 1e-9))
    #expect(
      near(
        try found(data.plain, .survivalOverCensoring),
        [0.441143783450519, 0.00066947812715155, 14767.4831033666, 46.8742536038369],
        relative: 1e-9))
    #expect(
      near(
        try found(data.plain, .survival, strata: data.sexes, clusters: data.clusters),
        [
          0.442359216386775, 0.00121778445296893, 4648.26796139889 + 1985.4953987469,
          20.4512398738945 + 0.804410260147842,
        ], relative: 1e-9))
    let unweighted = Lifetimes(durations: data.plain.durations, exits: data.plain.exits)
    #expect(
      near(
        try found(unweighted, .pairs, before: 300.5),
        [0.43141125052869, 0.000960584798775261, 5_919, 17], relative: 1e-9))
  }
}
