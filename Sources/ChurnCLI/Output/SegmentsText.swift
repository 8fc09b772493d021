internal import Churn

/// What `churn segments` says to people: segments with what they bring and how many of them leave.
struct SegmentsText {
  private let report: SegmentReport
  private let listed: (name: String, customers: Int)?
  private let currency: String?
  private let width: Int

  /// A text about a report.
  ///
  /// - Parameters:
  ///   - report: The figures.
  ///   - listed: The segment whose customers are written alone, and how many they are.
  ///   - currency: What amounts are in.
  ///   - width: Characters a line may have.
  init(
    _ report: SegmentReport, listed: (name: String, customers: Int)?, currency: String?, width: Int
  ) {
    self.report = report
    self.listed = listed
    self.currency = currency
    self.width = width
  }

  /// The text for a terminal.
  func text(isColored: Bool) -> String {
    var parts = [TextStyle.bold.applied(to: headline, isColored: isColored) + "\n"]
    if let listed {
      parts.append(
        "Written: \(HumanNumber.count(listed.customers, "customer")) of \(listed.name).\n")
    }
    parts.append(table("segment", report.segments, isColored) + churn)
    if let words = Self.words(report.difference) { parts.append(words + "\n") }
    parts.append(grid(isColored))
    for cut in report.cuts {
      parts.append(
        table(cut.by, cut.segments, isColored)
          + (Self.words(cut.difference).map { $0 + "\n" } ?? ""))
      if cut.by == "cluster" { parts.append(profiles(isColored)) }
    }
    parts.append(marks("habit", report.habits, isColored))
    parts.append(marks("saved condition", report.saved, isColored))
    parts.append(migration(isColored))
    parts.append(report.definitions.joined(separator: "\n"))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: - Headline

  private var headline: String {
    let who = HumanNumber.count(report.customers, "customer")
    let whose =
      report.condition.map { " of \(HumanNumber.grouped(report.customersInAll)) meet \($0)" } ?? ""
    var text = "\(who)\(whose) on \(report.at)"
    let richest = report.segments.max { ($0.revenueShare ?? 0) < ($1.revenueShare ?? 0) }
    if let richest, let share = richest.revenueShare {
      text +=
        ": \(richest.name), \(HumanNumber.percent(richest.share)) of them, brought "
        + "\(HumanNumber.percent(share)) of \(money(report.revenue ?? 0)) revenue"
    }
    if let rate = wholeRate, let from = report.churnFrom {
      text +=
        "; \(HumanNumber.percent(rate)) of "
        + (report.condition == nil ? "the customers of \(from)" : "those who met it on \(from)")
        + " have not ordered since"
    }
    return text + "."
  }

  /// The share of all customers a horizon ago who have not ordered since.
  private var wholeRate: Double? {
    let counts = report.segments.map { ($0.churned ?? 0, $0.churnCustomers ?? 0) }
    let all = counts.reduce(0) { $0 + $1.1 }
    return all > 0 ? Double(counts.reduce(0) { $0 + $1.0 }) / Double(all) : nil
  }

  private func money(_ amount: Double) -> String {
    HumanNumber.fixed(amount, decimals: abs(amount) >= 1000 ? 0 : 2)
      + (currency.map { " \($0)" } ?? "")
  }

  private var churn: String { report.churnMeaning + "\n" }

  // MARK: - Tables

  private func table(
    _ title: String, _ segments: [SegmentReport.Segment], _ isColored: Bool
  ) -> String {
    let hasMoney = report.revenue != nil
    let hasChurn = segments.contains { $0.churnCustomers != nil }
    var table = TextTable(
      [.left(title), .right("customers"), .right("share")]
        + (hasMoney ? [.right("revenue"), .right("share")] : [])
        + [.right("last order"), .right("orders")] + (hasMoney ? [.right("value")] : [])
        + (hasChurn ? [.right("churned"), .right("of"), .right("churn rate (95 %)")] : []))
    for segment in segments {
      var cells = [
        segment.name, HumanNumber.grouped(segment.customers), HumanNumber.percent(segment.share),
      ]
      if hasMoney {
        cells += [
          HumanNumber.fixed(segment.revenue, decimals: 0),
          HumanNumber.percent(segment.revenueShare),
        ]
      }
      cells.append(
        segment.medianRecencyDays.map { "\(HumanNumber.fixed($0, decimals: 0)) d ago" } ?? "–")
      cells.append(HumanNumber.fixed(segment.ordersPerCustomer, decimals: 1))
      if hasMoney { cells.append(HumanNumber.fixed(segment.meanValue, decimals: 0)) }
      if hasChurn {
        cells += [
          segment.churned.map(HumanNumber.grouped) ?? "–",
          segment.churnCustomers.map(HumanNumber.grouped) ?? "–", Self.rate(segment),
        ]
      }
      table.append(cells)
    }
    return table.text(isColored: isColored)
  }

  /// A churn rate with its interval; a dash where it is undefined.
  private static func rate(_ segment: SegmentReport.Segment) -> String {
    guard let rate = segment.churnRate, let lower = segment.churnRateLower,
      let upper = segment.churnRateUpper
    else { return "–" }
    return "\(HumanNumber.percent(rate)) (\(HumanNumber.fixed(lower * 100, decimals: 0)) to "
      + "\(HumanNumber.fixed(upper * 100, decimals: 0)))"
  }

  private func marks(
    _ title: String, _ marks: [SegmentReport.Mark], _ isColored: Bool
  ) -> String {
    guard !marks.isEmpty else { return "" }
    var table = TextTable([
      .left(title), .right("customers"), .right("share"), .right("churn rate (95 %)"),
      .right("others"), .left("rule"),
    ])
    for mark in marks {
      table.append([
        mark.segment.name, HumanNumber.grouped(mark.segment.customers),
        HumanNumber.percent(mark.segment.share), Self.rate(mark.segment),
        HumanNumber.percent(mark.churnRateOfOthers), mark.segment.rule ?? "",
      ])
    }
    return table.text(isColored: isColored)
  }

  // MARK: - Differences

  /// Whether segments differ, in a sentence; nil where that cannot be told.
  static func words(_ difference: SegmentDifference?) -> String? {
    guard let difference else { return nil }
    var parts: [String] = []
    if let churn = difference.churn, let strength = difference.churnStrength {
      parts.append(
        "\(strength.rawValue) in churn (Cramér's V \(HumanNumber.fixed(churn.cramersV)), chi-square "
          + "\(HumanNumber.fixed(churn.chiSquare, decimals: 1)) on \(churn.degreesOfFreedom), p "
          + "\(pValue(churn.p))\(churn.leastExpected < 5 ? "; rough, few expected in a cell" : ""))"
      )
    }
    if let money = difference.money, let strength = difference.moneyStrength {
      parts.append(
        "\(strength.rawValue) in the revenue since (epsilon squared "
          + "\(HumanNumber.fixed(money.epsilonSquared)), Kruskal-Wallis "
          + "\(HumanNumber.fixed(money.kruskalWallis, decimals: 1)) on \(money.degreesOfFreedom), p "
          + "\(pValue(money.p)))")
    }
    return "Difference: \(parts.joined(separator: "; "))."
  }

  private static func pValue(_ p: Double) -> String {
    p < 0.001 ? "< 0.001" : "= \(HumanNumber.fixed(p, decimals: 3))"
  }

  // MARK: - Pictures and moves

  private func grid(_ isColored: Bool) -> String {
    let cells = report.scores.grid
    guard cells.contains(where: { $0.customers > 0 }) else { return "" }
    let rows = (1...5).reversed().map { r in
      TextHeatMap.Row(
        label: "r \(r)",
        cells: (1...5).map { f in
          guard let cell = cells.first(where: { $0.r == r && $0.f == f }), cell.customers > 0 else {
            return .blank
          }
          return TextHeatMap.Cell(
            value: Double(cell.customers), text: HumanNumber.grouped(cell.customers))
        })
    }
    var map = TextHeatMap(
      rowTitle: "customers by score", columns: (1...5).map { "f \($0)" }, rows: rows)
    map.blank = "nobody"
    return map.text(isColored: isColored, width: width)
  }

  private func profiles(_ isColored: Bool) -> String {
    guard let clusters = report.clusters else { return "" }
    var lines = clusters.profiles.map { "\($0.name): \($0.traits.joined(separator: "; "))" }
    let inputs = clusters.inputs.map { $0.isLogged ? "log of \($0.name)" : $0.name }
    lines.append(
      "Clusters by \(inputs.joined(separator: ", ")), standardised; mean silhouette "
        + "\(HumanNumber.fixed(clusters.silhouette))"
        + (clusters.silhouette < 0.25 ? ": they run into one another." : "."))
    if clusters.trials.count > 1 {
      let trials = clusters.trials.map { "\($0.clusters): \(HumanNumber.fixed($0.silhouette))" }
      lines.append("Silhouette by number of clusters: \(trials.joined(separator: ", ")).")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func migration(_ isColored: Bool) -> String {
    guard let migration = report.migration else { return "" }
    var table = TextTable(
      [.left("from \\ to"), .right("all")] + migration.columns.map { .right($0) })
    for (row, name) in migration.rows.enumerated() {
      let all = migration.counts[row].reduce(0, +)
      table.append(
        [name, HumanNumber.grouped(all)]
          + migration.columns.indices.map { column in
            let count = migration.counts[row][column]
            guard count > 0 else { return "·" }
            return "\(HumanNumber.grouped(count)) "
              + "(\(HumanNumber.percent(migration.shares[row][column], decimals: 0)))"
          })
    }
    let share = Double(migration.unchanged) / Double(max(1, migration.customersInBoth))
    var lines = [
      TextStyle.bold.applied(
        to: "\(migration.by) since \(migration.comparedWith): "
          + "\(HumanNumber.grouped(migration.unchanged)) of "
          + "\(HumanNumber.grouped(migration.customersInBoth)) customers "
          + "(\(HumanNumber.percent(share))) stayed where they were.", isColored: isColored)
    ]
    lines += migration.moves.map { move in
      "\(move.from) to \(move.to): \(HumanNumber.count(move.customers, "customer")), "
        + "\(HumanNumber.percent(move.share)) of those who were \(move.from)."
    }
    return lines.joined(separator: "\n") + "\n" + table.text(isColored: isColored)
  }
}
