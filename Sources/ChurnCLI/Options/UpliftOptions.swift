internal import ArgumentParser
internal import Churn
internal import ChurnModels

/// Which columns of a campaign table say what was done and what came of it.
struct CampaignColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column of what was done to each customer, drawn at random. (required)", valueName: "column"))
  var arm: String

  @Option(
    help: ArgumentHelp(
      "Its value for the customers left alone. (required)", valueName: "value"))
  var control: String

  @Option(
    help: ArgumentHelp(
      "Column of what each did afterwards: yes or no, or an amount such as money. (required)",
      valueName: "column"))
  var outcome: String

  @Option(
    help: ArgumentHelp(
      "The value of the outcome that means yes. (default: found for yes/no, 1/0 and the like)",
      valueName: "value"))
  var positive: String?

  @Flag(
    help: "Less of the outcome is better, as of churn: a contact is to lower it. (default: off)")
  var lowerIsBetter = false

  @Option(
    help: ArgumentHelp(
      "Arms to compare with the control, by commas. (default: each of them)", valueName: "values"))
  var treatment: String?

  @Option(
    help: ArgumentHelp(
      "Column of a risk to compare with. (default: the outcome expected when left alone)",
      valueName: "column"))
  var risk: String?

  @Option(
    help: ArgumentHelp(
      "Column of the customer's id. (default: the number of the row)", valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp("Columns not to learn from. (default: none)", valueName: "columns"))
  var drop: String?

  @Option(
    help: ArgumentHelp(
      "Columns to learn from though they look as if known only afterwards. (default: none)",
      valueName: "columns"))
  var keep: String?

  @Option(
    help: ArgumentHelp(
      "Columns to read as categories. (default: by content)", valueName: "columns"))
  var categorical: String?

  @Option(
    help: ArgumentHelp("Columns to read as numbers. (default: by content)", valueName: "columns"))
  var numeric: String?

  /// Where the campaign is and how it is read.
  func source(_ paths: [String], format: FileFormatOptions) -> ArmTable.Source {
    var source = ArmTable.Source(
      table: table(paths, format: format), arm: arm, control: control, outcome: outcome)
    source.positive = positive
    source.risk = risk
    source.kept = CommaList.parts(keep)
    return source
  }

  /// A table of customers, read as the campaign is.
  func table(_ paths: [String], format: FileFormatOptions) -> TableBook.Source {
    var flags = TableSchema.Flags(label: nil)
    flags.id = id
    flags.drop = CommaList.parts(drop)
    flags.categorical = CommaList.parts(categorical)
    flags.numeric = CommaList.parts(numeric)
    var source = TableBook.Source(paths: paths, flags: flags)
    source.file = format.options
    source.maxRejectShare = format.maxRejects
    source.keepsRejects = format.rejects != nil
    return source
  }
}

/// How uplift is learned and what it is worth.
struct UpliftLearningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is learned: two-model (one of each arm) or transformed-outcome (the difference).",
      valueName: "method"))
  var method = UpliftAnalysis.Method.twoModel

  @Option(
    help: ArgumentHelp("What learns: logistic, forest or boosting.", valueName: "learner"))
  var learner = OutcomeLearner.Kind.logistic

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Parts of the customers, each told by models learned from the others.", valueName: "n"))
  var folds = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Samples drawn for the intervals of Qini and AUUC.", valueName: "n"))
  var replicates = 500

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Money a contact costs. (default: none is spoken of)", valueName: "money"))
  var cost: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Money that one more outcome is worth. (default: 1 for amounts, else none is spoken of)",
      valueName: "money"))
  var value: Double?

  func validate() throws {
    if !(2...50).contains(folds) {
      throw ValidationError("--folds: expected 2 to 50, got \(folds).")
    }
    if !(20...100_000).contains(replicates) {
      throw ValidationError("--replicates: expected 20 to 100000, got \(replicates).")
    }
    for (option, money) in [("--cost", cost), ("--value", value)] {
      if let money, !(money >= 0 && money.isFinite) {
        throw ValidationError("\(option): expected money of 0 or more, got \(money).")
      }
    }
  }
}
