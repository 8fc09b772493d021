internal import Churn

/// The grid of scores, clusters, and who moved.
extension SegmentsPage {
  var grid: PageSection? {
    let cells = report.scores.grid
    guard cells.contains(where: { $0.customers > 0 }) else { return nil }
    func rows(
      _ cell: (SegmentReport.Cell) -> HeatMapChart.Cell
    ) -> [HeatMapChart.Row] {
      (1...5).reversed().map { r in
        HeatMapChart.Row(
          label: "r \(r)",
          cells: (1...5).map { f in
            cells.first { $0.r == r && $0.f == f }.map(cell) ?? .blank
          })
      }
    }
    let columns = (1...5).map { "f \($0)" }
    let most = cells.map(\.customers).max() ?? 0
    var legend = HeatMapChart.Legend(least: "0", most: Figures.grouped(most))
    legend.blank = "nobody"
    let counts = HeatMapChart(
      title: "Customers by recency and frequency",
      summary:
        "Five rows of recency by five columns of frequency; the largest cell holds "
        + "\(Figures.count(most, "customer", "customers")).",
      rowTitle: "recency, 5 = lately", columnTitle: "frequency, 5 = often", columns: columns,
      rows: rows { cell in
        guard cell.customers > 0 else { return .blank }
        return HeatMapChart.Cell(
          value: Double(cell.customers), text: Figures.grouped(cell.customers),
          tip: "\(cell.segment ?? ""): \(Figures.count(cell.customers, "customer", "customers"))")
      }, legend: legend)
    var body = PageFigure(
      id: "grid", chart: counts, text: "Each cell is the customers of one pair of scores."
    ).markup
    if cells.contains(where: { $0.churnRate != nil }) {
      var legend = HeatMapChart.Legend(least: "0 %", most: "100 %")
      legend.blank = "nobody was there"
      let rates = HeatMapChart(
        title: "Churn rate by recency and frequency",
        summary: "The share of those who were in each cell and have not ordered since.",
        rowTitle: "recency, 5 = lately", columnTitle: "frequency, 5 = often", columns: columns,
        rows: rows { cell in
          guard let rate = cell.churnRate else { return .blank }
          return HeatMapChart.Cell(
            value: rate, text: Figures.percent(rate, decimals: 0),
            tip: "\(cell.segment ?? ""): \(Figures.percent(rate))")
        }, values: 0...1, legend: legend)
      body +=
        PageFigure(
          id: "grid-churn", chart: rates,
          text: "Of those who were in the cell a horizon ago, the share without an order since."
        ).markup
    }
    return PageSection(id: "grid", title: "Recency by frequency", body: body)
  }

  var clusters: PageSection? {
    guard let clusters = report.clusters else { return nil }
    let inputs = clusters.inputs.map { $0.isLogged ? "log of \($0.name)" : $0.name }
    var body = PageSection.paragraph(
      "\(Figures.count(clusters.profiles.count, "cluster", "clusters")) by "
        + "\(inputs.joined(separator: ", ")), standardised. Mean silhouette "
        + "\(Figures.fixed(clusters.silhouette, decimals: 2)): above about 0.5 clusters stand apart, "
        + "below about 0.25 they run into one another.")
    body += PageSection.list(
      clusters.profiles.map { "\($0.name): \($0.traits.joined(separator: "; "))" })
    if clusters.trials.count > 1 {
      body +=
        HTMLTable(
          caption: "Numbers of clusters that were tried",
          columns: [.text("Clusters"), .number("Mean silhouette"), .number("Inertia")],
          rows: clusters.trials.map {
            [
              "\($0.clusters)", Figures.fixed($0.silhouette, decimals: 3),
              Figures.fixed($0.inertia, decimals: 1),
            ]
          },
          emphasised: clusters.trials.firstIndex { $0.clusters == clusters.profiles.count }
        ).markup
    }
    return PageSection(id: "clusters", title: "What sets clusters apart", body: body)
  }

  var migration: PageSection? {
    guard let migration = report.migration else { return nil }
    let share = Double(migration.unchanged) / Double(max(1, migration.customersInBoth))
    var body = PageSection.paragraph(
      "Since \(migration.comparedWith): \(Figures.grouped(migration.unchanged)) of "
        + "\(Figures.grouped(migration.customersInBoth)) customers (\(Figures.percent(share))) have "
        + "stayed where they were.")
    body += PageSection.list(
      migration.moves.map { move in
        "\(move.from) to \(move.to): \(Figures.count(move.customers, "customer", "customers")), "
          + "\(Figures.percent(move.share)) of those who were \(move.from)"
      })
    var legend = HeatMapChart.Legend(least: "0 %", most: "100 %")
    legend.blank = "nobody"
    let rows = migration.rows.enumerated().map { row, name in
      HeatMapChart.Row(
        label: name, note: Figures.grouped(migration.counts[row].reduce(0, +)),
        cells: migration.columns.indices.map { column in
          guard migration.counts[row][column] > 0, let share = migration.shares[row][column] else {
            return .blank
          }
          return HeatMapChart.Cell(
            value: share, text: Figures.percent(share, decimals: 0),
            tip: "\(name) to \(migration.columns[column]): "
              + Figures.count(migration.counts[row][column], "customer", "customers"))
        })
    }
    body +=
      PageFigure(
        id: "moves",
        chart: HeatMapChart(
          title: "Where customers went",
          summary: "Shares of each earlier segment by the later one.", rowTitle: "was",
          columnTitle: "is", columns: migration.columns, rows: rows, values: 0...1,
          legend: legend),
        text:
          "A row is an earlier segment; its cells are the shares that are now in each later one."
      ).markup
    body +=
      HTMLTable(
        caption: "Customers by earlier and later segment",
        columns: [.text("was \\ is")] + migration.columns.map { .number($0) },
        rows: migration.rows.enumerated().map { row, name in
          [name] + migration.counts[row].map { Figures.grouped($0) }
        }
      ).folded("The numbers of customers")
    return PageSection(id: "migration", title: "Who moved", body: body)
  }
}
