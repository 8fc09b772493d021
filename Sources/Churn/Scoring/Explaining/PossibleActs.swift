/// What might lower one customer's risk, by what the model says of the customer after it.
///
/// An association in the model and not a cause: customers who did such things were safer, which need
/// not be because of them.
public struct PossibleActs: Sendable, Equatable {
  /// Something that might be done, or be otherwise.
  public struct Act: Sendable, Equatable {
    /// What it is.
    public let words: String
    /// The probability after it.
    public let probability: Double
    /// That less the probability now; negative = safer.
    public let points: Double
    /// The band after it.
    public let band: RiskBands.Band
    /// Features that it takes well beyond what any of the customers scored shows, by more than a
    /// twentieth of their range: the model has little to go by there.
    public let beyond: [String]

    /// The same in words, three names at most; nil where there is none.
    public var warning: String? {
      guard !beyond.isEmpty else { return nil }
      let more = beyond.count > 3 ? " and \(beyond.count - 3) more" : ""
      return "beyond all other customers in " + beyond.prefix(3).joined(separator: ", ") + more
    }
  }

  /// The acts, the smallest first.
  public let acts: [Act]
  /// The place of the smallest one that brings a lower band.
  public let smallest: Int?
  /// The next lower band; nil in the lowest.
  public let goal: RiskBands.Band?
  /// The probability under which that band lies; nil in the lowest.
  public let goalBelow: Double?
  /// Columns of a ready table that were left as they are because they cannot be changed.
  public let leftAlone: [String]

  /// What stands beside every list of acts.
  public static let caution =
    "What the model says of such a customer: an association, not a promise, and not a cause."

  /// A list of acts, with the smallest that brings a lower band.
  init(_ acts: [Act], now band: RiskBands.Band, bands: RiskBands, leftAlone: [String] = []) {
    let all = RiskBands.Band.allCases
    let level = all.firstIndex(of: band) ?? 0
    self.acts = acts
    self.leftAlone = leftAlone
    goal = level > 0 ? all[level - 1] : nil
    goalBelow = level > 0 ? bands.cuts[level - 1] : nil
    smallest = acts.firstIndex { (all.firstIndex(of: $0.band) ?? 0) < level }
  }
}
