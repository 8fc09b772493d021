/// Calibration once the level is put right: what is left when the base rate alone has moved.
///
/// All log-odds are shifted by one number, so that the mean probability equals the churn rate; then the
/// calibration error is taken over ten bins of equal width. Beside it stands what a perfect model with
/// the same shifted probabilities and rows would be expected to show, because no finite sample meets its
/// probabilities: only what goes beyond is the model's fault.
///
/// - SeeAlso: Steyerberg (2019), *Clinical Prediction Models*, ch. 15, for the update of the intercept;
///   Bröcker & Smith (2007), doi:10.1175/WAF993.1, for the error to be expected.
public struct MatchedCalibration: Sendable, Equatable {
  /// What was added to all log-odds.
  public let shift: Double
  /// What was told too little, by bin, after it.
  public let excess: BinnedExcess
  /// The expected calibration error of a perfect model of these probabilities and rows.
  public let perfectECE: Double

  /// Shifts and judges; nil unless the scores are probabilities and both classes have some weight.
  ///
  /// - Complexity: O(*n*) a step of the search, O(*n* · number of likely churners) for the expectation in
  ///   bins with few.
  public init?(_ ranked: RankedScores) {
    guard let shift = Self.shift(of: ranked), let excess = BinnedExcess(ranked, shift: shift)
    else { return nil }
    self.shift = shift
    self.excess = excess
    perfectECE = Self.expected(ranked, shift: shift) / ranked.totals.all
  }

  /// The calibration error after the shift, in [0, 1].
  public var ece: Double { excess.error }

  /// The same for the rows with other weights, as in a bootstrap, which takes few steps from here.
  public func excess(of drawn: RankedScores) -> BinnedExcess? {
    Self.shift(of: drawn, start: shift).flatMap { BinnedExcess(drawn, shift: $0) }
  }

  /// The shift that makes the mean probability the churn rate.
  static func shift(of ranked: RankedScores, start: Double = 0) -> Double? {
    let totals = ranked.totals
    guard ranked.areProbabilities, totals.churned > 0, totals.churned < totals.all else {
      return nil
    }
    // Log-odds are within ±35, and no rate that weights can make needs more than this.
    var (low, high) = (-800.0, 800.0)
    var shift = start
    for _ in 0..<200 {
      var excess = -totals.churned
      var slope = 0.0
      for (row, weight) in ranked.weights.enumerated() where weight > 0 {
        let p = logistic(ranked.logits[row] + shift)
        excess += weight * p
        slope += weight * p * (1 - p)
      }
      if excess == 0 { break }
      if excess > 0 { high = shift } else { low = shift }
      let step = excess / slope
      let next = shift - step
      // Newton where it stays inside, else the middle.
      let taken = next > low && next < high ? next : low / 2 + high / 2
      let moved = abs(taken - shift)
      shift = taken
      if moved < 1e-9 * max(1, abs(shift)) { break }
    }
    return shift
  }

  // MARK: - A perfect model

  /// *Σ E|Σ w (y − p)|* over the bins, each label drawn with its probability.
  private static func expected(_ ranked: RankedScores, shift: Double) -> Double {
    var probabilities = Array(repeating: [Double](), count: 10)
    var variances = [Double](repeating: 0, count: 10)
    var countsRows = true
    // Ascending scores, so that the order of the rows leaves no trace.
    for row in ranked.order.reversed() where ranked.weights[row] > 0 {
      let weight = ranked.weights[row]
      let p = logistic(ranked.logits[row] + shift)
      let bin = ExpectedCalibrationError.binIndex(p, of: 10)
      probabilities[bin].append(p)
      variances[bin] += weight * weight * p * (1 - p)
      if weight != 1 { countsRows = false }
    }
    return (0..<10).reduce(0) { sum, bin in
      // The normal limit is right to a thousandth from here on, and all there is for uneven weights.
      let isWide = variances[bin] >= 100 || !countsRows
      return sum
        + (isWide
          ? (2 / Double.pi * variances[bin]).squareRoot() : meanDeviation(probabilities[bin]))
    }
  }

  /// *E|Σ y − Σ p|* of independent labels, from the distribution of their sum, counted up one by one.
  static func meanDeviation(_ probabilities: [Double]) -> Double {
    // The rarer outcome is counted, so that the sums stay small.
    let mean = probabilities.reduce(0, +)
    let isRare = 2 * mean <= Double(probabilities.count)
    let rare = isRare ? probabilities : probabilities.map { 1 - $0 }
    let center = rare.reduce(0, +)
    let variance = rare.reduce(0) { $0 + $1 * (1 - $1) }
    // Beyond twelve standard deviations nothing is left that a double could hold beside 1.
    let most = min(rare.count, Int(min(center + 12 * variance.squareRoot() + 40, 1e9)))
    var chances = [Double](repeating: 0, count: most + 1)
    chances[0] = 1
    var reached = 0
    for p in rare {
      reached = min(reached + 1, most)
      for k in stride(from: reached, to: 0, by: -1) {
        chances[k] = chances[k] * (1 - p) + chances[k - 1] * p
      }
      chances[0] *= 1 - p
    }
    return chances.enumerated().reduce(0) { $0 + abs(Double($1.offset) - center) * $1.element }
  }
}
