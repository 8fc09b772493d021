internal import Churn

/// Pairs as a heat map, what follows later, sets, meanings and notes.
extension BasketsPage {
  /// Items in the heat map, at most.
  private static let mostItems = 12

  /// Pairs of the most frequent items by lift.
  var pairs: PageSection? {
    let items = report.all.itemsets.filter { $0.items.count == 1 }.prefix(Self.mostItems)
      .map { $0.items[0] }
    var lifts: [[String]: Double] = [:]
    var counts: [[String]: Int] = [:]
    let singles = Dictionary(
      report.all.itemsets.filter { $0.items.count == 1 }.map { ($0.items[0], $0.count) },
      uniquingKeysWith: { first, _ in first })
    for set in report.all.itemsets where set.items.count == 2 {
      guard let first = singles[set.items[0]], let second = singles[set.items[1]] else { continue }
      let lift =
        Double(set.count) / Double(first) / (Double(second) / Double(report.all.baskets))
      for key in [set.items, [set.items[1], set.items[0]]] {
        lifts[key] = lift
        counts[key] = set.count
      }
    }
    let values = items.flatMap { left in items.compactMap { lifts[[left, $0]] } }
    guard items.count > 1, let least = values.min(), let most = values.max() else { return nil }
    let rows = items.map { left in
      HeatMapChart.Row(
        label: left,
        cells: items.map { right in
          guard let lift = lifts[[left, right]] else { return .blank }
          return HeatMapChart.Cell(
            value: lift, text: Figures.fixed(lift, decimals: 2),
            tip: "\(left) with \(right): \(Figures.grouped(counts[[left, right]] ?? 0)) \(unit), "
              + "lift \(Figures.fixed(lift, decimals: 2))")
        })
    }
    let chart = HeatMapChart(
      title: "Pairs of the most frequent items",
      summary: "Lift of pairs among \(items.joined(separator: ", ")): from "
        + "\(Figures.fixed(least, decimals: 2)) to \(Figures.fixed(most, decimals: 2)).",
      rowTitle: report.item, columnTitle: "with", columns: items, rows: rows,
      legend: HeatMapChart.Legend(
        least: "lift \(Figures.fixed(least, decimals: 2))",
        most: Figures.fixed(most, decimals: 2),
        blank: "the item itself, or together too rarely"))
    return PageSection(
      id: "pairs", title: "Pairs",
      body: PageFigure(
        id: "pair-lifts", chart: chart,
        text: "Lift by pair, both ways the same: 1 is chance, less is bought instead of each other."
      ).markup)
  }

  /// What follows in later orders.
  var later: PageSection? {
    guard let later = report.later else { return nil }
    let shown = later.rules.filter { $0.adjustedP <= BasketReport.realP && $0.lift > 1 }
      .prefix(Self.mostRules)
    var body = PageSection.paragraph(
      "\(Figures.count(later.orders, "order", "orders")) of "
        + "\(Figures.count(later.customers, "customer", "customers")) are followed for "
        + "\(Figures.count(later.days, "day", "days")). The share that buys the second item on a later "
        + "day is compared with that after orders without the first.")
    if shown.isEmpty {
      body += PageSection.paragraph("Nothing follows more often than chance has it.")
    } else {
      body +=
        HTMLTable(
          caption: "What follows, by \(report.asked["sort"] ?? "lift")",
          columns: [
            .text("After → follows"), .number("Confidence"), .number("After any order"),
            .number("Lift"), .number("Points more (95 %)"), .number("p, adjusted"),
          ],
          rows: shown.map { rule in
            [
              "\(rule.first) → \(rule.then)",
              "\(Figures.percent(rule.confidence)) of \(Figures.grouped(rule.ordersWithFirst))",
              Figures.percent(rule.baseRate), Figures.fixed(rule.lift, decimals: 2),
              "\(Figures.points(rule.difference)) ("
                + Figures.interval(
                  rule.differenceLower * 100, rule.differenceUpper * 100, decimals: 1) + ")",
              Self.chance(rule.adjustedP),
            ]
          }
        ).markup
    }
    return PageSection(id: "later", title: "In later orders", body: body)
  }

  /// The most frequent sets of two items and more.
  var sets: PageSection? {
    let shown =
      report.all.itemsets.prefix(10)
      + report.all.itemsets.filter { $0.items.count > 1 }.prefix(10)
    guard !shown.isEmpty else { return nil }
    return PageSection(
      id: "sets", title: "The most frequent sets",
      body: HTMLTable(
        caption: "Single items, then sets of two and more; "
          + "\(Figures.grouped(report.all.itemsets.count)) sets are in at least "
          + "\(Figures.grouped(report.all.minSupport)) \(unit)",
        columns: [.text("Items"), .number("In \(unit)"), .number("Share")],
        rows: shown.map {
          [
            $0.items.joined(separator: " + "), Figures.grouped($0.count),
            Figures.percent($0.support),
          ]
        }
      ).markup)
  }

  /// What the figures mean.
  var meanings: PageSection? {
    var lines = BasketReport.definitions.map { "\($0.name): \($0.meaning)." }
    if report.later != nil {
      lines += BasketReport.laterDefinitions.map { "later orders, \($0.name): \($0.meaning)." }
    }
    return PageSection(
      id: "meanings", title: "What the figures mean", body: PageSection.list(lines))
  }

  var notes: PageSection? {
    report.notes.isEmpty
      ? nil : PageSection(id: "notes", title: "Notes", body: PageSection.list(report.notes))
  }
}
