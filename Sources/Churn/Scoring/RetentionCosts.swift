/// What it costs to contact a customer and what it may bring: the assumptions behind every list.
///
/// The value of contacting a customer is
///
///     p · s · m − c − i · s
///
/// with *p* the probability of churn, *s* the save rate (the share of churners who stay when they
/// are contacted), *m* the margin expected of a customer who stays, *c* the cost of a contact and
/// *i* that of the incentive, which as many take as are saved until playbooks say more.
///
/// - SeeAlso: Verbraken, Verbeke & Baesens (2013), doi:10.1109/TKDE.2012.50.
public struct RetentionCosts: Sendable, Equatable {
  /// Money spent on each contact.
  public let contactCost: Double
  /// Money spent on each customer who takes the offer.
  public let incentive: Double
  /// The share of churners whom a contact keeps, in [0, 1].
  public let saveRate: Double
  /// The share of revenue that is margin, in [0, 1].
  public let marginRate: Double

  /// Checked assumptions.
  ///
  /// - Throws: `RetentionCostsError` for a cost that is negative or not finite and for a rate outside
  ///   of [0, 1].
  public init(
    contactCost: Double = 0, incentive: Double = 0, saveRate: Double = 0.1, marginRate: Double = 1
  ) throws(RetentionCostsError) {
    self.contactCost = try Self.cost(contactCost, "contact cost", "--contact-cost")
    self.incentive = try Self.cost(incentive, "incentive", "--incentive")
    self.saveRate = try Self.rate(saveRate, "save rate", "--save-rate")
    self.marginRate = try Self.rate(marginRate, "margin rate", "--margin-rate")
  }

  /// The assumptions that hold when nobody says otherwise.
  public static let standard = RetentionCosts()

  private init() {
    contactCost = 0
    incentive = 0
    saveRate = 0.1
    marginRate = 1
  }

  private init(_ costs: RetentionCosts, saveRate: Double) {
    contactCost = costs.contactCost
    incentive = costs.incentive
    self.saveRate = saveRate
    marginRate = costs.marginRate
  }

  /// The same with another save rate, which is brought into [0, 1].
  func with(saveRate: Double) -> RetentionCosts {
    RetentionCosts(self, saveRate: saveRate >= 0 ? min(1, saveRate) : 0)
  }

  /// The share of contacted customers who take the incentive.
  public var acceptRate: Double { saveRate }

  /// Money that one contact is expected to cost: contact cost + incentive × accept rate.
  public var costPerContact: Double { contactCost + incentive * acceptRate }

  /// The margin in a revenue.
  public func margin(ofRevenue revenue: Double) -> Double { revenue * marginRate }

  /// Margin that is expected to be lost: churn probability × margin expected.
  public func valueAtRisk(churnProbability: Double, marginExpected: Double) -> Double {
    churnProbability * marginExpected
  }

  /// What contacting a customer is expected to bring, costs taken off.
  public func expectedNetValue(churnProbability: Double, marginExpected: Double) -> Double {
    expectedNetValue(
      valueAtRisk: valueAtRisk(
        churnProbability: churnProbability, marginExpected: marginExpected))
  }

  /// The same from the value at risk, to the bit.
  public func expectedNetValue(valueAtRisk: Double) -> Double {
    saveRate * valueAtRisk - costPerContact
  }

  private static func cost(
    _ value: Double, _ name: String, _ option: String
  ) throws(RetentionCostsError) -> Double {
    guard value.isFinite, value >= 0 else {
      throw .invalidCost(name: name, option: option, found: value)
    }
    return value
  }

  private static func rate(
    _ value: Double, _ name: String, _ option: String
  ) throws(RetentionCostsError) -> Double {
    guard (0...1).contains(value) else {
      throw .invalidRate(name: name, option: option, found: value)
    }
    return value
  }
}

/// Why assumptions about money do not hold.
public enum RetentionCostsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A cost is negative or not finite.
  case invalidCost(name: String, option: String, found: Double)
  /// A rate is not between 0 and 1.
  case invalidRate(name: String, option: String, found: Double)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .invalidCost(let name, let option, let found):
      "The \(name) is \(found), expected a sum of money of 0 or more. Change \(option)."
    case .invalidRate(let name, let option, let found):
      """
      The \(name) is \(found), expected a share between 0 and 1 (0.1 is 10 %). Change \(option).
      """
    }
  }
}

extension RetentionCosts: Codable {
  private enum CodingKeys: String, CodingKey {
    case contactCost
    case incentive
    case saveRate
    case marginRate
  }

  /// Decodes and checks the assumptions.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      contactCost: try container.decode(Double.self, forKey: .contactCost),
      incentive: try container.decode(Double.self, forKey: .incentive),
      saveRate: try container.decode(Double.self, forKey: .saveRate),
      marginRate: try container.decode(Double.self, forKey: .marginRate))
  }
}
