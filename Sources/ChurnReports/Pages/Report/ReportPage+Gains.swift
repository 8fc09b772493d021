internal import Churn

/// What contacting the riskiest finds and brings, and how the probabilities are spread.
extension ReportPage {
  /// Shares of customers that tables show.
  private static let tableShares = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1]

  var gains: Part {
    guard let points = details?.gains, points.count > 1 else {
      return .absent("No gain curve: the test holds one outcome only.")
    }
    var body = ""
    if let tenth = nearest(0.1, points) {
      let lift = tenth.lift.map { ", \(Figures.fixed($0, decimals: 1)) times as many as by lot" }
      body += PageSection.paragraph(
        "The riskiest \(Figures.percent(tenth.share, decimals: 0)) of the customers hold "
          + "\(Figures.percent(tenth.gain, decimals: 0)) of all leavers\(lift ?? "").")
    }
    body += gainFigure(points).markup
    body += liftFigure(points)?.markup ?? ""
    return .shown(
      PageSection(id: "gains", title: "What contacting the riskiest finds", body: body))
  }

  private func nearest(_ share: Double, _ points: [GainPoint]) -> GainPoint? {
    points.min { abs($0.share - share) < abs($1.share - share) }
  }

  private func gainTable(_ points: [GainPoint]) -> HTMLTable {
    let rows = Self.tableShares.compactMap { share in
      nearest(share, points).flatMap { point in abs(point.share - share) < 0.006 ? point : nil }
    }
    return HTMLTable(
      caption: "What contacting the riskiest finds, on the test",
      columns: [
        .text("Contacted"), .number("Leavers found"), .number("95 % interval"),
        .number("Of those contacted left"), .number("Lift"),
      ],
      rows: rows.map {
        [
          Figures.percent($0.share, decimals: 0), Figures.percent($0.gain),
          Figures.percentInterval($0.lower, $0.upper), Figures.percent($0.precision),
          Figures.fixed($0.lift, decimals: 2),
        ]
      })
  }

  private func gainFigure(_ points: [GainPoint]) -> PageFigure {
    let shown = Self.tableShares.compactMap { nearest($0, points) }
    let texts = shown.map {
      "\(Figures.percent($0.share, decimals: 0)) contacted find \(Figures.percent($0.gain))"
    }
    let chart = LineChart(
      title: "Leavers found, by how many customers are contacted",
      summary: "Gain curve on the test: " + texts.joined(separator: "; ")
        + ". By lot, as many percent would be found as are contacted.",
      x: ChartScale(
        title: "customers contacted, the riskiest first", values: 0...1, format: .percent),
      y: ChartScale(title: "share of all leavers found", values: 0...1, format: .percent),
      series: [
        LineChart.Series(
          name: "by lot", points: [LineChart.Point(0, 0), LineChart.Point(1, 1)], role: .muted,
          style: .dashed, label: .none),
        LineChart.Series(
          name: "by lot", points: [0.25, 0.5, 0.75].map { LineChart.Point($0, $0) }, role: .muted,
          style: .dashed, label: .beside(0.75, isAbove: false)),
        LineChart.Series(
          name: "by the model",
          points: points.map {
            LineChart.Point($0.share, $0.gain, lower: $0.lower, upper: $0.upper)
          }, role: .first, label: .beside(0.25, isAbove: true)),
      ])
    return PageFigure(
      id: "gain", chart: chart,
      text:
        "The higher the line above the dashed one, the more a ranked list is worth. The band is "
        + "the 95 % interval.", table: gainTable(points))
  }

  private func liftFigure(_ points: [GainPoint]) -> PageFigure? {
    let lifts = points.compactMap { point in
      point.lift.map { LineChart.Point(point.share, $0) }
    }
    guard lifts.count > 1 else { return nil }
    let most = max(1.2, lifts.map(\.y).filter(\.isFinite).max() ?? 1)
    let chart = LineChart(
      title: "How many times more leavers than by lot",
      summary: "Lift on the test: "
        + Self.tableShares.compactMap { nearest($0, points) }.map {
          "\(Figures.fixed($0.lift, decimals: 2)) at \(Figures.percent($0.share, decimals: 0))"
        }.joined(separator: "; ") + ". By lot it is 1.",
      x: ChartScale(
        title: "customers contacted, the riskiest first", values: 0...1, format: .percent),
      y: ChartScale(
        title: "lift, times as many leavers as by lot", values: Axis.round([0, most]),
        format: .number),
      series: [
        LineChart.Series(
          name: "by lot", points: [0, 0.15, 1].map { LineChart.Point($0, 1) }, role: .muted,
          style: .dashed, label: .beside(0.15, isAbove: false)),
        LineChart.Series(
          name: "by the model", points: lifts, role: .first, label: .beside(0.4, isAbove: true)),
      ])
    return PageFigure(
      id: "lift", chart: chart,
      text: "The same as a multiple: at 2, a list holds twice as many leavers as one drawn by lot.")
  }

  // MARK: - Profit

  var profit: Part {
    guard let curve = details?.profit, curve.points.count > 1 else {
      return .absent("No profit curve: the data hold no money.")
    }
    let costs = manifest.costs
    let assumed =
      "Assumed: a contact costs \(Figures.money(costs.contactCost)), an incentive "
      + "\(Figures.money(costs.incentive)), a contact keeps "
      + "\(Figures.percent(costs.saveRate, decimals: 0)) of those who would leave, and "
      + "\(Figures.percent(costs.marginRate, decimals: 0)) of revenue is margin; money is in the "
      + "currency of the data. Change these with --contact-cost, --incentive, --save-rate and "
      + "--margin-rate."
    let stop = curve.stop
    let verdict =
      stop.contacted > 0
      ? "By what is expected, contacting pays for the first "
        + "\(Figures.count(stop.contacted, "customer", "customers")) of the list and brings "
        + "\(Figures.money(stop.expected)); on the test that list would have brought "
        + "\(Figures.money(stop.realised))."
      : "By what is expected, contacting nobody pays."
    var body = PageSection.paragraph(verdict) + PageSection.paragraph(assumed)
    body += profitFigure(curve).markup
    return .shown(PageSection(id: "profit", title: "What a campaign brings", body: body))
  }

  private func profitFigure(_ curve: ProfitCurve) -> PageFigure {
    let counts = curve.points.map { Double($0.contacted) }
    let values: [Double] = [0] + curve.points.map(\.expected) + curve.points.map(\.realised)
    let picked = stride(from: 0, to: curve.points.count, by: max(1, curve.points.count / 12))
      .map { curve.points[$0] }
    var shown = picked
    for point in [curve.stop, curve.best, curve.points[curve.points.count - 1]]
    where !shown.contains(point) { shown.append(point) }
    shown.sort { $0.contacted < $1.contacted }
    let text = { (point: ProfitCurve.Point) in
      "\(Figures.grouped(point.contacted)) contacted: expected \(Figures.money(point.expected)), "
        + "on the test \(Figures.money(point.realised))"
    }
    let chart = LineChart(
      title: "What a campaign brings, by how far it goes down the list",
      summary: "Profit: " + shown.map(text).joined(separator: "; ")
        + ". It stops to pay at \(Figures.grouped(curve.stop.contacted)); in hindsight at "
        + "\(Figures.grouped(curve.best.contacted)).",
      x: ChartScale(
        title: "customers contacted, the most valuable first",
        values: 0...max(1, counts.max() ?? 1), format: .short),
      y: ChartScale(
        title: "profit, in the currency of the data", values: Axis.round(values), format: .short),
      series: [
        LineChart.Series(
          name: "expected",
          points: curve.points.map { LineChart.Point(Double($0.contacted), $0.expected) },
          role: .second),
        LineChart.Series(
          name: "on the test",
          points: curve.points.map { LineChart.Point(Double($0.contacted), $0.realised) },
          role: .first),
      ],
      markers: [
        LineChart.Marker(
          x: Double(curve.stop.contacted), y: curve.stop.expected,
          text: "stop: \(Figures.grouped(curve.stop.contacted)) contacted", role: .second)
      ])
    return PageFigure(
      id: "profit-curve", chart: chart,
      text: "Expected is what the probabilities promise; on the test is what would have come of "
        + "it with those who did leave. Beyond the stop another contact brings nothing "
        + "more, or costs more than it is expected to bring. In hindsight the best stop was at "
        + "\(Figures.count(curve.best.contacted, "customer", "customers")), with "
        + "\(Figures.money(curve.best.realised)).",
      table: HTMLTable(
        caption: "Profit by the number of customers contacted",
        columns: [.text("Contacted"), .number("Expected"), .number("On the test")],
        rows: shown.map {
          [
            Figures.grouped($0.contacted), Figures.money($0.expected), Figures.money($0.realised),
          ]
        }))
  }

  // MARK: - Scores

  var scores: Part {
    guard let bins = details?.scores, bins.contains(where: { $0.churned + $0.retained > 0 }) else {
      return .absent("No distribution of probabilities: no row was tested.")
    }
    let chart = HistogramChart(
      title: "Probabilities of those who left and of those who stayed",
      summary: "Test customers by probability: "
        + bins.filter { $0.churned + $0.retained > 0 }.map {
          "\(Figures.percentInterval($0.lower, $0.upper)): \(Figures.grouped($0.churned)) left, "
            + "\(Figures.grouped($0.retained)) stayed"
        }.joined(separator: "; ") + ".",
      x: ChartScale(title: "probability told", values: 0...1, format: .percent),
      yTitle: "customers",
      bins: bins.map {
        HistogramChart.Bin(
          lower: $0.lower, upper: $0.upper, above: $0.churned, below: $0.retained)
      }, aboveName: "left", belowName: "stayed")
    let figure = PageFigure(
      id: "score-bins", chart: chart,
      text: "The further apart the two shapes, the better the model tells them. \(bandSentence)",
      table: HTMLTable(
        caption: "Test customers by probability and outcome",
        columns: [.text("Probability told"), .number("Left"), .number("Stayed")],
        rows: bins.map {
          [
            Figures.percentInterval($0.lower, $0.upper), Figures.grouped($0.churned),
            Figures.grouped($0.retained),
          ]
        }))
    return .shown(
      PageSection(id: "scores", title: "How the probabilities are spread", body: figure.markup))
  }

  private var bandSentence: String {
    let limits = manifest.bandLimits
    guard limits.count == 3 else { return "" }
    return "Risk counts as medium from \(Figures.percent(limits[0])), high from "
      + "\(Figures.percent(limits[1])), critical from \(Figures.percent(limits[2]))."
  }
}
