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

      Examples:
        churn explain models/shop orders.csv --customer 17850
        churn explain models/shop orders.csv --customer 17850 --html 17850.html
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
      common: common
    ).read(progress, messages)
    let scorer = Scorer(bundle: loaded, threads: common.threadCount)
    let explanation =
      switch book {
      case .orders(let lines): try scorer.explain(customer, in: lines, at: at)
      case .table(let rows): try scorer.explain(customer, in: rows)
      }
    progress.finish()
    let page = CustomerPage(explanation, bundleName: loaded.manifest.name)
    if let html { try OutputDestination(html).write(page.html) }
    if let svg { try OutputDestination(svg).write(page.chart.svg(width: 760).file) }
    let text = ExplanationText(explanation)
    try OutputDestination.standardOutput.write(
      json.json ? text.json.text : text.text(isColored: Terminal.current.colorsOutput))
  }
}
