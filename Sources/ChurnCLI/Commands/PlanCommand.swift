internal import ArgumentParser
internal import Churn
internal import ChurnReports

/// `churn plan`: how many to hold out, and what a campaign may bring.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "How many to hold out so that the outcome can be told, and what a campaign may bring.",
    discussion: """
      Power and sample sizes are those of comparing two shares: who leaves without a contact, and \
      who leaves all the same with one. A list or scores bring the customers, their risk and the \
      money at stake; without them pass --base-rate and --customers.

      Examples:
        churn plan --list list.csv --save-rate 0.1 --contact-cost 1 --html plan.html
        churn plan --base-rate 0.4 --customers 5000 --value 80 --contact-cost 1
      """)

  @Option(
    help: ArgumentHelp("A list that churn at-risk wrote. (default: none)", valueName: "file"))
  var list: String?

  @Option(
    help: ArgumentHelp("Scores that churn score wrote. (default: none)", valueName: "file"))
  var scores: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of customers who leave without a contact. (default: the mean of the list)",
      valueName: "share"))
  var baseRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Customers who may be contacted. (default: those of the list)", valueName: "n"))
  var customers: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of leavers whom a contact keeps. (default: by --save-rates, else 0.1)",
      valueName: "share"))
  var saveRate: Double?

  @Option(
    help: ArgumentHelp(
      "Save rates that churn outcome wrote; how sure they are widens the band. (default: none)",
      valueName: "file"))
  var saveRates: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share to hold out. (default: the smallest that is enough)", valueName: "share"))
  var holdout: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often the effect shall show.", valueName: "share"))
  var power = 0.8

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("One less how often chance may be taken for an effect.", valueName: "share"))
  var level = 0.95

  @Flag(help: "Look for a gain only, not for harm. (default: off)")
  var oneSided = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin that a customer who is kept brings. (default: the list's value at risk)",
      valueName: "money"))
  var value: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard deviation of a customer's margin, for the power to see money. (default: none)",
      valueName: "money"))
  var deviation: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Money for contacting one customer; a list's own cost comes first.", valueName: "money"))
  var contactCost = 0.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Money for each customer who is kept.", valueName: "money"))
  var incentive = 0.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Days that customers are watched after the contacts.", valueName: "n"))
  var days = 90

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Customers who can be added each month, to tell how long it takes. (default: none)",
      valueName: "n"))
  var perMonth: Double?

  @Option(help: ArgumentHelp("What money is in; a label. (default: none)", valueName: "text"))
  var currency: String?

  @Option(
    help: ArgumentHelp(
      "Where to write what each share of hold-outs shows. (default: stdout; with --json nowhere)",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with pictures to this file. (default: none)", valueName: "file"))
  var html: String?

  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if list != nil, scores != nil {
      throw ValidationError("--list and --scores both say who the customers are: pass one.")
    }
    if list == nil, scores == nil, baseRate == nil {
      throw ValidationError("Pass --list FILE, --scores FILE, or --base-rate SHARE.")
    }
    if saveRate != nil, saveRates != nil {
      throw ValidationError("--save-rate and --save-rates both say what a contact keeps: pass one.")
    }
  }

  func run() throws {
    let messages = common.messages
    let report = try plan().report()
    if let html { try OutputDestination(html).write(PlanPage(report, currency: currency).html) }
    if out != nil || !json.json { try PlanText.writeCSV(report, to: OutputDestination(out)) }
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = PlanText(report, currency: currency, isColored: Terminal.current.colorsError)
      messages.say(text.text)
      for note in report.notes { messages.note(note) }
    }
  }

  private func plan() throws -> CampaignPlan {
    var plan = CampaignPlan(
      baseRate: baseRate, saveRate: saveRate ?? RetentionCosts.standard.saveRate)
    if let saveRates {
      let rates = try SaveRates(reading: saveRates)
      guard let rate = rates.rate(playbook: "", segment: "") else {
        throw UsageError("--save-rates: \(saveRates) has no rate over all.")
      }
      plan.saveRate = rate
      plan.deviation = rates.deviation ?? plan.deviation
    }
    if let path = list ?? scores {
      plan.list = try PlannedList(reading: path, threads: common.threadCount)
    }
    plan.customers = customers
    plan.holdOut = holdout
    plan.power = power
    plan.level = level
    plan.isOneSided = oneSided
    plan.customerValue = value
    plan.marginDeviation = deviation
    plan.contactCost = contactCost
    plan.incentive = incentive
    plan.windowDays = days
    plan.perMonth = perMonth
    plan.seed = common.seed
    return plan
  }
}
