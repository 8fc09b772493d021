internal import Churn

/// How the forecast made at the end of calibration held.
extension ValuePage {
  var holdout: PageSection? {
    guard let check = report.holdout else { return nil }
    var body = PageSection.paragraph(
      "In the \(Figures.count(check.days, "day", "days")) after \(report.lastDay), the "
        + "\(Figures.count(check.customers, "customer", "customers")) known by then ordered "
        + "\(Figures.grouped(check.actualOrders)) times; "
        + "\(Figures.money(check.expectedOrders)) was expected. "
        + "\(Figures.grouped(check.actualBuying)) of them ordered at all; "
        + "\(Figures.money(check.expectedBuying)) were expected to.")
    if let spent = check.actualSpend, let expected = check.expectedSpend {
      body += PageSection.paragraph(
        "They spent \(money(spent)); \(money(expected)) was expected.")
    }
    body += classFigure(check).markup
    body += accuracyTable(check).markup
    body += aliveFigure(check)?.markup ?? ""
    return PageSection(id: "holdout", title: "How the forecast held", body: body)
  }

  private func classFigure(_ check: HoldoutCheck) -> PageFigure {
    let classes = check.frequencyClasses
    let texts = { (figure: Double) in Figures.fixed(figure, decimals: 2) }
    let chart = ColumnChart(
      title: "Orders in the holdout by repeat purchases before",
      summary: "Orders a customer, came and expected, by repeat purchases in calibration: "
        + classes.map {
          "\($0.frequency): \(texts($0.actualOrders)) and \(texts($0.expectedOrders))"
        }.joined(separator: "; ") + ".",
      xTitle: "repeat purchases before the holdout", yTitle: "orders a customer",
      format: .number,
      series: [
        ColumnChart.Series(name: "came", role: .first),
        ColumnChart.Series(name: "expected", role: .second),
      ],
      places: classes.map {
        ColumnChart.Place(
          label: $0.frequency, tip: "\($0.frequency) repeat purchases",
          values: [$0.actualOrders, $0.expectedOrders],
          texts: [texts($0.actualOrders), texts($0.expectedOrders)])
      })
    return PageFigure(
      id: "classes", chart: chart,
      text:
        "A model that is right on the whole may still be wrong for rare or for frequent buyers.",
      table: HTMLTable(
        caption: "Orders a customer in the holdout by repeat purchases before",
        columns: [
          .text("Repeat purchases"), .number("Customers"), .number("Came"), .number("Expected"),
        ],
        rows: classes.map {
          [
            $0.frequency, Figures.grouped($0.customers), texts($0.actualOrders),
            texts($0.expectedOrders),
          ]
        }))
  }

  private func accuracyTable(_ check: HoldoutCheck) -> HTMLTable {
    let row = { (name: String, orders: Double, accuracy: HoldoutCheck.Accuracy) in
      [
        name, Figures.money(orders), Figures.fixed(accuracy.meanAbsoluteError),
        Figures.fixed(accuracy.rootMeanSquareError), Figures.fixed(accuracy.correlation),
      ]
    }
    return HTMLTable(
      caption: "Orders of single customers, told and come; the plain rule tells as many as each "
        + "one's repeat purchases in as many days before",
      columns: [
        .text("Told by"), .number("Orders"), .number("Mean absolute error"),
        .number("Root mean square error"), .number("Correlation"),
      ],
      rows: [
        row(modelName, check.expectedOrders, check.model),
        row("plain rule", Double(check.ruleOrders), check.rule),
      ])
  }

  private func aliveFigure(_ check: HoldoutCheck) -> PageFigure? {
    let bins = check.aliveBins
    guard bins.count > 1 else { return nil }
    let highest = max(0.1, bins.map { max($0.buying, $0.expectedBuying) }.max() ?? 1)
    let range = 0...min(1, Axis.round([0, highest]).upperBound)
    let chart = LineChart(
      title: "Who orders in the holdout, by probability of still being a customer",
      summary: "Share that orders, expected and come, by probability of being alive: "
        + bins.map {
          "\(Figures.percentInterval($0.lower, $0.upper)): "
            + "\(Figures.percent($0.expectedBuying)) and \(Figures.percent($0.buying))"
        }.joined(separator: "; ") + ".",
      x: ChartScale(title: "share expected to order", values: range, format: .percent),
      y: ChartScale(title: "share that ordered", values: range, format: .percent),
      series: [
        LineChart.Series(
          name: "as expected",
          points: [0, 0.75, 1].map {
            LineChart.Point($0 * range.upperBound, $0 * range.upperBound)
          },
          role: .muted, style: .dashed, label: .beside(0.75, isAbove: false)),
        LineChart.Series(
          name: "came", points: bins.map { LineChart.Point($0.expectedBuying, $0.buying) },
          role: .first, style: .dots, label: .none),
      ], isSquare: true)
    return PageFigure(
      id: "alive", chart: chart,
      text: "Nobody sees who is still a customer, but those who are will order by chance: a dot "
        + "is a tenth of the probabilities of being alive, and on the dashed line as many ordered "
        + "as that probability means.",
      table: HTMLTable(
        caption: "Customers by probability of being alive",
        columns: [
          .text("Probability"), .number("Customers"), .number("Mean"),
          .number("Expected to order"), .number("Ordered"),
        ],
        rows: bins.map {
          [
            Figures.percentInterval($0.lower, $0.upper), Figures.grouped($0.customers),
            Figures.percent($0.meanAlive), Figures.percent($0.expectedBuying),
            Figures.percent($0.buying),
          ]
        }))
  }
}
