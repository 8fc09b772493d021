@testable import Churn
@testable import ChurnReports

/// Reports made by hand: a shop with everything there is to show, a ready table, and odd ones.
enum ReportFixture {
  /// Markup where a name should be, with a mark that turns the direction of text.
  static let hostile = "\"'><img src=x onerror=alert(1)></title></svg></style>&amp;\u{202E}\u{8}"

  // MARK: - Bundles

  static func manifest(name: String = "shop", cutoffs: Int = 9, column: String = "id") -> Manifest {
    let all = (0..<cutoffs + 2).map { Snapshot(day.firstOfMonth(offset: $0)) }
    return Manifest(
      formatVersion: 2, engineVersion: "0.1.0", name: name, kind: .orders,
      created: all[cutoffs + 1].day + 90, seed: 1, champion: "logistic", metric: "log-loss",
      fingerprint: String(repeating: "0123456789abcdef", count: 4), trainingChurnRate: 0.41,
      bandLimits: [0.26, 0.41, 0.58], costs: .standard,
      features: [
        Manifest.FeatureRecord(
          name: "recency_days", family: "recency", definition: "days since the last order",
          typical: 12)
      ],
      orders: Manifest.Orders(
        mapping: OrderMapping(customer: column, time: "when"), attributes: [column],
        eligibility: Eligibility(activeWithinDays: 90, minTenureDays: 10),
        horizon: Horizon(days: 90, gap: 7), trainingCutoffs: Array(all[..<cutoffs]),
        calibrationCutoff: all[cutoffs], testCutoff: all[cutoffs + 1], isRefit: false,
        parameters: FeatureParameters(
          gapMean: 30, gapMedian: 30, gapDeviation: 30, gapQuantile90: 60),
        rfmCells: RFMCells(FeatureMatrix(columns: [], rowCount: 1), labels: [true])),
      table: nil, files: [:])
  }

  static func tableManifest() -> Manifest {
    var manifest = manifest(name: "telco")
    manifest.kind = .table
    manifest.created = nil
    manifest.orders = nil
    manifest.table = Manifest.Table(
      file: FileOptions(), label: "Churn", positive: "Yes", id: "customerID", value: nil, time: nil,
      testShare: 0.2, numeric: ["tenure"], categorical: ["Contract"])
    return manifest
  }

  private static let day = Day(number: 14_610)

  // MARK: - Figures

  /// Rows whose outcomes follow their probabilities in even steps.
  static func judged(count: Int = 400) -> JudgedRows {
    let probabilities = (0..<count).map { row in
      let place = (Double(row) + 0.5) / Double(count)
      return 0.04 + 0.9 * place * place
    }
    // Steps of the golden ratio fill [0, 1) evenly.
    let labels = probabilities.enumerated().map { row, probability in
      (Double(row) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) < probability
    }
    return JudgedRows(
      labels: labels, probabilities: probabilities, groups: Array(0..<count),
      margins: probabilities.map { 140 - 100 * $0 },
      rules: [("recency", (0..<count).map { Double($0 % 7) })])
  }

  static func segment(_ by: String, _ name: String, told: Double = 0.3) -> SegmentFigures {
    SegmentFigures(
      by: by, name: name, rows: 120, churners: 36, meanProbability: told, churnRate: 0.3,
      lower: 0.23, upper: 0.39, rocAUC: 0.71, calibrationSlope: nil, shareContactedAt10: 0.08)
  }

  static func driver(
    _ feature: String, _ direction: Driver.Direction, labels: [String]? = nil, missing: Bool = true
  ) -> Driver {
    var points = (labels ?? ["1", "5", "20", "80"]).enumerated().map { place, label in
      Driver.Point(
        label: label, value: labels == nil ? Double(place) : nil, share: 0.2,
        probability: 0.3 + 0.05 * Double(place))
    }
    if missing {
      points.append(Driver.Point(label: "missing", value: nil, share: 0.2, probability: 0.4))
    }
    return Driver(
      feature: feature, definition: "what \(feature) means, (n + 1)", importance: 0.031,
      direction: direction, points: points)
  }

