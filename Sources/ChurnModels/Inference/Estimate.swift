internal import ChurnMath

/// A figure with its interval.
public struct Estimate: Sendable, Equatable {
  /// The figure.
  public let value: Double
  /// The lower end of its interval.
  public let lower: Double
  /// The upper end of its interval.
  public let upper: Double

  /// A figure with an interval.
  public init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }

  /// Whether the interval leaves zero out.
  public var excludesZero: Bool { lower > 0 || upper < 0 }

  /// The figure and its interval times a factor.
  public func scaled(by factor: Double) -> Estimate {
    factor < 0
      ? Estimate(value: value * factor, lower: upper * factor, upper: lower * factor)
      : Estimate(value: value * factor, lower: lower * factor, upper: upper * factor)
  }

  /// The figure and its interval moved by a sum.
  public func shifted(by sum: Double) -> Estimate {
    Estimate(value: value + sum, lower: lower + sum, upper: upper + sum)
  }
}

/// How often an interval may miss, and how far it therefore reaches.
///
///     Confidence.level(0.95).deviations   // 1.96
public struct Confidence: Sendable, Equatable {
  /// The probability with which an interval misses, both sides together; in (0, 1).
  public let error: Double

  /// Intervals that hold the truth with this probability, in (0, 1); others are brought there.
  public static func level(_ level: Double) -> Confidence { Confidence(error: 1 - level) }

  /// Intervals that miss with this probability, both sides together; brought into (0, 1).
  public init(error: Double) { self.error = error > 0 ? min(error, 1 - 1e-12) : 1e-300 }

  /// Intervals that reach so many standard errors, as a boundary of a sequential test asks.
  public init(deviations: Double) {
    self.init(error: 2 * NormalDistribution.share(above: max(0, deviations)))
  }

  /// The intervals usually shown.
  public static let usual = Confidence(error: 0.05)

  /// How often an interval holds the truth.
  public var level: Double { 1 - error }

  /// How many standard errors an interval reaches to each side.
  public var deviations: Double { -NormalDistribution.quantile(error / 2) }

  /// The same with so many degrees of freedom in the standard error.
  public func deviations(degreesOfFreedom: Double) -> Double {
    StudentDistribution(degreesOfFreedom: degreesOfFreedom)?.quantile(above: error / 2)
      ?? .infinity
  }

  /// The intervals of one of several comparisons that shall all hold together, by Bonferroni.
  public func shared(among count: Int) -> Confidence {
    Confidence(error: error / Double(max(1, count)))
  }
}

extension Estimate: Encodable {}
