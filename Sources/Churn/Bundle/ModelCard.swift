internal import ChurnData

/// The text that goes with a model: what it is for, what it was made from, how good it is, for whom,
/// and where it ends.
///
/// The sections follow the model cards of Mitchell et al. (2019), doi:10.1145/3287560.3287596. Same
/// bundle, same bytes.
struct ModelCard {
  let manifest: Manifest
  let report: TrainingReport

  /// The whole card in Markdown.
  static func text(_ manifest: Manifest, _ report: TrainingReport) -> String {
    ModelCard(manifest: manifest, report: report).text
  }

  private var text: String {
    let sections: [(String, [String])] = [
      ("Intended use", intendedUse), ("Not for", misuse.map { "- \($0)" }), ("Data", data),
      ("Figures on the test", figures), ("Calibration", calibration), ("Groups", groups),
      ("Limits", limits.map { "- \($0)" }), ("How to repeat", repeating),
      (
        "Features",
        manifest.features.map { "- `\($0.name)`: \(Self.plain($0.definition))." }
      ),
    ]
    let parts = sections.map { "## \($0.0)\n\n" + $0.1.joined(separator: "\n") }
    let head = "# \(Self.plain(manifest.name))\n\n\(Self.plain(report.verdict))"
    return ([head] + parts).joined(separator: "\n\n") + "\n"
  }

  var details: ReportDetails? { report.details }
  var champion: ModelFigures? { report.models.first?.figures }

  // MARK: - Use

  private var intendedUse: [String] {
    let meaning: String
    switch manifest.kind {
    case .orders:
      let days = manifest.orders?.horizon.days ?? 0
      let gap = manifest.orders?.horizon.gap ?? 0
      let after = gap > 0 ? " that begin \(gap) days later" : " ahead"
      meaning =
        "Ranks the active customers of one shop by the probability that they order nothing in the "
        + "\(days) days\(after), and says why."
    case .table:
      let label = Self.plain(manifest.table?.label ?? "")
      let positive = Self.plain(manifest.table?.positive ?? "")
      meaning =
        "Ranks the customers of one base by the probability of churn, which is the value "
        + "`\(positive)` in the column `\(label)`, and says why."
    }
    return [
      meaning
        + " It helps people who keep customers to decide whom to contact, and how many.",
      "",
      "The model is a \(report.champion) of churn \(manifest.engineVersion).",
    ]
  }

  private var misuse: [String] {
    [
      "Refusing anybody service, credit, a price or a right: it was not made or tested for that.",
      "Customers of another shop or another time than it was trained on, before it was judged there "
        + "with `churn evaluate`.",
      "Saying why customers leave: reasons and drivers are associations in the model, not causes.",
      "Saying what contacting brings: only customers left alone on purpose show that.",
    ]
  }

  // MARK: - Data

  private var data: [String] {
    var lines: [String] = []
    if !columns.isEmpty { lines.append("- columns: \(columns.joined(separator: ", "))") }
    if let end = manifest.created { lines.append("- data before \(end)") }
    lines += report.snapshots.map { snapshot in
      let at = snapshot.at.map { "\($0) " } ?? ""
      return "- \(at)\(snapshot.role): \(snapshot.rows) customers, \(snapshot.churners) churned"
    }
    lines += report.rowsByReason.sorted { $0.key < $1.key }
      .map { "- not used, \(Self.plain($0.key)): \($0.value)" }
    return lines
  }

  private var columns: [String] {
    if let table = manifest.table {
      return [
        ("label", table.label), ("id", table.id), ("value", table.value), ("time", table.time),
      ]
      .compactMap { role, name in name.map { "\(role) `\(Self.plain($0))`" } }
    }
    guard let orders = manifest.orders else { return [] }
    return orders.mapping.roles.compactMap { role in
      orders.mapping[role].map { "\(role.rawValue) `\(Self.plain($0))`" }
    } + orders.attributes.map { "of the customers file `\(Self.plain($0))`" }
  }

  private var repeating: [String] {
    [
      "The same data, options and engine give the same bytes, whatever the number of threads.",
      "",
      "- engine: churn \(manifest.engineVersion), bundle format \(manifest.formatVersion)",
      "- seed: \(manifest.seed)",
      "- champion chosen by: \(manifest.metric)",
      "- fingerprint of the usable rows: \(manifest.fingerprint)",
    ]
  }

  // MARK: - Words

  /// The champion's interval of a figure.
  func interval(_ name: String) -> [Double]? {
    guard let ends = report.intervals[name] ?? nil, ends.count == 2 else { return nil }
    return ends
  }

  /// Anybody's text within a line: line ends, bars and markup would change what is around it.
  static func plain(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": out += "&lt;"
      case "|": out += "\\|"
      case "`": out += "'"
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        out.unicodeScalars.append(isControl ? " " : scalar)
      }
    }
    return out
  }

  static func figure(_ value: Double?, decimals: Int = 4) -> String {
    value.flatMap { PlainNumber.fixed($0, decimals: decimals) } ?? "-"
  }

  static func percent(_ share: Double) -> String {
    figure(share * 100, decimals: 1) + " %"
  }
}
