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
  /// Whether customers are kept apart as well as time wherever models are compared, and the test is
  /// judged once more by models that have not seen its customers.
  public var keepsCustomersApart = false
  /// Who was contacted when; nil = not known.
  public var contacts: ContactHistory?
  /// What is done with training rows that a contact may have changed.
  public var treatedRows = TreatedRowPolicy.keep
  /// Days before a cutoff within which a contact still counts.
  public var contactReachDays = 30
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
    let material = try material(
      book, plan: plan, horizon: horizon, before: parametersAt, eligibility: eligibility, logger)
    let parts = material.parts
    let builder = material.builder
    let audit = try audited(
      material.rows, plan, builder, eligibility, book, end: span.upperBound, logger: logger)
    let lesson = lesson(material, plan)
    let contest = try Contest(
      lesson,
      Contest.Rules(
        kinds: models, metric: metric, costs: costs, search: search,
        takesSimplest: material.scarcity.isFew),
      margins: metric == .profit ? margins(lesson, material, plan, book) : nil, step: step)
    step("testing")
    let cells = PlainRules.cells(parts.trainingRules, labels: parts.training.labels)
    let judged = try judged(material, contest, cells, book: book, plan: plan)
    var report = try report(
      judged, contest, rows: material.rows, plan: plan, horizon: horizon,
      horizonNote: horizonNote, book: book, canCalibrate: Self.canCalibrate(parts))
    report.leakSuspects = audit.suspicions.map(\.sentence)
    report.leakAudit = audit
    report.lead = try report.bestRule.flatMap { rule in
      try FigureIntervals.lead(
        judged[contest.choice.champion], over: rule.name, seed: seed, threads: threads)
    }
    report.notes += audit.notes
    if hasMoney(book), material.margins == nil { report.notes.append(Self.noMarginModel) }
    if let note = material.note(book) { report.notes.append(note) }
    if let treatment = parts.treatment {
      report.notes.append(treatment.note)
      report.rowsByReason["training rows under a contact"] = treatment.trainingTreated
    }
    report.details = try details(
      judged[contest.choice.champion], contest.champion, lesson, material, plan)
    if keepsCustomersApart {
      report.unseenCustomers = try unseen(
        contest.champion, parts, judged[contest.choice.champion])
    }
    var shipped = contest.champion
    if refits {
      shipped = try shipped.refitted(to: material.teaching, threads: threads)
      report.notes.append(
        "The shipped model was fitted again on all cutoffs, the test among them: it is untested.")
    }
    step("learning when customers order next")
    let horizons = try horizons(book, plan, material, end: span.upperBound, &report)
    var bundle = try bundle(
      book, material, plan: plan, eligibility: eligibility, learned: shipped, cells: cells,
      report: &report)
    bundle.horizons = horizons
    try bundle.learnToWatch(
      training: parts.training, test: parts.test, origins: report.details?.origins ?? [],
      threads: threads)
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

  private func eligibility(_ horizon: Horizon) -> Eligibility {
    let days: Int? =
      switch activeWithin {
      case nil: horizon.days
      case .days(let days): days
      case .all: nil
      }
    return Eligibility(activeWithinDays: days, minTenureDays: minTenureDays)
  }

  func features(
    _ book: OrderBook, _ plan: CutoffPlan, _ parameters: FeatureParameters, _ logger: Logger
  ) throws(PipelineError) -> [Feature] {
    var inputs = book.log.inputs
    if parameters.purchases != nil { inputs.insert(.purchaseModel) }
    // A season that was seen only in part would be extrapolated, so a whole year must teach.
    if let first = plan.training.first, let last = plan.training.last,
      first.day - book.log.span.lowerBound >= 365, last.day - first.day >= 330
    {
      inputs.insert(.yearOfHistory)
    }
    return try FeatureChoice.features(
      named: featureNames, inputs: inputs, attributes: book.attributes, logger: logger)
  }
}
