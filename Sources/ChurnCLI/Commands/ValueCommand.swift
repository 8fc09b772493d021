internal import ArgumentParser
internal import Churn
internal import ChurnModels
internal import ChurnReports

/// `churn value`: what each customer is worth.
struct ValueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "value",
    abstract: "What each customer is worth: orders, money and value expected, with a check.",
    discussion: """
      The value of a customer is margin rate x money expected of an order x orders expected, month by \
      month, each month discounted at its middle. Orders are expected by a buy-till-you-die model and \
      money by Gamma-Gamma, both learned by maximum likelihood from one summary a customer; orders of \
      one day count as one. With --calibration-end only purchases up to that day teach, forecasts \
      begin on the next day, and those that came are held against them.

      Contracts, a ready table with --duration and --event or dates with --start and --end, go by \
      Kaplan-Meier instead: the months each is expected to stay given how long he has stayed, times \
      --amount a month.

      Examples:
        churn value orders.csv --out value.csv --html value.html
        churn value orders.csv --calibration-end 2011-06-30 --model bg-nbd --json
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "orders"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "How customers buy and stop: mbg-nbd, bg-nbd or pareto-nbd.", valueName: "model"))
  var model = PurchaseModel.Kind.mbgNBD

  @Option(
    help: ArgumentHelp("What the model's time is counted in: day or week.", valueName: "unit"))
  var timeUnit = ValueTimeUnit.week

  @Option(
    help: ArgumentHelp(
      "The last day to learn from; what comes after it checks the forecast. (default: all days)",
      valueName: "date"))
  var calibrationEnd: Day?

  @Option(parsing: .unconditional, help: ArgumentHelp("Months to look ahead.", valueName: "n"))
  var months = 12

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Discount a year; 0.1 is 10 %.", valueName: "rate"))
  var discountRate = 0.1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin as a share of revenue. (default: by the margin column, else 1)", valueName: "share"))
  var marginRate: Double?

  @Flag(
    help: ArgumentHelp(
      "Add 95 % intervals of expected orders and value, by parametric bootstrap. (default: off)"))
  var intervals = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Samples drawn for --intervals.", valueName: "n"))
  var replicates = 200

  @Flag(
    help: ArgumentHelp(
      "Add orders expected and orders made in the holdout; needs --calibration-end. (default: off)")
  )
  var withHoldout = false

  @Option(
    help: ArgumentHelp(
      "The day after the last to count. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "Where to write what each customer is worth. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @Flag(help: "Write texts bare, without the apostrophe that protects spreadsheets. (default: off)")
  var rawText = false

  @OptionGroup(title: "Contracts") var contracts: ContractValueOptions
  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
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
    if !(20...100_000).contains(replicates) {
      throw ValidationError("--replicates: expected 20 to 100000, got \(replicates).")
    }
    try contracts.check(
      amount: orders.others.amount, calibrationEnd: calibrationEnd != nil, at: at != nil)
    if contracts.areGiven, intervals || withHoldout {
      throw ValidationError("\(intervals ? "--intervals" : "--with-holdout"): for orders only.")
    }
    if withHoldout, calibrationEnd == nil {
      throw ValidationError("--with-holdout: pass --calibration-end DATE, too.")
    }
  }

  func run() throws {
    if let time = contracts.time(at: at) { return try valueContracts(time) }
    let messages = common.messages
    // Reading, then models and figures.
    let progress = Progress("valuing customers", total: 2, messages: messages)
    defer { progress.finish() }
    let book = try OrderBook(
      reading: try orders.source(data, format: format), threads: common.threadCount,
      logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    if at == nil { try book.checkTail(horizonDays: 365) }
    progress.advance()
    let result = try analysis.run(book.log)
    progress.finish()
    let currency = book.mapping.currency
    if let html {
      try OutputDestination(html).write(ValuePage(result.report, currency: currency).html)
    }
    if out != nil || !json.json { try write(result) }
    if json.json {
      try JSONOutput.write(result.report, to: .standardOutput)
    } else {
      let text = ValueText(result.report, currency: currency)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in result.report.notes { messages.note(note) }
    }
  }

  private var analysis: ValueAnalysis {
    var analysis = ValueAnalysis()
    analysis.model = model
    analysis.unit = timeUnit
    analysis.calibrationEnd = calibrationEnd
    analysis.at = at
    analysis.schedule = DiscountSchedule(months: months, yearlyRate: discountRate)
    analysis.marginRate = marginRate
    analysis.seed = common.seed
    analysis.replicates = intervals ? replicates : nil
    analysis.seed = common.seed
    analysis.threads = common.threadCount
    return analysis
  }

  private func write(_ result: ValueResult) throws {
    let writer = ValueWriter(
      hasMoney: result.report.hasMoney, hasIntervals: intervals, hasHoldout: withHoldout,
      isRawText: rawText)
    try writer.write(result.customers, to: try OutputDestination(out).open())
  }

  /// What customers under contract are worth.
  private func valueContracts(_ time: ContractBook.Time) throws {
    let messages = common.messages
    var source = ContractBook.Source(
      paths: data, time: time, amount: orders.others.amount ?? "")
    source.file = format.options
    source.customer = orders.customer
    source.by = CommaList.parts(contracts.by)
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    let book = try ContractBook(
      reading: source, threads: common.threadCount, logger: MessageLogHandler.logger(messages))
    try format.writeRejects(book.report, messages: messages)
    var value = ContractValue()
    value.schedule = DiscountSchedule(months: months, yearlyRate: discountRate)
    value.marginRate = marginRate ?? 1
    value.threads = common.threadCount
    let result = try value.run(book)
    let currency = orders.others.currency
    if let html {
      try OutputDestination(html).write(
        ContractValuePage(result.report, currency: currency).html)
    }
    if out != nil || !json.json {
      try ContractValueText.write(
        result.customers, isRawText: rawText, to: try OutputDestination(out).open())
    }
    if json.json {
      try JSONOutput.write(result.report, to: .standardOutput)
    } else {
      let text = ContractValueText(result.report, currency: currency)
      messages.say(text.text(isColored: Terminal.current.colorsError))
      for note in result.report.notes { messages.note(note) }
    }
  }
}
