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

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Customers who join.", valueName: "n"))
  var customers = 2000

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Days recorded.", valueName: "days"))
  var days = 730

  @Option(
    help: ArgumentHelp("The first day, of 1900 to 2188. (default: 2023-01-01)", valueName: "date"))
  var start: Day?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Day of the campaign, counted from the first. (default: 150 days before the end)",
      valueName: "day"))
  var campaignDay: Int?

  @Flag(help: "Make no campaign. (default: off)")
  var noCampaign = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of those due to leave whom a contact keeps.", valueName: "share"))
  var saveProbability = 0.3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the customers aimed at who are contacted; the others are held out.",
      valueName: "share"))
  var contactShare = 0.8

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try Self.check("--customers", customers, in: 1...20_000_000)
    try Self.check("--days", days, in: 30...10_000)
    try Self.check("--campaign-day", campaignDay ?? 1, in: 1...days)
    for (option, share) in [
      ("--save-probability", saveProbability), ("--contact-share", contactShare),
    ] where !(0...1).contains(share) {
      throw ValidationError("\(option): expected a share from 0 to 1, got \(share).")
    }
    if let start, !(-25_567...80_000).contains(start.number) {
      throw ValidationError("--start: expected a day of 1900 to 2188, got \(start).")
    }
  }

  private static func check(_ option: String, _ value: Int, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ValidationError(
        "\(option): expected \(range.lowerBound) to \(range.upperBound), got \(value).")
    }
  }

  func run() throws {
    let simulation = RetailSimulation(
      customers: customers, days: days, startDay: start?.number ?? 19_358, seed: common.seed,
      campaignDay: noCampaign ? nil : campaignDay ?? -1, contactShare: contactShare,
      saveProbability: saveProbability)
    try simulation.write(to: URL(fileURLWithPath: folder), threads: common.threadCount)
    common.messages.say(
      "\(HumanNumber.count(customers, "customer")) over \(HumanNumber.count(days, "day")) "
        + "written to \(folder).")
  }
}
