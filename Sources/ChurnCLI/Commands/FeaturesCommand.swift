internal import ArgumentParser
internal import Churn

/// `churn features`: the feature table at a cutoff.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "The feature table of the eligible customers at a cutoff, as CSV.",
    discussion: """
      Examples:
        churn features orders.csv --at 2011-09-01 --out features.csv
        churn features orders.csv --at 2011-09-01 --with-label --horizon 90
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String] = []

  @Option(
    help: ArgumentHelp(
      "The cutoff, required: only what lies before this day counts.", valueName: "date"))
  var at: Day?

  @Flag(help: "Add the column churned; its window must lie within the data. (default: off)")
  var withLabel = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days of the label window.", valueName: "days"))
  var horizon = 90

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days between the cutoff and the window.", valueName: "days"))
  var gap = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only customers whose last order lies within so many days. (default: the horizon)",
      valueName: "days|all"))
  var activeWithin: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only customers whose first order lies so many days back.",
      valueName: "days"))
  var minTenure = 0

  @Option(
    help: ArgumentHelp(
      "A YAML list of the features to compute. (default: all that the data can feed)",
      valueName: "file"))
  var features: String?

  @Option(help: ArgumentHelp("Where to write. (default: stdout)", valueName: "file"))
  var out: String?

  @Flag(help: "Print every feature's name and definition instead; needs no data. (default: off)")
  var list = false

  @Flag(help: "Write texts bare, without the apostrophe that protects spreadsheets. (default: off)")
  var rawText = false

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if list { return }
    if data.isEmpty { throw ValidationError("Name the data, or pass --list.") }
    if at == nil { throw ValidationError("--at DATE is missing: the day to stand at.") }
    _ = try activeWithin.map(DaysArgument.activeWithin)
    for (option, days, least) in [
      ("--horizon", horizon, 1), ("--gap", gap, 0), ("--min-tenure", minTenure, 0),
    ] where !(least...Horizon.longest).contains(days) {
      throw ValidationError("\(option): expected \(least) to \(Horizon.longest) days, got \(days).")
    }
  }

  func run() throws {
    if list {
      var table = TextTable([.left("feature"), .left("family"), .left("definition")])
      for feature in FeatureSet.standard {
        table.append([feature.name, feature.family, feature.definition])
      }
      return try OutputDestination(out).write(table.text())
    }
    guard let at else { return }
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    let progress = Progress("computing features", total: 2, messages: messages)
    defer { progress.finish() }
    let book = try OrderBook(
      reading: try orders.source(data, format: format), threads: common.threadCount,
      logger: logger)
    progress.advance()
    try format.writeRejects(book.report, messages: messages)
    var table = FeatureTable(at: at, horizon: Horizon(days: horizon, gap: gap))
    switch try activeWithin.map(DaysArgument.activeWithin) {
    case nil: table.activeWithinDays = horizon
    case .days(let days)?: table.activeWithinDays = days
    case .all?: table.activeWithinDays = nil
    }
    table.minTenureDays = minTenure
    table.featureNames = try features.map(FeatureListFile.read)
    table.hasLabel = withLabel
    table.threads = common.threadCount
    let rows = try table.rows(book, logger: logger)
    progress.finish()
    var writer = CSVWriter(try OutputDestination(out).open(), isRawText: rawText)
    try writer.header(
      ["customer_id", "snapshot"] + rows.features.columnNames + (withLabel ? ["churned"] : []))
    for row in rows.ids.indices {
      writer.text(rows.ids[row])
      writer.text(at.description)
      for column in rows.features.columns {
        let value = column.values[row]
        if case .categorical(let levels) = column.kind {
          writer.text(value.isNaN ? nil : levels[Int(value)])
        } else {
          writer.number(value)
        }
      }
      if withLabel { writer.integer(rows.labels[row] ? 1 : 0) }
      try writer.endRow()
    }
    try writer.commit()
    messages.say("\(HumanNumber.count(rows.ids.count, "customer")) at \(at).")
    if !rows.excluded.isEmpty {
      messages.note("Left out: \(rows.excluded.joined(separator: ", ")).")
    }
  }
}
