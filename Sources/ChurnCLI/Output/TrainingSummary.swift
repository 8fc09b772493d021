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
    for sentence in report.leakAudit?.sentences ?? [] { messages.note(sentence) }
    messages.say(snapshots.text())
    messages.say(leaderBoard.text())
    let beside = [level, unseen].compactMap { $0 }
    if !beside.isEmpty { messages.say(beside.joined(separator: "\n") + "\n") }
    if report.models.count > 1 { messages.say(selection.text()) }
    for search in searches { messages.say(search) }
    messages.say(report.championReason)
    if let horizons = report.horizons {
      messages.say("\nOther horizons and the next order, on the test:")
      messages.say(HorizonText.text(horizons))
    }
    messages.say(CostOptions.sentence(costs))
    for note in report.notes { messages.note(note) }
  }

  /// How the level of churn that was told compares with what happened.
  private var level: String? {
    guard let shift = report.details?.baseRate else { return nil }
    func points(_ share: Double) -> String { HumanNumber.fixed(share * 100, decimals: 1) }
    let range = shift.lowestBefore.flatMap { lowest in
      shift.highestBefore.map { highest in
        " Before the test the share went from \(points(lowest)) to \(points(highest)) %."
      }
    }
    return "Told for the test: \(points(shift.predicted)) % leave; \(points(shift.test)) % did, "
      + "\(points(shift.shift)) points off (95 %: \(points(shift.lower)) to "
      + "\(points(shift.upper)))." + (range ?? "")
  }

  /// How the champion does on customers that no model has seen, when that was asked for.
  private var unseen: String? {
    report.unseenCustomers.map { figures in
      "On the same test by models that never saw its customers: ROC-AUC \(figure(figures.rocAUC)), "
        + "log loss \(figure(figures.logLoss)), slope \(figure(figures.calibrationSlope))."
    }
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

  /// How the models compared before the test, and with which settings.
  private var selection: TextTable {
    let metric =
      report.models.lazy.compactMap(\.selection).first
      .flatMap { ChampionMetric(rawValue: $0.metric) } ?? .logLoss
    var table = TextTable([
      .left("before the test"), .right(metric.phrase), .right("behind the best"),
      .right("standard error"), .right("seconds"), .left("calibration"), .left("setting"),
    ])
    for model in report.models {
      let standing = model.selection
      table.append([
        model.name, standing.map { metric.text($0.value) } ?? "-",
        standing.map { metric.text($0.behindBest) } ?? "-",
        standing.map { metric.text($0.standardError) } ?? "-",
        HumanNumber.fixed(model.seconds, decimals: 1), model.calibration, settings(model),
      ])
    }
    return table
  }

  /// The setting that says most of each kind of model; the others stand in the bundle's metrics.
  private static let telling = ["penalty", "leaves", "trees", "rounds"]

  private func settings(_ model: TrainingReport.ModelEntry) -> String {
    Self.telling.compactMap { name in
      model.settings[name].map { "\(name) \(HumanNumber.short($0))" }
    }.joined(separator: ", ")
  }

  /// What the searches came to.
  private var searches: [String] {
    report.models.compactMap { model in
      guard let search = model.search else { return nil }
      let tried = "\(model.name): \(search.trials.count - 1) settings tried beside the defaults; "
      guard search.chosen > 0 else { return tried + "none was clearly better." }
      let trial = search.trials[search.chosen]
      let settings = trial.settings.sorted { $0.key < $1.key }
        .map { "\($0.key) \(HumanNumber.short($0.value))" }.joined(separator: ", ")
      return tried + "taken: \(settings), log loss \(figure(trial.logLoss)) after "
        + "\(figure(search.trials[0].logLoss))."
    }
  }

  private func figure(_ value: Double?) -> String { HumanNumber.fixed(value, decimals: 4) }
}
