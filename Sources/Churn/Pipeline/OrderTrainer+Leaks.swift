internal import ChurnData
internal import ChurnMath
internal import Logging

extension OrderTrainer {
  /// Looks for columns that know the answer, for features that move, and at itself.
  ///
  /// - Parameters:
  ///   - rows: Rows of all cutoffs of the plan, with labels.
  ///   - plan: What the cutoffs are used for.
  ///   - builder: How the rows were computed, its parameters learned before the last training cutoff.
  ///   - eligibility: Who has rows.
  ///   - book: The orders, and the customers file if there is one.
  ///   - end: The day after the last that counts.
  ///   - logger: Where the file's lack of dates is said.
  /// - Returns: What was found.
  /// - Throws: `PipelineError.provenLeak` unless leaks are allowed; `LeakSelfTestError`.
  func audited(
    _ rows: LabelledRows, _ plan: CutoffPlan, _ builder: FeatureBuilder,
    _ eligibility: Eligibility, _ book: OrderBook, end: Day, logger: Logger
  ) throws -> LeakAudit {
    let samples = rows.samples
    let places = rows.snapshots.indices.map { place in
      samples.cutoffs.partitionPoint { $0 < place }..<samples.cutoffs.partitionPoint { $0 <= place }
    }
    let columns = samples.features.columns.filter { $0.name.hasPrefix(AttributeFeature.prefix) }
    let recency = rows.rules.columns.first { $0.name == Feature.recency(.recencyDays).name }
    let undated = UndatedColumns(
      days: rows.snapshots.map(\.day), labels: places.map { Array(samples.labels[$0]) },
      recency: places.map { Array(recency?.values[$0] ?? []) }, columns: max(1, columns.count))
    var audit = LeakAudit(suspicions: [])
    if !columns.isEmpty, let attributes = book.attributes {
      logger.notice(
        """
        The customers file has no dates: its columns are used at their present values at every \
        cutoff.
        """)
      let later = LaterFigures(
        book.log, cutoffs: plan.all.map(\.day), horizon: builder.horizon, end: end,
        activeWithinDays: eligibility.activeWithinDays, seed: seed, threads: threads)
      audit = LeakAudit(
        suspicions: CustomersFileAudit(attributes: attributes, later: later, threads: threads)
          .suspicions(columns.map(\.name)) { column in
            let source = samples.features.columns.first { $0.name == column.name }
            guard let source else { return nil }
            let content = places.map { range in
              LeakScan.content(
                FeatureMatrix.Column(
                  name: source.name, kind: column.kind ?? source.kind,
                  values: range.map { column.value(source.values[$0]) }))
            }
            return undated.evidence(content)
          })
    }
    try audit.check(allowsLeaks: allowsLeaks)
    audit.shifts = shifts(rows, plan, builder)
    audit.selfTest = try selfTested(
      rows, plan, builder, eligibility, book, undated: undated, places: places)
    return audit
  }

  private func shifts(
    _ rows: LabelledRows, _ plan: CutoffPlan, _ builder: FeatureBuilder
  ) -> [FeatureShift] {
    func features(_ cutoffs: [Snapshot]) -> FeatureMatrix {
      let isWanted = rows.snapshots.map(cutoffs.contains)
      return rows.samples.features.selecting(
        rows: rows.samples.cutoffs.indices.filter { isWanted[rows.samples.cutoffs[$0]] })
    }
    var later = [(part: "test", features: features([plan.test]))]
    if !plan.sharesCalibration {
      later.insert((part: "calibration", features: features(plan.calibrations)), at: 0)
    }
    var natures: [String: DriftNature] = [:]
    for feature in builder.features { natures[feature.name] = DriftNature(feature) }
    return FeatureShift.found(
      training: features(plan.training), later: later, natures: natures, threads: threads)
  }

  private func selfTested(
    _ rows: LabelledRows, _ plan: CutoffPlan, _ builder: FeatureBuilder,
    _ eligibility: Eligibility, _ book: OrderBook, undated: UndatedColumns, places: [Range<Int>]
  ) throws -> LeakSelfTest? {
    let planted = PlantedLeak(
      book.log, samples: rows.samples, snapshots: rows.snapshots, horizon: builder.horizon,
      returns: book.mapping.returns, threads: threads)
    let (caught, cutoffs) = planted.caught(undated, samples: rows.samples)
    guard caught == cutoffs else {
      throw LeakSelfTestError.plantNotFound(caught: caught, cutoffs: cutoffs)
    }
    guard let last = plan.training.last,
      let place = rows.snapshots.firstIndex(of: last)
    else { return nil }
    let range = Array(places[place])
    let proof = DeletionProof(
      rows: rows.samples.features.selecting(rows: range),
      owners: range.map { rows.samples.groups[$0] }, at: last, of: book.log, builder: builder,
      learnedBefore: last, eligibility: eligibility, seed: seed, threads: threads)
    guard proof.differing.isEmpty else {
      throw LeakSelfTestError.knowsTheFuture(features: proof.differing, cutoff: last.day)
    }
    return LeakSelfTest(
      planted: planted.name, caught: caught, cutoffs: cutoffs, recomputedAt: last.day,
      features: proof.features, customers: proof.customers)
  }
}
