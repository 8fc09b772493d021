public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// Trains a model on a history of orders: snapshots, features, labels, fit, calibration, test.
public struct OrderTrainer: Sendable {
  /// How the label window is found.
  public enum HorizonChoice: Sendable, Equatable {
    /// So many days.
    case days(Int)
    /// The shortest silence after which few return; see `SilenceCurve`.
    case auto
  }

  /// The label window.
  public var horizon = HorizonChoice.auto
  /// Days between the cutoff and the label window.
  public var gapDays = 0
  /// How often a cutoff is taken.
  public var schedule = CutoffPlan.Schedule.monthly
  /// The test cutoff; nil = the last one that matures.
  public var testAt: Day?
  /// The day after the last that counts; nil = the end of the data, which must then be no stray row.
  public var end: Day?
  /// Days of data before the first cutoff.
  public var minHistoryDays = 90
  /// Days within which the last purchase lies; nil = the horizon.
  public var activeWithin: ActiveWithin?
  /// Days since the first purchase, at least.
  public var minTenureDays = 0
  /// The kinds of model to train.
  public var models = ModelKind.allCases
  /// What the champion is chosen by.
  public var metric = ChampionMetric.logLoss
  /// Combinations of settings to try for each kind of model that has many; 0 = the defaults.
  public var search = 0
  /// Money assumptions.
  public var costs = RetentionCosts.standard
  /// The name of the bundle.
  public var name = "churn"
  /// Features by name; nil = all that the data can feed.
  public var featureNames: [String]?
  /// Whether customer attributes that tell the label away may be used.
  public var allowsLeaks = false
  /// Whether everything is learned from again after the test.
  public var refits = false
  /// The seed of everything random.
  public var seed: UInt64 = 1
  /// The most threads to use.
  public var threads = 1

  /// Who counts as active.
  public enum ActiveWithin: Sendable, Equatable {
    /// The last purchase lies within so many days.
    case days(Int)
    /// Every customer with a purchase.
    case all
  }

  /// A trainer with default settings.
  public init() {}

  /// Trains on a book.
  ///
  /// - Parameters:
  ///   - book: The orders.
  ///   - logger: Where what was left out is said.
  ///   - step: Called with a few words when a step begins.
  /// - Returns: A bundle ready to be written, and its figures.
  /// - Throws: `PipelineError`, `FitError`.
  public func train(
    _ book: OrderBook, logger: Logger, step: @Sendable (String) -> Void = { _ in }
  ) throws -> TrainingResult {
    guard metric != .profit || hasMoney(book) else { throw PipelineError.noMoney }
    step("choosing the horizon")
    let span = try span(book)
    let (horizon, horizonNote) = try chosenHorizon(book, span)
    if end == nil { try book.checkTail(horizonDays: horizon.days) }
    let plan = try CutoffPlan(
      span: span, horizon: horizon, schedule: schedule, testAt: testAt,
      minHistoryDays: minHistoryDays)
    let eligibility = eligibility(horizon)
    guard let parametersAt = plan.training.last else {
      throw PipelineError.emptyTable(what: "no cutoff to learn from")
    }
    step("computing features")
    let builder = FeatureBuilder(
      features: try features(book, plan, logger),
      parameters: FeatureParameters(
        learnedFrom: book.log, before: parametersAt, threads: threads),
      horizon: horizon)
    let rows = try LabelledRows(
      book, builder: builder, snapshots: plan.all, eligibility: eligibility, threads: threads)
    let parts = try Parts(rows, plan: plan, horizon: horizon)
    let suspicions = try leaks(parts, book, logger)
    let contest = try Contest(
      lesson(parts, plan, builder),
      Contest.Rules(kinds: models, metric: metric, costs: costs, search: search),
      margins: metric == .profit ? margins(of: parts.training, plan.training, book, builder) : nil,
      step: step)
    step("testing")
    let cells = PlainRules.cells(parts.trainingRules, labels: parts.training.labels)
    let judged = try judged(parts, contest, cells, book: book, plan: plan, builder: builder)
    var report = try report(
      judged, contest, rows: rows, plan: plan, horizon: horizon, horizonNote: horizonNote,
      book: book)
    report.leakSuspects = suspicions.map(\.description)
    var shipped = contest.champion
    if refits {
      shipped = try shipped.refitted(to: rows.samples, threads: threads)
      report.notes.append(
        "The shipped model was fitted again on all cutoffs, the test among them: it is untested.")
    }
    let bundle = try bundle(
      book, builder: builder, plan: plan, eligibility: eligibility, learned: shipped,
      training: parts.training, cells: cells, report: report)
    return TrainingResult(bundle: bundle, report: report, split: [])
  }

