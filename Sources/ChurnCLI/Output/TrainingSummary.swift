internal import Churn

/// What `churn train` says to a person.
struct TrainingSummary {
  private let report: TrainingReport
  private let costs: RetentionCosts

  init(_ report: TrainingReport, costs: RetentionCosts) {
    self.report = report
    self.costs = costs
  }

  /// Says it all, the verdict first.
  func say(to messages: Messages) {
    messages.say("")
    messages.say(report.verdict)
    messages.say("")
    if let note = report.horizonNote { messages.say(note) }
    for suspect in report.leakSuspects { messages.warn(suspect) }
    messages.say(snapshots.text())
    messages.say(leaderBoard.text())
    messages.say(CostOptions.sentence(costs))
    for note in report.notes { messages.note(note) }
  }

  private var snapshots: TextTable {
    var table = TextTable([
      .left("cutoff"), .left("used for"), .right("customers"), .right("churned"), .right("share"),
    ])
    for row in report.snapshots {
      table.append([
        row.at?.description ?? "-", row.role, HumanNumber.grouped(row.rows),
        HumanNumber.grouped(row.churners),
        HumanNumber.percent(Double(row.churners) / Double(max(1, row.rows))),
      ])
    }
    return table
  }

  private var leaderBoard: TextTable {
    var table = TextTable([
      .left("on the test"), .right("ROC-AUC"), .right("PR-AUC"), .right("lift at 10 %"),
      .right("log loss"), .right("Brier"), .right("ECE"), .right("slope"), .right("profit"),
    ])
    for model in report.models {
      let figures = model.figures
      table.append([
        model.name, figure(figures.rocAUC), figure(figures.prAUC), figure(figures.liftAt10),
        figure(figures.logLoss), figure(figures.brier), figure(figures.ece),
        figure(figures.calibrationSlope), HumanNumber.fixed(figures.profit),
      ])
    }
    for (name, rule) in report.baselines.sorted(by: { $0.key < $1.key }) {
      table.append([
        "rule: \(name)", figure(rule.rocAUC), figure(rule.prAUC), figure(rule.liftAt10), "-", "-",
        "-", "-", "-",
      ])
    }
    return table
  }

  private func figure(_ value: Double?) -> String { HumanNumber.fixed(value, decimals: 4) }
}
