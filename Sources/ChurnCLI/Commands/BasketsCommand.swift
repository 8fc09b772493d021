internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn baskets`: what is bought together.
struct BasketsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baskets",
    abstract: "What is bought together, in one order and across orders, and whether it is chance.",
    discussion: """
      A basket is an order: its distinct products or categories, returns left out. With \
      --rows-are-baskets each line of the file is one, and no line is a header. Sets of items are \
      counted exactly (FP-growth); a rule says which item tends to come along, and Fisher's exact test, \
      adjusted for all rules that came into question, whether that is chance. --across DAYS adds what \
      the same customer buys on a later day, with a test that takes customers, not orders, as \
      independent.

      Examples:
        churn baskets orders.csv --items category --across 90 --html baskets.html
        churn baskets groceries.csv --rows-are-baskets --min-support 0.005 --out rules.csv
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Flag(help: "Each line is a basket, as many items as there are, without a header. (default: off)")
  var rowsAreBaskets = false

  @Option(
    help: ArgumentHelp("What an item of an order is: product or category.", valueName: "item"))
  var items = BasketItem.product

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often a set must occur: a share below 1 of the baskets, or a number of them.",
      valueName: "support"))
  var minSupport = "0.01"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most items of a set. (default: no limit)", valueName: "n"))
  var maxLength: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The least confidence of a rule.", valueName: "share"))
  var minConfidence = 0.1

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The least lift of a rule.", valueName: "lift"))
  var minLift = 1.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The greatest adjusted p-value of a rule; 1 keeps all.", valueName: "p"))
  var maxP = 1.0

  @Option(
    help: ArgumentHelp(
      "What rules are sorted by: lift, confidence, support, leverage, conviction, improvement or p.",
      valueName: "figure"))
  var sort = BasketAnalysis.Order.lift

  @Option(
    help: ArgumentHelp(
      "Look at groups besides: season, stage, rfm_segment, value_tier, channel, region, device or a "
        + "column of --customers. (default: none)", valueName: "group"))
  var by: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Add what a customer buys in a later order within so many days. (default: off)",
      valueName: "days"))
  var across: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most sets to count before giving up.", valueName: "n"))
  var maxItemsets = 5_000_000

  @Option(parsing: .unconditional, help: ArgumentHelp("Rules to print.", valueName: "n"))
  var limit = 15

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Where to write the rules as CSV. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write the frequent sets to this file, as CSV. (default: none)", valueName: "file"))
  var itemsets: String?

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
    if let maxLength, maxLength < 1 {
      throw ValidationError("--max-length: expected at least 1, got \(maxLength).")
    }
    for (option, share) in [("--min-confidence", minConfidence), ("--max-p", maxP)]
    where !(0...1).contains(share) {
      throw ValidationError("\(option): expected a share from 0 to 1, got \(share).")
    }
    if !(minLift >= 0 && minLift.isFinite) {
      throw ValidationError("--min-lift: expected a number from 0 on, got \(minLift).")
    }
    if let across, !(1...Horizon.longest).contains(across) {
      throw ValidationError("--across: expected 1 to \(Horizon.longest) days, got \(across).")
    }
    if !(1...100_000_000).contains(maxItemsets) {
      throw ValidationError("--max-itemsets: expected 1 to 100000000, got \(maxItemsets).")
    }
    if !(0...10_000).contains(limit) {
      throw ValidationError("--limit: expected 0 to 10000, got \(limit).")
    }
    guard rowsAreBaskets else { return }
    let misplaced: [(String, Bool)] = [
      ("--by", by != nil), ("--across", across != nil), ("--at", at != nil),
      ("--customers", orders.others.customers != nil), ("--mapping", orders.others.mapping != nil),
      ("--customer", orders.customer != nil), ("--time", orders.time != nil),
      ("--product", orders.others.product != nil), ("--category", orders.others.category != nil),
      ("--items category", items == .category), ("--rejects", format.rejects != nil),
    ]
    if let option = misplaced.first(where: \.1)?.0 {
      throw ValidationError(
        "\(option) makes no sense with --rows-are-baskets: lines hold items and nothing else.")
    }
  }

  func run() throws {
    let messages = common.messages
    // Reading, counting.
    let progress = Progress("counting baskets", total: 2, messages: messages)
    defer { progress.finish() }
    let report: BasketReport
    if rowsAreBaskets {
      let file = try BasketFile(
        reading: data, options: format.options.tableOptions(threads: common.threadCount))
      progress.advance()
      report = try analysis().run(file)
    } else {
      let logger = MessageLogHandler.logger(messages)
      let book = try OrderBook(reading: source(), threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      if at == nil { try book.checkTail(horizonDays: 365) }
      progress.advance()
      report = try analysis().run(book, logger: logger)
    }
    progress.finish()
    if let html { try OutputDestination(html).write(BasketsPage(report).html) }
    let writer = BasketsWriter(report, isRawText: rawText)
    if let itemsets { try writer.writeItemsets(to: try OutputDestination(itemsets).open()) }
    if out != nil || !json.json { try writer.writeRules(to: try OutputDestination(out).open()) }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = BasketsText(report, limit: limit)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in report.notes { messages.note(note) }
    }
  }

  private func analysis() throws -> BasketAnalysis {
    var analysis = BasketAnalysis()
    analysis.item = items
    analysis.minSupport = try SupportArgument.support(minSupport, unit: "baskets")
    analysis.maxLength = maxLength
    analysis.minConfidence = minConfidence
    analysis.minLift = minLift
    analysis.maxP = maxP
    analysis.order = sort
    analysis.by = by
    analysis.acrossDays = across
    analysis.at = at
    analysis.maxItemsets = maxItemsets
    analysis.threads = common.threadCount
    return analysis
  }

  private func source() throws -> OrderBook.Source {
    var source = try orders.source(data, format: format)
    if let by, source.customersPath != nil, !BasketAnalysis.groupWords.contains(by) {
      source.groups = [by]
    }
    return source
  }
}
