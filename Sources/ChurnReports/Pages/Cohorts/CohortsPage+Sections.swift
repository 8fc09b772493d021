internal import Churn
internal import ChurnData

/// The pictures of the page and the numbers behind them.
extension CohortsPage {
  /// Rows of a heat map beyond which a page would be all map.
  private static let mostRows = 80

  var map: PageSection? {
    guard report.columns > 0, !report.cohorts.isEmpty else { return nil }
    let shown = Array(report.cohorts.prefix(Self.mostRows)) + [report.all]
    let rows = shown.map { cohort in
      HeatMapChart.Row(
        label: cohort.name + (cohort.isBurnIn ? "°" : ""), note: Figures.grouped(cohort.size),
        cells: (0..<report.columns).map { cell(cohort, $0) })
    }
    let later = rows.flatMap { $0.cells.dropFirst() }.compactMap(\.value).filter(\.isFinite)
    let all = report.measure.isShare ? later : rows.flatMap(\.cells).compactMap(\.value)
    let least = all.min() ?? 0
    let most = max(least.nextUp, all.max() ?? 1)
    let chart = HeatMapChart(
      title: "\(measureName.prefix(1).uppercased() + measureName.dropFirst()), by cohort",
      summary: summary,
      rowTitle: report.by.map { $0.name == "time" ? "first order" : $0.name }.joined(
        separator: " · "),
      noteTitle: "size",
      columnTitle: "\(length.plural) since the first order"
        + (report.measure.isShare ? ", in % of the cohort" : ""),
      columns: (0..<report.columns).map(String.init), rows: rows, values: least...most,
      legend: HeatMapChart.Legend(least: figure(least), most: figure(most)))
    let left = report.cohorts.count - Self.mostRows
    return PageSection(
      id: "map", title: "Cohorts",
      body: PageFigure(
        id: "heat", chart: chart,
        text: "Each row is a cohort, each column a period since the first order."
          + (report.cohorts.contains(where: \.isBurnIn)
            ? " ° also holds customers from before the data." : "")
          + (left > 0 ? " \(left) further cohorts are in the CSV and JSON." : ""),
        table: table(shown)
      ).markup)
  }

  private var summary: String {
    let ages = (1..<max(1, report.columns)).filter { report.all.complete[$0] == true }.prefix(6)
    let told = ages.map { "\(figure(report.all.means[$0])) in period \($0)" }
    return
      "\(report.cohorts.count) cohorts; all customers together: \(told.joined(separator: ", "))."
  }

  private func cell(_ cohort: Cohort, _ age: Int) -> HeatMapChart.Cell {
    let head = "\(cohort.name), period \(age): "
    if age < cohort.projectedMeans.count, let told = cohort.projectedMeans[age],
      cohort.complete[age] != true
    {
      let seen = cohort.means[age].map { ", \(figure($0)) so far" } ?? ""
      return HeatMapChart.Cell(
        value: told, text: short(told), tip: head + "projected \(figure(told))\(seen)",
        mark: .projected)
    }
    guard let value = cohort.means[age] else { return .blank }
    let isOver = cohort.complete[age] == true
    let counts =
      report.measure.isShare
      ? ", \(Figures.money(cohort.cells[age] ?? 0)) of \(Figures.grouped(cohort.bases[age]))" : ""
    let ends = interval(cohort, age)
    return HeatMapChart.Cell(
      value: value, text: short(value),
      tip: head + figure(value) + counts + (ends.isEmpty || age == 0 ? "" : ", 95 % \(ends)")
        + (isOver ? "" : ", period not over"), mark: isOver ? .observed : .incomplete)
  }

  private func table(_ rows: [Cohort]) -> HTMLTable {
    HTMLTable(
      caption: report.measure.isShare
        ? "Customers; * period not over, – not observed"
        : "\(measureName.prefix(1).uppercased() + measureName.dropFirst()); * period not over, "
          + "– not observed",
      columns: [.text("Cohort"), .number("Size")]
        + (0..<report.columns).map { .number(String($0)) },
      rows: rows.map { cohort in
        [cohort.name, Figures.grouped(cohort.size)]
          + (0..<report.columns).map { age in
            let value = report.measure.isShare ? cohort.cells[age] : cohort.means[age]
            guard let value else { return "–" }
            let text =
              report.measure.isShare
              ? Figures.money(value)
              : Figures.fixed(value, decimals: report.measure.isMoney ? 1 : 2)
            return text + (cohort.complete[age] == true ? "" : "*")
          }
      })
  }

