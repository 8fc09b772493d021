internal import ChurnMath
internal import ChurnModels
internal import Glibc

extension SurvivalReport.Cox {
  /// Levels of a categorical column beyond which it is rather a name.
  private static let mostLevels = 100
  /// Times at which predictions are held against the curve.
  private static let checkedTimes = 200
  /// Rows predicted at once.
  private static let rowsAtOnce = 4096

  /// Fits the model of a sample; nil when none was asked for.
  ///
  /// - Throws: `FitError`; `PipelineError.badOption` for a column of too many levels.
  init?(_ sample: SurvivalSample, settings: SurvivalSettings, notes: inout [String]) throws {
    guard !sample.covariates.isEmpty else { return nil }
    let rows = (0..<sample.count).filter { row in
      !sample.covariates.contains { $0.values[row].isNaN }
    }
    let missing = sample.count - rows.count
    guard !rows.isEmpty else {
      throw PipelineError.badOption(
        option: "--cox", problem: "no row has a value in every column named.")
    }
    if missing > 0 {
      notes.append(
        "Cox: \(missing) of \(sample.count) rows left out, as a value is missing in one of the columns."
      )
    }
    let features = FeatureMatrix(columns: sample.covariates, rowCount: sample.count)
      .selecting(rows: rows)
    for column in features.columns {
      guard case .categorical = column.kind else { continue }
      let used = Set(column.values).count
      guard used <= Self.mostLevels else {
        throw PipelineError.badOption(
          option: "--cox",
          problem:
            "column \"\(column.name)\" has \(used) levels; at most \(Self.mostLevels) can be "
            + "told apart. Is it a name?")
      }
    }
    let lifetimes = sample.lifetimes.selecting(rows: rows)
    let strata = sample.strata.map { held in rows.map { Int(held.codes[$0]) } }
    let clusters =
      settings.isRobust ? sample.clusters.map { all in rows.map { all[$0] } } : nil
    let model = try CoxRegression(ties: settings.ties, isRobust: settings.isRobust).fit(
      features, lifetimes, strata: strata, clusters: clusters, threads: settings.threads)
    let concordance = try Concordance(
      of: try model.linearPredictor(features), lifetimes, strata: strata, clusters: clusters)
    let hazards = try? ProportionalHazardsTest(
      model, features, lifetimes, strata: strata, threads: settings.threads)
    ties = model.ties.rawValue
    n = model.rowCount
    events = model.exitWeight
    leftOut = missing
    within = sample.strata?.title
    let z = NormalDistribution.deviations(level: settings.level)
    let found = model.coefficients
    coefficients = model.design.terms.flatMap { term in
      term.columns.enumerated().map { place, index in
        SurvivalReport.Coefficient(
          found[index], z: z, column: term.name, level: term.levels?[place + 1],
          reference: term.levels?.first)
      }
    }
    logLikelihood = model.logLikelihood
    nullLogLikelihood = model.nullLogLikelihood
    likelihoodRatio = SurvivalReport.Test(model.likelihoodRatioTest)
    wald = SurvivalReport.Test(model.waldTest)
    score = SurvivalReport.Test(model.scoreTest)
    self.concordance = SurvivalReport.finite(concordance?.value)
    concordanceStandardError = SurvivalReport.finite(concordance?.standardError)
    proportionalHazards = hazards.map { test in
      SurvivalReport.ProportionalHazards(
        terms: test.rows.map {
          SurvivalReport.Term(column: $0.name, test: SurvivalReport.Test($0.test))
        }, global: SurvivalReport.Test(test.global))
    }
    predictionGap =
      lifetimes.entries == nil
      ? try Self.gap(model, features, lifetimes, strata: strata, threads: settings.threads) : nil
  }

  /// Where the mean of the predicted curves is furthest from the curve of the same customers.
  private static func gap(
    _ model: CoxRegression.Model, _ features: FeatureMatrix, _ lifetimes: Lifetimes,
    strata: [Int]?, threads: Int
  ) throws(FitError) -> SurvivalReport.Gap? {
    let curve = try KaplanMeier(lifetimes, threads: threads)
    let steps = curve.steps.filter { $0.events > 0 }
    guard !steps.isEmpty else { return nil }
    let count = min(checkedTimes, steps.count)
    let times = (1...count).map { steps[$0 * steps.count / count - 1].time }
    var sums = [Double](repeating: 0, count: count)
    var weight = 0.0
    // In pieces, so that memory does not grow with customers times times.
    for start in stride(from: 0, to: lifetimes.count, by: rowsAtOnce) {
      let rows = Array(start..<min(start + rowsAtOnce, lifetimes.count))
      let survival = try model.survival(
        features.selecting(rows: rows), at: times,
        strata: strata.map { all in rows.map { all[$0] } },
        threads: threads)
      for (place, row) in rows.enumerated() {
        let own = lifetimes.weights?[row] ?? 1
        weight += own
        for time in times.indices { sums[time] += own * survival[place, time] }
      }
    }
    guard weight > 0 else { return nil }
    var gap = SurvivalReport.Gap(largest: 0, time: times[0])
    for (place, time) in times.enumerated() {
      let distance = abs(sums[place] / weight - curve.survival(at: time))
      if distance > gap.largest { gap = SurvivalReport.Gap(largest: distance, time: time) }
    }
    return gap
  }
}

extension SurvivalReport.Coefficient {
  fileprivate init(
    _ found: CoxRegression.Model.Coefficient, z: Double, column: String, level: String?,
    reference: String?
  ) {
    let error = found.robustStandardError ?? found.standardError
    self.init(
      name: found.name, column: column, level: level, reference: reference,
      estimate: found.estimate, standardError: found.standardError,
      robustStandardError: found.robustStandardError, z: found.z, p: found.p,
      hazardRatio: found.hazardRatio, lower: exp(found.estimate - z * error),
      upper: exp(found.estimate + z * error))
  }
}

extension SurvivalReport.Test {
  fileprivate init(_ test: CoxRegression.Model.Test) {
    self.init(
      chiSquare: test.chiSquare, degreesOfFreedom: test.degreesOfFreedom, p: test.p)
  }
}
