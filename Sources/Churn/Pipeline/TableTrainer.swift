public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// Trains a model on a ready table: split, fit, calibration, test.
public struct TableTrainer: Sendable {
  /// The share of rows set apart as the test.
  public var testShare = 0.2
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
  /// Whether columns that tell the label away may be used.
  public var allowsLeaks = false
  /// Whether everything is learned from again after the test.
  public var refits = false
  /// How the file was read, to be kept.
  public var file = FileOptions()
  /// The seed of everything random.
  public var seed: UInt64 = 1
  /// The most threads to use.
  public var threads = 1

  /// Rows of each outcome without which nothing can be learned and judged.
  private static let leastOfAClass = 10

  /// A trainer with default settings.
  public init() {}

  /// Trains on a table.
  ///
  /// - Throws: `PipelineError`, `FitError`.
  public func train(
    _ book: TableBook, logger: Logger, step: @Sendable (String) -> Void = { _ in }
  ) throws -> TrainingResult {
    guard let labels = book.labels else {
      throw PipelineError.badOption(option: "--label", problem: "a ready table needs one.")
    }
    guard metric != .profit || book.values != nil else { throw PipelineError.noMoney }
    let churned = labels.count { $0 }
    guard min(churned, labels.count - churned) >= Self.leastOfAClass else {
      throw PipelineError.tooFewOfAClass(
        part: "rows", churned: churned, retained: labels.count - churned,
        needed: Self.leastOfAClass)
    }
    step("looking for leaks")
    var audit = LeakAudit(
      suspicions: LeakScan.suspicions(book.features, labels, threads: threads))
    try audit.check(allowsLeaks: allowsLeaks)
    let split = TableSplit(book, labels: labels, testShare: testShare, seed: seed)
    let samples = TrainingSamples(features: book.features, labels: labels)
    let (training, folds, calibration) = inner(book, split, samples)
    let test = samples.selecting(rows: split.test)
    try check(training, "training rows")
    try check(test, "test rows")
    if book.times != nil {
      audit.shifts = FeatureShift.found(
        training: training.features,
        later: [("calibration", calibration?.features), ("test", test.features)]
          .compactMap { part, features in features.map { (part, $0) } }, threads: threads)
    }
    let scarcity = Scarcity(training)
    let lesson = Lesson(
      training: training, folds: folds,
      calibration: calibration.map { .later($0, overlapsTraining: false) } ?? .crossFitted,
      shrinksMore: scarcity.isFew, seed: seed, threads: threads)
    let contest = try Contest(
      lesson,
      Contest.Rules(
        kinds: models, metric: metric, costs: costs, search: search,
        takesSimplest: scarcity.isFew),
      margins: margins(training, book).map { all in
        lesson.judgedRows.map { all[$0] } + (calibration.flatMap { margins($0, book) } ?? [])
      }, step: step)
    step("testing")
    let judged = try contest.models.map { model in
      JudgedRows(
        labels: test.labels,
        probabilities: try model.probabilities(test.features, threads: threads),
        groups: test.groups, margins: margins(test, book), rules: [],
        segments: GroupNames.segments(book.groups, rows: test.groups))
    }
    var report = try report(
      judged, contest, training: training, calibration: calibration, test: test, book: book)
    if let note = scarcity.note(usesRuleOnly: false, days: nil) { report.notes.append(note) }
    report.details = try details(
      judged[contest.choice.champion], training: training, calibration: calibration ?? training)
    report.leakSuspects = audit.suspicions.map(\.sentence)
    report.leakAudit = audit
    report.notes += audit.notes
    var shipped = contest.champion
    if refits {
      shipped = try shipped.refitted(to: samples, threads: threads)
      report.notes.append(
        "The shipped model was fitted again on all rows, the test among them: it is untested.")
    }
    var bundle = try bundle(book, shipped, training, &report)
    try bundle.learnToWatch(training: training, test: test, origins: [], threads: threads)
    return TrainingResult(
      bundle: bundle, report: report,
      split: partsByID(book, split))
  }

  private func partsByID(
    _ book: TableBook, _ split: TableSplit
  ) -> [(id: String, part: String)] {
    let isTest = Set(split.test)
    return book.ids.indices.map { (book.ids[$0], isTest.contains($0) ? "test" : "train") }
  }

  private func check(_ samples: TrainingSamples, _ part: String) throws(PipelineError) {
    let churned = samples.labels.count { $0 }
    if churned == 0 || churned == samples.count {
      throw .singleClass(part: part, churned: churned > 0, rows: samples.count, isTable: true)
    }
  }

  /// The margin expected of each row, nothing for an unknown or negative value; nil without values.
  private func margins(_ samples: TrainingSamples, _ book: TableBook) -> [Double]? {
    book.values.map { values in
      samples.groups.map { values[$0].isNaN ? 0 : max(0, values[$0]) * costs.marginRate }
    }
  }

  /// How many blocks of time the training rows are cut into, for folds and calibration.
  private static let blocks = 5

