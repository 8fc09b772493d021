internal import ChurnData
internal import ChurnMath
internal import ChurnModels

extension OrderTrainer {
  /// What all kinds of model learn from.
  func lesson(_ material: Material, _ plan: CutoffPlan) -> Lesson {
    let builder = material.builder
    let parts = material.parts
    return Lesson(
      training: parts.training, folds: parts.folds,
      calibration: plan.sharesCalibration || !Self.canCalibrate(parts)
        ? .crossFitted : .origins(origins(parts, plan, builder)),
      directions: builder.features.riskDirections, shrinksMore: material.scarcity.isFew,
      seed: seed, threads: threads)
  }

  /// The cutoffs calibrated on, and the training rows whose outcome was known by then.
  private func origins(
    _ parts: Parts, _ plan: CutoffPlan, _ builder: FeatureBuilder
  ) -> [Lesson.Origin] {
    zip(plan.calibrations, parts.calibrations).map { cutoff, rows in
      let matured = plan.training.count { builder.horizon.end(from: $0) <= cutoff.day }
      let teachers: Lesson.Teachers =
        if matured == plan.training.count {
          .everybody
        } else if cutoff == plan.calibration {
          .otherCustomers
        } else {
          // Training cutoffs come first and are numbered from 0.
          .rows(parts.training.cutoffs.indices.filter { parts.training.cutoffs[$0] < matured })
        }
      return Lesson.Origin(rows: rows, teachers: teachers)
    }
  }

  func hasMoney(_ book: OrderBook) -> Bool {
    !book.log.inputs.isDisjoint(with: [.amount, .margin])
  }

  /// The margin expected of each row that the lesson has judged.
  func margins(
    _ lesson: Lesson, _ material: Material, _ plan: CutoffPlan, _ book: OrderBook
  ) -> [Double] {
    let parts = material.parts
    let training = margins(of: parts.training, material, plan, book)
    let later =
      lesson.judged.foldCount == lesson.judged.labels.count
      ? [] : parts.calibrations.flatMap { margins(of: $0, material, plan, book) }
    return lesson.judgedRows.map { training[$0] } + later
  }

  /// The margin expected of each row of some cutoffs of the plan.
  private func margins(
    of samples: TrainingSamples, _ material: Material, _ plan: CutoffPlan, _ book: OrderBook
  ) -> [Double] {
    let builder = material.builder
    var margins = [Double](repeating: 0, count: samples.count)
    for (place, cutoff) in plan.all.enumerated() {
      let rows = samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
      let facts = CustomerFacts.of(
        rows.map { samples.groups[$0] }, in: book.log, at: cutoff, horizon: builder.horizon,
        parameters: builder.parameters, margins: material.margins, marginRate: costs.marginRate,
        threads: threads)
      for (row, fact) in zip(rows, facts) { margins[row] = fact.margin ?? 0 }
    }
    return margins
  }

  /// The test rows as each model of a contest judges them, in its order.
  func judged(
    _ material: Material, _ contest: Contest, _ cells: RFMCells, book: OrderBook,
    plan: CutoffPlan
  ) throws -> [JudgedRows] {
    let parts = material.parts
    let builder = material.builder
    let facts = CustomerFacts.of(
      parts.test.groups, in: book.log, at: plan.test, horizon: builder.horizon,
      parameters: builder.parameters, margins: material.margins, marginRate: costs.marginRate,
      threads: threads)
    let rules = PlainRules.scores(parts.testRules, cells: cells)
    return try contest.models.map { model in
      JudgedRows(
        labels: parts.test.labels,
        probabilities: try model.probabilities(parts.test.features, threads: threads),
        groups: parts.test.groups,
        margins: hasMoney(book) ? facts.map { $0.margin ?? 0 } : nil, rules: rules,
        segments: [("stage", facts.map(\.stage.rawValue))]
          + GroupNames.segments(book.groups, rows: parts.test.groups))
    }
  }

  // MARK: - Beside the figures

  /// Curves, segments and stability of the champion.
  func details(
    _ judged: JudgedRows, _ champion: LearnedModel, _ lesson: Lesson, _ material: Material,
    _ plan: CutoffPlan
  ) throws -> ReportDetails {
    let parts = material.parts
    let origins = origins(judged, champion, lesson, parts, plan)
    let reach = material.builder.horizon.gap + material.builder.horizon.days
    var figures = try OriginFigures.rolling(origins, reach: reach, seed: seed, threads: threads)
    figures.append(
      try OriginFigures(
        Origin(
          at: plan.test.day, role: "test", logOdds: [], labels: judged.labels,
          groups: judged.groups),
        probabilities: judged.probabilities, seed: seed, threads: threads))
    let calibration = plan.sharesCalibration ? [parts.training] : parts.calibrations
    let before = (plan.training + plan.calibrations).map { snapshot in
      let (rows, churners) = material.rows.counts(at: snapshot)
      return Double(churners) / Double(max(1, rows))
    }
    return try ReportDetails(
      judged, origins: figures,
      baseRate: BaseRateShift(
        judged, training: Self.counts([parts.training]), calibration: Self.counts(calibration),
        before: before, seed: seed, threads: threads), costs: costs, seed: seed,
      threads: threads)
  }

  private static func counts(_ samples: [TrainingSamples]) -> (rows: Int, churners: Int) {
    samples.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.labels.count { $0 }) }
  }

  /// The cutoffs before the test that models judged without having seen their outcome, ascending.
  private func origins(
    _ judged: JudgedRows, _ champion: LearnedModel, _ lesson: Lesson, _ parts: Parts,
    _ plan: CutoffPlan
  ) -> [Origin] {
    let rows = lesson.judgedRows
    let places = Set(rows.map { parts.training.cutoffs[$0] }).sorted()
    var origins = places.map { place in
      let own = rows.indices.filter { parts.training.cutoffs[rows[$0]] == place }
      return Origin(
        at: plan.training[place].day, role: "training",
        logOdds: own.map { champion.judgedLogOdds[$0] },
        labels: own.map { lesson.judged.labels[$0] }, groups: own.map { lesson.judged.groups[$0] })
    }
    guard case .origins(let later) = lesson.calibration else { return origins }
    var start = lesson.judged.foldCount
    for (cutoff, origin) in zip(plan.calibrations, later) {
      let range = start..<start + origin.rows.count
      start = range.upperBound
      origins.append(
        Origin(
          at: cutoff.day, role: "calibration", logOdds: Array(champion.judgedLogOdds[range]),
          labels: origin.rows.labels, groups: origin.rows.groups))
    }
    return origins
  }

  /// The champion's figures on the test, each customer judged by a model that never saw him.
  func unseen(
    _ champion: LearnedModel, _ parts: Parts, _ judged: JudgedRows
  ) throws(FitError) -> ModelFigures {
    var unseen = judged
    let training = parts.training
    let part = InnerFolds.dealt(parts: Lesson.parts, deal: 4)
    for number in 0..<Lesson.parts {
      let rows = judged.groups.indices.filter { part(judged.groups[$0]) == number }
      guard !rows.isEmpty else { continue }
      let others = training.groups.indices.filter { part(training.groups[$0]) != number }
      let model = try champion.recipe.fit(training.selecting(rows: others), threads: threads)
      let probabilities = try model.calibrated(
        parts.test.features.selecting(rows: rows), by: champion.calibrator, threads: threads)
      for (row, probability) in zip(rows, probabilities) { unseen.probabilities[row] = probability }
    }
    return try ModelFigures(unseen, costs: costs)
  }
}
