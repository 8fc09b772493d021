internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn cohorts`: customers put together, and what they did in each period since their first order.
struct CohortsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cohorts",
    abstract: "Customers by when they came or how: who came back, and what they brought since.",
    discussion: """
      A row is a cohort, a column a period since each customer's first order. Cells whose period is not \
      over are marked, and those that were not observed are blank, never 0. Shares come with 95 % \
      intervals. --project fills open cells by a Pareto/NBD model of each customer, set apart from what \
      was observed.

      --by takes time (the period of the first order), behaviour (category, channel or discount of the \
      first order), size (tiers of the first order's value), channel, category, region, device, product, \
      discount, or columns of the customers file; several at once are crossed.

      Examples:
        churn cohorts orders.csv --html cohorts.html
        churn cohorts orders.csv --by time,channel --every quarter --measure value
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "What customers are put together by: time, behaviour, size, a role or a column; up to three.",
      valueName: "names"))
  var by = "time"

  @Option(
    help: ArgumentHelp(
      "What cells hold: retention, orders, revenue, margin, value (so far, a customer) or one-time.",
      valueName: "measure"))
  var measure = CohortMeasure.retention

  @Option(
    help: ArgumentHelp(
      "How long a period is: week, month, quarter, year or a number of days.", valueName: "length"))
  var every = "month"

  @Option(
    help: ArgumentHelp(
      "Which size --by size means: first (order) or average (of all orders).", valueName: "order"))
  var sizeOf = CohortSize.first

  @Option(parsing: .unconditional, help: ArgumentHelp("Tiers of --by size.", valueName: "n"))
  var tiers = 4

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most periods after the first to show. (default: all)", valueName: "n"))
  var columns: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Periods to project beyond the last whole one.", valueName: "n"))
  var project = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin as a share of revenue. (default: by the margin column, else 1)", valueName: "share"))
  var marginRate: Double?

  @Option(
    help: ArgumentHelp(
      "The day after the last that was observed. (default: the end of the data)", valueName: "date")
  )
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Where to write a row a cell as CSV. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

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
    _ = try PeriodArgument.every(every)
    if !(2...20).contains(tiers) {
      throw ValidationError("--tiers: expected 2 to 20, got \(tiers).")
    }
    if let columns, !(1...10_000).contains(columns) {
      throw ValidationError("--columns: expected 1 to 10000, got \(columns).")
    }
    if !(0...120).contains(project) {
      throw ValidationError("--project: expected 0 to 120 periods, got \(project).")
    }
    if let marginRate, !(0...1).contains(marginRate) {
      throw ValidationError("--margin-rate: expected a share from 0 to 1, got \(marginRate).")
    }
  }

  func run() throws {
    let messages = common.messages
    // Reading, then counting.
    let progress = Progress("counting customers", total: 2, messages: messages)
    defer { progress.finish() }
    let analysis = try analysis
    let source = try analysis.reading(try orders.source(data, format: format))
    let book = try OrderBook(
      reading: source, threads: common.threadCount, logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    progress.advance()
    let report = try analysis.run(book)
    progress.finish()
    let currency = book.mapping.currency
    if let html {
      try OutputDestination(html).write(CohortsPage(report, currency: currency).html)
    }
    if out != nil || !json.json {
      try CohortsWriter(report, isRawText: rawText).write(to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let terminal = Terminal.current
      let text = CohortsText(report, currency: currency)
      messages.say(text.text(isColored: terminal.colorsError, width: terminal.columns))
      for note in report.notes { messages.note(note) }
    }
  }

  private var analysis: CohortAnalysis {
    get throws {
      var analysis = CohortAnalysis()
      analysis.by = CommaList.parts(by)
      analysis.every = try PeriodArgument.every(every)
      analysis.measure = measure
      analysis.isSizeAverage = sizeOf == .average
      analysis.tiers = tiers
      analysis.columns = columns
      analysis.at = at
      analysis.marginRate = marginRate
      analysis.projectedPeriods = project
      analysis.threads = common.threadCount
      return analysis
    }
  }
}

/// Which orders tell the size of a customer.
enum CohortSize: String, CaseIterable, ExpressibleByArgument {
  case first
  case average
}
