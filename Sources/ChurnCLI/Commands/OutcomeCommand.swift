internal import ArgumentParser
internal import Churn
internal import ChurnModels
internal import ChurnReports

/// `churn outcome`: whether a campaign worked, in customers and in money.
struct OutcomeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outcome",
    abstract: "Whether a campaign worked: customers saved and money gained against the hold-out.",
    discussion: """
      Takes the list that at-risk wrote and the orders that followed, and compares who was \
      contacted with who was held out: churned (no order in the window), orders, revenue and \
      margin, as difference and as ratio with intervals, plainly and with what was known before \
      taken into account (CUPED). Everybody counts in the group he was drawn for.

      The window begins with the day of --after. With --table any ready table of a randomised \
      test is read in its place: one row a customer, with the group he was drawn for and what he \
      did.

      Examples:
        churn outcome list.csv orders.csv --after 2025-08-03 --days 90 --save-rates rates.csv
        churn outcome --table test.csv --arm group --control none --outcome visit,spend
      """)

  @Argument(
    help: ArgumentHelp(
      "The list, then orders (files of one shape); none with --table.", valueName: "list orders"))
  var inputs: [String] = []

  @OptionGroup(title: "The window") var window: OutcomeWindowOptions
  @OptionGroup(title: "Ready tables") var table: OutcomeTableOptions
  @OptionGroup(title: "Certainty") var certainty: OutcomeCertaintyOptions

  @Option(
    help: ArgumentHelp(
      "Columns to break figures down by. (default: playbook and segment of a list; none of a "
        + "table)", valueName: "columns"))
  var by: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share that was to be left alone, to check the groups by. (default: not checked)",
      valueName: "share"))
  var holdout: Double?

  @OptionGroup(title: "Money") var money: OutcomeMoneyOptions

  @Option(
    help: ArgumentHelp(
      "Save rates to update with what the list shows, for the next at-risk. (default: none)",
      valueName: "file"))
  var saveRates: String?

  @Option(
    help: ArgumentHelp(
      "Where to write every comparison. (default: stdout; with --json nowhere)", valueName: "file"))
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
    if table.table == nil {
      if inputs.count < 2 {
        throw ValidationError("Name a list and orders, or pass --table FILE.")
      }
      guard window.after != nil else {
        throw ValidationError("Pass --after DATE, the day of the contacts.")
      }
      if let option = table.misplaced {
        throw ValidationError("\(option) goes with --table; a list has columns of its own.")
      }
    } else {
      if !inputs.isEmpty {
        throw ValidationError("--table takes the place of list and orders: leave those out.")
      }
      if table.arm == nil || table.control == nil || table.outcome == nil {
        throw ValidationError("--table needs --arm COLUMN, --control VALUE and --outcome COLUMN.")
      }
      let misplaced: [(String, Bool)] = [
        ("--after", window.after != nil), ("--until", window.until != nil),
        ("--days", window.days != nil), ("--save-rates", saveRates != nil),
        ("--contact-cost", money.contactCost != nil), ("--incentive", money.incentive != nil),
        ("--margin-rate", money.marginRate != nil), ("--customers", orders.others.customers != nil),
      ]
      if let option = misplaced.first(where: \.1)?.0 {
        throw ValidationError("\(option) needs a list and orders; a ready table has no window.")
      }
    }
    if let holdout, !(holdout > 0 && holdout < 1) {
      throw ValidationError("--holdout: expected a share over 0 and under 1, got \(holdout).")
    }
    if orders.others.customers != nil {
      throw ValidationError("--customers: the list says who belongs where; name columns with --by.")
    }
  }

  func run() throws {
    let messages = common.messages
    let report = try table.table == nil ? ofList(messages) : ofTable(messages)
    if let html {
      try OutputDestination(html).write(
        OutcomePage(report, currency: orders.others.currency).html)
    }
    if out != nil || !json.json { try OutcomeCSV.write(report, to: OutputDestination(out)) }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = OutcomeText(
        report, currency: orders.others.currency, isColored: Terminal.current.colorsError)
      messages.say(text.text)
      for note in report.notes { messages.note(note) }
    }
  }

  private func ofTable(_ messages: Messages) throws -> OutcomeReport {
    var test = TableOutcome(
      arm: table.arm ?? "", control: table.control ?? "",
      outcomes: CommaList.parts(table.outcome))
    test.covariates = CommaList.parts(table.covariates)
    test.breakdowns = CommaList.parts(by)
    test.stratum = table.stratum
    test.controlShare = holdout
    test.certainty = try certainty.certainty
    test.file = format.options
    test.maxRejectShare = format.maxRejects
    test.keepsRejects = format.rejects != nil
    let (report, read) = try test.run(
      reading: [table.table ?? ""], threads: common.threadCount,
      logger: MessageLogHandler.logger(messages))
    try format.writeRejects(read, messages: messages)
    return report
  }

  private func ofList(_ messages: Messages) throws -> OutcomeReport {
    // Reading the list, reading orders, comparing.
    let progress = Progress("reading the outcome", total: 3, messages: messages)
    defer { progress.finish() }
    var listOptions = TableOptions()
    listOptions.threads = common.threadCount
    let list = try CampaignList(
      reading: inputs[0], by: by.map { CommaList.parts($0) }, options: listOptions)
    progress.advance()
    let logger = MessageLogHandler.logger(messages)
    let book = try OrderBook(
      reading: try orders.source(Array(inputs.dropFirst()), format: format),
      threads: common.threadCount, logger: logger)
    try format.writeRejects(book.report, messages: messages)
    progress.advance()
    var outcome = CampaignOutcome(after: window.after ?? Day(number: 0))
    outcome.until = window.until
    outcome.days = window.days
    outcome.holdOutShare = holdout
    outcome.contactCost = money.contactCost
    outcome.incentive = money.incentive ?? 0
    outcome.marginRate = money.marginRate ?? 1
    outcome.certainty = try certainty.certainty
    outcome.threads = common.threadCount
    let (report, saved) = try outcome.run(list, book, logger: logger)
    progress.finish()
    if let saveRates {
      try SaveRatesFile.update(
        saveRates, with: saved, campaign: outcome.campaignName(list), messages: messages)
    }
    return report
  }
}
