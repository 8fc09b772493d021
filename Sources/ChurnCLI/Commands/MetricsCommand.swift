internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn metrics`: the key figures of a base, period by period.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Key figures by period: who came, stayed, came back and was lost, and the money.",
    discussion: """
      Customers at the start of a period + new + returning - lost = customers at its end. Churn is lost \
      over customers at the start, retention is kept over the same, reactivation is returning over those \
      who had ordered before and were no customers at the start; each with both numbers and a 95 % \
      interval. Without --horizon a customer of a month is who ordered in it. Periods that the data \
      cover in part have counts but no rates.

      Contracts, with --start and --end, are counted by day, and with --amount their money a month: \
      gross revenue churn, net revenue retention.

      Examples:
        churn metrics orders.csv --every month --html metrics.html
        churn metrics plans.csv --start from --end to --amount fee --json
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "How long a period is: week, month, quarter, year or a number of days.", valueName: "length"))
  var every = "month"

  @Option(
    help: ArgumentHelp(
      "Who is lost: period (does not order in the period), auto or a silence of so many days.",
      valueName: "days"))
  var horizon = "period"

  @Option(
    help: ArgumentHelp(
      "The day after the last that was observed. (default: the end of the data)", valueName: "date")
  )
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "What customers said: customer, day, and nps (0 to 10) or csat (1 to 5). (default: none)",
      valueName: "file"))
  var survey: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: column of the first day of service. (default: none)", valueName: "column"))
  var start: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: column of the first day without service. (default: none)", valueName: "column"))
  var end: String?

  @Option(
    help: ArgumentHelp(
      "Where to write a row a period as CSV. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    _ = try PeriodArgument.every(every)
    _ = try loss()
    if (start == nil) != (end == nil) {
      throw ValidationError("--start and --end go together; one of them is missing.")
    }
    if start != nil, survey != nil { throw ValidationError("--survey: for orders only.") }
    if start != nil, horizon != "period" { throw ValidationError("--horizon: for orders only.") }
  }

  private func loss() throws -> MetricsAnalysis.Loss {
    horizon == "period" ? .period : .silence(try DaysArgument.horizon(horizon))
  }

  func run() throws {
    if let start, let end { return try runContracts(start: start, end: end) }
    let messages = common.messages
    // Reading, then counting.
    let progress = Progress("counting customers", total: 2, messages: messages)
    defer { progress.finish() }
    let book = try OrderBook(
      reading: try orders.source(data, format: format), threads: common.threadCount,
      logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    progress.advance()
    var analysis = MetricsAnalysis()
    analysis.every = try PeriodArgument.every(every)
    analysis.loss = try loss()
    analysis.at = at
    analysis.threads = common.threadCount
    if let survey {
      analysis.survey = try SurveyScores(
        reading: survey, options: format.options, customer: book.mapping.customer,
        threads: common.threadCount)
    }
    let report = try analysis.run(book.log)
    progress.finish()
    let currency = book.mapping.currency
    if let html {
      try OutputDestination(html).write(MetricsPage(report, currency: currency).html)
    }
    if out != nil || !json.json {
      try MetricsWriter(report).write(to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = MetricsText(report, currency: currency)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in report.notes { messages.note(note) }
    }
  }

  /// The figures of customers under contract.
  private func runContracts(start: String, end: String) throws {
    let messages = common.messages
    var source = ContractLedger.Source(paths: data, start: start, end: end)
    source.file = format.options
    source.customer = orders.customer
    source.amount = orders.others.amount.flatMap { $0 == "none" ? nil : $0 }
    source.at = at
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    let ledger = try ContractLedger(
      reading: source, threads: common.threadCount, logger: MessageLogHandler.logger(messages))
    try format.writeRejects(ledger.report, messages: messages)
    let report = try ContractMetricsReport(ledger, every: try PeriodArgument.every(every))
    let currency = orders.others.currency
    if let html {
      try OutputDestination(html).write(ContractMetricsPage(report, currency: currency).html)
    }
    if out != nil || !json.json {
      try ContractMetricsText.write(report, to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = ContractMetricsText(report, currency: currency)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in report.notes { messages.note(note) }
    }
  }
}
