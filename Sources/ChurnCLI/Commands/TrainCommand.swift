internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn train`: from data to a bundle.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn who leaves from a history of orders or a ready table, test it, save a bundle.",
    discussion: """
      Examples:
        churn train orders.csv --out models/shop --horizon 90
        churn train telco.csv --label Churn --id customerID --out models/telco
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @Option(help: ArgumentHelp("The folder to write the bundle to; required.", valueName: "bundle"))
  var out: String

  @Flag(help: "Replace a bundle that stands there. (default: off)")
  var force = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Days without an order that count as churn, or auto: the shortest silence after which at "
        + "most 10 % return.", valueName: "days|auto"))
  var horizon = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days the team needs between the cutoff and the horizon.", valueName: "days")
  )
  var gap = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Cutoffs: monthly (the first of each month), or every N days back from the end.",
      valueName: "monthly|n"))
  var snapshots = "monthly"

  @Option(
    help: ArgumentHelp(
      "The test cutoff. (default: the last one that has matured)",
      valueName: "date"))
  var testAt: Day?

  @Option(
    help: ArgumentHelp(
      "The day after the last that counts. (default: the end of the data)", valueName: "date"))
  var at: Day?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days of data before the first cutoff.", valueName: "days"))
  var minHistory = 90

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
      "Kinds of model to train; the simplest within one standard error of the best is kept.",
      valueName: "list"))
  var models = ModelKind.listText

  @Option(
    help: ArgumentHelp(
      "What the champion is chosen by: log-loss, pr-auc or profit.", valueName: "metric"))
  var metric = ChampionMetric.logLoss

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Combinations of settings to try for forest and boosting, beside the defaults.",
      valueName: "n"))
  var search = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of a ready table set apart as the test.", valueName: "share"))
  var testShare = 0.2

  @Option(
    help: ArgumentHelp(
      "Write id and part of each row of a ready table. (default: none)", valueName: "file"))
  var writeSplit: String?

  @Option(
    help: ArgumentHelp("The bundle's name. (default: the folder's name)", valueName: "text"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "A YAML list of the features to use. (default: all that the data can feed)",
      valueName: "file"))
  var features: String?

  @Flag(help: "Use columns that tell the label away. (default: off)")
  var allowLeaks = false

  @Flag(
    help: ArgumentHelp(
      "Keep customers apart as well as time wherever models are compared, and judge the test once "
        + "more by models that never saw its customers. (default: off)"))
  var byCustomer = false

  @OptionGroup(title: "Contacts") var contacts: TreatmentOptions

  @Flag(help: "Learn again from everything after the test; the result is untested. (default: off)")
  var refit = false

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Groups") var groups: GroupOption
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup(title: "Money") var money: CostOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    _ = try DaysArgument.horizon(horizon)
    _ = try DaysArgument.schedule(snapshots)
    _ = try activeWithin.map(DaysArgument.activeWithin)
    for (option, days) in [
      ("--gap", gap), ("--min-history", minHistory), ("--min-tenure", minTenure),
    ]
    where !(0...Horizon.longest).contains(days) {
      throw ValidationError("\(option): expected 0 to \(Horizon.longest) days, got \(days).")
    }
    if !(0...1000).contains(search) {
      throw ValidationError("--search: expected 0 to 1000 combinations, got \(search).")
    }
    if byCustomer, table.label != nil {
      throw ValidationError(
        "--by-customer: a ready table has one row a customer, so customers are apart already.")
    }
    if contacts.contacts != nil, table.label != nil {
      throw ValidationError(
        "--contacts: a ready table has no cutoffs that a contact could fall near.")
    }
    if !(testShare > 0 && testShare < 1) {
      throw ValidationError("--test-share: expected a share between 0 and 1, got \(testShare).")
    }
  }

  func run() throws {
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    let costs = try money.costs()
    let kinds = try ModelKind.list(models)
    try BundlePlace.check(out, isForced: force)
    // Reading, then the steps that the trainers announce.
    let progress = Progress(
      "training", total: (table.label != nil ? 3 : 4) + kinds.count, messages: messages)
    defer { progress.finish() }
    let result: TrainingResult
    if table.label != nil {
      var source = table.source(data, time: orders.time, format: format)
      source.groups = groups.names
      let book = try TableBook(reading: source, threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      var trainer = TableTrainer()
      trainer.testShare = testShare
      trainer.models = kinds
      trainer.metric = metric
      trainer.search = search
      trainer.costs = costs
      trainer.name = bundleName
      trainer.allowsLeaks = allowLeaks
      trainer.refits = refit
      trainer.file = format.options
      trainer.seed = common.seed
      trainer.threads = common.threadCount
      result = try trainer.train(book, logger: logger) { _ in progress.advance() }
    } else {
      var source = try orders.source(data, format: format)
      source.droppedAttributes = CommaList.parts(table.drop)
      source.groups = groups.names
      let book = try OrderBook(reading: source, threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      messages.say("Columns:")
      for line in book.mappingLines { messages.say("  \(line)") }
      result = try orderTrainer(costs, kinds).train(book, logger: logger) {
        _ in progress.advance()
      }
    }
    progress.finish()
    try result.bundle.write(to: out, isForced: force, report: ReportPage(result).html)
    if let writeSplit { try write(result.split, to: writeSplit) }
    if json.json {
      try JSONOutput.write(result.report, to: .standardOutput)
    } else {
      TrainingSummary(result.report, costs: costs).say(to: messages)
      messages.say("Bundle written to \(out).")
    }
  }

  private func orderTrainer(_ costs: RetentionCosts, _ kinds: [ModelKind]) throws -> OrderTrainer {
    var trainer = OrderTrainer()
    trainer.horizon = try DaysArgument.horizon(horizon)
    trainer.gapDays = gap
    trainer.schedule = try DaysArgument.schedule(snapshots)
    trainer.testAt = testAt
    trainer.end = at
    trainer.minHistoryDays = minHistory
    trainer.activeWithin = try activeWithin.map(DaysArgument.activeWithin)
    trainer.minTenureDays = minTenure
    trainer.models = kinds
    trainer.metric = metric
    trainer.search = search
    trainer.costs = costs
    trainer.name = bundleName
    trainer.featureNames = try features.map(FeatureListFile.read)
    trainer.keepsCustomersApart = byCustomer
    trainer.refits = refit
    trainer.contacts = try contacts.history(threads: common.threadCount)
    trainer.treatedRows = contacts.treated ?? .keep
    trainer.contactReachDays = contacts.contactReach ?? trainer.contactReachDays
    trainer.allowsLeaks = allowLeaks
    trainer.seed = common.seed
    trainer.threads = common.threadCount
    return trainer
  }

  private var bundleName: String {
    name ?? out.split(separator: "/").last.map(String.init) ?? "churn"
  }

  private func write(_ split: [(id: String, part: String)], to path: String) throws {
    var writer = CSVWriter(try OutputDestination(path).open())
    try writer.header(["id", "part"])
    for row in split {
      writer.text(row.id)
      writer.text(row.part)
      try writer.endRow()
    }
    try writer.commit()
  }
}
