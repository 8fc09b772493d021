import Testing

@testable import ChurnModels

@Suite("The season by month of the year")
struct SeasonalIndexTests {
  private static func sample(_ months: Int, first: Int) -> (actual: [Double], expected: [Double]) {
    let actual = (0..<months).map { place in
      Double(200 + (place * 37) % 41 + ([10, 11].contains((first + place) % 12) ? 90 : 0))
        + 3 * Double(place)
    }
    return (actual, (0..<months).map { Double(180 + 4 * $0) })
  }

  /// numpy 2.4.6: lstsq of ln((came + .5)/(expected + .5)) on powers of time (two, from 36 months on
  /// three) and eleven contrasts that make the twelve steps add up to 0, rows times the root of
  /// 1/(1/(came + 1) + .01); steps times τ²/(τ² + v) with v = σ²/Σw of the month and τ² = mean of
  /// squared steps − mean of v; then centred and exponentiated.
  @Test("Factors agree with least squares by numpy, with two years and with three")
  func reference() throws {
    let two = Self.sample(26, first: 4)
    let index = try #require(
      SeasonalIndex(actual: two.actual, expected: two.expected, firstMonth: 4))
    let known = [
      0.908027664313, 0.956326655637, 0.944050002681, 0.998599579584, 0.953439233673,
      0.991100727393, 0.989433278395, 0.974686072741, 0.960444622674, 0.946682135205,
      1.222185676007, 1.206236578462,
    ]
    for (factor, expected) in zip(index.factors, known) { #expect(abs(factor - expected) < 1e-10) }
    #expect(abs(index.keptShare - 0.877184255401) < 1e-10 && index.months == 26)
    let three = Self.sample(38, first: 0)
    let longer = try #require(
      SeasonalIndex(actual: three.actual, expected: three.expected, firstMonth: 0))
    #expect(abs(longer.factors[0] - 0.955066704497) < 1e-10)
    #expect(abs(longer.factors[11] - 1.272609534674) < 1e-10)
    #expect(abs(longer.keptShare - 0.941456284096) < 1e-10)
  }

  @Test("A clear season beside a growing base is found, a trend is not taken for one")
  func recovered() throws {
    let factors = [0.8, 0.85, 0.95, 1, 1, 0.95, 0.9, 0.95, 1, 1.1, 1.3, 1.4]
    let expected = (0..<36).map { 40_000 + 2_000 * Double($0) }
    let actual = expected.enumerated().map { $1 * factors[$0 % 12] }
    let index = try #require(SeasonalIndex(actual: actual, expected: expected, firstMonth: 0))
    let scale = index.factors[3]
    for month in 0..<12 { #expect(abs(index.factors[month] / scale - factors[month]) < 0.01) }
    #expect(index.keptShare > 0.99)
    // Growth alone, over what is expected to stay level.
    let trend = (0..<36).map { 1_000 + 20 * Double($0) }
    let level = [Double](repeating: 1_000, count: 36)
    let none = try #require(SeasonalIndex(actual: trend, expected: level, firstMonth: 7))
    #expect(none.factors.allSatisfy { abs($0 - 1) < 0.01 })
  }

  @Test("Chance without a season is drawn towards none")
  func chance() throws {
    // Deterministic noise whose months of the year have nothing in common.
    let actual = (0..<24).map { 50 + Double(($0 * 2_654_435 + 12_345) % 17) }
    let index = try #require(
      SeasonalIndex(
        actual: actual, expected: [Double](repeating: 58, count: 24), firstMonth: 0))
    #expect(index.keptShare < 0.6)
    let mean = index.factors.reduce(1, *)
    #expect(abs(mean - 1) < 1e-9)
  }

  @Test("Under two years, and from what cannot be, nothing is learned")
  func refused() {
    let sample = Self.sample(24, first: 0)
    func index(_ actual: [Double], _ expected: [Double]) -> SeasonalIndex? {
      SeasonalIndex(actual: actual, expected: expected, firstMonth: 0)
    }
    #expect(index(sample.actual, sample.expected) != nil)
    #expect(index(Array(sample.actual.dropLast()), Array(sample.expected.dropLast())) == nil)
    #expect(index([], []) == nil)
    #expect(index(sample.actual, Array(sample.expected.dropLast())) == nil)
    for odd in [Double.nan, .infinity, -1] {
      var actual = sample.actual
      actual[3] = odd
      #expect(index(actual, sample.expected) == nil)
    }
    #expect(index(sample.actual, [Double](repeating: 0, count: 24)) == nil)
  }
}
