public import ArgumentParser
public import Churn

/// Which training rows a contact may have changed, and what becomes of them.
struct TreatmentOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who was contacted when: customer_id, day and group (contact or holdout). (default: none)",
      valueName: "file"))
  var contacts: String?

  @Option(
    help: ArgumentHelp(
      "Training rows whose outcome a contact may have changed: keep, drop, or reweight others of "
        + "their cutoff and risk in their place. (default: keep)", valueName: "policy"))
  var treated: TreatedRowPolicy?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Days before a cutoff within which a contact still counts. (default: 30)",
      valueName: "days"))
  var contactReach: Int?

  func validate() throws {
    if contacts == nil, treated != nil || contactReach != nil {
      throw ValidationError(
        "\(treated != nil ? "--treated" : "--contact-reach") needs --contacts FILE.")
    }
    if let contactReach, !(0...Horizon.longest).contains(contactReach) {
      throw ValidationError(
        "--contact-reach: expected 0 to \(Horizon.longest) days, got \(contactReach).")
    }
  }

  /// The contacts; nil where none are given.
  func history(threads: Int) throws -> ContactHistory? {
    guard let contacts else { return nil }
    return try ContactHistory(reading: contacts, threads: threads)
  }
}

extension TreatedRowPolicy: ExpressibleByArgument {}
