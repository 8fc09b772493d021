public import ChurnMath

internal import Glibc

/// Whether effects stay what they are over time.
///
/// A coefficient that drifts, *β + θ g(t)*, has *θ ≠ 0*. The score test of *θ = 0*, for each feature
/// and for all at once, is that of `cox.zph` in R's survival from 3.0 on. lifelines and earlier
/// versions of survival approximate it by a correlation of the scaled Schoenfeld residuals with
/// *g(t)*, which takes the information to be the same at all exits; the figures differ, and
/// `Method.grambschTherneau` gives those.
///
/// - SeeAlso: Grambsch & Therneau (1994), doi:10.1093/biomet/81.3.515.
public struct ProportionalHazardsTest: Sendable, Equatable {
  /// The scale of time on which effects are held to drift in a straight line.
  public enum Transform: String, Sendable, Equatable, CaseIterable {
    /// One minus Kaplan-Meier just before the time, over all strata and not weighted: R's default.
    case kaplanMeier = "km"
    /// The rank of the time among all times, those of the censored included: R from 3.0 on.
    case rank
    /// The rank among the times of exits: lifelines, and R before.
    case rankOfExits = "rank-of-exits"
    /// The time.
    case identity
    /// Its logarithm; an exit at time 0 makes the test undefined.
    case log
  }

  /// How the statistic is computed.
  public enum Method: Sendable, Equatable {
    /// The score test, as R from survival 3.0 on.
    case score
    /// The approximation, as lifelines; one degree of freedom for each column.
    case grambschTherneau
  }

  /// The test of one feature.
  public struct Row: Sendable, Equatable {
    /// The feature, or the column.
    public let name: String
    /// The statistic.
    public let test: CoxRegression.Model.Test
  }

  /// The scale of time.
  public let transform: Transform
  /// How it was computed.
  public let method: Method
  /// One a column: R with `terms = FALSE`.
  public let rows: [Row]
  /// One a feature, all levels of a categorical one at once, as R does by default; none for the
  /// approximation.
  public let terms: [Row]
  /// All columns at once.
  public let global: CoxRegression.Model.Test

  /// Tests a fitted model on the rows it learned from.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - features: The rows it learned from.
  ///   - lifetimes: Their lifetimes.
  ///   - strata: Their strata; nil = one.
  ///   - transform: The scale of time.
  ///   - method: How to compute it.
  ///   - threads: The most threads to use.
  /// - Throws: As `fit` for rows it cannot take; `.noExits`.
  /// - Complexity: Two passes of the fit.
  public init(
    _ model: CoxRegression.Model, _ features: FeatureMatrix, _ lifetimes: Lifetimes,
    strata: [Int]? = nil, transform: Transform = .kaplanMeier, method: Method = .score,
    threads: Int = 1
  ) throws(FitError) {
    let (sample, pass) = try model.prepared(
      features, lifetimes, strata: strata, threads: threads)
    guard let scale = TimeScale(transform, sample, lifetimes) else {
      throw .noExits(rows: lifetimes.count)
    }
    self.transform = transform
    self.method = method
    switch method {
    case .score:
      (rows, terms, global) = Self.score(model, sample, pass, scale, threads: threads)
    case .grambschTherneau:
      terms = []
      (rows, global) = Self.approximation(model, sample, pass, scale, threads: threads)
    }
  }

