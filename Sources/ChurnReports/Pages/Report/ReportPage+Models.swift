internal import Churn

/// The models and the plain rules side by side.
extension ReportPage {
  var models: Part {
    guard report.models.contains(where: { $0.figures.rocAUC != nil }) else {
      return .absent("No leader board: the test holds one outcome only, so nothing can be ranked.")
    }
    var body = leaderBoardFigure.markup
    body += PageSection.paragraph(report.championReason)
    if report.models.count > 1 || report.models.first?.selection != nil {
      body += choiceTable.folded("How the champion was chosen, before the test")
    }
    if let unseen = report.unseenCustomers?.rocAUC {
      body += PageSection.paragraph(
        "On the same test, each customer judged by a model that never saw him: "
          + "\(Figures.percent(unseen)) of all pairs ranked right. Where that is much less, the model "
          + "remembers customers rather than what makes them leave.")
    }
    return .shown(PageSection(id: "models", title: "Model against model", body: body))
  }

  /// Rules by how well they rank, the best first.
  private var rankedRules: [(key: String, value: RuleFigures)] {
    report.baselines.filter { $0.value.rocAUC != nil }
      .sorted { ($1.value.rocAUC ?? 0, $0.key) < ($0.value.rocAUC ?? 0, $1.key) }
  }

  private var leaderBoardFigure: PageFigure {
    var rows: [RangeChart.Row] = []
    for (place, model) in report.models.enumerated() {
      guard let auc = model.figures.rocAUC else { continue }
      let ends = place == 0 ? interval("rocAUC") : nil
      rows.append(
        RangeChart.Row(
          heading: place == 0 ? "champion" : "", label: Self.modelName(model.name), value: auc,
          lower: ends?.lower, upper: ends?.upper, text: Figures.percent(auc), role: .first,
          isBold: place == 0))
    }
    for rule in rankedRules {
      guard let auc = rule.value.rocAUC else { continue }
      rows.append(
        RangeChart.Row(
          label: Self.ruleName(rule.key), value: auc, text: Figures.percent(auc), role: .total))
    }
    let chart = RangeChart(
      title: "How often a leaver is ranked before a stayer",
      summary: "Share of pairs ranked right: "
        + rows.map { "\($0.label) \($0.text)" }.joined(separator: "; ")
        + ". A toss of a coin would rank half of them right.",
      axisTitle: "pairs ranked right (ROC-AUC)",
      format: .percent, rows: rows,
      reference: RangeChart.Reference(value: 0.5, name: "coin"), leastRange: 0.5...0.6,
      bounds: 0...1)
    return PageFigure(
      id: "leaders", chart: chart,
      text: "On the test. The bar around the champion is its 95 % interval; the dashed line, at "
        + "half of all pairs, is a toss of a coin. Rules need no model: one that is as good makes "
        + "the model superfluous.",
      table: leaderBoard)
  }

  private var leaderBoard: HTMLTable {
    let hasProfit = report.models.contains { $0.figures.profit != nil }
    var columns: [HTMLTable.Column] = [
      .text("On the test"), .number("ROC-AUC"), .number("PR-AUC"), .number("Lift at 10 %"),
      .number("Log loss"), .number("Brier"), .number("Slope"),
    ]
    if hasProfit { columns.append(.number("Profit")) }
    var rows: [[String]] = []
    for model in report.models {
      let figures = model.figures
      let name = Self.modelName(model.name)
      var cells = [name, Figures.fixed(figures.rocAUC), Figures.fixed(figures.prAUC)]
      cells += [Figures.fixed(figures.liftAt10, decimals: 2), Figures.fixed(figures.logLoss)]
      cells += [Figures.fixed(figures.brier), Figures.fixed(figures.calibrationSlope, decimals: 2)]
      if hasProfit { cells.append(figures.profit.map(Figures.money) ?? "–") }
      rows.append(cells)
    }
    if let first = report.models.first {
      let names = [
        ("rocAUC", 3), ("prAUC", 3), ("liftAt10", 2), ("logLoss", 3), ("brier", 3),
        ("calibrationSlope", 2),
      ]
      var cells = ["95 % interval of \(Self.modelName(first.name))"]
      for (name, decimals) in names {
        cells.append(
          interval(name).map { Figures.interval($0.lower, $0.upper, decimals: decimals) } ?? "–")
      }
      if hasProfit {
        cells.append(
          interval("profit").map { "\(Figures.money($0.lower)) to \(Figures.money($0.upper))" }
            ?? "–")
      }
      rows.insert(cells, at: 1)
    }
    for rule in rankedRules {
      var cells = [Self.ruleName(rule.key), Figures.fixed(rule.value.rocAUC)]
      cells += [Figures.fixed(rule.value.prAUC), Figures.fixed(rule.value.liftAt10, decimals: 2)]
      cells += Array(repeating: "–", count: columns.count - cells.count)
      rows.append(cells)
    }
    return HTMLTable(
      caption: "Leader board on the test, the champion first", columns: columns, rows: rows,
      emphasised: 0)
  }

  private var choiceTable: HTMLTable {
    let metric = report.models.lazy.compactMap(\.selection).first?.metric ?? "log loss"
    return HTMLTable(
      caption: "Before the test, on rows that a model had not learned from",
      columns: [
        .text("Model"), .number(metric), .number("Behind the best"), .number("Standard error"),
        .text("Calibrated by"),
      ],
      rows: report.models.map { model in
        [
          Self.modelName(model.name), Figures.fixed(model.selection?.value, decimals: 4),
          Figures.fixed(model.selection?.behindBest, decimals: 4),
          Figures.fixed(model.selection?.standardError, decimals: 4), model.calibration,
        ]
      }, emphasised: 0)
  }
}
