internal import ArgumentParser
internal import Churn

/// `churn define`: how long a silence counts as churn.
struct DefineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "define",
    abstract: "Show what each length of silence would mean as churn, and recommend a horizon.",
    discussion: """
      Examples:
        churn define orders.csv
        churn define orders.csv --days 75 --json
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "More silences to look at, in days: 75,100. (default: none)", valueName: "days"))
  var days: String?

  @Option(
    name: .customLong("quantile"),
    help: ArgumentHelp(
      "Share of the pauses between orders that are over by the quantile's silence.",
      valueName: "share"))
  var share = 0.9

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days of data before the first cutoff.", valueName: "days"))
  var minHistory = 90

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)",
      valueName: "date"))
  var at: Day?

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(share > 0 && share < 1) {
      throw ValidationError("--quantile: expected a share between 0 and 1, got \(share).")
    }
    _ = try extraDays()
    if !(0...Horizon.longest).contains(minHistory) {
      throw ValidationError("--min-history: expected 0 to \(Horizon.longest) days.")
    }
  }

  private func extraDays() throws -> [Int] {
    try CommaList.parts(days).map { part in
      guard let days = Int(part), (1...Horizon.longest).contains(days) else {
        throw ValidationError("--days: expected 1 to \(Horizon.longest) days, got \"\(part)\".")
      }
      return days
    }
  }

  func run() throws {
    let messages = common.messages
    let book = try OrderBook(
      reading: try orders.source(data, format: format), threads: common.threadCount,
      logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    let report = try DefinitionReport(
      book, end: at ?? book.end, extraDays: try extraDays(), quantile: share,
      minHistoryDays: minHistory, threads: common.threadCount)
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      try OutputDestination.standardOutput.write(text(report))
    }
  }

  private func text(_ report: DefinitionReport) -> String {
    var table = TextTable([
      .right("silence"), .right("still come back"), .right("95 % from"), .right("to"),
      .right("called lost a month"),
    ])
    for candidate in report.candidates {
      table.append([
        "\(candidate.days) days", HumanNumber.percent(candidate.returnShare),
        HumanNumber.percent(candidate.lower), HumanNumber.percent(candidate.upper),
        HumanNumber.fixed(candidate.churnersPerMonth, decimals: 1),
      ])
    }
    return table.text() + "\n" + report.sentences.joined(separator: "\n") + "\n"
  }
}
