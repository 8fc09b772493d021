internal import ArgumentParser
internal import Churn
internal import Foundation

/// `churn simulate`: a shop whose churn is known.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make a retail base with a known churn process; the truth lies in a file of its own.",
    discussion: """
      Writes orders.csv, customers.csv, events.csv, campaign.csv and, apart, truth.csv.

      Examples:
        churn simulate shop --customers 2000 --days 730 --seed 1
        churn simulate no-campaign --no-campaign --customers 500
      """)

  @Argument(help: "The folder to write to.")
  var folder: String

  @Option(help: ArgumentHelp("Customers who join.", valueName: "n"))
  var customers = 2000

  @Option(help: ArgumentHelp("Days recorded.", valueName: "days"))
  var days = 730

  @Option(help: ArgumentHelp("The first day.", valueName: "date"))
  var start = "2023-01-01"

  @Option(
    help: ArgumentHelp(
      "Day of the campaign, counted from the first; 150 days before the end when not given.",
      valueName: "day"))
  var campaignDay: Int?

  @Flag(help: "Make no campaign.")
  var noCampaign = false

  @Option(
    help: ArgumentHelp("Share of those due to leave whom a contact keeps.", valueName: "share"))
  var saveProbability = 0.3

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard let startDay = Day(iso: start) else {
      throw ValidationError("--start: expected a date such as 2023-01-01, got \"\(start)\".")
    }
    let simulation = RetailSimulation(
      customers: customers, days: days, startDay: startDay.number, seed: common.seed,
      campaignDay: noCampaign ? nil : campaignDay ?? -1, saveProbability: saveProbability)
    try simulation.write(to: URL(fileURLWithPath: folder), threads: common.threadCount)
    common.messages.say(
      "\(HumanNumber.count(customers, "customer")) over \(HumanNumber.count(days, "day")) "
        + "written to \(folder).")
  }
}
