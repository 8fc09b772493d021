// Making a comparison of two groups sharper by what was known before.
//
// covariate     something known of each row before the treatment, such as earlier orders
// pooled mean   its mean over both groups together
// leverage      how much a row pulls its own fitted value, in [0, 1]
//
// Steps: in each group, regress the outcome on the covariates; read both lines off at the pooled means;
// their difference is the effect, freed of the luck of the draw in the covariates.

internal import ChurnMath

/// The effect of a treatment with the luck of the draw in covariates taken out: CUPED with slopes of
/// each group's own.
///
/// The outcome is regressed on covariates in each group, and both regressions are compared at the means
/// of the covariates over all rows: the fully interacted regression of Lin, which in large samples is
/// never less precise than the plain difference, whether or not the lines fit. The standard error is
/// the robust HC2 one. Without covariates it is Welch's comparison to the last digit; with indicators
/// of strata as covariates it is the post-stratified difference.
///
/// CUPED (Deng et al.) uses one slope θ = cov(y, x) / var(x) for both groups; the two agree where
/// groups are large or equal.
///
/// A covariate that does not vary in a group, or that others already tell, is left out and named.
/// Inference is about the rows at hand, so that what is unknown is only what the other treatment would
/// have done to each.
///
/// - Complexity: O(*n p²*).
/// - SeeAlso: Lin (2013), doi:10.1214/12-AOAS583; Deng, Xu, Kohavi & Walker (2013),
///   doi:10.1145/2433396.2433413; MacKinnon & White (1985), doi:10.1016/0304-4076(85)90158-7.
public struct AdjustedDifference: Sendable, Equatable {
  /// The effect: what treatment adds to the mean outcome.
  public let difference: Estimate
  /// The treated mean over the other, both as if the groups had been alike; nil unless both positive.
  public let ratio: Estimate?
  /// The mean outcome of the treated, as if they had been like everybody.
  public let treatedMean: Double
  /// The mean outcome of the others, as if they had been like everybody.
  public let controlMean: Double
  /// The robust standard error of the effect.
  public let standardError: Double
  /// How often an effect as large would come by chance.
  public let p: Double
  /// The places of the covariates that were used, ascending.
  public let used: [Int]
  /// How much of the plain difference's variance is gone, at most 1; negative where covariates cost
  /// more than they bring; nil where the plain difference has none.
  public let varianceReduction: Double?

  /// Estimates the effect; nil when a group has fewer than two rows or a number is not finite.
  ///
  /// - Parameters:
  ///   - outcome: What each row did; length *n*, finite.
  ///   - isTreated: Whether each row was treated; length *n*.
  ///   - covariates: Columns of what was known before; each of length *n*, finite.
  ///   - confidence: How sure the interval is to be.
  public init?(
    outcome: [Double], isTreated: [Bool], covariates: [[Double]],
    confidence: Confidence = .usual
  ) {
    let n = outcome.count
    guard isTreated.count == n, covariates.allSatisfy({ $0.count == n }),
      outcome.allSatisfy(\.isFinite), covariates.allSatisfy({ $0.allSatisfy(\.isFinite) })
    else { return nil }
    let treated = isTreated.indices.filter { isTreated[$0] }
    let others = isTreated.indices.filter { !isTreated[$0] }
    guard treated.count > 1, others.count > 1 else { return nil }
    let means = covariates.map { $0.reduce(0, +) / Double(n) }
    func fit(_ rows: [Int], _ columns: [Int]) -> GroupRegression {
      GroupRegression(
        outcome: rows.map { outcome[$0] },
        covariates: columns.map { column in rows.map { covariates[column][$0] } },
        point: columns.map { means[$0] })
    }
    let all = Array(covariates.indices)
    var columns = all
    var first = fit(treated, columns)
    var second = fit(others, columns)
    let kept = all.filter { first.isUsed[$0] && second.isUsed[$0] }
    if kept.count < all.count {
      columns = kept
      first = fit(treated, columns)
      second = fit(others, columns)
    }
    used = columns
    treatedMean = first.mean
    controlMean = second.mean
    let test = WelchTest(
      difference: first.mean - second.mean,
      parts: [
        (first.variance, Double(treated.count - 1 - columns.count)),
        (second.variance, Double(others.count - 1 - columns.count)),
      ])
    standardError = test.standardError
    difference = test.estimate(confidence)
    p = test.p
    ratio = Self.ratio(first, second, test, confidence)
    let plain = first.plainVariance + second.plainVariance
    varianceReduction = plain > 0 ? 1 - test.variance / plain : nil
  }

