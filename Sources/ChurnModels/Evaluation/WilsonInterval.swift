/// The 95 % interval of a share, good for few rows and for shares near 0 and 1.
///
/// - SeeAlso: Wilson (1927), doi:10.1080/01621459.1927.10502953.
public struct WilsonInterval: Sendable, Equatable {
  /// The lower end, at least 0.
  public let lower: Double
  /// The upper end, at most 1.
  public let upper: Double

  /// The 97.5 % quantile of the normal distribution.
  private static let z = 1.959963984540054

  /// The interval of a share seen among so many rows; everything from 0 to 1 when there are none.
  ///
  /// `count` may be an effective number of rows, fewer than there are, where they are not independent.
  public init(share: Double, of count: Double) {
    guard count > 0, share >= 0, share <= 1 else {
      lower = 0
      upper = 1
      return
    }
    let square = Self.z * Self.z
    let center = (share + square / (2 * count)) / (1 + square / count)
    let spread = (share * (1 - share) / count + square / (4 * count * count)).squareRoot()
    let reach = Self.z / (1 + square / count) * spread
    // At the ends the formula meets them up to rounding.
    lower = share == 0 ? 0 : max(0, center - reach)
    upper = share == 1 ? 1 : min(1, center + reach)
  }

  /// The interval of the share of churners among rows of which some belong to one customer.
  ///
  /// Rows count for fewer in proportion to how much wider the sums over customers spread than those of
  /// independent rows would.
  ///
  /// - Parameters:
  ///   - labels: Length *n*; `true` = churned.
  ///   - groups: The customer of each row; length *n*.
  public init(labels: [Bool], groups: [Int]) {
    let rows = Double(labels.count)
    let share = Double(labels.count { $0 }) / max(1, rows)
    var slots: [Int: Int] = [:]
    var sums: [Double] = []
    for (label, group) in zip(labels, groups) {
      let slot = slots[group] ?? sums.count
      if slot == sums.count {
        slots[group] = slot
        sums.append(0)
      }
      sums[slot] += (label ? 1 : 0) - share
    }
    let clustered = sums.reduce(0) { $0 + $1 * $1 }
    let independent = rows * share * (1 - share)
    // Without both outcomes the spread says nothing: then each customer counts once.
    let inflation =
      independent > 0 ? max(1, clustered / independent) : rows / Double(max(1, sums.count))
    self.init(share: share, of: rows / inflation)
  }
}
