internal import ChurnMath

/// How two means differ, such as the spend of the contacted and of the held out.
///
/// Welch: both groups have a variance of their own, and the degrees of freedom are those of
/// Satterthwaite. The ratio has the interval of its logarithm, whose variance is by the delta method
/// *v₁/m₁² + v₀/m₀²* for means *m* with squared standard errors *v*; it needs both means positive.
///
/// - SeeAlso: Welch (1947), doi:10.1093/biomet/34.1-2.28; Deng, Knoblich & Lu (2018),
///   doi:10.1145/3219819.3219919, for the delta method.
public struct MeanDifference: Sendable, Equatable {
  /// A mean and what it is of.
  public struct Mean: Sendable, Equatable {
    /// How many values.
    public let rows: Int
    /// Their mean.
    public let mean: Double
    /// Their variance, with *n* − 1.
    public let variance: Double

    /// The mean of some values; nil when fewer than two or one is not finite.
    public init?(_ values: [Double]) {
      guard values.count > 1 else { return nil }
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      var squares = 0.0
      for value in values { squares += (value - mean) * (value - mean) }
      self.init(rows: values.count, mean: mean, variance: squares / (n - 1))
    }

    /// A mean that is known already; nil unless rows are two or more and both numbers finite.
    public init?(rows: Int, mean: Double, variance: Double) {
      guard rows > 1, mean.isFinite, variance.isFinite, variance >= 0 else { return nil }
      self.rows = rows
      self.mean = mean
      self.variance = variance
    }

    /// The squared standard error of the mean.
    var squaredError: Double { variance / Double(rows) }
  }

  /// The mean in the treated group.
  public let treated: Mean
  /// The mean in the group that is compared with.
  public let control: Mean
  /// The treated mean less the other.
  public let difference: Estimate
  /// The treated mean over the other; nil unless both are positive.
  public let ratio: Estimate?
  /// How often a difference as large would come by chance.
  public let p: Double
  /// The degrees of freedom of the standard error.
  public let degreesOfFreedom: Double

  /// Compares two means.
  public init(treated: Mean, control: Mean, confidence: Confidence = .usual) {
    self.treated = treated
    self.control = control
    let (v1, v0) = (treated.squaredError, control.squaredError)
    let test = WelchTest(
      difference: treated.mean - control.mean,
      parts: [(v1, Double(treated.rows - 1)), (v0, Double(control.rows - 1))])
    difference = test.estimate(confidence)
    p = test.p
    degreesOfFreedom = test.degreesOfFreedom
    if treated.mean > 0, control.mean > 0 {
      let value = treated.mean / control.mean
      let error = (v1 / (treated.mean * treated.mean) + v0 / (control.mean * control.mean))
        .squareRoot()
      let deviations =
        error == 0 ? 0 : confidence.deviations(degreesOfFreedom: test.degreesOfFreedom)
      ratio = LogRatio(value: value, reach: deviations * error).estimate
    } else {
      ratio = nil
    }
  }
}

/// A difference whose variance is a sum of independent parts, each with degrees of freedom of its own.
struct WelchTest {
  let difference: Double
  let variance: Double
  /// By Satterthwaite: *(Σ v)² / Σ v²/f*; infinite without variance.
  let degreesOfFreedom: Double

  init(difference: Double, parts: [(variance: Double, degreesOfFreedom: Double)]) {
    self.difference = difference
    variance = parts.reduce(0) { $0 + $1.variance }
    // Shares of the whole, so that neither huge nor tiny variances leave the range when squared.
    var sum = 0.0
    for part in parts where variance > 0 {
      let share = part.variance / variance
      sum += share * share / max(part.degreesOfFreedom, 1e-9)
    }
    degreesOfFreedom = sum > 0 ? 1 / sum : .infinity
  }

  var standardError: Double { variance.squareRoot() }

  func estimate(_ confidence: Confidence) -> Estimate {
    guard variance > 0 else {
      return Estimate(value: difference, lower: difference, upper: difference)
    }
    let reach = confidence.deviations(degreesOfFreedom: degreesOfFreedom) * standardError
    return Estimate(value: difference, lower: difference - reach, upper: difference + reach)
  }

  /// Two-sided; without variance 1 for no difference and 0 for any.
  var p: Double {
    guard variance > 0 else { return difference == 0 ? 1 : 0 }
    let t = abs(difference) / standardError
    return min(
      1, 2 * (StudentDistribution(degreesOfFreedom: degreesOfFreedom)?.share(above: t) ?? .nan))
  }
}
