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
  /// What the reader of the figures must know, one sentence each.
  public var notes: [String]
  /// Columns that look like leaks, one sentence each.
  public var leakSuspects: [String]

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

  /// The one sentence to read first.
  public var verdict: String {
    guard let champion = models.first?.figures, let auc = champion.rocAUC else {
      return "The test holds one outcome only, so it says nothing of the model."
    }
    let rules = baselines.filter { $0.value.rocAUC != nil }
      .sorted { ($0.value.rocAUC ?? 0, $1.key) > ($1.value.rocAUC ?? 0, $0.key) }
    guard let best = rules.first, let ruleAUC = best.value.rocAUC else {
      return "The model ranks leavers before stayers in \(Self.percent(auc)) of all pairs."
    }
    let interval = (intervals["rocAUC"] ?? nil).map {
      " (95 %: \(Self.percent($0[0])) to \(Self.percent($0[1])))"
    }
    let figures =
      "\(Self.percent(auc)) of all pairs\(interval ?? ""), "
      + "the best plain rule (\(best.key)) in \(Self.percent(ruleAUC))"
    return auc > ruleAUC
      ? "The model beats the plain rules: it ranks a leaver before a stayer in \(figures)."
      : "The model does not beat the plain rules: it ranks a leaver before a stayer in \(figures). "
        + "Use the rule, or bring more data."
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
