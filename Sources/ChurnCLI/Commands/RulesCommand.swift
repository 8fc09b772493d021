internal import ArgumentParser
internal import Churn

/// `churn rules`: what a model goes by, as rules and as a ranking of features.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "The decision tree as readable rules, and how much each feature matters.",
    discussion: """
      A champion that is a tree shows its own rules. Beside any other, a small tree fitted to the \
      same rows is shown: it is for reading and scores nobody.

      Examples:
        churn rules models/shop
        churn rules models/shop --by leavers --limit 5
      """)

  @Argument(help: "The bundle's folder.")
  var bundle: String

  @Option(help: ArgumentHelp("Rank rules by lift or by number of leavers.", valueName: "order"))
  var by = RuleSet.Order.lift

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most rules to show. (default: 12; with --json all)", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Where to write. (default: stdout)", valueName: "file"))
  var out: String?

  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let limit, limit < 1 {
      throw ValidationError("--limit: expected 1 rule or more, got \(limit).")
    }
  }

  func run() throws {
    let loaded = try ModelBundle(reading: bundle)
    for warning in loaded.warnings { common.messages.warn(warning) }
    guard let text = RulesText(loaded, by: by, limit: limit) else {
      throw WrongFileError(
        """
        \(bundle): was trained before rules were kept in bundles. Train it anew to read its rules.
        """)
    }
    try OutputDestination(out).write(
      json.json ? text.json.text : text.text(isColored: out == nil && Terminal.current.colorsOutput)
    )
  }
}
