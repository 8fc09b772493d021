internal import ArgumentParser
internal import Churn

/// Money assumptions; what is not given comes from the bundle, or is the default.
struct CostOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Money for contacting one customer. (default: the bundle's, else 0)", valueName: "money"))
  var contactCost: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Money for the incentive of a customer who accepts. (default: the bundle's, else 0)",
      valueName: "money"))
  var incentive: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of leavers whom a contact keeps. (default: the bundle's, else 0.1)",
      valueName: "share"))
  var saveRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin as a share of revenue. (default: the bundle's, else 1)", valueName: "share"))
  var marginRate: Double?

  /// The assumptions, those not given taken from `kept`.
  func costs(_ kept: RetentionCosts = .standard) throws -> RetentionCosts {
    try RetentionCosts(
      contactCost: contactCost ?? kept.contactCost, incentive: incentive ?? kept.incentive,
      saveRate: saveRate ?? kept.saveRate, marginRate: marginRate ?? kept.marginRate)
  }

  /// One line that says what is assumed.
  static func sentence(_ costs: RetentionCosts) -> String {
    "Assumed: contact \(HumanNumber.fixed(costs.contactCost)), "
      + "incentive \(HumanNumber.fixed(costs.incentive)), "
      + "\(HumanNumber.percent(costs.saveRate)) of leavers kept by a contact, "
      + "margin \(HumanNumber.percent(costs.marginRate)) of revenue."
  }
}
