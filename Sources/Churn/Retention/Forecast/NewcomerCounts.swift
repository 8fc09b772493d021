internal import ChurnData
internal import ChurnMath

/// New customers of each period under a rule, and how well that is known.
struct NewcomerCounts: Sendable {
  /// Expected in each period.
  let expected: [Double]
  /// The months that the rule looked at; empty where it looked at none.
  let window: [Day]
  /// New customers a month without a season, where the rule has one level.
  let level: Double?
  /// Variance over mean of a month's count: 1 where customers come by chance alone.
  let dispersion: Double
  /// Expected in each period, with the level drawn: mean, and its slope by each standard deviate.
  private let deviates: [[Double]]
  /// Whether counts are given and so certain.
  private let isCertain: Bool

  /// Months at the beginning of the data in which old customers may look new.
  static let burnIn = 3
  private static let longWindow = 12
  private static let shortWindow = 3
  private static let trendWindow = 24

  /// The complete months whose new customers count as new.
  ///
  /// At the beginning everybody is seen for the first time, so the first three months are left out, or of
  /// fewer than six the first half.
  static func usable(_ complete: ArraySlice<MonthlyLedger.Month>) -> [MonthlyLedger.Month] {
    Array(complete.dropFirst(min(burnIn, complete.count / 2)))
  }

  /// Counts by a rule.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - months: The usable months, ascending.
  ///   - factors: The season of new customers; nil = none.
  ///   - periods: What is forecast.
  init(
    _ rule: NewcomerRule, months: [MonthlyLedger.Month], factors: [Double]?,
    periods: [ForecastPeriod]
  ) {
    func factor(_ month: Day) -> Double { factors?[month.monthOfYear] ?? 1 }
    let shares = periods.map { $0.share * factor($0.month) }
    switch rule {
    case .none, .fixed:
      var count = 0.0
      if case .fixed(let given) = rule { count = given }
      expected = periods.map { count * $0.share }
      (window, level, dispersion) = ([], rule == .none ? 0 : count, 1)
      (deviates, isCertain) = ([], true)
    case .recent:
      let used = Array(
        months.suffix(months.count >= Self.longWindow ? Self.longWindow : Self.shortWindow))
      let weights = used.map { factor($0.month) }
      let total = weights.reduce(0, +)
      let level = total > 0 ? used.reduce(0) { $0 + $1.newCustomers } / total : 0
      let dispersion = Self.dispersion(
        used.map(\.newCustomers), weights.map { $0 * level }, parameters: 1)
      expected = shares.map { $0 * level }
      window = used.map(\.month)
      self.level = level
      self.dispersion = dispersion
      let error = total > 0 ? (dispersion * level / total).squareRoot() : 0
      deviates = [shares.map { $0 * error }]
      isCertain = used.isEmpty
    case .trend:
      let used = Array(months.suffix(Self.trendWindow))
      let line = Line(used, factor: factor)
      let origin = used.first?.month.forecastMonth ?? 0
      let places = periods.map { Double($0.month.forecastMonth - origin) }
      expected = zip(shares, places).map { $0 * max(0, line.value(at: $1)) }
      window = used.map(\.month)
      level = nil
      dispersion = line.dispersion
      deviates = [
        shares.map { $0 * line.levelError },
        zip(shares, places).map { $0 * ($1 - line.middle) * line.slopeError },
      ]
      isCertain = used.isEmpty
    }
  }

  /// Pearson's χ² over its degrees of freedom, at least 1.
  private static func dispersion(
    _ counts: [Double], _ expected: [Double], parameters: Int
  ) -> Double {
    guard counts.count > parameters else {
      // Of one month nothing is known; a fifth up or down is common.
      return max(1, 0.04 * (expected.first ?? 0))
    }
    var sum = 0.0
    for (count, mean) in zip(counts, expected) where mean > 0 {
      sum += (count - mean) * (count - mean) / mean
    }
    return max(1, sum / Double(counts.count - parameters))
  }

  /// The straight line through counts without their season.
  private struct Line {
    var middle = 0.0
    var level = 0.0
    var slope = 0.0
    var levelError = 0.0
    var slopeError = 0.0
    var dispersion = 1.0

    init(_ months: [MonthlyLedger.Month], factor: (Day) -> Double) {
      guard let first = months.first else { return }
      let origin = first.month.forecastMonth
      let places = months.map { Double($0.month.forecastMonth - origin) }
      let values = months.map { $0.newCustomers / max(0.01, factor($0.month)) }
      let count = Double(months.count)
      middle = places.reduce(0, +) / count
      level = values.reduce(0, +) / count
      let squares = places.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      if squares > 0 {
        slope =
          zip(places, values).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - level) } / squares
      }
      dispersion = NewcomerCounts.dispersion(
        values, places.map { max(0, value(at: $0)) }, parameters: 2)
      levelError = (dispersion * max(0, level) / count).squareRoot()
      slopeError = squares > 0 ? (dispersion * max(0, level) / squares).squareRoot() : 0
    }

    func value(at place: Double) -> Double { level + slope * (place - middle) }
  }

  /// Draws how many come in each period.
  func draw(from stream: inout RandomStream) -> [Double] {
    if isCertain { return expected }
    var means = expected
    for deviate in deviates {
      let z = stream.normal()
      for period in means.indices { means[period] += z * deviate[period] }
    }
    return means.map { mean in
      guard mean > 0 else { return 0 }
      var rate = mean
      if dispersion > 1.000_1 {
        rate = stream.gamma(shape: mean / (dispersion - 1), scale: dispersion - 1)
      }
      guard rate.isFinite, rate < 1e12 else { return mean }
      return Double(stream.poisson(mean: rate))
    }
  }
}