  private static func score(
    _ model: CoxRegression.Model, _ sample: CoxSample, _ pass: CoxPass, _ scale: TimeScale,
    threads: Int
  ) -> (rows: [Row], terms: [Row], global: CoxRegression.Model.Test) {
    let p = model.estimates.count
    let point = model.scaledPoint
    let events = pass.events(at: point, threads: threads)
    // Adding a constant to g changes nothing, so it may as well be positive.
    let g = scale.values
    var drift = [Double](repeating: 0, count: p)
    for (index, group) in sample.rows.groups.enumerated() {
      for row in group.start..<group.leftEnd {
        let weight = sample.rows.weights[row] * g[index]
        for j in 0..<p {
          drift[j] += weight * (sample.rows.values[row * p + j] - events.means[index * p + j])
        }
      }
    }
    let plain = Square(pass.sums(at: point, threads: threads).information, p)
    let crossed = Square(pass.sums(at: point, multipliers: g, threads: threads).information, p)
    let squared = Square(
      pass.sums(at: point, multipliers: g.map { $0 * $0 }, threads: threads).information, p)
    let left = crossed.reduced(by: plain, from: squared)
    func test(_ columns: [Int]) -> CoxRegression.Model.Test {
      CoxRegression.Model.Test(
        chiSquare: left?.form(drift, columns) ?? .nan, degreesOfFreedom: columns.count)
    }
    let rows = model.design.columnNames.enumerated().map { Row(name: $1, test: test([$0])) }
    let terms = model.design.terms.filter { !$0.columns.isEmpty }.map { term in
      Row(name: term.name, test: test(Array(term.columns)))
    }
    return (rows, terms, test(Array(0..<p)))
  }

  private static func approximation(
    _ model: CoxRegression.Model, _ sample: CoxSample, _ pass: CoxPass, _ scale: TimeScale,
    threads: Int
  ) -> (rows: [Row], global: CoxRegression.Model.Test) {
    let p = model.estimates.count
    let events = pass.events(at: model.scaledPoint, threads: threads)
    var count = 0.0
    var sum = 0.0
    for (index, group) in sample.rows.groups.enumerated() {
      let exits = Double(group.leftEnd - group.start)
      count += exits
      sum += exits * scale.values[index]
    }
    let mean = sum / count
    var squares = 0.0
    var drift = [Double](repeating: 0, count: p)
    for (index, group) in sample.rows.groups.enumerated() {
      let distance = scale.values[index] - mean
      for row in group.start..<group.leftEnd {
        squares += distance * distance
        for j in 0..<p {
          let residual = sample.rows.values[row * p + j] - events.means[index * p + j]
          drift[j] += distance * residual * model.deviations[j]
        }
      }
    }
    let moved = (0..<p).map { j in
      var sum = 0.0
      for k in 0..<p { sum += model.covariance[j * p + k] * drift[k] }
      return sum
    }
    let rows = zip(model.design.columnNames, moved).enumerated().map { j, column in
      Row(
        name: column.0,
        test: CoxRegression.Model.Test(
          chiSquare: column.1 * column.1 * count / (model.covariance[j * p + j] * squares),
          degreesOfFreedom: 1))
    }
    let all = zip(drift, moved).reduce(0) { $0 + $1.0 * $1.1 } * count / squares
    return (rows, CoxRegression.Model.Test(chiSquare: all, degreesOfFreedom: p))
  }
}

/// A symmetric matrix of which the lower triangle is known.
private struct Square {
  var values: [Double]
  let order: Int

  init(_ lower: [Double], _ order: Int) {
    values = lower
    self.order = order
    for j in 0..<order {
      for i in j..<order { values[i * order + j] = lower[j * order + i] }
    }
  }

  /// *whole − self · inner⁻¹ · self*.
  func reduced(by inner: Square, from whole: Square) -> Square? {
    guard let factor = try? Cholesky(inner.values, order: order) else { return nil }
    var result = whole
    for j in 0..<order {
      guard let solved = try? factor.solve(Array(values[j * order..<(j + 1) * order])) else {
        return nil
      }
      for i in 0..<order {
        for k in 0..<order { result.values[j * order + i] -= values[k * order + i] * solved[k] }
      }
    }
    return result
  }

  /// *uᵀ M⁻¹ u* over some of the columns.
  func form(_ u: [Double], _ columns: [Int]) -> Double? {
    var part: [Double] = []
    for j in columns {
      for i in columns { part.append(values[j * order + i]) }
    }
    let chosen = columns.map { u[$0] }
    guard let factor = try? Cholesky(part, order: columns.count),
      let step = try? factor.solve(chosen)
    else { return nil }
    return zip(step, chosen).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
