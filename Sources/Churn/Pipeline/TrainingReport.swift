public import ChurnData

/// What `churn train` says of what it did: the figures of every model on the test, and of the rules.
public struct TrainingReport: Sendable, Encodable {
  /// The kind of the shipped model.
  public var champion: String
  /// Why it is the champion, in one sentence.
  public var championReason: String
  /// The length of the label window; nil for a ready table.
  public var horizonDays: Int?
  /// How the horizon was found; nil when it was given.
  public var horizonNote: String?
  /// The cutoffs and what they were used for.
  public var snapshots: [SnapshotFigures]
  /// Every model, the champion first.
  public var models: [ModelEntry]
  /// The plain rules on the same rows.
  public var baselines: [String: RuleFigures]
  /// Rows that were not used, by reason; customers at the test cutoff that were not eligible.
  public var rowsByReason: [String: Int]
  /// 95 % intervals of the champion's figures, from a bootstrap by customer.
  public var intervals: [String: [Double]?]
  /// 95 % interval of how much larger the champion's ROC-AUC is than the best plain rule's; nil without
  /// rules.
  public var lead: [Double]?
  /// What the reader of the figures must know, one sentence each.
  public var notes: [String]
  /// Columns that look like leaks, one sentence each.
  public var leakSuspects: [String]
  /// What the leak audit found, and whether it works on these data.
  public var leakAudit: LeakAudit?
  /// Curves, segments, stability and drivers of the champion; nil until they are computed.
  public var details: ReportDetails?
  /// The risks of all horizons and the next orders on the test; nil without a model of them.
  public var horizons: HorizonReport?
  /// The champion on the test, every customer judged by a model that never saw him; nil unless that
  /// was asked for.
  public var unseenCustomers: ModelFigures?

  /// One cutoff.
  public struct SnapshotFigures: Sendable, Encodable {
    /// The cutoff; nil for a ready table.
    public var at: Day?
    /// What it was used for: training, calibration or test.
    public var role: String
    /// Eligible customers.
    public var rows: Int
    /// Those of them who churned.
    public var churners: Int
  }

  /// A model and its figures on the test.
  public struct ModelEntry: Sendable, Encodable {
    /// The kind of model.
    public var name: String
    /// Its figures.
    public var figures: ModelFigures
    /// How it compared before the test; nil where nothing told the models apart.
    public var selection: Selection?
    /// The settings that were chosen on inner folds, or that say most.
    public var settings: [String: Double]
    /// How its probabilities were calibrated.
    public var calibration: String
    /// What a search for settings tried; nil without one.
    public var search: SearchReport?
    /// How long fitting took; for people, never written to a file.
    public var seconds: Double?

    private enum Keys: String, CodingKey {
      case name
      case selection
      case settings
      case calibration
      case search
      case seconds
    }

    /// Writes the figures and the name side by side, as scripts expect them.
    public func encode(to encoder: any Encoder) throws {
      try figures.encode(to: encoder)
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(name, forKey: .name)
      try container.encode(selection, forKey: .selection)
      try container.encode(settings, forKey: .settings)
      try container.encode(calibration, forKey: .calibration)
      if let search { try container.encode(search, forKey: .search) }
      if let seconds { try container.encode(seconds, forKey: .seconds) }
    }
  }

  /// How a model compared before the test, on rows of inner folds that it had not learned from.
  public struct Selection: Sendable, Equatable, Encodable {
    /// What the champion was chosen by.
    public var metric: String
    /// The model's figure.
    public var value: Double
    /// By how much it is worse than the best model's, at least 0.
    public var behindBest: Double
    /// The standard error of that difference, over customers.
    public var standardError: Double
    /// The number of rows.
    public var rows: Int
  }

  /// The same without what differs from run to run.
  var withoutDurations: TrainingReport {
    var report = self
    for place in report.models.indices { report.models[place].seconds = nil }
    return report
  }

  /// The plain rule with the largest area under the ROC curve, ties by name; nil without rules.
  var bestRule: (name: String, rocAUC: Double)? {
    baselines.compactMap { name, figures in figures.rocAUC.map { (name: name, rocAUC: $0) } }
      .min { ($1.rocAUC, $0.name) < ($0.rocAUC, $1.name) }
  }

  /// A test whose interval is wider than that cannot say that there is nothing to learn.
  private static let tellingWidth = 0.2

  /// The one thing to read first, in a sentence or two.
  public var verdict: String {
    let suspects = leakAudit?.suspicions.map(\.column) ?? []
    guard !suspects.isEmpty else { return verdictOnTest }
    let names = suspects.prefix(3).joined(separator: ", ")
    return verdictOnTest + " But it may be too good to be true: \(names) "
      + (suspects.count > 3 ? "and \(suspects.count - 3) more columns " : "")
      + "may know the answer (see the leak audit)."
  }

  private var verdictOnTest: String {
    guard let champion = models.first?.figures, let auc = champion.rocAUC else {
      return "The test holds one outcome only, so it says nothing of the model."
    }
    let interval = intervals["rocAUC"] ?? nil
    let range = interval.map { " (95 %: \(Self.percent($0[0])) to \(Self.percent($0[1])))" } ?? ""
    let ranks = "it ranks a leaver before a stayer in \(Self.percent(auc)) of all pairs\(range)"
    if let interval, interval[0] <= 0.5 {
      return interval[1] - interval[0] > Self.tellingWidth
        ? "The test is too small to say whether there is anything to learn: the model's figure, \(ranks), "
          + "is not told from chance, which is 50 %. Bring more data."
        : "There is nothing to learn here: \(ranks), and chance does in 50 %. "
          + "Do not use the model; bring other data, or check what the outcome means."
    }
    guard let rule = bestRule else {
      return
        "The model ranks a leaver before a stayer in \(Self.percent(auc)) of all pairs\(range)."
    }
    let figures = "\(ranks), the best plain rule (\(rule.name)) in \(Self.percent(rule.rocAUC))"
    if auc <= rule.rocAUC {
      return
        "The model does not beat the plain rules: \(figures). Use the rule, or bring more data."
    }
    if let lead, lead[0] <= 0 {
      return
        "The model is not clearly better than the plain rules: \(figures), and the difference may be "
        + "chance (95 %: \(Self.points(lead[0])) to \(Self.points(lead[1])) points)."
    }
    return "The model beats the plain rules: \(figures)."
  }

  private static func points(_ share: Double) -> String {
    PlainNumber.fixed(share * 100, decimals: 1) ?? "-"
  }

  private static func percent(_ share: Double) -> String {
    "\((share * 1000).rounded() / 10) %"
  }
}

/// What came out of training: a bundle ready to be written, and what to say of it.
public struct TrainingResult: Sendable {
  /// The bundle.
  public let bundle: ModelBundle
  /// The figures.
  public let report: TrainingReport
  /// Which rows were training and which test, for ready tables; else empty.
  public let split: [(id: String, part: String)]
}
