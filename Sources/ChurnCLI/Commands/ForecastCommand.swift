internal import ArgumentParser
internal import Churn
internal import ChurnModels
internal import ChurnReports

/// `churn forecast`: what the months to come bring.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Orders, sales and margin of the months to come: present customers and new ones.",
    discussion: """
      Present customers go on by a buy-till-you-die model, each by what he has done; new ones come by \
      a stated assumption. A season is learned where there are two years. Past month starts are \
      forecast anew and compared with the same month of the year before and the mean of three months. \
      Orders of one customer and day count as one.

      Contracts, dates with --start and --end or a ready table with --duration and --event, go by \
      Kaplan-Meier: active contracts and recurring revenue.

      Examples:
        churn forecast orders.csv --months 6 --html forecast.html --out forecast.csv
        churn forecast contracts.csv --start start --end end --amount fee --months 12
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Whole calendar months to look ahead.", valueName: "n"))
  var months = 6

  @Option(
    help: ArgumentHelp(
      "New customers a month: recent (the mean of the last 12 complete months, of fewer than 12 the "
        + "last 3), trend, none, or a number.", valueName: "rule|n"))
  var newCustomers = NewcomerRule.recent

  @Option(
    help: ArgumentHelp(
      "How customers buy and stop: mbg-nbd, bg-nbd or pareto-nbd.", valueName: "model"))
  var model = PurchaseModel.Kind.mbgNBD

  @Option(
    help: ArgumentHelp(
      "Season by month of the year: auto (from 24 complete months on) or none.",
      valueName: "auto|none"))
  var season = ForecastSettings.Season.auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin as a share of sales. (default: by the margin column, else no margin)",
      valueName: "share"))
  var marginRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of futures within an interval.", valueName: "share"))
  var level = 0.95

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Futures drawn for intervals.", valueName: "n"))
  var replicates = 1_000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Past month starts of the back-test; 0 = none.", valueName: "n"))
  var origins = 12

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Where to write the months. (default: stdout; with --json nowhere)", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @Flag(help: "Leave the picture out of the terminal. (default: off)")
  var noPlot = false

  @OptionGroup(title: "Contracts") var contracts: ContractValueOptions
  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if !(1...60).contains(months) {
      throw ValidationError("--months: expected 1 to 60, got \(months).")
    }
    if let marginRate, !(0...1).contains(marginRate) {
      throw ValidationError("--margin-rate: expected a share from 0 to 1, got \(marginRate).")
    }
    if !(level > 0 && level < 1) {
      throw ValidationError("--level: expected a share between 0 and 1, got \(level).")
    }
    if !(100...10_000).contains(replicates) {
      throw ValidationError("--replicates: expected 100 to 10000, got \(replicates).")
    }
    if !(0...120).contains(origins) {
      throw ValidationError("--origins: expected 0 to 120, got \(origins).")
    }
    try contracts.check(amount: orders.others.amount, calibrationEnd: false, at: at != nil)
    if contracts.areGiven, season == .none {
      throw ValidationError("--season: for orders only; contracts have no season here.")
    }
  }

  func run() throws {
    if let time = contracts.time(at: at) { return try forecastContracts(time) }
    let messages = common.messages
    // Reading, then models, futures and the back-test.
    let progress = Progress("forecasting", total: 2, messages: messages)
    defer { progress.finish() }
    let book = try OrderBook(
      reading: try orders.source(data, format: format), threads: common.threadCount,
      logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    progress.advance()
    let report = try ForecastAnalysis(settings, at: at).run(book.log)
    progress.finish()
    let currency = book.mapping.currency
    if let html {
      try OutputDestination(html).write(ForecastPage(report, currency: currency).html)
    }
    if out != nil || !json.json {
      try ForecastWriter.write(report, to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = ForecastText(
        report, currency: currency, plotWidth: noPlot ? nil : Terminal.current.columns)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in report.notes { messages.note(note) }
    }
  }

  /// The months to come of contracts.
  private func forecastContracts(_ time: ContractBook.Time) throws {
    let messages = common.messages
    let progress = Progress("forecasting", total: 2, messages: messages)
    defer { progress.finish() }
    var source = ContractBook.Source(paths: data, time: time, amount: orders.others.amount ?? "")
    source.file = format.options
    source.customer = orders.customer
    source.by = CommaList.parts(contracts.by)
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    let book = try ContractBook(
      reading: source, threads: common.threadCount, logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    progress.advance()
    let report = try ContractForecast(settings).run(book)
    progress.finish()
    let currency = orders.others.currency
    if let html {
      try OutputDestination(html).write(ContractForecastPage(report, currency: currency).html)
    }
    if out != nil || !json.json {
      try ContractForecastWriter.write(report, to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = ContractForecastText(
        report, currency: currency, plotWidth: noPlot ? nil : Terminal.current.columns)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in report.notes { messages.note(note) }
    }
  }

  private var settings: ForecastSettings {
    var settings = ForecastSettings()
    settings.months = months
    settings.model = model
    settings.newcomers = newCustomers
    settings.season = season
    settings.marginRate = marginRate
    settings.level = level
    settings.draws = replicates
    settings.origins = origins
    settings.seed = common.seed
    settings.threads = common.threadCount
    return settings
  }
}