  // MARK: - Choices

  /// The horizon by which the last event is judged before there is one.
  private static let longestAutoDays = 365

  private func span(_ book: OrderBook) throws -> Range<Day> {
    let span = book.log.span
    guard let end else { return span }
    guard end > span.lowerBound, end <= span.upperBound else {
      throw PipelineError.cutoffOutsideData(
        cutoff: end, first: span.lowerBound, end: span.upperBound)
    }
    return span.lowerBound..<end
  }

  /// The label window and, when it was found here, how.
  ///
  /// The silence curve must not know what the test is to foretell, so it is learned again from what
  /// lies before the test cutoff that the first answer leads to.
  private func chosenHorizon(
    _ book: OrderBook, _ span: Range<Day>
  ) throws -> (Horizon, String?) {
    if case .days(let days) = horizon { return (Horizon(days: days, gap: gapDays), nil) }
    // A stray last event would make the longest silences look short.
    if end == nil { try book.checkTail(horizonDays: Self.longestAutoDays) }
    var before = min(testAt ?? span.upperBound, span.upperBound)
    var choice = try recommendation(book, span, before: before)
    for _ in 0..<2 {
      let found = Horizon(days: choice.days, gap: gapDays)
      guard let test = plan(span, found)?.test.day, test < before else { break }
      before = test
      choice = try recommendation(book, span, before: before)
    }
    return (Horizon(days: choice.days, gap: gapDays), choice.sentence)
  }

  private func recommendation(
    _ book: OrderBook, _ span: Range<Day>, before end: Day
  ) throws -> SilenceCurve.Recommendation {
    try SilenceCurve(book.log, end: end, threads: threads).recommendation { days in
      plan(span, Horizon(days: days, gap: gapDays)).map {
        $0.all.count >= SilenceCurve.leastCutoffs
      } ?? false
    }
  }

  /// The cutoffs that a horizon leads to; nil when there are too few.
  private func plan(_ span: Range<Day>, _ horizon: Horizon) -> CutoffPlan? {
    try? CutoffPlan(
      span: span, horizon: horizon, schedule: schedule, testAt: testAt,
      minHistoryDays: minHistoryDays)
  }

  /// Attributes of the customers file that may know the answer: they carry no date, so what is there
  /// today may have been written after the customer left.
  private func leaks(
    _ parts: Parts, _ book: OrderBook, _ logger: Logger
  ) throws -> [LeakSuspicion] {
    let names = (book.attributes?.columns ?? []).map { column in
      Feature.attribute(AttributeFeature(column: column.name)).name
    }
    let columns = parts.training.features.columns.filter { names.contains($0.name) }
    guard !columns.isEmpty else { return [] }
    logger.notice(
      "The customers file has no dates: its columns are used at their present values at every cutoff."
    )
    let recency = try RuleFigures(
      labels: parts.training.labels, scores: parts.trainingRules.columns.first?.values ?? [])
    let suspicions = LeakScan.suspicions(
      FeatureMatrix(columns: columns, rowCount: parts.training.count), parts.training.labels,
      suspiciousAUC: max(0.7, (recency.rocAUC ?? 0.5) + 0.05), threads: threads)
    let proven = suspicions.filter(LeakScan.isProven)
    guard proven.isEmpty || allowsLeaks else {
      throw PipelineError.provenLeak(columns: proven.map(\.description))
    }
    return suspicions
  }

  private func eligibility(_ horizon: Horizon) -> Eligibility {
    let days: Int? =
      switch activeWithin {
      case nil: horizon.days
      case .days(let days): days
      case .all: nil
      }
    return Eligibility(activeWithinDays: days, minTenureDays: minTenureDays)
  }

  private func features(
    _ book: OrderBook, _ plan: CutoffPlan, _ logger: Logger
  ) throws(PipelineError) -> [Feature] {
    var inputs = book.log.inputs
    // A season that was seen only in part would be extrapolated, so a whole year must teach.
    if let first = plan.training.first, let last = plan.training.last,
      first.day - book.log.span.lowerBound >= 365, last.day - first.day >= 330
    {
      inputs.insert(.yearOfHistory)
    }
    return try FeatureChoice.features(
      named: featureNames, inputs: inputs, attributes: book.attributes, logger: logger)
  }

