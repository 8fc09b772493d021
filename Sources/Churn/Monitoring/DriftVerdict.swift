internal import ChurnModels

/// How far something has moved, in a word.
public enum DriftVerdict: String, Sendable, Comparable, CaseIterable, Encodable {
  /// No further than chance and custom allow.
  case steady
  /// Far enough to look at.
  case moved
  /// So far that the model may no longer fit.
  case muchMoved

  /// The customary limits of the population stability index.
  private static let limits = (moved: 0.1, muchMoved: 0.25)

  /// The order of strength.
  public static func < (left: DriftVerdict, right: DriftVerdict) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }

  /// The verdict in words.
  public var words: String { self == .muchMoved ? "much moved" : rawValue }

  /// The verdict on an index: the customary limits of 0.1 and 0.25 count from what chance explains,
  /// and nothing has moved that chance would exceed once in a thousand times.
  init(_ stability: Stability) {
    let beyond = stability.index - stability.byChance
    if stability.index <= stability.chanceLimit || beyond < Self.limits.moved {
      self = .steady
    } else {
      self = beyond < Self.limits.muchMoved ? .moved : .muchMoved
    }
  }
}

/// A population stability index and what chance alone would make of it.
struct Stability: Sendable, Equatable {
  let index: Double
  let byChance: Double
  let chanceLimit: Double

  /// The index of shares of the same bins; nil where there is nothing to compare.
  ///
  /// - Parameters:
  ///   - then: Shares at training.
  ///   - now: Shares now.
  ///   - rowsThen: Rows behind the shares at training.
  ///   - independentThen: Customers behind them: rows of one customer say little more than one.
  ///   - rowsNow: Rows now.
  init?(then: [Double], now: [Double], rowsThen: Int, independentThen: Int, rowsNow: Int) {
    let index = PopulationStability.index(
      expectedCounts: then.map { max(0, $0) * Double(rowsThen) },
      observedCounts: now.map { max(0, $0) * Double(rowsNow) })
    guard let index else { return nil }
    let bins = zip(then, now).count { $0 > 0 || $1 > 0 }
    let (n, m) = (Double(independentThen), Double(rowsNow))
    self.index = index
    byChance = PopulationStability.byChance(bins: bins, expectedRows: n, observedRows: m)
    chanceLimit = PopulationStability.chanceLimit(bins: bins, expectedRows: n, observedRows: m)
  }
}
