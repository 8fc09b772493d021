// Save rates: how many of those who would leave a contact keeps, learned from campaigns.
//
// save rate   s = (churn of the held out − churn of the contacted) / churn of the held out
// θ           ln(1 − s), the logarithm of the ratio of churn; this is what is averaged and shrunk
// evidence    what campaigns showed of a cell, see SaveEvidence
// level       all customers, a playbook, or a segment (within a playbook where there are any)
//
// Each level is shrunk to the one above it, the topmost to what was assumed.

/// Save rates by playbook and segment: what was assumed, moved by what campaigns have shown.
///
///     var rates = SaveRates()
///     rates.add([.init(playbook: "vip", segment: "active", evidence: evidence)], campaign: "2025-08")
///     rates.rate(playbook: "vip", segment: "active")   // 0.12
///
/// Normal-normal shrinkage of *θ = ln(1 − s)*. Over all customers θ has the prior of what was
/// assumed, *N(ln(1 − s₀), 0.15²)*: with *s₀* = 0.1 that is a save rate between −0.21 and 0.33. A
/// playbook's θ spreads about that of all, and a segment's about that of its playbook, with the
/// variance τ² of DerSimonian and Laird where at least three of them were seen (never under 0.05²),
/// else 0.1². With evidence *y* of variance *v* and a level above of mean *m* and variance *V* the
/// mean is *m + (y − m) τ² / (τ² + v)* and the variance *τ² v / (τ² + v) + (v / (τ² + v))² V*.
///
/// - SeeAlso: Morris (1983), doi:10.1080/01621459.1983.10477920; DerSimonian & Laird (1986),
///   doi:10.1016/0197-2456(86)90046-2.
public struct SaveRates: Sendable, Equatable {
  /// Whom a rate is for.
  public enum Level: String, Sendable, CaseIterable {
    /// Everybody.
    case all
    /// Everybody of a playbook.
    case playbook
    /// Everybody of a segment, within a playbook where there is one.
    case segment
  }

  /// What is known of some customers.
  public struct Cell: Sendable, Equatable {
    /// The playbook; empty for all.
    public let playbook: String
    /// The segment; empty for all.
    public let segment: String
    /// What campaigns showed.
    public var evidence: SaveEvidence
    /// The save rate after shrinking; negative where contacts seem to drive customers away.
    public internal(set) var rate: Double
    /// The lower end of its 95 % interval; nil where the rate was written by hand.
    public internal(set) var lower: Double?
    /// The upper end.
    public internal(set) var upper: Double?
    /// The rate that it was shrunk to.
    public internal(set) var prior: Double?

    /// What was seen of some customers, not shrunk to anything yet.
    public init(playbook: String, segment: String, evidence: SaveEvidence) {
      self.playbook = playbook
      self.segment = segment
      self.evidence = evidence
      rate = evidence.observedRate ?? .nan
    }

    /// Whom the rate is for.
    public var level: Level {
      segment.isEmpty ? playbook.isEmpty ? .all : .playbook : .segment
    }
  }

  /// What was assumed before any campaign.
  public let assumed: Double
  /// All rates: everybody, playbooks by name, segments by name within them.
  public internal(set) var cells: [Cell]
  /// The campaigns that are in, in the order in which they came.
  public internal(set) var campaigns: [String]

  /// Nothing seen yet: everybody has the rate that is assumed.
  ///
  /// - Parameter assumed: The save rate assumed, at least 0 and under 1; others are brought there.
  public init(assumed: Double = RetentionCosts.standard.saveRate) {
    self.assumed = assumed >= 0 ? min(assumed, 0.99) : 0
    cells = []
    campaigns = []
  }

  /// The save rate to use for a customer, in [0, 1]; nil when nothing is known.
  ///
  /// The segment's within the playbook, else the playbook's, else the segment's over all playbooks,
  /// else everybody's. A negative rate counts as 0.
  public func rate(playbook: String, segment: String) -> Double? {
    let found =
      cell(playbook, segment) ?? cell(playbook, "") ?? cell("", segment) ?? cell("", "")
    return found.map { min(1, max(0, $0.rate)) }
  }

  /// The cell of exactly this playbook and segment.
  func cell(_ playbook: String, _ segment: String) -> Cell? {
    cells.first { $0.playbook == playbook && $0.segment == segment }
  }
}