  static func origins(_ count: Int) -> [OriginFigures] {
    (0..<count).map { place in
      OriginFigures(
        at: day.firstOfMonth(offset: place), role: place == count - 1 ? "test" : "training",
        rows: 300, churners: 120, churnRate: 0.4, meanProbability: 0.42, rocAUC: 0.75,
        rocAUCLower: 0.71, rocAUCUpper: 0.79, logLoss: 0.55, calibrationSlope: 0.97)
    }
  }

  static func details(
    _ judged: JudgedRows, name: String = "north", origins count: Int = 6
  ) throws -> ReportDetails {
    let shown = try judged.details(costs: .standard, seed: 1, threads: 1)
    return ReportDetails(
      reliability: shown.reliability, gains: shown.gains, profit: shown.profit,
      scores: shown.scores,
      segments: [
        segment("stage", "new"), segment("stage", "loyal", told: 0.5),
        segment("region", name), segment("region", "south", told: 0.1), segment(name, name),
      ], origins: origins(count),
      baseRate: BaseRateShift(
        training: 0.41, calibration: 0.42, test: 0.36, predicted: 0.41, shift: -0.05,
        lower: -0.08, upper: -0.02, lowestBefore: 0.38, highestBefore: 0.45),
      drivers: [
        driver("recency_days", .rises), driver("orders_90", .falls, missing: false),
        driver(name, .mixed, labels: ["web", name, "store"]),
        driver("constant", .mixed, labels: [], missing: true),
      ])
  }

  static func report(
    _ judged: JudgedRows, details: ReportDetails?, note: String = "You need about 4 more months."
  ) throws -> TrainingReport {
    let figures = try ModelFigures(judged, costs: .standard)
    func entry(_ name: String) -> TrainingReport.ModelEntry {
      TrainingReport.ModelEntry(
        name: name, figures: figures,
        selection: TrainingReport.Selection(
          metric: "log loss", value: 0.5, behindBest: 0, standardError: 0.01, rows: 900),
        settings: ["penalty": 0.1], calibration: "platt", search: nil, seconds: 1.25)
    }
    return TrainingReport(
      champion: "logistic", championReason: "Champion: logistic.", horizonDays: 90,
      horizonNote: "The horizon was given.",
      snapshots: [
        TrainingReport.SnapshotFigures(at: day, role: "training", rows: 300, churners: 120),
        TrainingReport.SnapshotFigures(at: day + 90, role: "test", rows: 400, churners: 140),
      ],
      models: [entry("logistic"), entry("boosting")], baselines: try RuleFigures.all(judged),
      rowsByReason: [note: 12],
      intervals: ["rocAUC": [0.7, 0.8], "calibrationSlope": [0.8, 1.3]],
      notes: [note], leakSuspects: [note], details: details)
  }

  // MARK: - Pages

  /// Everything there is to show.
  static func shop() throws -> ReportPage {
    let judged = judged()
    return ReportPage(
      manifest: manifest(), report: try report(judged, details: try details(judged)), rules: [],
      isRuleChampion: false)
  }

  /// Names that try to be markup, in every place.
  static func hostileShop() throws -> ReportPage {
    let judged = judged()
    return ReportPage(
      manifest: manifest(name: hostile, column: hostile),
      report: try report(judged, details: try details(judged, name: hostile), note: hostile),
      rules: [], isRuleChampion: true)
  }

  /// A ready table of which little is known.
  static func table() throws -> ReportPage {
    var report = try report(judged(), details: nil)
    report.horizonDays = nil
    report.baselines = [:]
    return ReportPage(manifest: tableManifest(), report: report, rules: [], isRuleChampion: false)
  }

  /// Many cutoffs, and details with nothing in them.
  static func empty() throws -> ReportPage {
    let details = ReportDetails(
      reliability: [], gains: [], profit: nil, scores: [], segments: [], origins: [],
      baseRate: nil, drivers: [])
    return ReportPage(
      manifest: manifest(cutoffs: 60), report: try report(judged(), details: details), rules: [],
      isRuleChampion: false)
  }

  static func all() throws -> [ReportPage] {
    [try shop(), try hostileShop(), try table(), try empty()]
  }
}
