internal import ArgumentParser
internal import Churn

/// Columns of a ready table of lifetimes.
struct LifetimeTableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column of how long each row was observed; makes the data a ready table. (default: none)",
      valueName: "column"))
  var duration: String?

  @Option(
    help: ArgumentHelp(
      "Column of whether the row left then. (default: none)", valueName: "column"))
  var event: String?

  @Option(
    help: ArgumentHelp(
      "The value of the event column that means leaving. (default: found for yes/no, 1/0, 2/1)",
      valueName: "value"))
  var eventValue: String?

  @Option(
    help: ArgumentHelp(
      "Column of the time at which each row came under observation. (default: from 0)",
      valueName: "column"))
  var entry: String?

  @Option(
    help: ArgumentHelp(
      "Column of how often each row counts. (default: once)", valueName: "column"))
  var weight: String?

  @Option(
    help: ArgumentHelp("What durations are in; a label. (default: none)", valueName: "text"))
  var unit: String?

  /// Whether any of them is given.
  var isUsed: Bool { duration != nil || event != nil }
}

/// Columns of a table of contracts.
struct ContractOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column of the first day of service; makes the data contracts. (default: none)",
      valueName: "column"))
  var start: String?

  @Option(
    help: ArgumentHelp(
      "Column of the first day without service, blank while active. (default: none)",
      valueName: "column"))
  var end: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Contracts of one customer are merged over gaps of up to so many days. (default: 0)",
      valueName: "days"))
  var allowedGap: Int?

  @Option(
    help: ArgumentHelp(
      "The day from which everybody active is listed; who began before enters late. "
        + "(default: from the beginning)", valueName: "date"))
  var listedFrom: Day?

  /// Whether any of them is given.
  var isUsed: Bool { start != nil || end != nil }
}

/// How lifetimes are made of orders.
struct OrderLifetimeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What ends a lifetime made of orders: churn or next-order. (default: churn)",
      valueName: "what"))
  var of: OrderLifetimes.Ending?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Churn is a longer silence than so many days; auto as in train. (default: auto)",
      valueName: "days|auto"))
  var horizon: String?

  @Option(
    help: ArgumentHelp(
      "Whether a churn is dated at the last order or at its detection, a horizon later. "
        + "(default: last-order)",
      valueName: "day"))
  var dated: OrderLifetimes.Dating?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Nobody is called new within so many days after the data begin; auto: the horizon. "
        + "(default: auto)",
      valueName: "days|auto"))
  var burnIn: String?

  @Option(
    help: ArgumentHelp(
      "Column of the customers file: since when each is one. (default: the first order seen)",
      valueName: "column"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "The day at which --by segment stands and from which time runs. "
        + "(default: in the middle of the data)", valueName: "date"))
  var landmark: Day?

  /// Days of `--burn-in`.
  func burnInDays() throws -> OrderLifetimes.BurnIn {
    guard let burnIn, burnIn != "auto" else { return .auto }
    guard let days = Int(burnIn), (0...Horizon.longest).contains(days) else {
      throw ValidationError(
        "--burn-in: expected auto or 0 to \(Horizon.longest) days, got \"\(burnIn)\".")
    }
    return .days(days)
  }
}
