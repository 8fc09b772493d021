internal import ArgumentParser
internal import Churn

/// The columns of a table of contracts, with which `churn value` goes by survival curves.
struct ContractValueOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Contracts: column of the months each customer was there. (default: none)",
      valueName: "column"))
  var duration: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: column of whether the customer left then. (default: none)", valueName: "column"))
  var event: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: its value that means leaving. (default: found for yes/no, 1/0 and the like)",
      valueName: "value"))
  var eventValue: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: column of the first day of service. (default: none)", valueName: "column"))
  var start: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: column of the first day without service. (default: none)", valueName: "column"))
  var end: String?

  @Option(
    help: ArgumentHelp(
      "Contracts: columns whose groups have survival curves of their own. (default: none)",
      valueName: "columns"))
  var by: String?

  /// Whether the data are contracts.
  var areGiven: Bool { duration != nil || event != nil || start != nil || end != nil }

  /// Fails for columns that do not go together.
  func check(amount: String?, calibrationEnd: Bool, at: Bool) throws {
    guard areGiven else {
      if by != nil || eventValue != nil {
        throw ValidationError(
          "\(by != nil ? "--by" : "--event-value"): for contracts only; pass --duration and --event, "
            + "or --start and --end, too.")
      }
      return
    }
    if duration != nil || event != nil, start != nil || end != nil {
      throw ValidationError("Pass --duration and --event, or --start and --end, not both.")
    }
    if (duration == nil) != (event == nil) {
      throw ValidationError("--duration and --event go together; one of them is missing.")
    }
    if (start == nil) != (end == nil) {
      throw ValidationError("--start and --end go together; one of them is missing.")
    }
    if amount == nil || amount == "none" {
      throw ValidationError("--amount COLUMN is missing: the money a customer brings a month.")
    }
    if calibrationEnd { throw ValidationError("--calibration-end: for orders only.") }
    if at, start == nil { throw ValidationError("--at: a table of durations has no days.") }
  }

  /// What tells how long customers stayed; nil when the data are orders.
  func time(at: Day?) -> ContractBook.Time? {
    if let duration, let event {
      return .duration(column: duration, event: event, eventValue: eventValue)
    }
    if let start, let end { return .dates(start: start, end: end, at: at) }
    return nil
  }
}