  private static func ratio(
    _ first: GroupRegression, _ second: GroupRegression, _ test: WelchTest,
    _ confidence: Confidence
  ) -> Estimate? {
    guard first.mean > 0, second.mean > 0 else { return nil }
    let error =
      (first.variance / (first.mean * first.mean) + second.variance / (second.mean * second.mean))
      .squareRoot()
    let value = first.mean / second.mean
    let deviations =
      error == 0 ? 0 : confidence.deviations(degreesOfFreedom: test.degreesOfFreedom)
    return LogRatio(value: value, reach: deviations * error).estimate
  }
}

/// The regression of one group, read off at a point.
private struct GroupRegression {
  /// The fitted outcome at the point.
  let mean: Double
  /// Its HC2 variance.
  let variance: Double
  /// The squared standard error of the plain mean.
  let plainVariance: Double
  /// Whether each covariate says something that those before it do not.
  let isUsed: [Bool]

  /// What is left of a column, as a share of its length, under which others tell it already.
  private static let leastShare = 1e-7

  init(outcome: [Double], covariates: [[Double]], point: [Double]) {
    let n = Double(outcome.count)
    let center = outcome.reduce(0, +) / n
    var residuals = outcome.map { $0 - center }
    plainVariance = residuals.reduce(0) { $0 + $1 * $1 } / (n * max(1, n - 1))
    // Modified Gram-Schmidt on the centred columns; the point goes through the same steps as a row
    // would, so that the weight of each row in the fitted value at the point is a product with it.
    var directions: [[Double]] = []
    var pointParts: [Double] = []
    var isUsed: [Bool] = []
    for (column, at) in zip(covariates, point) {
      let mean = column.reduce(0, +) / n
      var rest = column.map { $0 - mean }
      var pointRest = at - mean
      let length = Self.length(rest)
      for _ in 0..<2 {
        for (direction, part) in zip(directions, pointParts) {
          let share = zip(direction, rest).reduce(0) { $0 + $1.0 * $1.1 }
          for row in rest.indices { rest[row] -= share * direction[row] }
          pointRest -= share * part
        }
      }
      let left = Self.length(rest)
      let scale = max(length, column.reduce(0) { max($0, abs($1)) } * 1e-6)
      let isNew = left > Self.leastShare * scale && Double(directions.count) < n - 2
      isUsed.append(isNew)
      guard isNew else { continue }
      directions.append(rest.map { $0 / left })
      pointParts.append(pointRest / left)
    }
    var fitted = center
    for (direction, part) in zip(directions, pointParts) {
      let slope = zip(direction, residuals).reduce(0) { $0 + $1.0 * $1.1 }
      for row in residuals.indices { residuals[row] -= slope * direction[row] }
      fitted += slope * part
    }
    var variance = 0.0
    for row in residuals.indices {
      var leverage = 1 / n
      var weight = 1 / n
      for (direction, part) in zip(directions, pointParts) {
        leverage += direction[row] * direction[row]
        weight += direction[row] * part
      }
      // A row that alone decides its own fitted value has no residual, and tells of no variance.
      let free = max(1 - leverage, 1e-12)
      variance += weight * weight * residuals[row] * residuals[row] / free
    }
    mean = fitted
    self.variance = variance
    self.isUsed = isUsed
  }

  private static func length(_ column: [Double]) -> Double {
    column.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
