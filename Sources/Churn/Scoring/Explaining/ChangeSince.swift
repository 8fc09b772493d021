public import ChurnData

/// What has become of one customer's probability since an earlier cutoff, by the same model.
public struct ChangeSince: Sendable, Equatable {
  /// The earlier cutoff.
  public let at: Day
  /// Where the customer stood then.
  public let standing: Eligibility.Standing
  /// The probability then; nil when the customer was not predicted.
  public let probability: Double?
  /// The probability now less that of then; nil without the latter.
  public let change: Double?
  /// The change by families of features, the largest first, ties by name; those that stayed the same
  /// are left out.
  ///
  /// The points add up to the change, up to the rounding of the last bit.
  public let blocks: [Block]

  /// What the new values of one family have changed.
  public struct Block: Sendable, Equatable {
    /// The family's name.
    public let family: String
    /// What it adds to the probability.
    public let points: Double
    /// The feature that speaks for the family.
    public let feature: String
    /// Its value then, as a clause.
    public let before: String
    /// Its value now, as a clause.
    public let after: String
    /// Its value then, alone; nil when it was missing.
    public let valueBefore: String?
    /// Its value now, alone; nil when it is missing.
    public let valueAfter: String?
  }
}
