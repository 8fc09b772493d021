import ChurnMath
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("How many new customers are taken to come")
struct NewcomerCountsTests {
  private static func months(_ counts: [Double]) -> [MonthlyLedger.Month] {
    let start = Fixture.day("2020-01-01")
    return counts.enumerated().map { place, count in
      var month = MonthlyLedger.Month(month: start.firstOfMonth(offset: place))
      month.newCustomers = count
      return month
    }
  }

  private static let periods = ForecastPeriod.periods(
    from: Fixture.day("2021-01-11"), months: 2)

  @Test("Recent: the mean of twelve months, or of three; a month begun counts its share")
  func recent() {
    let three = NewcomerCounts(
      .recent, months: Self.months([90, 10, 20, 30]), factors: nil, periods: Self.periods)
    #expect(three.level == 20 && three.window.count == 3)
    #expect(zip(three.expected, [20 * 21.0 / 31, 20, 20]).allSatisfy { abs($0 - $1) < 1e-12 })
    let year = NewcomerCounts(
      .recent, months: Self.months([99, 99] + (1...12).map(Double.init)), factors: nil,
      periods: Self.periods)
    #expect(year.level == 6.5 && year.window.count == 12)
    // Pearson: Σ(i − 6.5)²/6.5 = 22, over 11 degrees of freedom.
    #expect(abs(year.dispersion - 2) < 1e-12)
  }

  @Test("A season is taken out of the months looked at and put into those to come")
  func season() {
    var factors = [Double](repeating: 1, count: 12)
    factors[0] = 0.5
    factors[11] = 2
    let counts = NewcomerCounts(
      .recent, months: Self.months([10] + [Double](repeating: 20, count: 10) + [40]),
      factors: factors, periods: Self.periods)
    #expect(abs((counts.level ?? 0) - 20) < 1e-12 && counts.dispersion == 1)
    #expect(
      abs(counts.expected[0] - 10 * 21.0 / 31) < 1e-12 && abs(counts.expected[1] - 20) < 1e-12)
  }

  @Test("Along a trend, never below nothing; by a number; and none")
  func others() {
    let trend = NewcomerCounts(
      .trend, months: Self.months((0..<12).map { 10 + 2 * Double($0) }), factors: nil,
      periods: Self.periods)
    // January 2021 is the thirteenth month: 10 + 2 · 12.
    #expect(abs(trend.expected[0] - 34 * 21.0 / 31) < 1e-9 && abs(trend.expected[1] - 36) < 1e-9)
    let fall = NewcomerCounts(
      .trend, months: Self.months([30, 20, 10]), factors: nil, periods: Self.periods)
    #expect(fall.expected == [0, 0, 0])
    let fixed = NewcomerCounts(
      .fixed(7), months: [], factors: nil, periods: Self.periods)
    #expect(fixed.expected[1] == 7 && abs(fixed.expected[0] - 7 * 21.0 / 31) < 1e-12)
    var stream = RandomStream(seed: 1, stream: 0)
    #expect(fixed.draw(from: &stream) == fixed.expected)
    let none = NewcomerCounts(
      .none, months: Self.months([5, 5, 5]), factors: nil, periods: Self.periods)
    #expect(none.expected == [0, 0, 0] && none.draw(from: &stream) == [0, 0, 0])
    let unknown = NewcomerCounts(.recent, months: [], factors: nil, periods: Self.periods)
    #expect(unknown.expected == [0, 0, 0] && unknown.window.isEmpty)
  }

  /// Of four months of variance 4 · mean: Var = φ μ + φ μ/4 for a whole month.
  @Test("Drawn counts have the mean, the spread of single months and that of their level")
  func draws() {
    let counts = NewcomerCounts(
      .recent, months: Self.months([40, 60, 20, 80] + [40, 60, 20, 80] + [40, 60, 20, 80]),
      factors: nil, periods: Self.periods)
    let draws = (0..<20_000).map { draw -> Double in
      var stream = RandomStream(seed: 3, stream: UInt64(draw))
      return counts.draw(from: &stream)[1]
    }
    let mean = draws.reduce(0, +) / 20_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    let expected = counts.dispersion * 50 * (1 + 1.0 / 12)
    // 20,000 draws: the mean is known to ±0.2, the variance to ±2 %.
    #expect(abs(mean - 50) < 1 && abs(variance / expected - 1) < 0.1)
  }

  @Test("The first three months of the data are not looked at, or of few the first half")
  func burnIn() {
    func usable(_ count: Int) -> Int {
      NewcomerCounts.usable(Self.months([Double](repeating: 1, count: count))[...]).count
    }
    #expect([0, 1, 2, 3, 5, 6, 20].map(usable) == [0, 1, 1, 2, 3, 3, 17])
  }
}
