public import ChurnMath

/// How features raise or lower the hazard of leaving, without a guess at the hazard itself.
///
///     let model = try CoxRegression().fit(features, lifetimes, threads: 2)
///     model.coefficients[0].hazardRatio   // 1.10: each further complaint raises the hazard by 10 %
///
/// Cox's proportional hazards: a customer with columns *x* in stratum *s* leaves at rate *λₛ(t)
/// exp(x · β)*; *β* maximises the partial likelihood, which compares whoever leaves with those at
/// risk then, and leaves *λₛ* open. Newton's method on columns centred within strata and scaled.
///
/// * Ties by Efron's method, as in R and lifelines, or Breslow's.
/// * A customer with an entry time is at risk only after it (left truncation); rows with an entry
///   also describe features that change with time, one row for each span.
/// * Weights count rows. Means are weighted (R's `means` are not where there are entries). A weight of 0 leaves a row out, also from the count of ties, where R counts it.
/// * Times are compared exactly, as R does with `timefix = FALSE`.
/// * A penalty λ subtracts *λ W/2 Σ (βⱼ sⱼ)²*, *W* the total weight and *sⱼ* the deviation of a
///   column within strata: that of lifelines' `penalizer`, and without strata its very scale but for
///   *n* in place of *n − 1*.
///
/// - Complexity: O(*n* log *n*) to sort, then O(*n p*²) an iteration, of which some six are needed.
///   Memory O(*n p*).
/// - SeeAlso: Cox (1972), doi:10.1111/j.2517-6161.1972.tb00899.x; Efron (1977),
///   doi:10.1080/01621459.1977.10480613.
public struct CoxRegression: Sendable, Equatable {
  /// How times at which several leave are counted.
  public enum Ties: String, Sendable, Equatable, CaseIterable {
    /// Those who leave at one time are taken out one after the other, in the mean over all orders.
    case efron
    /// All who leave at one time face all others at risk.
    case breslow

    var pass: CoxTies { self == .efron ? .efron : .breslow }
  }

  /// How ties are counted in the likelihood.
  public var ties: Ties
  /// How ties are counted in the baseline hazard; nil = as in the likelihood, which R does.
  ///
  /// lifelines takes Breslow's baseline along with Efron's likelihood.
  public var baselineTies: Ties?
  /// The ridge penalty λ on standardised coefficients, from 0 on.
  public var penalty: Double
  /// Whether to compute standard errors that hold when the model does not (always with clusters).
  public var isRobust: Bool
  /// Steps end when none is longer than this, in deviations of the columns.
  public var tolerance: Double
  /// The most steps.
  public var maxIterations: Int

  /// The most columns that can be fitted.
  public static let mostColumns = 2_000

  /// Creates the recipe.
  public init(
    ties: Ties = .efron, baselineTies: Ties? = nil, penalty: Double = 0, isRobust: Bool = false,
    tolerance: Double = 1e-8, maxIterations: Int = 100
  ) {
    self.ties = ties
    self.baselineTies = baselineTies
    self.penalty = penalty
    self.isRobust = isRobust
    self.tolerance = tolerance
    self.maxIterations = maxIterations
  }

  /// Learns the coefficients and the baseline hazards.
  ///
  /// - Parameters:
  ///   - features: *n* × *p*, none missing; categorical columns are taken apart (`CoxDesign`).
  ///   - lifetimes: Length *n*; all reasons count as leaving.
  ///   - strata: Labels of groups with a baseline hazard each; length *n*; nil = one for all.
  ///   - clusters: Labels of rows that belong together, for robust standard errors; length *n*.
  ///   - threads: The most threads to use; the model does not depend on it, nor on the order of rows.
  /// - Returns: The fitted model.
  /// - Throws: `FitError.noRows`, `.noExits`, `.noUsableFeature`, `.lengthMismatch`,
  ///   `.invalidLifetime`, `.invalidEntry`, `.invalidWeight`, `.notFinite`, `.tooManyColumns`,
  ///   `.invalidParameter`; without a penalty also `.collinear` and `.monotone`; `.notConverged`.
  public func fit(
    _ features: FeatureMatrix, _ lifetimes: Lifetimes, strata: [Int]? = nil,
    clusters: [Int]? = nil, threads: Int = 1
  ) throws(FitError) -> Model {
    try checkParameters()
    guard features.rowCount == lifetimes.count else {
      throw .lengthMismatch(rows: features.rowCount, labels: lifetimes.count)
    }
    if let clusters, clusters.count != lifetimes.count {
      throw .lengthMismatch(rows: lifetimes.count, labels: clusters.count)
    }
    let design = try CoxDesign(learningFrom: features, weights: lifetimes.weights)
    let sample = try CoxSample(
      try design.columns(of: features), lifetimes, strata: strata, threads: threads)
    guard design.columnCount <= Self.mostColumns else {
      throw .tooManyColumns(columns: design.columnCount, most: Self.mostColumns)
    }
    let names = design.columnNames
    guard !names.isEmpty else { throw .noUsableFeature }
    guard sample.rows.groups.contains(where: { $0.leftEnd > $0.start }) else {
      throw .noExits(rows: lifetimes.count)
    }
    if let constant = sample.scales.firstIndex(of: 0) {
      throw .collinear(feature: names[constant])
    }
    let pass = CoxPass(rows: sample.rows, ties: ties.pass)
    let weight = sample.rows.weights.reduce(0, +)
    let solution = try CoxNewton(
      pass: pass, penalty: penalty * weight, tolerance: tolerance, maxIterations: maxIterations,
      names: names, threads: threads
    ).run()
    return model(design, sample, pass, solution, clusters: clusters, threads: threads)
  }