  /// Inner folds of the training rows, and the rows to calibrate on.
  ///
  /// With a time column the training rows are cut into blocks of time: a fold learns from earlier
  /// blocks and is judged on the next, and the last block calibrates. Without one, folds are random
  /// by row and calibration is cross-fitted.
  private func inner(
    _ book: TableBook, _ split: TableSplit, _ samples: TrainingSamples
  ) -> (training: TrainingSamples, folds: [SampleFold], calibration: TrainingSamples?) {
    let training = samples.selecting(rows: split.training)
    let byRow = (
      training, InnerFolds.byGroup(training.groups, parts: Self.blocks), nil as TrainingSamples?
    )
    guard let times = book.times else { return byRow }
    let sorted = split.training.map { times[$0] }.sorted()
    let limits = (1..<Self.blocks).map { sorted[sorted.count * $0 / Self.blocks] }
    let blocks = split.training.map { row in limits.count { times[row] >= $0 } }
    let last = Self.blocks - 1
    let early = split.training.indices.filter { blocks[$0] < last }
    let late = split.training.indices.filter { blocks[$0] == last }
    let fitted = training.selecting(rows: early)
    let calibration = training.selecting(rows: late)
    guard fitted.labels.contains(true), fitted.labels.contains(false),
      calibration.labels.contains(true), calibration.labels.contains(false)
    else { return byRow }
    let folds = (1..<last).map { block in
      SampleFold(
        training: early.indices.filter { blocks[early[$0]] < block },
        validation: early.indices.filter { blocks[early[$0]] == block })
    }
    return (fitted, folds, calibration)
  }

  /// Curves and segments of the champion.
  private func details(
    _ judged: JudgedRows, training: TrainingSamples, calibration: TrainingSamples
  ) throws -> ReportDetails {
    func counts(_ samples: TrainingSamples) -> (rows: Int, churners: Int) {
      (samples.count, samples.labels.count { $0 })
    }
    return try ReportDetails(
      judged, origins: [],
      baseRate: BaseRateShift(
        judged, training: counts(training), calibration: counts(calibration), before: [],
        seed: seed, threads: threads), costs: costs, seed: seed, threads: threads)
  }

  private static func figures(
    _ samples: TrainingSamples, _ role: String
  ) -> TrainingReport.SnapshotFigures {
    TrainingReport.SnapshotFigures(
      at: nil, role: role, rows: samples.count, churners: samples.labels.count { $0 })
  }

  private func report(
    _ judged: [JudgedRows], _ contest: Contest, training: TrainingSamples?,
    calibration: TrainingSamples?, test: TrainingSamples?, book: TableBook
  ) throws -> TrainingReport {
    var reasons: [String: Int] = [:]
    for reason in book.report.reasons { reasons[reason.reason] = reason.count }
    let tested = judged[contest.choice.champion]
    return TrainingReport(
      champion: contest.champion.model.name, championReason: contest.reason, horizonDays: nil,
      horizonNote: nil,
      snapshots: [("training", training), ("calibration", calibration), ("test", test)]
        .compactMap { role, samples in samples.map { Self.figures($0, role) } },
      models: try contest.entries(judged, costs: costs), baselines: [:], rowsByReason: reasons,
      intervals: try FigureIntervals.of(tested, costs: costs, seed: seed, threads: threads),
      notes: contest.notes,
      leakSuspects: [])
  }

  private func bundle(
    _ book: TableBook, _ learned: LearnedModel, _ training: TrainingSamples,
    _ report: inout TrainingReport
  ) throws -> ModelBundle {
    let rate = Double(training.labels.count { $0 }) / Double(training.count)
    guard let bands = RiskBands(baseRate: rate) else {
      throw FitError.singleClass(churned: rate > 0, rows: training.count)
    }
    let columns = training.features.columns
    let manifest = Manifest(
      formatVersion: BundleFolder.currentFormat, engineVersion: Engine.version, name: name,
      kind: .table, created: book.times?.max().map { Day(containing: $0) + 1 }, seed: seed,
      champion: learned.model.name, metric: metric.rawValue,
      fingerprint: Fingerprint.of(
        ids: book.keys, features: book.features, labels: book.labels ?? []),
      trainingChurnRate: rate, bandLimits: bands.cuts, costs: costs,
      features: columns.map { column in
        Manifest.FeatureRecord(
          name: column.name, family: column.name, definition: "column \(column.name) of the table",
          typical: Typical.median(column))
      }, orders: nil,
      table: Manifest.Table(
        file: file, label: book.schema.label ?? "", positive: book.positive ?? "",
        id: book.schema.id, value: book.schema.value, time: book.schema.time,
        testShare: testShare, numeric: columns.filter { $0.kind == .numeric }.map(\.name),
        categorical: columns.filter { $0.kind != .numeric }.map(\.name)), files: [:])
    return try ModelBundle(manifest, learned, training, &report, threads: threads)
  }
}
