public import ChurnMath

/// How well risks tell those who have left by a time from those still there then.
///
/// The chance that the score of one who had left by *t* exceeds that of one still there after *t*
/// (cumulative cases, dynamic controls), equal scores counting half, leavers weighted by *1/G(Tᵢ)*
/// for those censored before. As scikit-survival's `cumulative_dynamic_auc`, with scores compared
/// exactly.
///
/// - SeeAlso: Uno et al. (2007), doi:10.1198/016214507000000149; Hung & Chiang (2010),
///   doi:10.1002/cjs.10046.
public struct TimeDependentAUC: Sendable, Equatable {
  /// The times.
  public let times: [Double]
  /// The area at each time; nil where nobody had left, or nobody is still there.
  public let values: [Double?]
  /// The areas' mean, weighted by the fall of the Kaplan-Meier curve of these customers up to each
  /// time; nil when an area is, or the curve does not fall.
  public let mean: Double?

  /// Judges one score a customer.
  ///
  /// - Parameters:
  ///   - risks: A large one leaves sooner; finite; length *n*.
  ///   - times: Ascending.
  ///   - lifetimes: What became of the customers.
  ///   - censoring: The chance not to have been censored; of those learned from, as a rule.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidScore`, `.invalidLifetime`,
  ///   `.invalidWeight`, `.invalidParameter`, `.leftTruncated`.
  /// - Complexity: O(*n* (log *n* + *times*)).
  public init(
    of risks: [Double], at times: [Double], _ lifetimes: Lifetimes, censoring: ProductLimit
  ) throws(FitError) {
    try self.init(
      Matrix(rows: risks.count, columns: [risks]), at: times, lifetimes, censoring: censoring)
  }

  /// Judges scores that change with the time asked, one column a time (or one for all).
  public init(
    _ risks: Matrix, at times: [Double], _ lifetimes: Lifetimes, censoring: ProductLimit
  ) throws(FitError) {
    try lifetimes.checkForEvaluation()
    guard lifetimes.entries == nil else { throw .leftTruncated(method: "The area at a time") }
    let count = lifetimes.count
    guard risks.rows == count else { throw .lengthMismatch(rows: count, labels: risks.rows) }
    guard risks.columns == times.count || risks.columns == 1 else {
      throw .lengthMismatch(rows: times.count, labels: risks.columns)
    }
    try checkAscending(times)
    for (place, risk) in risks.values.enumerated() where !risk.isFinite {
      throw .invalidScore(row: place % count, found: risk)
    }
    let atExit = lifetimes.durations.map { time in
      let share = censoring.share(at: time)
      return share > 0 ? 1 / share : 0
    }
    var order: [Int] = []
    var values: [Double?] = []
    for (place, time) in times.enumerated() {
      let column = risks.columns == 1 ? 0 : place
      if place == 0 || risks.columns > 1 {
        order = (0..<count).sorted { a, b in
          let (x, y) = (risks[a, column], risks[b, column])
          if x != y { return x < y }
          let (s, t) = (lifetimes.durations[a], lifetimes.durations[b])
          return s == t ? a < b : s < t
        }
      }
      values.append(Self.area(order, { risks[$0, column] }, time, lifetimes, atExit))
    }
    self.times = times
    self.values = values
    mean = Self.mean(values, times, ProductLimit.survival(lifetimes))
  }

  /// The area at one time, from rows by ascending risk.
  private static func area(
    _ order: [Int], _ risk: (Int) -> Double, _ time: Double, _ lifetimes: Lifetimes,
    _ atExit: [Double]
  ) -> Double? {
    var below = 0.0
    var cases = 0.0
    var pairs = 0.0
    var place = 0
    while place < order.count {
      let value = risk(order[place])
      var controlsHere = 0.0
      var casesHere = 0.0
      while place < order.count, risk(order[place]) == value {
        let row = order[place]
        let weight = lifetimes.weights?[row] ?? 1
        if lifetimes.durations[row] > time {
          controlsHere += weight
        } else if lifetimes.hasLeft(row) {
          casesHere += weight * atExit[row]
        }
        place += 1
      }
      pairs += casesHere * (below + controlsHere / 2)
      below += controlsHere
      cases += casesHere
    }
    return cases > 0 && below > 0 ? pairs / (cases * below) : nil
  }

  private static func mean(
    _ values: [Double?], _ times: [Double], _ survival: ProductLimit
  ) -> Double? {
    var sum = 0.0
    var before = 1.0
    for (value, time) in zip(values, times) {
      guard let value else { return nil }
      let here = survival.share(at: time)
      sum += value * (before - here)
      before = here
    }
    return before < 1 ? sum / (1 - before) : nil
  }
}
