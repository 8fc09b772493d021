internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn sequences`: what customers do before they leave.
struct SequencesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sequences",
    abstract:
      "What customers do before they leave: the steps that come first, and what follows what.",
    discussion: """
      Steps are the categories and channels of orders and, with --events, what else customers did. At \
      cutoffs a horizon apart, customers who then stayed silent for the horizon are compared with those who \
      did not, by the steps they had taken before: nothing after a cutoff is looked at. Customers with \
      a stretch of steps are held against customers without it at the same cutoff who took about as \
      many steps. Transitions tell which step follows which, and after which customers leave.

      Examples:
        churn sequences orders.csv --events events.csv --html sequences.html
        churn sequences orders.csv --of category --horizon 90 --max-length 2 --ending --json
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "Visits, mails, tickets and the like: a row with customer, time and event. (default: none)",
      valueName: "file"))
  var events: String?

  @Option(
    help: ArgumentHelp(
      "The columns CUSTOMER,TIME,EVENT of that file. (default: found by name)",
      valueName: "columns"))
  var eventColumns: String?

  @Option(
    help: ArgumentHelp(
      "What steps are of: category, channel, device, region, product, event; several with commas. "
        + "(default: category, channel and event, as far as known)", valueName: "kinds"))
  var of: String?

  @Option(
    help: ArgumentHelp(
      "Days of silence that count as churn, or auto (found as in training).", valueName: "days"))
  var horizon = "auto"

  @Option(
    help: ArgumentHelp(
      "Days before a cutoff that steps are taken from, or all.", valueName: "days"))
  var window = "365"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most steps of a stretch, 1 to 4.", valueName: "n"))
  var maxLength = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many customers a stretch must have: a share below 1 (then at least 20) or a number.",
      valueName: "support"))
  var minSupport = "0.01"

  @Flag(help: "Only stretches that end at the cutoff: the last things done. (default: off)")
  var ending = false

  @Option(help: ArgumentHelp("What is sorted by: lift, p or support.", valueName: "figure"))
  var sort = SequenceAnalysis.Order.lift

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days of data before the first cutoff.", valueName: "days"))
  var minHistory = 90

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Stretches of a kind to print.", valueName: "n"))
  var limit = 10

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Where to write the stretches as CSV. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write the transitions to this file, as CSV. (default: none)", valueName: "file"))
  var transitions: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @Flag(help: "Write texts bare, without the apostrophe that protects spreadsheets. (default: off)")
  var rawText = false

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    _ = try analysis()
    if !(1...NGram.longest).contains(maxLength) {
      throw ValidationError("--max-length: expected 1 to \(NGram.longest), got \(maxLength).")
    }
    if !(1...Horizon.longest).contains(minHistory) {
      throw ValidationError(
        "--min-history: expected 1 to \(Horizon.longest) days, got \(minHistory).")
    }
    if !(0...10_000).contains(limit) {
      throw ValidationError("--limit: expected 0 to 10000, got \(limit).")
    }
    if eventColumns != nil, events == nil {
      throw ValidationError("--event-columns: name the file with --events FILE, too.")
    }
    if eventColumns != nil, CommaList.parts(eventColumns).count != 3 {
      throw ValidationError("--event-columns: expected three names, CUSTOMER,TIME,EVENT.")
    }
    if events == nil, CommaList.parts(of).contains("event") {
      throw ValidationError("--of event: name the file with --events FILE.")
    }
  }

  func run() throws {
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    // Reading, counting.
    let progress = Progress("following steps", total: 2, messages: messages)
    defer { progress.finish() }
    let book = try OrderBook(
      reading: try orders.source(data, format: format), threads: common.threadCount,
      logger: logger)
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    let events = try events.map { path in
      try EventsFile(
        reading: path, columns: eventColumns.map { CommaList.parts($0) }, log: book.log,
        customer: book.mapping.customer,
        options: book.mapping.file.tableOptions(threads: common.threadCount))
    }
    progress.advance()
    let report = try analysis().run(book, events: events, logger: logger)
    progress.finish()
    if let html { try OutputDestination(html).write(SequencesPage(report).html) }
    let writer = SequencesWriter(report, isRawText: rawText)
    if let transitions {
      try writer.writeTransitions(to: try OutputDestination(transitions).open())
    }
    if out != nil || !json.json {
      try writer.writeStretches(to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = SequencesText(report, limit: limit)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in report.notes { messages.note(note) }
    }
  }

  private func analysis() throws -> SequenceAnalysis {
    var analysis = SequenceAnalysis()
    analysis.of = CommaList.parts(of)
    analysis.horizon = try DaysArgument.horizon(horizon)
    analysis.windowDays = try DaysArgument.window(window)
    analysis.maxLength = maxLength
    analysis.minSupport = try SupportArgument.support(minSupport, unit: "customers")
    analysis.isEnding = ending
    analysis.order = sort
    analysis.minHistoryDays = minHistory
    analysis.at = at
    analysis.seed = common.seed
    analysis.threads = common.threadCount
    return analysis
  }
}
