public import ChurnData
internal import ChurnMath
internal import ChurnModels

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
    let places = cutoffs.indices.map { place in
      rows.samples.cutoffs.indices.filter { rows.samples.cutoffs[$0] == place }
    }
    var facts = [CustomerFacts?](repeating: nil, count: rows.samples.count)
    for (place, part) in places.enumerated() {
      let found = CustomerFacts.of(
        part.map { rows.samples.groups[$0] }, in: book.log, at: cutoffs[place],
        horizon: orders.horizon, parameters: orders.parameters, margins: orders.margins,
        marginRate: costs.marginRate, threads: threads)
      for (row, fact) in zip(part, found) { facts[row] = fact }
    }
    let hasMoney = book.log.amounts != nil || book.log.margins != nil
    var judged = JudgedRows(
      labels: rows.samples.labels,
      probabilities: try bundle.model.calibrated(
        rows.samples.features, by: bundle.calibrator, threads: threads),
      groups: rows.samples.groups, margins: hasMoney ? facts.map { $0?.margin ?? 0 } : nil,
      rules: PlainRules.scores(rows.rules, cells: orders.rfmCells))
    judged.segments =
      [("stage", facts.map { $0?.stage.rawValue })] + riskBands(judged)
      + book.groups.map { group in
        let names = rows.samples.groups.map { customer in
          group.names.indices.contains(customer) ? group.names[customer] : nil
        }
        return (group.name, names)
      }
    var report = try report(
      judged,
      cutoffs: cutoffs.indices.compactMap { place in
        places[place].isEmpty ? nil : (cutoffs[place].day, places[place])
      })
    if let horizons = bundle.horizons {
      report.horizons = try HorizonReport(
        horizons, rows.samples, snapshots: cutoffs, log: book.log, known: book.end,
        threads: threads)
    }
    return report
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
    var all = JudgedRows(
      labels: labels,
      probabilities: try bundle.model.calibrated(
        book.features, by: bundle.calibrator, threads: threads),
      groups: Array(labels.indices),
      margins: book.values.map { values in
        values.map { $0.isNaN ? 0 : max(0, $0) * costs.marginRate }
      }, rules: [])
    all.segments = riskBands(all) + book.groups.map { ($0.name, $0.names) }
    // Rows that taught the model would flatter it: of the table it was trained on, only the test
    // counts.
    let judged = isTrainingTable(book, labels) ? all.selecting(testRows(book, labels)) : all
    return try report(judged, cutoffs: [])
  }

  /// The risk band of each row, as a division.
  private func riskBands(_ rows: JudgedRows) -> [(by: String, names: [String?])] {
    guard let bands = bundle.bands else { return [] }
    return [("risk band", rows.probabilities.map { bands.band(of: $0).rawValue })]
  }

  private func report(
    _ judged: JudgedRows, cutoffs: [(day: Day, rows: [Int])]
  ) throws -> EvaluationReport {
    let intervals = try FigureIntervals.of(judged, costs: costs, seed: seed, threads: threads)
    return EvaluationReport(
      figures: try ModelFigures(judged, costs: costs), intervals: intervals,
      baselines: try RuleFigures.all(judged),
      cutoffs: try cutoffs.map { day, rows in
        let part = judged.selecting(rows)
        return EvaluationReport.CutoffFigures(
          at: day, figures: try ModelFigures(part, costs: costs),
          // The only cutoff is all rows.
          intervals: cutoffs.count == 1
            ? intervals : try FigureIntervals.of(part, costs: costs, seed: seed, threads: threads))
      }, segments: try SegmentFigures.all(judged))
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
      orders.isRefit || orders.trainingCutoffs.contains(orders.testCutoff)
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