  // MARK: - Curves

  var curves: PageSection? {
    var shown = [report.all]
    // Groups can be compared in one picture; many periods of joining cannot.
    if !report.by.contains(where: { $0.name == "time" }), report.cohorts.count <= 3,
      report.cohorts.count > 1
    {
      shown = report.cohorts
    }
    let roles: [SVG.Role] = [.first, .second, .third]
    let start = report.measure == .retention ? 1 : 0
    let series = shown.enumerated().map { place, cohort in
      LineChart.Series(
        name: shown.count > 1 ? cohort.name : "observed",
        points: (start..<max(start, report.columns)).compactMap { age in
          guard cohort.complete[age] == true else { return nil }
          return cohort.means[age].map {
            LineChart.Point(Double(age), $0, lower: cohort.lower[age], upper: cohort.upper[age])
          }
        }, role: roles[place % roles.count])
    }
    let points = series.flatMap(\.points)
    guard points.count > 1 else { return nil }
    let values = points.flatMap { [$0.lower ?? $0.y, $0.upper ?? $0.y] }
    let chart = LineChart(
      title: "\(measureName.prefix(1).uppercased() + measureName.dropFirst()) over time",
      summary: summary,
      x: ChartScale(
        title: "\(length.plural) since the first order",
        values: 0...max(1, points.map(\.x).max() ?? 1), format: .number),
      y: ChartScale(
        title: report.measure.isShare ? "share of customers" : measureName,
        values: Axis.round(values + [0]), format: report.measure.isShare ? .percent : .short),
      series: series)
    return PageSection(
      id: "curves", title: shown.count > 1 ? "Groups compared" : "All customers together",
      body: PageFigure(
        id: "curve", chart: chart,
        text: "Bands are 95 % intervals. Each point speaks of the customers for whom its period is "
          + "over, fewer the later it is.",
        table: HTMLTable(
          caption: "All customers together",
          columns: [
            .number("Period"), .number("Customers observed"), .number("Figure"), .number("95 %"),
          ],
          rows: (0..<report.columns).compactMap { age in
            guard report.all.complete[age] == true else { return nil }
            return [
              "\(age)", Figures.grouped(report.all.bases[age]), figure(report.all.means[age]),
              interval(report.all, age),
            ]
          })
      ).markup)
  }

  // MARK: - The second order

  var second: PageSection? {
    guard let all = report.all.secondOrder else { return nil }
    let rows = ([report.all] + report.cohorts.prefix(Self.mostRows)).compactMap { cohort in
      cohort.secondOrder.map { (cohort.name, $0) }
    }
    let half =
      all.medianDays.map { "Half have ordered again after \(Figures.money($0)) days." }
      ?? "Less than half have ordered again, as far as was seen."
    // Two shares with their intervals leave room for the name of the cohort.
    let told = all.within.indices.filter { [90, 365].contains(all.within[$0].days) }
    return PageSection(
      id: "second", title: "Time to the second order",
      body: PageSection.paragraph(
        half
          + " By Kaplan-Meier: whoever has not ordered again yet counts up to the end of the data.")
        + HTMLTable(
          caption: "Share that ordered on a second day within so many days, with 95 % intervals",
          columns: [.text("Cohort"), .number("Customers"), .number("Ordered again")]
            + told.flatMap {
              [HTMLTable.Column.number("\(all.within[$0].days) days"), .number("95 %")]
            } + [.number("Median days")],
          rows: rows.map { name, second in
            let counts = [second.customers, second.events].map(Figures.grouped)
            return [name] + counts + told.flatMap { reading(second.within[$0]) }
              + [second.medianDays.map { Figures.money($0) } ?? "–"]
          }, emphasised: 0
        ).markup)
  }

  /// A share and its interval.
  private func reading(_ reading: SecondOrder.Reading) -> [String] {
    guard let share = reading.share else { return ["–", "–"] }
    guard let lower = reading.lower, let upper = reading.upper else {
      return [Figures.percent(share), "–"]
    }
    return [Figures.percent(share), Figures.percentInterval(lower, upper)]
  }
}
