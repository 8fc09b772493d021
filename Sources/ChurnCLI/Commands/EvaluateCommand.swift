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
  @OptionGroup(title: "Groups") var groups: GroupOption
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
      var source = table.source(
        data, bundle: meaning, features: loaded.manifest.features.map(\.name), format: format,
        withLabel: true)
      source.groups = groups.names
      let book = try TableBook(reading: source, threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      if evaluator.isTrainingTable(book) {
        messages.note("This is the table the model was trained on: only its test rows are judged.")
      }
      report = try evaluator.evaluate(book)
    } else {
      var source = try orders.source(data, format: format, bundle: loaded.manifest.orders)
      source.groups = groups.names
      let book = try OrderBook(reading: source, threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      report = try evaluator.evaluate(book, at: at)
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      try OutputDestination.standardOutput.write(EvaluationText.text(report))
    }
  }
}
