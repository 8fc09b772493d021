public import ChurnData
internal import ChurnMath
internal import ChurnModels

/// The figures of a bundle on data it did not learn from.
public struct EvaluationReport: Sendable, Encodable {
  /// Figures over all rows judged.
  public let figures: ModelFigures
  /// 95 % intervals by a bootstrap of customers.
  public let intervals: [String: [Double]?]
  /// The plain rules on the same rows.
  public let baselines: [String: RuleFigures]
  /// Each cutoff on its own.
  public let cutoffs: [CutoffFigures]

  /// The figures at one cutoff.
  public struct CutoffFigures: Sendable, Encodable {
    /// The cutoff.
    public let at: Day
    /// Its figures; those that one outcome cannot define are nil.
    public let figures: ModelFigures

    private enum Keys: String, CodingKey { case at }

    /// Writes the figures and the cutoff side by side.
    public func encode(to encoder: any Encoder) throws {
      try figures.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(at, forKey: .at)
    }
  }

  private enum Keys: String, CodingKey {
    case intervals
    case baselines
    case cutoffs
  }

  /// Writes the figures and the rest side by side, as scripts expect them.
  public func encode(to encoder: any Encoder) throws {
    try figures.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(intervals, forKey: .intervals)
    try container.encode(baselines, forKey: .baselines)
    try container.encode(cutoffs, forKey: .cutoffs)
  }
}

/// Judges a bundle on later data or on a labelled table.
public struct Evaluator: Sendable {
  /// The bundle judged.
  public let bundle: ModelBundle
  /// Money assumptions for the profit.
  public let costs: RetentionCosts
  /// Decides the draws of the bootstrap.
  public let seed: UInt64
  /// The most threads to use.
  public let threads: Int

  /// Creates an evaluator.
  public init(
    bundle: ModelBundle, costs: RetentionCosts? = nil, seed: UInt64 = 1, threads: Int = 1
  ) {
    self.bundle = bundle
    self.costs = costs ?? bundle.manifest.costs
    self.seed = seed
    self.threads = threads
  }

  /// Judges the bundle at one cutoff, or at every matured first of a month from its test cutoff on.
  ///
  /// - Throws: `PipelineError.cutoffLearnedFrom`, `.labelNotMature`, `.noMaturedCutoff`,
  ///   `.noCustomerActive`, `.strayLastEvent`; `BundleError`.
  public func evaluate(_ book: OrderBook, at day: Day? = nil) throws -> EvaluationReport {
    guard let orders = bundle.manifest.orders else {
      throw BundleError.wrongKind(bundle: "a ready table", given: "orders")
    }
    if day == nil { try book.checkTail(horizonDays: orders.horizon.days) }
    let cutoffs = try cutoffs(orders, book, at: day)
    let builder = FeatureBuilder(
      features: try bundle.features(for: book), parameters: orders.parameters,
      horizon: orders.horizon)
    let rows = try LabelledRows(
      book, builder: builder, snapshots: cutoffs, eligibility: orders.eligibility,
      threads: threads)
    guard rows.samples.count > 0 else {
      throw PipelineError.noCustomerActive(
        cutoff: cutoffs[0].day, excluded: rows.excluded(at: cutoffs[0]))
    }
    var margins: [Double]?
    if book.log.amounts != nil || book.log.margins != nil {
      margins = cutoffs.indices.flatMap { place in
        let customers = rows.samples.cutoffs.indices.filter { rows.samples.cutoffs[$0] == place }
          .map { rows.samples.groups[$0] }
        return CustomerFacts.of(
          customers, in: book.log, at: cutoffs[place], horizon: orders.horizon,
          parameters: orders.parameters, marginRate: costs.marginRate, threads: threads
        ).map { $0.margin ?? 0 }
      }
    }
    let judged = JudgedRows(
      labels: rows.samples.labels,
      probabilities: try bundle.model.calibrated(
        rows.samples.features, by: bundle.calibrator, threads: threads),
      groups: rows.samples.groups, margins: margins,
      rules: PlainRules.scores(rows.rules, cells: orders.rfmCells))
    return EvaluationReport(
      figures: try ModelFigures(judged, costs: costs),
      intervals: try FigureIntervals.of(judged, costs: costs, seed: seed, threads: threads),
      baselines: try RuleFigures.all(judged),
      cutoffs: try cutoffs.indices.compactMap { place in
        let part = rows.samples.cutoffs.indices.filter { rows.samples.cutoffs[$0] == place }
        guard !part.isEmpty else { return nil }
        return EvaluationReport.CutoffFigures(
          at: cutoffs[place].day, figures: try ModelFigures(judged.selecting(part), costs: costs))
      })
  }

  /// Judges the bundle on a labelled table.
  ///
  /// - Throws: `BundleError.wrongKind`; `PipelineError.badOption` without labels.
  public func evaluate(_ book: TableBook) throws -> EvaluationReport {
    guard bundle.manifest.table != nil else {
      throw BundleError.wrongKind(bundle: "orders", given: "a ready table")
    }
    guard let labels = book.labels else {
      throw PipelineError.badOption(
        option: "--label", problem: "the table has no label to judge by.")
    }
    let all = JudgedRows(
      labels: labels,
      probabilities: try bundle.model.calibrated(
        book.features, by: bundle.calibrator, threads: threads),
      groups: Array(labels.indices),
      margins: book.values.map { values in
        values.map { $0.isNaN ? 0 : max(0, $0) * costs.marginRate }
      }, rules: [])
    // Rows that taught the model would flatter it: of the table it was trained on, only the test
    // counts.
    let judged = isTrainingTable(book, labels) ? all.selecting(testRows(book, labels)) : all
    return EvaluationReport(
      figures: try ModelFigures(judged, costs: costs),
      intervals: try FigureIntervals.of(judged, costs: costs, seed: seed, threads: threads),
      baselines: [:], cutoffs: [])
  }

  /// Whether a table holds exactly the rows that the bundle was trained on.
  public func isTrainingTable(_ book: TableBook) -> Bool {
    book.labels.map { isTrainingTable(book, $0) } ?? false
  }

  private func isTrainingTable(_ book: TableBook, _ labels: [Bool]) -> Bool {
    Fingerprint.of(ids: book.keys, features: book.features, labels: labels)
      == bundle.manifest.fingerprint
  }

  private func testRows(_ book: TableBook, _ labels: [Bool]) -> [Int] {
    TableSplit(
      book, labels: labels, testShare: bundle.manifest.table?.testShare ?? 0,
      seed: bundle.manifest.seed
    ).test
  }

  private func cutoffs(
    _ orders: Manifest.Orders, _ book: OrderBook, at day: Day?
  ) throws(PipelineError) -> [Snapshot] {
    let first =
      orders.isRefit
      ? orders.horizon.end(from: orders.testCutoff) : orders.testCutoff.day
    if let day {
      guard day >= first else { throw .cutoffLearnedFrom(cutoff: day, test: first) }
      let matures = orders.horizon.end(from: Snapshot(day))
      guard matures <= book.end else { throw .labelNotMature(cutoff: day, matures: matures) }
      return [Snapshot(day)]
    }
    var days = first == first.firstOfMonth ? [] : [first]
    days += CutoffPlan.candidates(first, book.end, .monthly)
    let matured = days.map { Snapshot($0) }.filter { orders.horizon.end(from: $0) <= book.end }
    guard !matured.isEmpty else {
      throw .noMaturedCutoff(
        firstMatures: orders.horizon.end(from: Snapshot(days.first ?? first)))
    }
    return matured
  }
}
