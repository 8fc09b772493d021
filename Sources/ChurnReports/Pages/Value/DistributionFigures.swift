internal import Churn

/// How value is spread over customers, as two pictures.
struct DistributionFigures: Sendable {
  let value: ValueDistribution
  /// The months looked ahead, in words.
  let months: String
  let currency: String?

  init(_ value: ValueDistribution, months: String, currency: String?) {
    self.value = value
    self.months = months
    self.currency = currency
  }

  /// The figures as markup.
  var markup: String { deciles.markup + (histogram?.markup ?? "") }

  private func money(_ amount: Double) -> String {
    Figures.money(amount) + (currency.map { " \($0)" } ?? "")
  }

  private var moneyUnit: String { currency ?? "in the currency of the data" }

  private var deciles: PageFigure {
    let rows = value.decileShares.enumerated().map { place, share in
      (label: "\(place + 1)", share: share)
    }
    let chart = ColumnChart(
      title: "Share of all value by tenth of the customers",
      summary: "Tenths of the customers, the most valuable first: "
        + rows.map { "\($0.label). \(Figures.percent($0.share))" }.joined(separator: "; ") + ".",
      xTitle: "tenth of the customers, the most valuable first", yTitle: "share of all value",
      format: .percent, series: [ColumnChart.Series(name: "share", role: .first)],
      places: rows.map {
        ColumnChart.Place(
          label: $0.label, tip: "tenth \($0.label)", values: [$0.share],
          texts: [Figures.percent($0.share)])
      })
    return PageFigure(
      id: "deciles", chart: chart,
      text:
        "The most valuable tenth holds \(Figures.percent(value.shareOfTop10)) of all value, the "
        + "most valuable fifth \(Figures.percent(value.shareOfTop20)).",
      table: HTMLTable(
        caption: "Share of all value by tenth of the customers",
        columns: [.text("Tenth"), .number("Share of value")],
        rows: rows.map { [$0.label, Figures.percent($0.share)] }))
  }

  private var histogram: PageFigure? {
    guard value.bins.count > 1 else { return nil }
    let rows = value.bins.map { bin in
      let range =
        bin.upper.map { "\(Figures.money(bin.lower)) to \(Figures.money($0))" }
        ?? "\(Figures.money(bin.lower)) and more"
      return (bin: bin, range: range)
    }
    let chart = ColumnChart(
      title: "Customers by value",
      summary: "Customers by value over \(months): "
        + rows.map { "\($0.range): \(Figures.grouped($0.bin.customers))" }.joined(separator: "; ")
        + ".",
      xTitle: "value, \(moneyUnit); the last column is open", yTitle: "customers", format: .short,
      series: [ColumnChart.Series(name: "customers", role: .first)],
      places: rows.map {
        ColumnChart.Place(
          label: Figures.money($0.bin.lower), tip: $0.range, values: [Double($0.bin.customers)],
          texts: [Figures.count($0.bin.customers, "customer", "customers")])
      }, hasRanges: true)
    return PageFigure(
      id: "values", chart: chart,
      text: "Half of the customers are worth \(money(value.median)) or less, the mean is "
        + "\(money(value.mean)).",
      table: HTMLTable(
        caption: "Customers by value",
        columns: [.text("Value"), .number("Customers"), .number("Share of value")],
        rows: rows.map {
          [
            $0.range, Figures.grouped($0.bin.customers),
            Figures.percent($0.bin.value / value.total),
          ]
        }))
  }
}
