public import ChurnMath

internal import Glibc

/// How far each row lies from what a Cox regression expects of it.
///
/// In the order of the rows; exits are listed by stratum, then time, then row. Equal to R's
/// `residuals(fit, type)` of the same name: of these only `dfbeta` is weighted.
public struct CoxResiduals: Sendable, Equatable {
  /// An exit and the distance of its columns from the mean of those at risk.
  public struct Exit: Sendable, Equatable {
    /// The row.
    public let row: Int
    /// Its time.
    public let time: Double
    /// The label of its stratum.
    public let stratum: Int
    /// Its Schoenfeld residual, with Efron's ties from the mean over the steps; length *p*.
    public let schoenfeld: [Double]
    /// *V · Schoenfeld · exits + β*: about the coefficient at that time; length *p*.
    public let scaledSchoenfeld: [Double]
  }

  /// Exits (0 or 1) minus those expected; length *n*.
  public let martingale: [Double]
  /// The same, made more symmetric: *sign(M) √(−2 (M + δ log(δ − M)))*; length *n*.
  public let deviance: [Double]
  /// What each row adds to the gradient; *n* × *p*.
  public let score: Matrix
  /// How much each row moves the coefficients, about: *weight · score · V*; *n* × *p*.
  public let dfbeta: Matrix
  /// The exits.
  public let exits: [Exit]
}

extension CoxRegression.Model {
  /// The residuals of rows under this model, with the hazards that these rows themselves give.
  ///
  /// For the rows learned from they are the usual residuals.
  ///
  /// - Parameters:
  ///   - features: *n* rows.
  ///   - lifetimes: Length *n*.
  ///   - strata: The stratum of each row; nil = one.
  ///   - threads: The most threads to use.
  /// - Returns: All residuals.
  /// - Throws: As `fit` for rows it cannot take.
  /// - Complexity: O(*n* log *n* + *n p*), memory O(*n p*).
  public func residuals(
    _ features: FeatureMatrix, _ lifetimes: Lifetimes, strata: [Int]? = nil, threads: Int = 1
  ) throws(FitError) -> CoxResiduals {
    let p = estimates.count
    let (sample, pass) = try prepared(features, lifetimes, strata: strata, threads: threads)
    let events = pass.events(at: scaledPoint, threads: threads)
    let residuals = CoxScoreResiduals(sample, events)
    let count = sample.rows.count
    var martingale = [Double](repeating: 0, count: count)
    var deviance = martingale
    var score = [Double](repeating: 0, count: count * p)
    var dfbeta = score
    let deviations = self.deviations
    for row in 0..<count {
      let original = Int(sample.order[row])
      let left = sample.hasLeft(row) ? 1.0 : 0
      let residual = left - residuals.expected[row]
      martingale[original] = residual
      let excess = residual + (left > 0 ? log(residuals.expected[row]) : 0)
      let size = max(0, -2 * excess).squareRoot()
      deviance[original] = residual < 0 ? -size : size
      for j in 0..<p {
        score[j * count + original] = residuals.values[row * p + j] * deviations[j]
      }
      for j in 0..<p {
        var sum = 0.0
        for k in 0..<p {
          sum += residuals.values[row * p + k] * deviations[k] * covariance[j * p + k]
        }
        dfbeta[j * count + original] = sample.rows.weights[row] * sum
      }
    }
    return CoxResiduals(
      martingale: martingale, deviance: deviance,
      score: Matrix(rows: count, columns: p, values: score),
      dfbeta: Matrix(rows: count, columns: p, values: dfbeta), exits: exits(sample, events))
  }

  /// The coefficients in deviations of the columns.
  var scaledPoint: [Double] { zip(estimates, deviations).map { $0 * $1 } }

  /// Rows in the order and the scale of this model.
  func prepared(
    _ features: FeatureMatrix, _ lifetimes: Lifetimes, strata: [Int]?, threads: Int
  ) throws(FitError) -> (CoxSample, CoxPass) {
    guard features.rowCount == lifetimes.count else {
      throw .lengthMismatch(rows: features.rowCount, labels: lifetimes.count)
    }
    let sample = try CoxSample(
      try design.columns(of: features), lifetimes, strata: strata, scales: deviations,
      threads: threads)
    return (sample, CoxPass(rows: sample.rows, ties: ties.pass))
  }

  private func exits(_ sample: CoxSample, _ events: CoxEvents) -> [CoxResiduals.Exit] {
    let p = estimates.count
    var result: [CoxResiduals.Exit] = []
    var count = 0
    for group in sample.rows.groups { count += group.leftEnd - group.start }
    for stratum in sample.strata {
      for index in stratum.groups.reversed() {
        let group = sample.rows.groups[index]
        let rows = (group.start..<group.leftEnd).sorted { sample.order[$0] < sample.order[$1] }
        for row in rows {
          let residual = (0..<p).map { j in
            (sample.rows.values[row * p + j] - events.means[index * p + j]) * deviations[j]
          }
          let scaled = (0..<p).map { j in
            var sum = 0.0
            for k in 0..<p { sum += residual[k] * covariance[j * p + k] }
            return sum * Double(count) + estimates[j]
          }
          result.append(
            CoxResiduals.Exit(
              row: Int(sample.order[row]), time: sample.times[index], stratum: stratum.label,
              schoenfeld: residual, scaledSchoenfeld: scaled))
        }
      }
    }
    return result
  }
}
