internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn uplift`: whom contacting changes.
struct UpliftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uplift",
    abstract: "Whom contacting changes, learned from a campaign whose arms were drawn at random.",
    discussion: """
      A table with one row a customer: what was known before, what was done (--arm), what came of it \
      (--outcome). Uplift is what a contact changes. Every customer's is told by models that have not \
      seen him, and the order by uplift is held against the order by risk and a random one. Columns \
      that were known only after the campaign must not be learned from: those that look so are left \
      out and named, others go with --drop. Nothing is kept; --score tells the uplift of other \
      customers at once.

      Examples:
        churn uplift mail.csv --arm segment --control none --outcome visit
        churn uplift calls.csv --arm arm --control none --outcome spend --cost 2
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "table"))
  var data: [String]

  @OptionGroup(title: "Campaign") var columns: CampaignColumnOptions
  @OptionGroup(title: "Learning and money") var learning: UpliftLearningOptions

  @Option(
    help: ArgumentHelp(
      "A table of other customers to tell the uplift of, by models of the whole campaign. "
        + "(default: the customers of the campaign)", valueName: "file"))
  var score: String?

  @Option(
    help: ArgumentHelp(
      "Where to write the uplift of each customer. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @Flag(help: "Write texts bare, without the apostrophe that protects spreadsheets. (default: off)")
  var rawText = false

  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    let table = try ArmTable(
      reading: columns.source(data, format: format), threads: common.threadCount, logger: logger)
    try format.writeRejects(table.report, messages: messages)
    // Learning and judging of each arm.
    let progress = Progress(
      "learning uplift", total: table.treatments.count, messages: messages)
    defer { progress.finish() }
    let analysis = analysis
    let result = try analysis.run(table) { _ in progress.advance() }
    progress.finish()
    if let html { try OutputDestination(html).write(UpliftPage(result.report).html) }
    if out != nil || !json.json {
      var customers = result.customers
      if let score {
        customers = try UpliftModels(table, analysis: analysis).told(
          reading: columns.table([score], format: format), threads: common.threadCount,
          logger: logger)
      }
      let writer = UpliftWriter(isAmount: result.report.positive == nil, isRawText: rawText)
      try writer.write(customers, to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(result.report, to: .standardOutput)
    } else {
      let text = UpliftText(result.report)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in result.report.notes where !table.notes.contains(note) { messages.note(note) }
    }
  }

  private var analysis: UpliftAnalysis {
    var analysis = UpliftAnalysis()
    analysis.method = learning.method
    analysis.learner = learning.learner
    analysis.lowerIsBetter = columns.lowerIsBetter
    analysis.treatments = columns.treatment.map { CommaList.parts($0) }
    analysis.cost = learning.cost
    analysis.value = learning.value
    analysis.folds = learning.folds
    analysis.replicates = learning.replicates
    analysis.seed = common.seed
    analysis.threads = common.threadCount
    return analysis
  }
}
