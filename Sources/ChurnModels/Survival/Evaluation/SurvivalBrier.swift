public import ChurnMath

/// How far predicted shares of survival lie from what became of customers, at given times.
///
/// *BS(t) = mean of S(t)²/G(Tᵢ) over those who had left, (1 − S(t))²/G(t) over those still there, 0
/// over those censored before*; *G* is the chance not to have been censored, so that those who could
/// be followed stand for those who could not. 0 is perfect, 0.25 what a coin says; compare with the
/// Kaplan-Meier curve, which knows nothing of the customer.
///
/// *G* comes from the customers learned from in scikit-survival, from those judged in R's pec: hand in
/// either. *G(Tᵢ)* includes what falls at *Tᵢ* in scikit-survival and excludes it in Graf's paper and
/// pec (`Tie`). Where *G* is 0 a row counts nothing, but is still counted.
///
/// - SeeAlso: Graf et al. (1999), doi:10.1002/(SICI)1097-0258(19990915/30)18:17/18<2529::AID-SIM274>3.0.CO;2-5.
public struct SurvivalBrier: Sendable, Equatable {
  /// Which value of *G* an exit is weighted by.
  public enum Tie: Sendable, Equatable {
    /// *G(T)*: scikit-survival.
    case at
    /// *G(T−)*: Graf et al., pec.
    case before
  }

  /// The times, ascending as given.
  public let times: [Double]
  /// The score at each time.
  public let scores: [Double]

  /// Scores predictions.
  ///
  /// - Parameters:
  ///   - survival: Predicted shares, one row a customer and one column a time.
  ///   - times: Ascending.
  ///   - lifetimes: What became of the customers.
  ///   - censoring: The chance not to have been censored, `ProductLimit.censoring`.
  ///   - tie: Which value of it weights an exit.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidLifetime`, `.invalidWeight`,
  ///   `.invalidScore` for a share outside of [0, 1], `.invalidParameter` for times that do not
  ///   ascend, `.leftTruncated`.
  /// - Complexity: O(*n · times*).
  public init(
    _ survival: Matrix, at times: [Double], _ lifetimes: Lifetimes, censoring: ProductLimit,
    tie: Tie = .at
  ) throws(FitError) {
    try lifetimes.checkForEvaluation()
    guard lifetimes.entries == nil else { throw .leftTruncated(method: "The Brier score") }
    let count = lifetimes.count
    guard survival.rows == count else {
      throw .lengthMismatch(rows: count, labels: survival.rows)
    }
    guard survival.columns == times.count else {
      throw .lengthMismatch(rows: times.count, labels: survival.columns)
    }
    try checkAscending(times)
    for (place, share) in survival.values.enumerated() where !(share >= 0 && share <= 1) {
      throw .invalidScore(row: place % count, found: share)
    }
    let atExit = lifetimes.durations.map { time in
      let share = tie == .at ? censoring.share(at: time) : censoring.share(before: time)
      return share > 0 ? 1 / share : 0
    }
    self.times = times
    scores = times.enumerated().map { column, time in
      let here = censoring.share(at: time)
      let there = here > 0 ? 1 / here : 0
      var sum = 0.0
      var total = 0.0
      for row in 0..<count {
        let weight = lifetimes.weights?[row] ?? 1
        let share = survival[row, column]
        total += weight
        if lifetimes.durations[row] > time {
          sum += weight * there * (1 - share) * (1 - share)
        } else if lifetimes.hasLeft(row) {
          sum += weight * atExit[row] * share * share
        }
      }
      return sum / total
    }
  }

  /// The mean score over the time from the first to the last, by trapezoids; nil for fewer than two.
  public var integrated: Double? {
    guard let first = times.first, let last = times.last, last > first else { return nil }
    var area = 0.0
    for place in 1..<times.count {
      area += (times[place] - times[place - 1]) * (scores[place] + scores[place - 1]) / 2
    }
    return area / (last - first)
  }
}

/// Refuses times that are not finite or do not ascend.
func checkAscending(_ times: [Double]) throws(FitError) {
  for (place, time) in times.enumerated() {
    guard time.isFinite, place == 0 || time > times[place - 1] else {
      throw .invalidParameter(
        name: "times[\(place)]", value: time, expected: "finite times, each above the one before")
    }
  }
}
