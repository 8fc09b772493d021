internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn segments`: what kinds of customers there are.
struct SegmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segments",
    abstract: "What kinds of customers there are, what they bring, and how many of them leave.",
    discussion: """
      Every customer gets scores of recency, frequency and money (fifths, 5 = best), a named segment, \
      a stage of life, a value tier and habits. Churn rates are measured out of the past: segments as \
      they stood one horizon ago, orders since.

      A condition compares columns (churn features --list, stage, rfm_segment, value_tier, clv, \
      r_score, behaviour_... and columns of --customers) by = != < <= > >=, between, in (...), is \
      missing, joined by and, or, not. --write-segments writes the table of segments to edit.

      Examples:
        churn segments orders.csv --out segments.csv --html segments.html
        churn segments orders.csv --where 'recency_days > 60 and orders_365 >= 3'
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("Only customers who meet a condition. (default: all)", valueName: "expr"))
  var condition: String?

  @Option(
    help: ArgumentHelp(
      "List only the customers of this segment, stage, tier, habit, cluster or saved condition. "
        + "(default: all)",
      valueName: "name"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      "Further columns to cut by, such as region or age. (default: none)", valueName: "columns"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "Find so many clusters of customers who are alike, or auto for the best number up to 8. "
        + "(default: none)", valueName: "k|auto"))
  var clusters: String?

  @Option(
    help: ArgumentHelp(
      "Columns that clusters go by. (default: recency_days, tenure_days, orders_all, aov, "
        + "n_categories_all and discount_order_share where there are)", valueName: "columns"))
  var clusterOn: String?

  @Option(
    help: ArgumentHelp(
      "A CSV that an earlier run wrote: who moved from which segment to which. (default: none)",
      valueName: "file"))
  var compare: String?

  @Option(
    help: ArgumentHelp(
      "An earlier day instead of a file: who moved since. (default: none)", valueName: "date"))
  var compareAt: Day?

  @Option(help: ArgumentHelp("The column that is compared.", valueName: "column"))
  var compareBy = "rfm_segment"

  @Option(
    help: ArgumentHelp(
      "A YAML table of segments, habits and tiers. (default: the usual ones)", valueName: "file"))
  var segments: String?

  @Option(
    help: ArgumentHelp(
      "Write the table of segments to this file, to edit; needs no data. (default: none)",
      valueName: "file"))
  var writeSegments: String?

  @Option(
    help: ArgumentHelp(
      "Days of silence that count as churn; auto finds them in the data.", valueName: "days|auto"))
  var horizon = "auto"

  @Option(parsing: .unconditional, help: ArgumentHelp("Months of value.", valueName: "n"))
  var months = 12

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Discount of value a year; 0.1 is 10 %.", valueName: "rate"))
  var discountRate = 0.1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin as a share of revenue. (default: by the margin column, else 1)", valueName: "share"))
  var marginRate: Double?

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Where to write the customers. (default: stdout; with --json nowhere)", valueName: "file"))
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
    if data.isEmpty, writeSegments == nil {
      throw ValidationError("Name the orders, or pass --write-segments FILE.")
    }
    _ = try clusterCount()
    _ = try DaysArgument.horizon(horizon)
    if clusterOn != nil, clusters == nil {
      throw ValidationError("--cluster-on: pass --clusters, too.")
    }
    if compare != nil, compareAt != nil {
      throw ValidationError("Either --compare FILE or --compare-at DATE, not both.")
    }
    if let at, let compareAt, compareAt >= at {
      throw ValidationError("--compare-at: expected a day before --at \(at), got \(compareAt).")
    }
    if !(1...1200).contains(months) {
      throw ValidationError("--months: expected 1 to 1200, got \(months).")
    }
    if !(discountRate > -1 && discountRate <= 10) {
      throw ValidationError(
        "--discount-rate: expected a rate a year above -1 and up to 10 (0.1 is 10 %), got \(discountRate)."
      )
    }
    if let marginRate, !(0...1).contains(marginRate) {
      throw ValidationError("--margin-rate: expected a share from 0 to 1, got \(marginRate).")
    }
  }

  /// The number of clusters, 0 for the best one; nil for none.
  private func clusterCount() throws -> Int? {
    guard let clusters else { return nil }
    if clusters == "auto" { return 0 }
    guard let count = Int(clusters), (2...50).contains(count) else {
      throw ValidationError("--clusters: expected auto or 2 to 50, got \"\(clusters)\".")
    }
    return count
  }

  func run() throws {
    let table = try segments.map(SegmentTable.read) ?? .standard
    if let writeSegments {
      try OutputDestination(writeSegments).write(table.yaml)
      if data.isEmpty { return }
    }
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    // Reading, then cutting.
    let progress = Progress("cutting the base", total: 2, messages: messages)
    defer { progress.finish() }
    let analysis = try analysis(table)
    var source = try orders.source(data, format: format)
    source.requestedAttributes += try CustomerTable.attributes(
      analysis.wanted, ofCustomersFile: source.customersPath)
    let book = try OrderBook(reading: source, threads: common.threadCount, logger: logger)
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    progress.advance()
    let result = try analysis.run(book, logger: logger)
    progress.finish()
    let currency = book.mapping.currency
    if let html {
      try OutputDestination(html).write(SegmentsPage(result.report, currency: currency).html)
    }
    if out != nil || !json.json {
      let writer = SegmentsWriter(result, isRawText: rawText)
      try writer.write(to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(result.report, to: .standardOutput)
    } else {
      let terminal = Terminal.current
      let text = SegmentsText(
        result.report, listed: only.map { ($0, result.customers.count) }, currency: currency,
        width: terminal.columns)
      messages.say(text.text(isColored: terminal.colorsError))
      for note in result.report.notes { messages.note(note) }
    }
  }

  private func analysis(_ table: SegmentTable) throws -> SegmentAnalysis {
    var analysis = SegmentAnalysis()
    analysis.at = at
    if case .days(let days) = try DaysArgument.horizon(horizon) { analysis.horizonDays = days }
    analysis.table = table
    if let condition {
      do {
        analysis.condition = try CustomerFilter(condition)
      } catch {
        throw SegmentError.badCondition(option: "--where", problem: error.description)
      }
    }
    analysis.only = only
    analysis.by = CommaList.parts(by)
    analysis.clusters = try clusterCount()
    analysis.clusterColumns = CommaList.parts(clusterOn)
    analysis.compareBy = compareBy
    analysis.comparedFile = compare
    analysis.comparedDay = compareAt
    analysis.schedule = DiscountSchedule(months: months, yearlyRate: discountRate)
    analysis.marginRate = marginRate
    analysis.seed = common.seed
    analysis.threads = common.threadCount
    return analysis
  }
}
