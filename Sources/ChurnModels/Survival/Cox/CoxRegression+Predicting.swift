public import ChurnMath

internal import Glibc

extension CoxRegression.Model {
  /// Whom linear predictors are relative to.
  public enum Reference: Sendable, Equatable {
    /// A customer whose columns are all zero.
    case zero
    /// A customer at the means of all columns: lifelines, and R with `nocenter = NULL`.
    case means
    /// At the means, but at zero in columns of −1, 0 and 1: the linear predictors of R's `coxph`.
    case meansOfQuantities
  }

  /// Survival of customers at the times asked, with errors; each *n* × *times*.
  public struct SurvivalBands: Sendable, Equatable {
    /// The share expected still to be there.
    public let survival: Matrix
    /// Its standard error.
    public let standardErrors: Matrix
    /// The lower ends of the bands.
    public let lower: Matrix
    /// The upper ends.
    public let upper: Matrix
  }

  /// The log of each customer's hazard over that of the reference.
  ///
  /// - Parameters:
  ///   - features: *n* rows; columns are matched by name.
  ///   - reference: Whom to compare with.
  /// - Returns: *(x − reference) · β*; length *n*.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.notFinite`, `.unknownLevel`.
  public func linearPredictor(
    _ features: FeatureMatrix, relativeTo reference: Reference = .meansOfQuantities
  ) throws(FitError) -> [Double] {
    let centre = estimates.indices.map { j in
      switch reference {
      case .zero: 0.0
      case .means: means[j]
      case .meansOfQuantities: indicators[j] ? 0 : means[j]
      }
    }
    return margins(try design.columns(of: features), rows: features.rowCount) { _ in centre }
  }

  /// Each customer's hazard over that of the reference, *exp(linear predictor)*.
  public func relativeRisk(
    _ features: FeatureMatrix, relativeTo reference: Reference = .meansOfQuantities
  ) throws(FitError) -> [Double] {
    try linearPredictor(features, relativeTo: reference).map { exp($0) }
  }

  /// The share of customers like each expected still to be there, at the times asked.
  ///
  /// *exp(−Λ(t) exp(x · β))*, a step function, constant after the last exit of the stratum; lifelines
  /// draws straight lines between the steps of *Λ*.
  ///
  /// - Parameters:
  ///   - features: *n* rows.
  ///   - times: Times since the start, in any order.
  ///   - strata: The stratum of each row; nil = the only one.
  ///   - threads: The most threads to use.
  /// - Returns: *n* × *times*; no curve of all times is kept.
  /// - Throws: As `linearPredictor`; `.inconsistentModel` for an unknown stratum or none where there
  ///   are several, `.lengthMismatch`.
  public func survival(
    _ features: FeatureMatrix, at times: [Double], strata: [Int]? = nil, threads: Int = 1
  ) throws(FitError) -> Matrix {
    let count = features.rowCount
    let places = try baselinePlaces(strata, rows: count)
    let columns = try design.columns(of: features)
    let margins = margins(columns, rows: count) { baselines[places[$0]].centre }
    let hazards = baselines.map { baseline in times.map { baseline.cumulativeHazard(at: $0) } }
    let pieces = times.indices.map { $0 * count..<($0 + 1) * count }
    let values = fillPieces(pieces, initial: 0, threads: threads) { time, span in
      for row in span.indices {
        span[row] = exp(-Self.hazard(hazards[places[row]][time], margins[row]))
      }
    }
    return Matrix(rows: count, columns: times.count, values: values)
  }

