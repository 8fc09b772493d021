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
        churn at-risk --scores scores.csv --budget 500 --suppress asked-not-to.csv
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
      "A file of ids that must not be contacted. (default: none)", valueName: "file"))
  var suppress: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the list left alone, to measure the effect by.",
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

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var reading: FileFormatOptions
  @OptionGroup(title: "Money") var money: CostOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
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
    let candidates: [AtRiskList.Candidate]
    let costs: RetentionCosts
    var base: ScoredBase?
    if let scores {
      costs = try money.costs()
      candidates = try ScoresFile.read(
        scores, horizon: horizon, threads: common.threadCount)
    } else {
      var questions = OutlookQuestions()
      questions.rankedWithin = horizon
      let (scored, assumed) = try BundleScoring(
        bundle: inputs[0], data: Array(inputs.dropFirst()), at: at, orders: orders, table: table,
        reading: reading, money: money, common: common, questions: questions
      ).base(messages)
      base = scored
      costs = assumed
      candidates = scored.customers.map { customer in
        AtRiskList.Candidate(
          id: customer.id, churnProbability: customer.probability,
          valueAtRisk: customer.valueAtRisk, segment: customer.stage?.rawValue ?? "")
      }
    }
    if let segment { try SegmentName.check(segment, in: candidates) }
    var list = try AtRiskList(
      candidates, costs: costs,
      limits: AtRiskList.Limits(
        budget: budget, contacts: limit, minimumNetValue: minValue, segment: segment,
        suppression: try suppress.map(SuppressionFile.read) ?? .none),
      holdOut: HoldOut(share: holdout, seed: common.seed) ?? .none)
    if let base { list = try list.adding(reasons: base.reasons) }
    let writer = AtRiskWriter(list: list, isRawText: rawText)
    if json.json {
      try OutputDestination.standardOutput.write(writer.json.text)
      if let out { try writer.writeCSV(to: try OutputDestination(out).open()) }
    } else {
      try writer.writeCSV(to: try OutputDestination(out).open())
    }
    writer.say(costs, to: messages)
  }
}
