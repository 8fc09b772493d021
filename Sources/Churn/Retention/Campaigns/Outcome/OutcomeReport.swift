public import ChurnModels
public import ChurnData

/// What a campaign brought: each treated group beside the one that was left alone.
public struct OutcomeReport: Sendable, Equatable, Encodable {
  /// The days in which customers could show what they do.
  public struct Window: Sendable, Equatable, Encodable {
    /// The first day, that of the contacts.
    public let after: Day
    /// The last day.
    public let lastDay: Day
    /// How many days.
    public let days: Int
  }

  /// One of several looks that were planned.
  public struct Look: Sendable, Equatable, Encodable {
    /// The number of this look, from 1.
    public let look: Int
    /// How many are planned.
    public let of: Int
    /// How the error is spent over looks.
    public let spending: String
    /// The share of the information that this look sees.
    public let information: Double
    /// How many standard errors a difference must reach.
    public let boundary: Double
  }

  /// What was gained from a treated group, over all who were treated.
  public struct Gains: Sendable, Equatable, Encodable {
    /// Customers who are still there because of it.
    public let customersSaved: Estimate
    /// The share of those who would have left whom it kept; nil where nobody left.
    public let saveRate: Estimate?
    /// Orders more.
    public let orders: Estimate
    /// Revenue more; nil without money.
    public let revenue: Estimate?
    /// Margin more; nil without money.
    public let margin: Estimate?
    /// What it cost.
    public let costs: Double
    /// Margin more less costs; nil without money.
    public let netGain: Estimate?
  }

  /// Some customers of a treated group and of the other, such as those of a segment.
  public struct Part: Sendable, Equatable, Encodable {
    /// Their name.
    public let name: String
    /// How many were treated.
    public let treatedRows: Int
    /// How many were left alone.
    public let controlRows: Int
    /// Their outcomes; empty where too few can be compared.
    public internal(set) var outcomes: [OutcomeComparison]
    /// Customers saved among them; nil where too few can be compared or nobody asked.
    public let customersSaved: Estimate?
  }

  /// A treated group by a column.
  public struct Breakdown: Sendable, Equatable, Encodable {
    /// The column.
    public let column: String
    /// Its parts, the largest first.
    public internal(set) var parts: [Part]
    /// How often parts would differ as much in their effect on the first outcome by chance; nil where
    /// fewer than two can be compared.
    public let differenceP: Double?
  }

  /// A treated group.
  public struct Arm: Sendable, Equatable, Encodable {
    /// Its name.
    public let name: String
    /// Its rows.
    public let rows: Int
    /// Its outcomes beside those of the group left alone.
    public internal(set) var outcomes: [OutcomeComparison]
    /// What it brought; nil for a ready table.
    public let gains: Gains?
    /// The same for parts of it.
    public let breakdowns: [Breakdown]
    /// Whether both groups were alike before.
    public let fairness: FairnessCheck
  }

  /// The file that says who was treated.
  public let name: String
  /// What the group left alone is called.
  public let control: String
  /// Its rows.
  public let controlRows: Int
  /// The treated groups.
  public let arms: [Arm]
  /// The days looked at; nil for a ready table.
  public let window: Window?
  /// How often an interval holds the truth, at one look.
  public let level: Double
  /// Which of several looks this is; nil for a single one.
  public let look: Look?
  /// Customers of the list who appear in no order; nil for a ready table.
  public let notFound: NotFound?
  /// What the reader of the figures must know, one sentence each.
  public internal(set) var notes: [String]

  /// Customers of the list who appear in no order.
  public struct NotFound: Sendable, Equatable, Encodable {
    /// Among the contacted.
    public let contact: Int
    /// Among those held out.
    public let holdout: Int
  }

  /// The outcomes, by name, in the order in which they are shown.
  public var outcomeNames: [String] { arms.first?.outcomes.map(\.name) ?? [] }
}

/// How sure an outcome shall be told, and which of several looks it is.
public struct OutcomeCertainty: Sendable, Equatable {
  /// How often an interval holds the truth.
  public var level = 0.95
  /// Which look this is, of how many; nil for a single one.
  public var look: (number: Int, of: Int)?
  /// The share of the information at each look so far; nil = even steps.
  public var information: [Double]?
  /// How the error is spent over looks.
  public var spending = SequentialLooks.Spending.obrienFleming

  /// A single look with intervals of 95 %.
  public init() {}

  /// Compares two settings.
  public static func == (left: OutcomeCertainty, right: OutcomeCertainty) -> Bool {
    left.level == right.level && left.look?.number == right.look?.number
      && left.look?.of == right.look?.of && left.information == right.information
      && left.spending == right.spending
  }

  /// How far intervals reach, and the look in the words of a report.
  ///
  /// - Throws: `CampaignError.badOption`.
  func resolved() throws(CampaignError) -> (Confidence, OutcomeReport.Look?) {
    guard level > 0.5, level < 1 else {
      throw .badOption(option: "--level", problem: "expected a share over 0.5 and under 1.")
    }
    guard let look else { return (Confidence(error: 1 - level), nil) }
    guard look.of >= 1, look.of <= 100, (1...look.of).contains(look.number) else {
      throw .badOption(
        option: "--look", problem: "expected a look from 1 to --of, which is at most 100.")
    }
    let shares = information ?? (1...look.number).map { Double($0) / Double(look.of) }
    guard shares.count == look.number,
      let looks = SequentialLooks(information: shares, spending: spending, error: 1 - level)
    else {
      throw .badOption(
        option: "--information",
        problem:
          "expected \(look.number) rising shares over 0 and up to 1, one for each look so far.")
    }
    let boundary = looks.boundaries[look.number - 1]
    return (
      Confidence(deviations: boundary),
      OutcomeReport.Look(
        look: look.number, of: look.of, spending: spending.rawValue,
        information: shares[look.number - 1], boundary: boundary)
    )
  }
}
