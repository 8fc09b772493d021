internal import ChurnData
public import ChurnModels

/// Whom contacting changes: uplift learned from a campaign whose arms were drawn at random.
///
///     var analysis = UpliftAnalysis()
///     let result = try analysis.run(table)
///     result.report.treatments[0].verdict[0]
///
/// Each treatment is compared with the control alone. Customers of both are dealt into `folds` by a hash
/// of seed and id, evenly within arm and outcome; uplift of a part is told by models learned from the
/// others, and everything shown is made of that.
public struct UpliftAnalysis: Sendable {
  /// How uplift is learned.
  public enum Method: String, Sendable, CaseIterable {
    /// A model of each arm; uplift is the difference.
    case twoModel = "two-model"
    /// One model of an outcome whose mean is the uplift.
    case transformedOutcome = "transformed-outcome"
  }

  /// The method whose uplift is told; the other one is judged beside it.
  public var method = Method.twoModel
  /// What learns.
  public var learner = OutcomeLearner.Kind.logistic
  /// Whether less of the outcome is better.
  public var lowerIsBetter = false
  /// The treatments to tell of; nil = all.
  public var treatments: [String]?
  /// Money a contact.
  public var cost: Double?
  /// Money a gain; nil = 1 for amounts.
  public var value: Double?
  /// Parts of the customers.
  public var folds = 5
  /// Samples drawn for the intervals of areas.
  public var replicates = 500
  /// Decides parts, draws and samples.
  public var seed: UInt64 = 1
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// Customers of an arm without whom nothing can be learned and judged.
  public static let leastOfAnArm = 20

  /// An analysis with the usual settings.
  public init() {}

  /// What was found.
  public struct Result: Sendable {
    /// The figures.
    public let report: UpliftReport
    /// Every customer of each comparison, the highest uplift first.
    public let customers: [CustomerUplift]
  }

  /// Learns, tells and judges.
  ///
  /// - Throws: `CampaignError.unknownValue`, `.groupTooSmall`, `.badOption`, `UpliftError`,
  ///   `FitError`.
  public func run(_ table: ArmTable, step: (String) -> Void = { _ in }) throws -> Result {
    let names = try chosen(table)
    try check(table)
    var treatments: [UpliftReport.Treatment] = []
    var customers: [CustomerUplift] = []
    for name in names {
      step(name)
      let comparison = try ArmComparison(table, treatment: name, analysis: self)
      treatments.append(try comparison.treatment())
      customers += comparison.customers
    }
    let report = UpliftReport(
      outcome: table.source.outcome, positive: table.positive, lowerIsBetter: lowerIsBetter,
      control: table.source.control, rows: table.ids.count,
      covariates: table.features.columnNames, leftOut: table.leftOut,
      risk: table.source.risk.map { "column \"\($0)\"" }
        ?? "the outcome expected of those left alone",
      method: method.rawValue, learner: learner.rawValue, folds: folds, replicates: replicates,
      cost: hasMoney(table) ? cost ?? 0 : nil, value: hasMoney(table) ? value ?? 1 : nil,
      treatments: treatments, notes: table.notes + notes(treatments, table))
    return Result(report: report, customers: customers)
  }

  /// Whether gains are spoken of as money.
  func hasMoney(_ table: ArmTable) -> Bool {
    table.positive == nil || cost != nil || value != nil
  }

  /// The treatments to tell of.
  func chosen(_ table: ArmTable) throws -> [String] {
    let known = table.treatments
    for name in treatments ?? [] where !known.contains(name) {
      throw CampaignError.unknownValue(
        option: "--treatment", column: table.source.arm, value: name,
        nearest: NearestName.of(name, in: known), all: known)
    }
    let names = treatments ?? known
    guard !names.isEmpty else {
      throw CampaignError.groupTooSmall(
        group: "any arm but \(table.source.control)", rows: 0, needed: Self.leastOfAnArm,
        tryThis: "Everybody in the table was left alone; bring the contacted as well.")
    }
    for name in [table.source.control] + names {
      let rows = table.arms.count { $0 == name }
      guard rows >= Self.leastOfAnArm else {
        throw CampaignError.groupTooSmall(
          group: name, rows: rows, needed: Self.leastOfAnArm,
          tryThis: "Uplift wants thousands; bring a larger campaign, or leave this arm out with "
            + "--treatment.")
      }
    }
    return names
  }

  private func check(_ table: ArmTable) throws {
    if table.positive != nil, cost != nil, value == nil {
      throw CampaignError.badOption(
        option: "--cost", problem: "needs --value, the money that one more outcome is worth.")
    }
    for (option, money) in [("--cost", cost), ("--value", value)] {
      if let money, !(money >= 0 && money.isFinite) {
        throw CampaignError.badOption(option: option, problem: "expected money of 0 or more.")
      }
    }
    guard (2...50).contains(folds) else {
      throw CampaignError.badOption(option: "--folds", problem: "expected 2 to 50.")
    }
    guard (20...100_000).contains(replicates) else {
      throw CampaignError.badOption(option: "--replicates", problem: "expected 20 to 100000.")
    }
  }

  private func notes(
    _ treatments: [UpliftReport.Treatment], _ table: ArmTable
  ) -> [String] {
    var notes: [String] = []
    for treatment in treatments where treatment.balance.isSuspicious {
      notes.append(
        "The arms \"\(treatment.name)\" and \"\(table.source.control)\" do not look drawn at random: "
          + "the arm can be told from what was known before. Differences of outcomes are then not all "
          + "the campaign's doing, and nothing here should be relied on.")
    }
    if !lowerIsBetter, treatments.contains(where: { $0.lift.isBelow }) {
      notes.append(
        "Contacted customers had less of \"\(table.source.outcome)\". If that is what the campaign is "
          + "for, pass --lower-is-better.")
    }
    let fewest = treatments.map { min($0.treated.rows, $0.control.rows) }.min() ?? 0
    if fewest < 1000 {
      notes.append(
        "An arm has only \(fewest) customers: uplift by customer wants thousands, so read the "
          + "intervals.")
    }
    return notes
  }
}
