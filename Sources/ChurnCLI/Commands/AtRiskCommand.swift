internal import ArgumentParser
internal import Churn

/// `churn at-risk`: whom to contact, and where contacting stops to pay.
struct AtRiskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "at-risk",
    abstract: "The list to contact, ranked by expected net value and cut where it stops paying.",
    discussion: """
      Examples:
        churn at-risk models/shop orders.csv --contact-cost 1 --out list.csv
        churn at-risk models/shop orders.csv --playbooks default --why-not why.csv
      """)

  @Argument(help: ArgumentHelp("The bundle's folder, then the data.", valueName: "bundle data"))
  var inputs: [String] = []

  @Option(
    help: ArgumentHelp(
      "Scores written by churn score, in place of bundle and data. (default: none)",
      valueName: "file"))
  var scores: String?

  @Option(
    help: ArgumentHelp(
      "The day to stand at. (default: the end of the data)",
      valueName: "date"))
  var at: Day?

  @Option(help: ArgumentHelp("Where to write. (default: stdout)", valueName: "file"))
  var out: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most money to spend. (default: no limit)", valueName: "money"))
  var budget: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most customers to contact. (default: no limit)", valueName: "n"))
  var limit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The least net value a contact must be expected to bring. (default: over 0)",
      valueName: "money"))
  var minValue: Double?

  @Option(help: ArgumentHelp("Only customers of this segment. (default: all)", valueName: "name"))
  var segment: String?

  @Option(
    help: ArgumentHelp(
      "Only customers who meet this, such as \"recency_days > 60 and orders_365 >= 3\". "
        + "(default: all)", valueName: "condition"))
  var `where`: String?

  @Option(
    help: ArgumentHelp(
      "Write every customer who is not on the list, and why, to this file. (default: none)",
      valueName: "file"))
  var whyNot: String?

  @Option(
    help: ArgumentHelp(
      "Say why this customer is on the list or not, in place of the list. (default: none)",
      valueName: "id"))
  var explain: String?

  @Option(
    help: ArgumentHelp(
      "A file of ids that must not be contacted. (default: none)", valueName: "file"))
  var suppress: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the list left alone, to measure the effect by; with playbooks exactly so many of "
        + "each playbook and risk band.",
      valueName: "share"))
  var holdout = 0.1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rank by the probability to be called lost within so many days. (default: the bundle's churn "
        + "probability)", valueName: "days"))
  var horizon: Int?

  @Flag(help: "Write texts bare, without the apostrophe that protects spreadsheets. (default: off)")
  var rawText = false

  @OptionGroup(title: "Playbooks and contacts") var play: PlayOptions
  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var reading: FileFormatOptions
  @OptionGroup(title: "Money") var money: CostOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if play.writePlaybooks != nil {
      if scores != nil || !inputs.isEmpty {
        throw ValidationError("--write-playbooks writes playbooks and no list: leave the data out.")
      }
      return
    }
    if scores == nil, inputs.count < 2 {
      throw ValidationError("Name a bundle and data, or pass --scores FILE.")
    }
    if scores != nil, !inputs.isEmpty {
      throw ValidationError("--scores takes the place of bundle and data: leave those out.")
    }
    if let limit, limit < 0 {
      throw ValidationError("--limit: expected 0 or more customers, got \(limit).")
    }
    if let horizon, !(1...Horizon.longest).contains(horizon) {
      throw ValidationError(
        "--horizon: expected 1 to \(Horizon.longest) days, got \(horizon).")
    }
    for (option, money) in [("--budget", budget), ("--min-value", minValue)] {
      if let money, !(money >= 0 && money.isFinite) {
        throw ValidationError("\(option): expected money of 0 or more, got \(money).")
      }
    }
    if !(holdout >= 0 && holdout < 1) {
      throw ValidationError("--holdout: expected a share from 0 to under 1, got \(holdout).")
    }
  }

  func run() throws {
    let messages = common.messages
    if let path = play.writePlaybooks {
      try OutputDestination(path).write(PlaybookTable.standardYAML)
      return
    }
    let condition = try ListRequest.condition(self.where)
    let table = try PlayOptions.table(play.playbooks)
    let request = try request(messages, wantsColumns: condition != nil || table != nil)
    if let segment { try SegmentName.check(segment, in: request.candidates) }
    let rates = try play.saveRates.map { try SaveRates(reading: $0) }
    var limits = AtRiskList.Limits(
      budget: budget, contacts: limit, minimumNetValue: minValue, segment: segment,
      suppression: try suppress.map(SuppressionFile.read) ?? .none)
    limits.rules = try play.rules(
      at: request.day, pressure: table?.pressure, threads: common.threadCount)
    limits.saveRates = rates
    var columns: CandidateColumns?
    if condition != nil || table != nil {
      columns = try request.columns(
        wanted: (condition?.columnNames ?? []) + (table?.columnNames ?? []),
        threads: common.threadCount, messages: messages)
    }
    if let condition, let columns {
      limits.meets = try ListRequest.matches(condition, columns, messages: messages)
    }
    let holdOut = HoldOut(share: holdout, seed: common.seed) ?? .none
    var options: PlaybookOptions?
    var list: AtRiskList
    if let table, let columns {
      let found = try request.options(
        table, columns: columns, saveRates: rates, rules: limits.rules,
        threads: common.threadCount, messages: messages)
      list = try AtRiskList(request.candidates, playing: found, limits: limits, holdOut: holdOut)
      options = found
    } else {
      list = try AtRiskList(
        request.candidates, costs: request.costs, limits: limits, holdOut: holdOut)
    }
    let skipped = request.scored?.base.skipped ?? []
    if let whyNot {
      try WhyNotWriter(list: list, skipped: skipped, isRawText: rawText).write(whyNot)
    }
    if let explain {
      let text = try ListExplanation(
        id: explain, list: list, candidates: request.candidates, skipped: skipped,
        options: options)
      let destination = OutputDestination(out)
      try destination.write(json.json ? text.json.text : text.text)
      return
    }
    if let base = request.scored?.base { list = try list.adding(reasons: base.reasons) }
    let writer = AtRiskWriter(
      list: list, isRawText: rawText, options: options, day: request.day)
    if json.json {
      try OutputDestination.standardOutput.write(writer.json.text)
      if let out { try writer.writeCSV(to: try OutputDestination(out).open()) }
    } else {
      try writer.writeCSV(to: try OutputDestination(out).open())
    }
    writer.say(request.costs, to: messages)
  }

  /// Reads or makes the scores.
  private func request(_ messages: Messages, wantsColumns: Bool) throws -> ListRequest {
    if let scores {
      return ListRequest(
        try ScoresFile(
          reading: scores, horizon: horizon, wantsColumns: wantsColumns,
          threads: common.threadCount), costs: try money.costs(), day: at)
    }
    var questions = OutlookQuestions()
    questions.rankedWithin = horizon
    return ListRequest(
      try BundleScoring(
        bundle: inputs[0], data: Array(inputs.dropFirst()), at: at, orders: orders, table: table,
        reading: reading, money: money, common: common, questions: questions
      ).base(messages, listsSkipped: whyNot != nil || explain != nil))
  }
}
