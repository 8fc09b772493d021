internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn explain`: why one customer's risk is what it is.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "One customer: probability, base rate and what each feature pushes.",
    discussion: """
      Points are percentage points of probability; base rate and points add up to the probability.
      Besides, the customer is compared with others of the same segment, and orders (of a ready \
      table: other values) are tried that might lower the risk. All of it is association in the \
      model, not cause.

      Examples:
        churn explain models/shop orders.csv --customer 17850 --html 17850.html
        churn explain models/shop orders.csv --customer 17850 --since 2011-06-01
      """)

  @Argument(help: "The bundle's folder.")
  var bundle: String

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @Option(
    name: .customLong("customer"), parsing: .unconditional,
    help: ArgumentHelp("The id of the customer. (required)", valueName: "id"))
  var customer: String

  @Option(
    help: ArgumentHelp(
      "The day to stand at. (default: the end of the data)",
      valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Write a page with a picture to this file. (default: none)", valueName: "file"))
  var html: String?

  @Option(
    help: ArgumentHelp("Write the picture alone to this file. (default: none)", valueName: "file"))
  var svg: String?

  @Option(
    help: ArgumentHelp(
      "Also say what has changed since this earlier day; orders only. (default: none)",
      valueName: "date"))
  var since: Day?

  @Option(
    help: ArgumentHelp(
      "Compare with customers of the same value in this column, of the customers file or of the "
        + "ready table. (default: the lifecycle stage; ready tables: none)",
      valueName: "column"))
  var segmentBy: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a ready table that could be otherwise, whatever they are called. "
        + "(default: by name)",
      valueName: "columns"))
  var mutable: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a ready table that could not. (default: by name, such as age and tenure)",
      valueName: "columns"))
  var immutable: String?

  @OptionGroup(title: "Card") var cardOptions: CardOptions
  @OptionGroup(title: "Columns of orders") var orders: ExplainedOrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var reading: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    let messages = common.messages
    // The bundle, the data, the explanation.
    let progress = Progress("explaining", total: 3, messages: messages)
    defer { progress.finish() }
    let (loaded, book) = try BundleData(
      bundle: bundle, data: data, orders: orders.plain, table: table, reading: reading,
      common: common, extraColumn: segmentBy
    ).read(progress, messages)
    let scorer = Scorer(bundle: loaded, threads: common.threadCount)
    var questions = ExplanationQuestions()
    questions.segmentBy = segmentBy
    questions.since = since
    questions.mutable = CommaList.parts(mutable)
    questions.immutable = CommaList.parts(immutable)
    let explanation =
      switch book {
      case .orders(let lines):
        try scorer.explain(customer, in: lines, at: at, asking: questions)
      case .table(let rows): try scorer.explain(customer, in: rows, asking: questions)
      }
    let card = try card(of: explanation.customer, book, scorer, messages)
    progress.finish()
    let page = CustomerPage(
      explanation, bundleName: loaded.manifest.name, card: card,
      currency: loaded.manifest.orders?.mapping.currency)
    if let html { try OutputDestination(html).write(page.html) }
    if let svg { try OutputDestination(svg).write(page.chart.svg(width: 760).file) }
    let text = ExplanationText(explanation, card: card)
    try OutputDestination.standardOutput.write(
      json.json ? try text.json().text : text.text(isColored: Terminal.current.colorsOutput))
  }

  /// What is known of the customer besides; nil of a ready table.
  private func card(
    of customer: String, _ book: BundleData.Book, _ scorer: Scorer, _ messages: Messages
  ) throws -> CustomerCard? {
    guard case .orders(let lines) = book else { return nil }
    return try cardOptions.card(
      of: customer, in: lines, at: at, by: scorer, messages: messages)
  }
}
