public import ArgumentParser
internal import Churn
public import ChurnModels

/// The days in which customers could show what they do.
struct OutcomeWindowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The day of the contacts, the first that counts. (required with a list; default: none)",
      valueName: "date"))
  var after: Day?

  @Option(
    help: ArgumentHelp(
      "The last day that counts. (default: by --days, else the end of the data)", valueName: "date")
  )
  var until: Day?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many days count. (default: by --until, else up to the end of the data)",
      valueName: "n"))
  var days: Int?

  func validate() throws {
    if until != nil, days != nil {
      throw ValidationError("--until and --days both say where the window ends: pass one.")
    }
  }
}

/// What the columns of a ready table of a test mean.
struct OutcomeTableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A ready table of a randomised test, one row a customer. (default: none)",
      valueName: "file"))
  var table: String?

  @Option(
    help: ArgumentHelp("Column of the group of each row. (default: none)", valueName: "column"))
  var arm: String?

  @Option(
    help: ArgumentHelp("The group that was left alone. (default: none)", valueName: "value"))
  var control: String?

  @Option(
    help: ArgumentHelp(
      "Columns of what customers did: 0/1 or words of a known pair, or numbers. (default: none)",
      valueName: "columns"))
  var outcome: String?

  @Option(
    help: ArgumentHelp(
      "Columns of what was known before, to take into account. (default: none)",
      valueName: "columns"))
  var covariates: String?

  @Option(
    help: ArgumentHelp(
      "Column of the stratum within which rows were drawn. (default: none)", valueName: "column"))
  var stratum: String?

  /// An option that is given without a table.
  var misplaced: String? {
    let given: [(String, Bool)] = [
      ("--arm", arm != nil), ("--control", control != nil), ("--outcome", outcome != nil),
      ("--covariates", covariates != nil), ("--stratum", stratum != nil),
    ]
    return table == nil ? given.first(where: \.1)?.0 : nil
  }
}

/// How sure to be, and which of several looks this is.
struct OutcomeCertaintyOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of intervals that hold the truth.", valueName: "share"))
  var level = 0.95

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Which of several looks this is, from 1; needs --of. (default: the only one)",
      valueName: "n"))
  var look: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many looks are planned; needs --look. (default: 1)", valueName: "n"))
  var of: Int?

  @Option(
    help: ArgumentHelp(
      "How looks share the error: obrien-fleming (early ones must be overwhelming) or pocock.",
      valueName: "name"))
  var spending = SequentialLooks.Spending.obrienFleming

  @Option(
    help: ArgumentHelp(
      "Share of all information at each look so far, such as 0.3,0.6. (default: even steps)",
      valueName: "shares"))
  var information: String?

  func validate() throws {
    if (look == nil) != (of == nil) {
      throw ValidationError("--look K and --of N belong together.")
    }
    if information != nil, look == nil {
      throw ValidationError("--information needs --look and --of.")
    }
    _ = try shares()
  }

  /// The settings as the engine takes them.
  var certainty: OutcomeCertainty {
    get throws {
      var certainty = OutcomeCertainty()
      certainty.level = level
      certainty.look = look.flatMap { look in of.map { (number: look, of: $0) } }
      certainty.information = try shares()
      certainty.spending = spending
      return certainty
    }
  }

  private func shares() throws -> [Double]? {
    guard let information else { return nil }
    return try CommaList.parts(information).map { part in
      guard let share = Double(part), share > 0, share <= 1 else {
        throw ValidationError(
          "--information: expected shares over 0 and up to 1, got \"\(part)\".")
      }
      return share
    }
  }
}

/// What a campaign cost.
struct OutcomeMoneyOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Money for contacting one customer. (default: the list's contact_cost, else 0)",
      valueName: "money"))
  var contactCost: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Money for each contacted customer who ordered in the window. (default: 0)",
      valueName: "money"))
  var incentive: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Margin as a share of revenue. (default: by the margin column, else 1)", valueName: "share"))
  var marginRate: Double?

  func validate() throws {
    for (option, money) in [("--contact-cost", contactCost), ("--incentive", incentive)] {
      if let money, !(money >= 0 && money.isFinite) {
        throw ValidationError("\(option): expected a sum of money of 0 or more, got \(money).")
      }
    }
    if let marginRate, !(0...1).contains(marginRate) {
      throw ValidationError("--margin-rate: expected a share from 0 to 1, got \(marginRate).")
    }
  }
}

extension SequentialLooks.Spending: ExpressibleByArgument {}