  private func checkParameters() throws(FitError) {
    guard penalty >= 0, penalty.isFinite else {
      throw .invalidParameter(name: "penalty", value: penalty, expected: "a number from 0 on")
    }
    guard tolerance > 0 else {
      throw .invalidParameter(name: "tolerance", value: tolerance, expected: "a number above 0")
    }
    guard maxIterations > 0 else {
      throw .invalidParameter(
        name: "maxIterations", value: Double(maxIterations), expected: "a number above 0")
    }
  }

  private func model(
    _ design: CoxDesign, _ sample: CoxSample, _ pass: CoxPass, _ solution: CoxNewton.Solution,
    clusters: [Int]?, threads: Int
  ) -> Model {
    let p = design.columnCount
    let scales = sample.scales
    let events = pass.events(
      at: solution.point, ties: (baselineTies ?? ties).pass, residuals: false, threads: threads)
    var robust: [Double]?
    if isRobust || clusters != nil {
      let residuals = CoxScoreResiduals(
        sample, pass.events(at: solution.point, threads: threads))
      robust = residuals.sandwich(solution.covariance, sample, clusters: clusters)
    }
    func unscaled(_ matrix: [Double]) -> [Double] {
      matrix.indices.map { matrix[$0] / (scales[$0 / p] * scales[$0 % p]) }
    }
    var count = 0
    var weight = 0.0
    for group in sample.rows.groups {
      count += group.leftEnd - group.start
      for row in group.start..<group.leftEnd { weight += sample.rows.weights[row] }
    }
    return Model(
      ties: ties, design: design,
      estimates: (0..<p).map { solution.point[$0] / scales[$0] }, means: sample.means,
      indicators: Self.indicators(sample, p), deviations: scales,
      covariance: unscaled(solution.covariance), robustCovariance: robust.map(unscaled),
      logLikelihood: solution.sums.logLikelihood, nullLogLikelihood: solution.null.logLikelihood,
      scoreStatistic: Self.scoreStatistic(solution.null),
      baselines: sample.strata.map { CoxBaseline(stratum: $0, sample, events) },
      rowCount: sample.rows.count, exitCount: count, exitWeight: weight,
      iterations: solution.iterations)
  }

  /// *Uᵀ I⁻¹ U* at zero.
  private static func scoreStatistic(_ null: CoxSums) -> Double {
    guard let factor = try? Cholesky(null.information, order: null.gradient.count),
      let step = try? factor.solve(null.gradient)
    else { return .nan }
    return zip(step, null.gradient).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Whether a column holds nothing but −1, 0 and 1.
  private static func indicators(_ sample: CoxSample, _ p: Int) -> [Bool] {
    var result = [Bool](repeating: true, count: p)
    for stratum in sample.strata {
      let groups = sample.rows.groups[stratum.groups]
      guard let first = groups.first, let last = groups.last else { continue }
      for j in 0..<p where result[j] {
        for row in first.start..<last.end {
          let value = sample.rows.values[row * p + j] * sample.scales[j] + stratum.centre[j]
          // Centring rounds.
          if abs(value) > 1e-9, abs(abs(value) - 1) > 1e-9 {
            result[j] = false
            break
          }
        }
      }
    }
    return result
  }
}
