internal import ArgumentParser
internal import Churn

/// What is done for whom, and what was done before.
struct PlayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Playbooks: what can be done for whom, at what cost and effect; default = the usual ones. "
        + "(default: none)", valueName: "file"))
  var playbooks: String?

  @Option(
    help: ArgumentHelp(
      "Write the usual playbooks to this file, to be edited, and end. (default: none)",
      valueName: "file"))
  var writePlaybooks: String?

  @Option(
    help: ArgumentHelp(
      "Save rates learned by churn outcome; they go before those assumed. (default: none)",
      valueName: "file"))
  var saveRates: String?

  @Option(
    help: ArgumentHelp(
      "Earlier contacts: customer_id, day, and where known group, playbook, channel, cost. May be "
        + "given several times. (default: none)", valueName: "file"))
  var contacts: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --contacts: days to leave a customer alone after a contact.", valueName: "days"))
  var cooldown = 30

  /// The longest cooldown, in days.
  private static let longest = 36_500

  func validate() throws {
    if !(0...Self.longest).contains(cooldown) {
      throw ValidationError("--cooldown: expected 0 to \(Self.longest) days, got \(cooldown).")
    }
  }

  /// The playbooks asked for; nil = none.
  static func table(_ playbooks: String?) throws -> PlaybookTable? {
    guard let playbooks else { return nil }
    return playbooks == "default" ? .standard : try PlaybookTable.read(playbooks)
  }

  /// What earlier contacts leave open on a day.
  ///
  /// - Throws: `UsageError` where contacts are given and nobody knows the day of the list.
  func rules(at day: Day?, pressure: PlaybookTable.Pressure?, threads: Int) throws -> ContactRules {
    guard !contacts.isEmpty else { return .none }
    guard let day else {
      throw UsageError(
        "--contacts: how long ago they were depends on the day of the list, which these data do not "
          + "tell. Pass --at DATE.")
    }
    var history = ContactHistory.none
    for path in contacts {
      history = history.merging(try ContactHistory(reading: path, threads: threads))
    }
    return ContactRules(history: history, day: day, cooldownDays: cooldown, pressure: pressure)
  }
}