  /// Survival with standard errors and bands, as R's `survfit` on a fitted `coxph` gives them.
  ///
  /// The error of the cumulative hazard is *exp(x · β) √(Σ w/S₀² + dᵀ V d)*, *d* the integral of the
  /// customer's distance from the mean of those at risk; *V* is robust if the model is.
  ///
  /// - Parameters:
  ///   - features: *n* rows.
  ///   - times: Times since the start.
  ///   - strata: The stratum of each row; nil = the only one.
  ///   - level: The share of bands that hold the truth at one time.
  ///   - scale: Where bands are symmetric; R's default is `.log`.
  /// - Returns: Four matrices of *n* × *times*.
  /// - Throws: As `survival`, and `.invalidParameter` for a level outside of (0, 1).
  /// - Complexity: O(*n · times · p*²).
  public func survivalBands(
    _ features: FeatureMatrix, at times: [Double], strata: [Int]? = nil, level: Double = 0.95,
    scale: BandScale = .log
  ) throws(FitError) -> SurvivalBands {
    guard level > 0, level < 1 else {
      throw .invalidParameter(name: "level", value: level, expected: "a share between 0 and 1")
    }
    let count = features.rowCount
    let p = estimates.count
    let places = try baselinePlaces(strata, rows: count)
    let columns = try design.columns(of: features)
    let margins = margins(columns, rows: count) { baselines[places[$0]].centre }
    let z = NormalDistribution.deviations(level: level)
    let covariance = robustCovariance ?? self.covariance
    var parts = [[Double]](repeating: [], count: 4)
    var distance = [Double](repeating: 0, count: p)
    for time in times {
      let steps = baselines.map { $0.steps(upTo: time) }
      for row in 0..<count {
        let baseline = baselines[places[row]]
        let step = steps[places[row]]
        guard step > 0 else {
          for (part, value) in [1.0, 0, 1, 1].enumerated() { parts[part].append(value) }
          continue
        }
        let hazard = baseline.cumulativeHazards[step - 1]
        for j in 0..<p {
          distance[j] =
            (columns[j][row] - baseline.centre[j]) * hazard
            - baseline.meanIntegrals[(step - 1) * p + j]
        }
        var variance = baseline.variances[step - 1]
        for j in 0..<p {
          for k in 0..<p { variance += distance[j] * distance[k] * covariance[j * p + k] }
        }
        let survival = exp(-Self.hazard(hazard, margins[row]))
        let error = exp(margins[row]) * max(0, variance).squareRoot()
        let band = scale.band(survival: survival, hazardError: error, z: z)
        parts[0].append(survival)
        parts[1].append(survival * error)
        parts[2].append(band.lower)
        parts[3].append(band.upper)
      }
    }
    func matrix(_ part: Int) -> Matrix {
      Matrix(rows: count, columns: times.count, values: parts[part])
    }
    return SurvivalBands(
      survival: matrix(0), standardErrors: matrix(1), lower: matrix(2), upper: matrix(3))
  }

  /// A hazard times a risk; none stays none, however large the risk.
  private static func hazard(_ hazard: Double, _ margin: Double) -> Double {
    hazard == 0 ? 0 : hazard * exp(margin)
  }

  private func margins(
    _ columns: [[Double]], rows: Int, centre: (Int) -> [Double]
  ) -> [Double] {
    var margins = [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      let centre = centre(row)
      for j in estimates.indices { margins[row] += (columns[j][row] - centre[j]) * estimates[j] }
    }
    return margins
  }

  /// The place of each row's stratum among the baselines.
  private func baselinePlaces(_ strata: [Int]?, rows: Int) throws(FitError) -> [Int] {
    guard let strata else {
      guard baselines.count == 1 else {
        throw .inconsistentModel(
          reason: "it has \(baselines.count) strata, and none was named for the customers asked for"
        )
      }
      return [Int](repeating: 0, count: rows)
    }
    guard strata.count == rows else { throw .lengthMismatch(rows: rows, labels: strata.count) }
    var result: [Int] = []
    result.reserveCapacity(rows)
    for label in strata {
      let place = baselines.partitionPoint { $0.stratum < label }
      guard place < baselines.count, baselines[place].stratum == label else {
        throw .inconsistentModel(reason: "it did not learn the hazard of stratum \(label)")
      }
      result.append(place)
    }
    return result
  }
}

extension BandScale {
  /// The band around a survival, from the standard error of its cumulative hazard.
  func band(
    survival s: Double, hazardError: Double, z: Double
  ) -> (lower: Double, upper: Double) {
    guard s > 0 else { return (.nan, .nan) }
    guard s < 1 else { return (1, 1) }
    let spread = z * hazardError
    switch self {
    case .plain: return (max(0, s - spread * s), min(1, s + spread * s))
    case .log: return (s * exp(-spread), min(1, s * exp(spread)))
    case .logLog:
      let logarithm = Glibc.log(s)
      let factor = exp(spread / logarithm)
      return (exp(logarithm / factor), exp(logarithm * factor))
    }
  }
}
