internal import ArgumentParser
internal import Churn

/// `churn evaluate`: how good a bundle is on data it did not learn from.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge a bundle on later orders or on a labelled table.",
    discussion: """
      Without --at, every matured first of a month from the bundle's test cutoff on is judged.

      Examples:
        churn evaluate models/shop orders.csv
        churn evaluate models/telco later.csv --json
      """)

  @Argument(help: "The bundle's folder.")
  var bundle: String

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "One cutoff to judge at. (default: all that have matured since the test)", valueName: "date"))
  var at: Day?

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup(title: "Money") var money: CostOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    let loaded = try ModelBundle(reading: bundle)
    for warning in loaded.warnings { messages.warn(warning) }
    let evaluator = Evaluator(
      bundle: loaded, costs: try money.costs(loaded.manifest.costs), seed: common.seed,
      threads: common.threadCount)
    let report: EvaluationReport
    if let meaning = loaded.manifest.table {
      let book = try TableBook(
        reading: table.source(
          data, bundle: meaning, features: loaded.manifest.features.map(\.name), format: format,
          withLabel: true), threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      if evaluator.isTrainingTable(book) {
        messages.note("This is the table the model was trained on: only its test rows are judged.")
      }
      report = try evaluator.evaluate(book)
    } else {
      let book = try OrderBook(
        reading: try orders.source(data, format: format, bundle: loaded.manifest.orders),
        threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      report = try evaluator.evaluate(book, at: at)
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      try OutputDestination.standardOutput.write(text(report))
    }
  }

  private func text(_ report: EvaluationReport) -> String {
    var board = TextTable([.left("figure"), .right("value"), .right("95 % from"), .right("to")])
    let figures: [(String, String, Double?)] = [
      ("ROC-AUC", "rocAUC", report.figures.rocAUC),
      ("PR-AUC", "prAUC", report.figures.prAUC),
      ("log loss", "logLoss", report.figures.logLoss),
      ("Brier", "brier", report.figures.brier),
      ("calibration error (ECE)", "ece", report.figures.ece),
      ("calibration slope", "calibrationSlope", report.figures.calibrationSlope),
      ("calibration intercept", "calibrationIntercept", report.figures.calibrationIntercept),
      ("lift at 10 %", "liftAt10", report.figures.liftAt10),
      ("precision at 10 %", "precisionAt10", report.figures.precisionAt10),
    ]
    for (name, key, value) in figures {
      let interval = report.intervals[key] ?? nil
      board.append([
        name, figure(value), interval.map { figure($0[0]) } ?? "–",
        interval.map { figure($0[1]) } ?? "–",
      ])
    }
    for (name, rule) in report.baselines.sorted(by: { $0.key < $1.key }) {
      board.append(["rule: \(name), ROC-AUC", figure(rule.rocAUC), "–", "–"])
    }
    var cutoffs = TextTable([
      .left("cutoff"), .right("customers"), .right("churned"), .right("ROC-AUC"),
      .right("log loss"),
      .right("slope"),
    ])
    for cutoff in report.cutoffs {
      cutoffs.append([
        cutoff.at.description, HumanNumber.grouped(cutoff.figures.rows),
        HumanNumber.grouped(cutoff.figures.churners), figure(cutoff.figures.rocAUC),
        figure(cutoff.figures.logLoss), figure(cutoff.figures.calibrationSlope),
      ])
    }
    let head =
      "\(HumanNumber.count(report.figures.rows, "row")), "
      + "\(HumanNumber.grouped(report.figures.churners)) churned.\n"
    let profit = report.figures.profit.map {
      "Profit at the costs given: \(HumanNumber.fixed($0)).\n"
    }
    return head + (profit ?? "") + "\n" + board.text()
      + (report.cutoffs.isEmpty ? "" : "\n" + cutoffs.text())
  }

  private func figure(_ value: Double?) -> String { HumanNumber.fixed(value, decimals: 4) }
}
