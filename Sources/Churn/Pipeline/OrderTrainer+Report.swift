internal import ChurnData
internal import ChurnMath
internal import ChurnModels

extension OrderTrainer {
  /// The figures on the test and everything said beside them.
  func report(
    _ judged: [JudgedRows], _ contest: Contest, rows: LabelledRows, plan: CutoffPlan,
    horizon: Horizon, horizonNote: String?, book: OrderBook, canCalibrate: Bool
  ) throws -> TrainingReport {
    var snapshots = plan.training.map { figures(of: $0, "training", rows) }
    snapshots += plan.calibrations.map { figures(of: $0, "calibration", rows) }
    snapshots.append(figures(of: plan.test, "test", rows))
    if plan.sharesTest, let judged = judged.first {
      // The customers of the cutoff are divided between them.
      let tested = judged.labels.count { $0 }
      for place in snapshots.indices.dropLast() {
        snapshots[place].rows -= judged.labels.count
        snapshots[place].churners -= tested
      }
      snapshots[snapshots.count - 1].rows = judged.labels.count
      snapshots[snapshots.count - 1].churners = tested
    }
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
      notes: plan.notes + Self.notes(plan, canCalibrate: canCalibrate) + contest.notes,
      leakSuspects: [])
  }

  /// What is said of cutoffs that are used for nothing, or for less than they were meant for.
  private static func notes(_ plan: CutoffPlan, canCalibrate: Bool) -> [String] {
    var notes: [String] = []
    if let first = plan.leftOut.first, let last = plan.leftOut.last {
      let which = first == last ? "\(first.day)" : "\(first.day) to \(last.day)"
      notes.append(
        plan.leftOut.count == 1
          ? "One cutoff before the test (\(which)) is left out: its window reaches into later ones, or "
            + "others stand for it."
          : "\(plan.leftOut.count) cutoffs before the test (within \(which)) are left out: their windows "
            + "reach into later ones, or others stand for them.")
    }
    if !plan.sharesCalibration, !canCalibrate {
      notes.append(
        "The customers of the calibration cutoff show one outcome only, so calibration is cross-fitted "
          + "on the training customers.")
    }
    return notes
  }

  /// What is said where no model of margins could be learned.
  static let noMarginModel =
    "Money a customer may bring is the last year's, scaled by the time he has been one: too few came "
    + "back before the training cutoffs to learn it."

  private func figures(
    of snapshot: Snapshot, _ role: String, _ rows: LabelledRows
  ) -> TrainingReport.SnapshotFigures {
    let (count, churners) = rows.counts(at: snapshot)
    return TrainingReport.SnapshotFigures(
      at: snapshot.day, role: role, rows: count, churners: churners)
  }

  /// The bundle of a learned model.
  func bundle(
    _ book: OrderBook, _ material: Material, plan: CutoffPlan, eligibility: Eligibility,
    learned: LearnedModel, cells: RFMCells, report: inout TrainingReport
  ) throws -> ModelBundle {
    let builder = material.builder
    let training = material.parts.training
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
        calibrationCutoff: plan.calibration, calibrationCutoffs: plan.calibrations,
        testCutoff: plan.test, isRefit: refits,
        parameters: builder.parameters, margins: material.margins, rfmCells: cells,
        treatment: material.parts.treatment),
      table: nil, files: [:])
    return try ModelBundle(manifest, learned, training, &report, threads: threads)
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
