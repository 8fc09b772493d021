internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn survival`: how long customers stay.
struct SurvivalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survival",
    abstract: "How long customers stay: curves with bands, medians, tests and a Cox model.",
    discussion: """
      Orders need no ready table: the time from the first order to churn, or with --of next-order \
      from each order to the next. --duration and --event read a ready table, --start and --end \
      contracts.

      Examples:
        churn survival orders.csv --by channel --html survival.html
        churn survival telco.csv --duration tenure --event Churn --by Contract --times 12,24,48,72
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "Comparing") var comparing: ComparisonOptions
  @OptionGroup(title: "Lifetimes from orders") var lifetimes: OrderLifetimeOptions
  @OptionGroup(title: "Ready tables") var table: LifetimeTableOptions
  @OptionGroup(title: "Contracts") var contracts: ContractOptions

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Write every step of the curves to this file. (default: none)", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @Flag(help: "Leave the picture out of the terminal. (default: off)")
  var noPlot = false

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if table.isUsed, contracts.isUsed {
      throw ValidationError(
        "Either a ready table (--duration, --event) or contracts (--start, --end), not both.")
    }
    if table.isUsed, table.duration == nil || table.event == nil {
      throw ValidationError("A ready table needs both --duration COLUMN and --event COLUMN.")
    }
    if contracts.isUsed, contracts.start == nil || contracts.end == nil {
      throw ValidationError("Contracts need both --start COLUMN and --end COLUMN.")
    }
    let isOrders = !table.isUsed && !contracts.isUsed
    let misplaced: [(String, Bool)] = [
      ("--reason", comparing.reason != nil && isOrders),
      ("--entry", table.entry != nil && !table.isUsed),
      ("--weight", table.weight != nil && !table.isUsed),
      ("--event-value", table.eventValue != nil && !table.isUsed),
      ("--unit", table.unit != nil && !table.isUsed),
      ("--listed-from", contracts.listedFrom != nil && !contracts.isUsed),
      ("--allowed-gap", contracts.allowedGap != nil && !contracts.isUsed),
      ("--of", lifetimes.of != nil && !isOrders),
      ("--horizon", lifetimes.horizon != nil && !isOrders),
      ("--burn-in", lifetimes.burnIn != nil && !isOrders),
      ("--dated", lifetimes.dated != nil && !isOrders),
      ("--customers", orders.others.customers != nil && !isOrders),
      ("--time", orders.time != nil && !isOrders),
      ("--landmark", lifetimes.landmark != nil && !isOrders),
      ("--since", lifetimes.since != nil && !isOrders),
      ("--at", at != nil && table.isUsed),
    ]
    if let option = misplaced.first(where: \.1)?.0 {
      throw ValidationError(
        "\(option) makes no sense here: the data are "
          + "\(isOrders ? "orders" : table.isUsed ? "a ready table" : "contracts").")
    }
    if table.isUsed, orders.customer != nil, !comparing.robust {
      throw ValidationError(
        "--customer tells in a ready table whose rows --robust takes together: pass both or none.")
    }
    if let gap = contracts.allowedGap, !(0...Horizon.longest).contains(gap) {
      throw ValidationError("--allowed-gap: expected 0 to \(Horizon.longest) days.")
    }
    _ = try lifetimes.burnInDays()
    _ = try DaysArgument.horizon(lifetimes.horizon ?? "auto")
  }

  func run() throws {
    let messages = common.messages
    // Reading, estimating.
    let progress = Progress("estimating survival", total: 2, messages: messages)
    defer { progress.finish() }
    let sample = try sample(messages)
    progress.advance()
    let report = try SurvivalReport(
      sample, settings: try comparing.settings(threads: common.threadCount))
    progress.finish()
    for note in report.notes where !sample.notes.contains(note) { messages.note(note) }
    if let csv { try SurvivalCSV.write(report, to: OutputDestination(csv)) }
    if let html { try OutputDestination(html).write(SurvivalPage(report).html) }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else if csv != "-" && html != "-" {
      let terminal = Terminal.current
      let text = SurvivalText(
        report, plotWidth: noPlot ? nil : terminal.columns, isColored: terminal.colorsOutput)
      try OutputDestination.standardOutput.write(text.text)
    }
  }

  /// The lifetimes of the data, of whichever kind they are.
  private func sample(_ messages: Messages) throws -> SurvivalSample {
    let logger = MessageLogHandler.logger(messages)
    if table.isUsed {
      let read = try LifetimeTable(
        reading: tableSource(), threads: common.threadCount, logger: logger)
      try format.writeRejects(read.report, messages: messages)
      return read.sample
    }
    if contracts.isUsed {
      let read = try ContractTable(
        reading: contractSource(), threads: common.threadCount, logger: logger)
      try format.writeRejects(read.report, messages: messages)
      return read.sample
    }
    var plan = OrderLifetimes()
    plan.ending = lifetimes.of ?? .churn
    plan.horizon = try DaysArgument.horizon(lifetimes.horizon ?? "auto")
    plan.dating = lifetimes.dated ?? .lastOrder
    plan.burnIn = try lifetimes.burnInDays()
    plan.at = at
    plan.landmark = lifetimes.landmark
    plan.since = lifetimes.since
    plan.by = CommaList.parts(comparing.by)
    plan.strata = CommaList.parts(comparing.strata)
    plan.covariates = CommaList.parts(comparing.cox)
    let read = try plan.read(
      try orders.source(data, format: format), threads: common.threadCount, logger: logger)
    try format.writeRejects(read.book.report, messages: messages)
    if at == nil { try read.book.checkTail(horizonDays: 365) }
    return try plan.sample(read, threads: common.threadCount, logger: logger)
  }

  private func tableSource() -> LifetimeTable.Source {
    var source = LifetimeTable.Source(
      paths: data, duration: table.duration ?? "", event: table.event ?? "")
    source.file = format.options
    source.eventValue = table.eventValue
    source.entry = table.entry
    source.weight = table.weight
    source.customer = orders.customer
    source.reason = comparing.reason
    source.by = CommaList.parts(comparing.by)
    source.strata = CommaList.parts(comparing.strata)
    source.covariates = CommaList.parts(comparing.cox)
    source.categorical = CommaList.parts(comparing.categorical)
    source.numeric = CommaList.parts(comparing.numeric)
    source.unit = table.unit ?? ""
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    return source
  }

  private func contractSource() -> ContractTable.Source {
    var source = ContractTable.Source(
      paths: data, start: contracts.start ?? "", end: contracts.end ?? "")
    source.file = format.options
    source.customer = orders.customer
    source.reason = comparing.reason
    source.by = CommaList.parts(comparing.by)
    source.strata = CommaList.parts(comparing.strata)
    source.covariates = CommaList.parts(comparing.cox)
    source.categorical = CommaList.parts(comparing.categorical)
    source.numeric = CommaList.parts(comparing.numeric)
    source.allowedGapDays = contracts.allowedGap ?? 0
    source.at = at
    source.listedFrom = contracts.listedFrom
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    return source
  }
}
