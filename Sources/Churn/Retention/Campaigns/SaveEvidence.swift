internal import Glibc

/// What campaigns showed of one save rate: counts, and their sums by campaign and stratum.
///
/// The ratio of churn among the contacted to churn among the held out is that of Mantel and
/// Haenszel over all campaigns and strata, *R / S*, with *R = Σ a n₀ / N* and *S = Σ c n₁ / N* for
/// *a* lost of *n₁* contacted and *c* lost of *n₀* held out, *N = n₁ + n₀*: campaigns with other
/// shares of hold-outs do not blur it, and small ones may have empty cells. The variance of its
/// logarithm is that of Greenland and Robins, *P / (R S)* with
/// *P = Σ (n₁ n₀ (a + c) − a c N) / N²*.
///
/// - SeeAlso: Mantel & Haenszel (1959), doi:10.1093/jnci/22.4.719; Greenland & Robins (1985),
///   doi:10.2307/2530643.
public struct SaveEvidence: Sendable, Equatable {
  /// Customers who were contacted.
  public internal(set) var contacts = 0
  /// Those of them who were lost.
  public internal(set) var contactsLost = 0
  /// Customers who were held out.
  public internal(set) var holdOuts = 0
  /// Those of them who were lost.
  public internal(set) var holdOutsLost = 0
  var contactedSum = 0.0
  var heldOutSum = 0.0
  var varianceSum = 0.0

  /// Nothing was seen yet.
  public init() {}

  /// Whether there is anything to compare.
  public var isEmpty: Bool { contacts == 0 || holdOuts == 0 }

  /// Counts one campaign, or one stratum of it.
  public mutating func add(contacts: Int, lost: Int, holdOuts: Int, lost holdOutsLost: Int) {
    self.contacts += contacts
    contactsLost += lost
    self.holdOuts += holdOuts
    self.holdOutsLost += holdOutsLost
    guard contacts > 0, holdOuts > 0 else { return }
    let (a, c) = (Double(lost), Double(holdOutsLost))
    let (n1, n0) = (Double(contacts), Double(holdOuts))
    let n = n1 + n0
    contactedSum += a * n0 / n
    heldOutSum += c * n1 / n
    varianceSum += (n1 * n0 * (a + c) - a * c * n) / (n * n)
  }

  /// Adds what was seen elsewhere.
  public mutating func add(_ other: SaveEvidence) {
    contacts += other.contacts
    contactsLost += other.contactsLost
    holdOuts += other.holdOuts
    holdOutsLost += other.holdOutsLost
    contactedSum += other.contactedSum
    heldOutSum += other.heldOutSum
    varianceSum += other.varianceSum
  }

  /// The logarithm of the ratio of churn, contacted to held out, and its variance; nil where nothing
  /// can be compared.
  ///
  /// Where one group lost nobody, half a customer is added to those lost and to the size of each group.
  public var logRatio: (value: Double, variance: Double)? {
    guard !isEmpty else { return nil }
    if contactedSum > 0, heldOutSum > 0 {
      let variance = varianceSum / (contactedSum * heldOutSum)
      // Everybody lost in both groups: known for sure of these, and of nobody else.
      if variance > 0 { return (log(contactedSum / heldOutSum), variance) }
    }
    let (a, c) = (Double(contactsLost) + 0.5, Double(holdOutsLost) + 0.5)
    let (n1, n0) = (Double(contacts) + 0.5, Double(holdOuts) + 0.5)
    let isCertain = contactsLost == contacts && holdOutsLost == holdOuts
    let variance = 1 / a - 1 / n1 + 1 / c - 1 / n0
    return (log((a / n1) / (c / n0)), isCertain ? 1 / n1 + 1 / n0 : variance)
  }

  /// The share of leavers whom a contact kept, as observed; nil where nothing can be compared.
  public var observedRate: Double? { logRatio.map { 1 - exp($0.value) } }
}