  // MARK: - Rows by their use

  /// Samples of each use, and the inner folds of training.
  struct Parts {
    let training: TrainingSamples
    let calibration: TrainingSamples
    let test: TrainingSamples
    /// The plain rules' features of the training rows.
    let trainingRules: FeatureMatrix
    /// The plain rules' features of the test rows.
    let testRules: FeatureMatrix
    let folds: [SampleFold]

    init(_ rows: LabelledRows, plan: CutoffPlan, horizon: Horizon) throws(PipelineError) {
      let all = plan.all
      func places(_ snapshots: [Snapshot]) -> [Int] {
        let numbers = snapshots.compactMap { all.firstIndex(of: $0) }
        return rows.samples.cutoffs.indices.filter { numbers.contains(rows.samples.cutoffs[$0]) }
      }
      let trainingRows = places(plan.training)
      training = rows.samples.selecting(rows: trainingRows)
      trainingRules = rows.rules.selecting(rows: trainingRows)
      calibration = rows.samples.selecting(rows: places([plan.calibration]))
      let testRows = places([plan.test])
      test = rows.samples.selecting(rows: testRows)
      testRules = rows.rules.selecting(rows: testRows)
      try Self.check(training, "training rows", plan.training.last, rows)
      try Self.check(calibration, "calibration rows", plan.calibration, rows)
      try Self.check(test, "test rows", plan.test, rows)
      folds = InnerFolds.inTime(
        cutoffs: training.cutoffs, groups: training.groups, days: plan.training.map(\.day),
        reach: horizon.gap + horizon.days)
    }

    private static func check(
      _ samples: TrainingSamples, _ part: String, _ cutoff: Snapshot?, _ rows: LabelledRows
    ) throws(PipelineError) {
      if samples.count == 0, let cutoff {
        throw .noCustomerActive(cutoff: cutoff.day, excluded: rows.excluded(at: cutoff))
      }
      let churned = samples.labels.count { $0 }
      if churned == 0 || churned == samples.count {
        throw .singleClass(
          part: part, churned: churned > 0, rows: samples.count, isTable: false)
      }
    }
  }

  /// What all kinds of model learn from.
  private func lesson(
    _ parts: Parts, _ plan: CutoffPlan, _ builder: FeatureBuilder
  ) -> Lesson {
    Lesson(
      training: parts.training, folds: parts.folds,
      calibration: plan.sharesCalibration
        ? .crossFitted
        : .later(
          parts.calibration,
          overlapsTraining: plan.training.contains {
            builder.horizon.end(from: $0) > plan.calibration.day
          }),
      directions: builder.features.riskDirections, seed: seed, threads: threads)
  }

  private func hasMoney(_ book: OrderBook) -> Bool {
    !book.log.inputs.isDisjoint(with: [.amount, .margin])
  }

  /// The margin expected of each row of some cutoffs, which are numbered as in `samples`.
  private func margins(
    of samples: TrainingSamples, _ cutoffs: [Snapshot], _ book: OrderBook,
    _ builder: FeatureBuilder
  ) -> [Double] {
    var margins = [Double](repeating: 0, count: samples.count)
    for (place, cutoff) in cutoffs.enumerated() {
      let rows = samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
      let facts = CustomerFacts.of(
        rows.map { samples.groups[$0] }, in: book.log, at: cutoff, horizon: builder.horizon,
        parameters: builder.parameters, marginRate: costs.marginRate, threads: threads)
      for (row, fact) in zip(rows, facts) { margins[row] = fact.margin ?? 0 }
    }
    return margins
  }

  /// The test rows as each model of a contest judges them, in its order.
  private func judged(
    _ parts: Parts, _ contest: Contest, _ cells: RFMCells, book: OrderBook,
    plan: CutoffPlan, builder: FeatureBuilder
  ) throws -> [JudgedRows] {
    let facts = CustomerFacts.of(
      parts.test.groups, in: book.log, at: plan.test, horizon: builder.horizon,
      parameters: builder.parameters, marginRate: costs.marginRate, threads: threads)
    let rules = PlainRules.scores(parts.testRules, cells: cells)
    return try contest.models.map { model in
      JudgedRows(
        labels: parts.test.labels,
        probabilities: try model.probabilities(parts.test.features, threads: threads),
        groups: parts.test.groups,
        margins: hasMoney(book) ? facts.map { $0.margin ?? 0 } : nil, rules: rules)
    }
  }
}
