public import ChurnMath

/// How far estimates would differ on other customers like these: parameters drawn by refitting.
///
///     let draws = try ParametricBootstrap(draws: 200).models(model, customers, threads: 2)
///     let totals = draws.models.map { model in customers.reduce(0) { $0 + model.expectedOrders($1, within: 52) } }
///     let interval = ParametricBootstrap.interval(totals, level: 0.95)
///
/// Customers of the same ages are drawn from the fitted model and the model is fitted to them. That
/// needs no large-sample theory, which fails where it matters most: likelihoods are flat and skewed in
/// the dropout parameters. Draw *i* uses stream *i* of the seed over ages in ascending order, so
/// neither threads nor the order of rows show. A draw whose parameters run away is counted apart.
///
/// An interval says how well the *expectation* is known; what one customer does scatters around it.
///
/// - SeeAlso: Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, section 6.5.
public struct ParametricBootstrap: Sendable, Equatable {
  /// How many times to draw and refit.
  public var draws: Int
  /// Decides every draw.
  public var seed: UInt64

  /// Creates a bootstrap.
  public init(draws: Int = 200, seed: UInt64 = 1) {
    self.draws = draws
    self.seed = seed
  }

  /// Models fitted to drawn customers.
  public struct Draws<Model: Sendable>: Sendable {
    /// One a draw that could be fitted, in the order of the draws.
    public let models: [Model]
    /// Draws that could not be fitted.
    public let failures: Int
  }

  /// Refits a model to customers drawn from it.
  ///
  /// - Parameters:
  ///   - model: The fitted model.
  ///   - customers: Those it was fitted to; their ages count only.
  ///   - weights: The weights it was fitted with; nil = once each.
  ///   - threads: The most threads to use.
  /// - Returns: The refitted models.
  /// - Throws: `FitError.invalidParameter` for a number of draws that cannot be, `.lengthMismatch`.
  public func models(
    _ model: PurchaseModel, _ customers: [PurchaseSummary], weights: [Double]? = nil,
    threads: Int = 1
  ) throws(FitError) -> Draws<PurchaseModel> {
    try check(customers.count, weights)
    let observed = customers.indices.map { (age: customers[$0].age, weight: weights?[$0] ?? 1) }
      .sorted { $0.age != $1.age ? $0.age < $1.age : $0.weight < $1.weight }
    let ages = observed.map(\.age)
    let sorted = weights == nil ? nil : observed.map(\.weight)
    return drawn(threads) { stream in
      switch model {
      case .bgNBD(let fit):
        Self.refit(fit, ages, sorted, &stream).map { .bgNBD($0) }
      case .mbgNBD(let fit):
        Self.refit(fit, ages, sorted, &stream).map { .mbgNBD($0) }
      case .paretoNBD(let fit):
        Self.refit(fit, ages, sorted, &stream).map { .paretoNBD($0) }
      }
    }
  }

  /// Refits a Gamma-Gamma model to mean spends drawn from it, given how often customers bought.
  ///
  /// - Throws: `FitError.invalidParameter` for a number of draws that cannot be, `.lengthMismatch`.
  public func models(
    _ model: GammaGamma.Model, _ customers: [PurchaseSummary], weights: [Double]? = nil,
    threads: Int = 1
  ) throws(FitError) -> Draws<GammaGamma.Model> {
    try check(customers.count, weights)
    let observed = customers.indices
      .filter { customers[$0].frequency > 0 && customers[$0].meanSpend > 0 }
      .map { (x: customers[$0].frequency, weight: weights?[$0] ?? 1) }
      .sorted { $0.x != $1.x ? $0.x < $1.x : $0.weight < $1.weight }
    let sorted = weights == nil ? nil : observed.map(\.weight)
    return drawn(threads) { stream in
      let drawn = observed.map { customer in
        let inverseScale = stream.gamma(shape: model.q, scale: 1 / model.v)
        let spend = stream.gamma(
          shape: model.p * customer.x, scale: 1 / (inverseScale * customer.x))
        return PurchaseSummary(
          frequency: customer.x, recency: customer.x, age: customer.x, meanSpend: spend)
      }
      return try? GammaGamma().fit(drawn, weights: sorted, start: model)
    }
  }

  /// The percentile interval of a quantity's values over the draws; nil unless there are two.
  ///
  /// Quantiles are interpolated linearly between order statistics. NaN counts for nothing.
  public static func interval(
    _ values: [Double], level: Double = 0.95
  ) -> (lower: Double, upper: Double)? {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard sorted.count > 1, level > 0, level < 1 else { return nil }
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let low = min(Int(position), sorted.count - 2)
      let (below, above) = (sorted[low], sorted[low + 1])
      return below == above ? below : below + (position - Double(low)) * (above - below)
    }
    return (quantile((1 - level) / 2), quantile((1 + level) / 2))
  }

  private func check(_ count: Int, _ weights: [Double]?) throws(FitError) {
    guard draws > 0, draws <= 100_000 else {
      throw .invalidParameter(name: "draws", value: Double(draws), expected: "1 to 100,000")
    }
    if let weights, weights.count != count {
      throw .lengthMismatch(rows: count, labels: weights.count)
    }
  }

  private func drawn<Model>(
    _ threads: Int, _ fit: @Sendable (inout RandomStream) -> Model?
  ) -> Draws<Model> {
    let models = mapIndices(draws, threads: threads) { draw in
      var stream = RandomStream(seed: seed, stream: UInt64(draw))
      return fit(&stream)
    }
    let fitted = models.compactMap { $0 }
    return Draws(models: fitted, failures: models.count - fitted.count)
  }

  private static func refit<Law: FittableLaw>(
    _ fit: PurchaseFit<Law>, _ ages: [Double], _ weights: [Double]?,
    _ stream: inout RandomStream
  ) -> PurchaseFit<Law>? {
    let law = fit.parameters
    let drawn = ages.map { law.draw(age: $0, from: &stream) }
    return try? PurchaseFit<Law>(drawn, weights: weights, start: law)
  }
}
