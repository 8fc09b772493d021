/// Who can be predicted at a cutoff: customers still active by the engine's own definition.
///
/// Those left out are counted by reason, never passed over: the dormant would teach a model that
/// the dead stay dead, and the too new have nothing to learn from.
public struct Eligibility: Sendable, Equatable, Codable {
  /// The last purchase before the cutoff lies within so many days; nil = at any time.
  public var activeWithinDays: Int?
  /// The first purchase lies at least so many days before the cutoff.
  public var minTenureDays: Int

  /// Creates a rule.
  public init(activeWithinDays: Int?, minTenureDays: Int = 0) {
    self.activeWithinDays = activeWithinDays
    self.minTenureDays = minTenureDays
  }

  /// Where a customer stands at a cutoff.
  public enum Standing: String, Sendable, CaseIterable, Codable {
    /// Predicted.
    case eligible
    /// No purchase before the cutoff yet.
    case notYetCustomer
    /// Purchases before the cutoff, but everything was cancelled or returned.
    case nothingKept
    /// The first purchase is younger than `minTenureDays`.
    case tooNew
    /// The last purchase is older than `activeWithinDays`.
    case dormant

    /// In words, for lists of who was left out.
    public var phrase: String {
      switch self {
      case .eligible: "eligible"
      case .notYetCustomer: "without a purchase before the cutoff"
      case .nothingKept: "with every purchase cancelled or returned"
      case .tooNew: "known for too short a time"
      case .dormant: "already inactive at the cutoff"
      }
    }
  }

  /// Where the customer of a history stands at its cutoff.
  public func standing(_ history: PurchaseHistory) -> Standing {
    guard let recency = history.recencyDays, let tenure = history.tenureDays else {
      return history.hasLines ? .nothingKept : .notYetCustomer
    }
    if let activeWithinDays, recency > activeWithinDays { return .dormant }
    if tenure < minTenureDays { return .tooNew }
    return .eligible
  }
}
