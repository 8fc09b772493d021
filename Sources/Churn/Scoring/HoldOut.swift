internal import ChurnMath

/// A share of customers who are not contacted, so that the effect of a campaign can be measured.
///
/// Who is held out follows from the seed and the customer's id alone (`StableHash`): never from the
/// order of the rows, the model or the day, so that the same customers stay out all campaign long.
public struct HoldOut: Sendable, Equatable {
  /// The share held out on average, from 0 up to but not including 1.
  public let share: Double
  /// The seed; another one holds out others.
  public let seed: UInt64

  /// Nobody is held out.
  public static let none = HoldOut()

  private init() {
    share = 0
    seed = 0
  }

  /// A hold-out of a share of all customers; nil unless it is at least 0 and under 1.
  public init?(share: Double, seed: UInt64) {
    guard share >= 0, share < 1 else { return nil }
    self.share = share
    self.seed = seed
  }

  /// Whether the customer with this id is held out.
  public func contains(_ id: String) -> Bool {
    share > 0 && StableHash.unit(id, seed: seed) < share
  }
}
