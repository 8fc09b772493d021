/// The number of events among independent rows of different probabilities.
///
/// It answers how many leavers are to be expected when every promised probability holds. Exact by
/// convolution up to ``mostExactRows`` rows; beyond, normal with continuity correction, whose error is
/// then far below one event.
///
/// - SeeAlso: Hong (2013), doi:10.1016/j.csda.2012.10.006.
public struct PoissonBinomial: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The expected number of events, `Σ pᵢ`.
  public let mean: Double
  /// The variance of that number, `Σ pᵢ (1 - pᵢ)`.
  public let variance: Double

  private let probabilities: [Double]

  /// The most rows for which the law is computed exactly; O(*n*²) beyond would only take time.
  public static let mostExactRows = 2_000

  /// The law of some rows; nil unless all probabilities lie in [0, 1].
  public init?(_ probabilities: [Double]) {
    guard probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
    self.probabilities = probabilities
    rows = probabilities.count
    mean = probabilities.reduce(0, +)
    variance = probabilities.reduce(0) { $0 + $1 * (1 - $1) }
  }

  /// The central 95 % band of the number of events: at most 2.5 % of the law lie below it, and at most
  /// 2.5 % above.
  public var band: ClosedRange<Int> {
    guard rows <= Self.mostExactRows else { return normalBand }
    var (lower, upper) = (rows, rows)
    var below = 0.0
    for (events, mass) in masses.enumerated() {
      below += mass
      if below > 0.025, lower == rows { lower = events }
      if below >= 0.975 {
        upper = events
        break
      }
    }
    return min(lower, upper)...upper
  }

  /// The probability of each number of events, from 0 to `rows`; O(*n*²).
  var masses: [Double] {
    var masses = [Double](repeating: 0, count: rows + 1)
    masses[0] = 1
    for (done, p) in probabilities.enumerated() {
      var place = done + 1
      while place > 0 {
        masses[place] = masses[place] * (1 - p) + masses[place - 1] * p
        place -= 1
      }
      masses[0] *= 1 - p
    }
    return masses
  }

  /// The band of the normal law of the same mean and variance.
  var normalBand: ClosedRange<Int> {
    let reach = 1.959963984540054 * variance.squareRoot()
    let lower = (mean - reach - 0.5).rounded(.up)
    let upper = (mean + reach - 0.5).rounded(.up)
    let most = Double(rows)
    return Int(min(max(lower, 0), most))...Int(min(max(upper, 0), most))
  }
}
