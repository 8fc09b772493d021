internal import ChurnData
internal import ChurnMath
internal import ChurnModels

extension OrderTrainer {
  /// The figures on the test and everything said beside them.
  func report(
    _ judged: [JudgedRows], _ contest: Contest, rows: LabelledRows, plan: CutoffPlan,
    horizon: Horizon, horizonNote: String?, book: OrderBook
  ) throws -> TrainingReport {
    var snapshots = plan.training.map { figures(of: $0, "training", rows) }
    snapshots.append(figures(of: plan.calibration, "calibration", rows))
    snapshots.append(figures(of: plan.test, "test", rows))
    var reasons: [String: Int] = [:]
    for reason in book.report.reasons { reasons[reason.reason] = reason.count }
    let omissions = book.log.omissions
    if omissions.returns > 0 { reasons["cancellation or return"] = omissions.returns }
    if omissions.nonPositive > 0 {
      reasons["non-positive quantity or amount"] = omissions.nonPositive
    }
    if let place = rows.snapshots.firstIndex(of: plan.test) {
      for (standing, count) in rows.standings[place] where standing != .eligible {
        reasons["at the test cutoff: \(standing.phrase)"] = count
      }
    }
    let tested = judged[contest.choice.champion]
    return TrainingReport(
      champion: contest.champion.model.name, championReason: contest.reason,
      horizonDays: horizon.days, horizonNote: horizonNote, snapshots: snapshots,
      models: try contest.entries(judged, costs: costs), baselines: try RuleFigures.all(tested),
      rowsByReason: reasons,
      intervals: try FigureIntervals.of(tested, costs: costs, seed: seed, threads: threads),
      notes: plan.notes + contest.notes,
      leakSuspects: [])
  }

  private func figures(
    of snapshot: Snapshot, _ role: String, _ rows: LabelledRows
  ) -> TrainingReport.SnapshotFigures {
    let (count, churners) = rows.counts(at: snapshot)
    return TrainingReport.SnapshotFigures(
      at: snapshot.day, role: role, rows: count, churners: churners)
  }

  /// The bundle of a learned model.
  func bundle(
    _ book: OrderBook, builder: FeatureBuilder, plan: CutoffPlan, eligibility: Eligibility,
    learned: LearnedModel, training: TrainingSamples, cells: RFMCells, report: TrainingReport
  ) throws -> ModelBundle {
    let rate = Double(training.labels.count { $0 }) / Double(training.count)
    guard let bands = RiskBands(baseRate: rate) else {
      throw FitError.singleClass(churned: rate > 0, rows: training.count)
    }
    let records = zip(builder.features, training.features.columns).map { feature, column in
      Manifest.FeatureRecord(
        name: feature.name, family: feature.family, definition: feature.definition,
        typical: Typical.median(column))
    }
    let manifest = Manifest(
      formatVersion: BundleFolder.currentFormat, engineVersion: Engine.version, name: name,
      kind: .orders, created: book.end, seed: seed, champion: learned.model.name,
      metric: metric.rawValue, fingerprint: Fingerprint.of(book.log), trainingChurnRate: rate,
      bandLimits: bands.cuts, costs: costs, features: records,
      orders: Manifest.Orders(
        mapping: book.mapping, attributes: book.attributes?.columns.map(\.name) ?? [],
        eligibility: eligibility, horizon: builder.horizon, trainingCutoffs: plan.training,
        calibrationCutoff: plan.calibration, testCutoff: plan.test, isRefit: refits,
        parameters: builder.parameters, rfmCells: cells),
      table: nil, files: [:])
    var bundle = ModelBundle(
      manifest: manifest, model: learned.model, calibrator: learned.calibrator,
      metrics: try JSONValue(encoding: report.withoutDurations),
      modelCard: ModelCard.text(manifest, report))
    try bundle.learnToExplain(from: training, threads: threads)
    return bundle
  }
}

/// The value of a feature that stands for most customers.
enum Typical {
  /// The median of the values that are known; nil for names and for columns that are all missing.
  static func median(_ column: FeatureMatrix.Column) -> Double? {
    guard column.kind == .numeric else { return nil }
    let known = column.values.filter { !$0.isNaN }.sorted()
    guard !known.isEmpty else { return nil }
    let middle = known.count / 2
    return known.count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2
  }
}
