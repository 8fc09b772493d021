internal import ArgumentParser
internal import Churn

/// `churn score`: the risk of every present customer.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score the present customers with a bundle, the riskiest first.",
    discussion: """
      Examples:
        churn score models/shop orders.csv --out scores.csv
        churn score models/shop orders.csv --at 2011-09-01 --horizons 30,60,90 --next-order
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv
    case json
    case ndjson
  }

  @Argument(help: "The bundle's folder.")
  var bundle: String

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "The day to stand at. (default: the end of the data)",
      valueName: "date"))
  var at: Day?

  @Option(help: ArgumentHelp("Where to write. (default: stdout)", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("csv, json or ndjson.", valueName: "format"))
  var format = Format.csv

  @Option(
    help: ArgumentHelp(
      "Write who was not scored, and why, to this file. (default: none)", valueName: "file"))
  var skipped: String?

  @Option(
    help: ArgumentHelp(
      "Keep what is told here in this folder, so that churn monitor --ledger can hold it beside what "
        + "happens. (default: none)", valueName: "folder"))
  var ledger: String?

  @Flag(
    help: "Replace another promise of this bundle for the same day in the ledger. (default: off)")
  var replacePromise = false

  @Option(
    help: ArgumentHelp(
      "Horizons in days, such as 30,60,90: adds the probability to be called lost within each, as "
        + "churn_within_30 and so on. (default: none)", valueName: "days"))
  var horizons: String?

  @Flag(
    help: "Add the day by which the next order is expected, and an 80 % interval. (default: off)")
  var nextOrder = false

  @Option(
    help: ArgumentHelp(
      "Playbooks, of which action names the one that brings most, budget and capacities aside; "
        + "default = the usual ones. (default: none)", valueName: "file"))
  var playbooks: String?

  @Flag(help: "Write texts bare, without the apostrophe that protects spreadsheets. (default: off)")
  var rawText = false

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var reading: FileFormatOptions
  @OptionGroup(title: "Money") var money: CostOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws { _ = try DaysArgument.horizons(horizons) }

  func run() throws {
    let messages = common.messages
    var questions = OutlookQuestions()
    questions.horizons = try DaysArgument.horizons(horizons)
    questions.wantsNextOrder = nextOrder
    let scored = try BundleScoring(
      bundle: bundle, data: data, at: at, orders: orders, table: table, reading: reading,
      money: money, common: common, questions: questions
    ).run(messages)
    // Before the scores: who reads them may rely on their being kept.
    if let ledger {
      try PromiseLedger(ledger).keep(
        scored.base.customers, of: scored.bundle, at: scored.at, isForced: replacePromise)
    }
    let file = try OutputDestination(out).open()
    try ScoreWriter(
      isTable: scored.book == nil, hasMoney: scored.hasMoney, isRawText: rawText,
      questions: questions, actions: try actions(scored, messages)
    )
    .write(scored.base.customers, as: json.json ? .json : format, to: file)
    if let skipped { try write(scored.base.skipped, to: skipped) }
    messages.say(
      "\(HumanNumber.count(scored.base.customers.count, "customer")) scored, "
        + "\(HumanNumber.grouped(scored.base.skipped.count)) skipped.")
  }

  /// What is best done for each customer, in words; nil without playbooks.
  private func actions(
    _ scored: BundleScoring.Outcome, _ messages: Messages
  ) throws -> [String]? {
    guard let table = try PlayOptions.table(playbooks) else { return nil }
    let request = ListRequest(
      BundleScoring.Base(
        base: scored.base, costs: scored.costs, book: scored.book, day: scored.at))
    guard scored.hasMoney else { throw AtRiskError.noMoney(option: "--playbooks") }
    let options = try request.options(
      table,
      columns: try request.columns(
        wanted: table.columnNames, threads: common.threadCount, messages: messages),
      threads: common.threadCount, messages: messages)
    return scored.base.customers.indices.map(options.bestAction)
  }

  private func write(_ customers: [SkippedCustomer], to path: String) throws {
    var writer = CSVWriter(try OutputDestination(path).open(), isRawText: rawText)
    try writer.header(["customer_id", "reason"])
    for customer in customers {
      writer.text(customer.id)
      writer.text(customer.reason.phrase)
      try writer.endRow()
    }
    try writer.commit()
  }
}
