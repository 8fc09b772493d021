public import Churn
internal import ChurnData

/// The report of a training run as a page: whether the model can be believed, in words, pictures and
/// tables, and what to do with it.
///
///     let page = ReportPage(result)
///     try result.bundle.write(to: "models/shop", isForced: false, report: page.html)
///
/// One file without network, scripts or outside fonts; for screens wide and narrow, light and dark,
/// and for print. Every picture has its numbers in a table beside it. What the data cannot show is
/// left out and named. The same bundle gives the same bytes.
public struct ReportPage: Sendable {
  /// What the model was trained on.
  public let manifest: Manifest
  /// The figures.
  public let report: TrainingReport
  /// The rules of the bundle's tree, best first; empty without any.
  public let rules: [ReadableRule]
  /// Whether these rules are the champion itself.
  public let isRuleChampion: Bool

  /// Creates a page.
  public init(
    manifest: Manifest, report: TrainingReport, rules: [ReadableRule], isRuleChampion: Bool
  ) {
    self.manifest = manifest
    self.report = report
    self.rules = rules
    self.isRuleChampion = isRuleChampion
  }

  /// Creates the page of what came out of training.
  public init(_ result: TrainingResult) {
    self.init(
      manifest: result.bundle.manifest, report: result.report,
      rules: result.bundle.readableRules(by: .lift) ?? [],
      isRuleChampion: result.bundle.rules?.isChampion ?? false)
  }

  /// The whole page.
  public var html: String {
    let parts: [Part] = [
      data, timeline, models, calibration, horizons, gains, profit, scores, drivers, tree, segments,
      stability, groups, leaks,
    ]
    var sections: [PageSection] = []
    var absent: [String] = []
    for part in parts {
      switch part {
      case .shown(let section): sections.append(section)
      case .absent(let sentence): absent.append(sentence)
      }
    }
    sections += [notes(absent), nextSteps]
    return HTMLPage(
      title: "\(manifest.name): how well the model foretells who leaves",
      body: header + PageSection.contents(sections) + sections.map(\.markup).joined() + footer
    ).text
  }

  /// A section, or why there is none.
  enum Part {
    case shown(PageSection)
    case absent(String)
  }

  // MARK: - What all parts speak of

  var details: ReportDetails? { report.details }
  var champion: ModelFigures? { report.models.first?.figures }
  var isTable: Bool { manifest.kind == .table }

  /// What leaving means, as the end of a sentence.
  var churnMeaning: String {
    if let orders = manifest.orders {
      let gap = orders.horizon.gap
      let after = gap > 0 ? ", beginning \(Figures.count(gap, "day", "days")) after the cutoff" : ""
      return "orders nothing within \(Figures.count(orders.horizon.days, "day", "days"))\(after)"
    }
    let table = manifest.table
    return "has the value “\(table?.positive ?? "")” in the column “\(table?.label ?? "")”"
  }

  /// The champion's interval of a figure, from the bootstrap by customer.
  func interval(_ name: String) -> (lower: Double, upper: Double)? {
    guard let ends = report.intervals[name] ?? nil, ends.count == 2 else { return nil }
    return (ends[0], ends[1])
  }

  /// A kind of model as people call it.
  static func modelName(_ kind: String) -> String {
    switch kind {
    case "logistic": "logistic regression"
    case "tree": "decision tree"
    case "forest": "random forest"
    case "boosting": "boosted trees"
    case "blend": "blend of the models"
    default: kind
    }
  }

  /// A plain rule as people call it.
  static func ruleName(_ rule: String) -> String {
    switch rule {
    case "recency": "rule: longest silence first"
    case "rhythm": "rule: silence against own rhythm"
    case "rfm": "rule: recency, frequency, money"
    default: "rule: \(rule)"
    }
  }

  // MARK: - Head and foot

  private var header: String {
    let data = manifest.created.map { " · data before \($0)" } ?? ""
    return """
      <header>
      <p class="kicker">Churn model <bdi>\(Markup.escaped(manifest.name))</bdi>\(data)</p>
      <h1>How well the model foretells who leaves</h1>
      <p class="verdict">\(Markup.escaped(report.verdict))</p>
      \(facts)</header>

      """
  }

  private var facts: String {
    var facts: [(title: String, value: String, note: String)] = []
    if let champion, champion.rows > 0 {
      let rate = Double(champion.churners) / Double(champion.rows)
      if let precision = champion.precisionAt10 {
        facts.append(
          (
            "Of the riskiest 10 %", "\(Figures.percent(precision, decimals: 0)) left",
            "of all: \(Figures.percent(rate, decimals: 0))"
          ))
      }
      if let shift = details?.baseRate {
        facts.append(
          (
            "Told, on average", Figures.percent(shift.predicted),
            "happened: \(Figures.percent(shift.test))"
          ))
      }
      facts.append(
        (
          "Judged on", Figures.count(champion.rows, "customer", "customers"),
          "\(Figures.grouped(champion.churners)) left"
        ))
    }
    facts.append(("Champion", Self.modelName(report.champion), "see the leader board"))
    let items = facts.map { fact in
      "<div><dt>\(Markup.escaped(fact.title))</dt><dd>\(Markup.escaped(fact.value))"
        + " <small>\(Markup.escaped(fact.note))</small></dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>\n"
  }

  private var footer: String {
    """
    <footer>
    <p>Written by churn \(Markup.escaped(manifest.engineVersion)) when the model was trained, with \
    seed \(manifest.seed). Data fingerprint \
    <span class="fingerprint">\(Markup.escaped(manifest.fingerprint))</span>. \
    Intervals are 95 % intervals. Reasons and drivers are associations, not causes: changing one of \
    them need not change who leaves.</p>
    </footer>

    """
  }
}
