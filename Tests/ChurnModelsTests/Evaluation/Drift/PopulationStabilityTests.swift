import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Population stability")
struct PopulationStabilityTests {
  private func near(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    found.map { abs($0 - expected) <= tolerance } ?? false
  }

  @Test("The index is the divergence both ways")
  func shares() {
    // By hand: 2 · 0.05 · ln 2 + 2 · 0.05 · ln 1.5 = 0.1 · ln 3.
    #expect(
      near(
        PopulationStability.index(
          expectedShares: Array(repeating: 0.1, count: 10),
          observedShares: [0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.15, 0.15]),
        0.10986122886681095))
    // numpy 2: sum((q - p) * log(q / p)).
    let index = PopulationStability.index(
      expectedShares: [0.2, 0.3, 0.5], observedShares: [0.25, 0.25, 0.5])
    #expect(near(index, 0.020273255405408214))
    #expect(
      PopulationStability.index(
        expectedShares: [0.25, 0.25, 0.5], observedShares: [0.2, 0.3, 0.5]) == index)
    // Shares need not add up to 1.
    #expect(
      near(
        PopulationStability.index(expectedShares: [2, 3, 5], observedShares: [25, 25, 50]),
        0.020273255405408214))
  }

  @Test("An empty bin stays finite: a floor for shares, half a row for counts")
  func empty() {
    // numpy: shares raised to 1e-4 and scaled back to 1; counts plus 0.5.
    #expect(
      near(
        PopulationStability.index(expectedShares: [0.5, 0.5, 0], observedShares: [0.4, 0.4, 0.2]),
        1.5640268758028097))
    #expect(
      near(
        PopulationStability.index(
          expectedCounts: [10, 20, 0, 70], observedCounts: [5, 0, 5, 40]), 0.9020919530684315))
    // A bin that nobody is in, then or now, says nothing.
    #expect(
      PopulationStability.index(expectedCounts: [10, 0, 30], observedCounts: [7, 0, 3])
        == PopulationStability.index(expectedCounts: [10, 30], observedCounts: [7, 3]))
  }

  @Test("What makes no sense has no index, and huge numbers do no harm")
  func nonsense() {
    #expect(PopulationStability.index(expectedShares: [], observedShares: []) == nil)
    #expect(PopulationStability.index(expectedShares: [1], observedShares: [0.5, 0.5]) == nil)
    #expect(PopulationStability.index(expectedShares: [0, 0], observedShares: [1, 0]) == nil)
    #expect(PopulationStability.index(expectedShares: [1, 0], observedShares: [0, 0]) == nil)
    for wrong in [-0.1, .nan, .infinity] {
      #expect(
        PopulationStability.index(expectedShares: [wrong, 1], observedShares: [1, 1]) == nil)
      #expect(
        PopulationStability.index(expectedCounts: [1, 1], observedCounts: [1, wrong]) == nil)
    }
    let huge = PopulationStability.index(
      expectedCounts: [1.7e308, 0], observedCounts: [0, 1.7e308])
    #expect(huge?.isFinite == true)
  }

  @Test(
    "Of samples of one law the index is (bins - 1)(1/n + 1/m) on average, rarely beyond its limit")
  func chance() {
    #expect(
      PopulationStability.byChance(bins: 10, expectedRows: 1000, observedRows: 500) == 9 * 0.003)
    // scipy.stats.chi2.ppf(0.999, 9) = 27.8772; Wilson and Hilferty are within a percent.
    let limit = PopulationStability.chanceLimit(bins: 10, expectedRows: 1000, observedRows: 500)
    #expect(near(limit, 27.877164871256568 * 0.003, 0.01 * 0.084))
    #expect(PopulationStability.chanceLimit(bins: 1, expectedRows: 5, observedRows: 5) == 0)
    #expect(PopulationStability.byChance(bins: 3, expectedRows: 0, observedRows: 5) == .infinity)
    let (rows, later, rounds) = (4_000, 300, 1_000)
    var sum = 0.0
    var beyond = 0
    for seed in 0..<rounds {
      var random = RandomStream(seed: UInt64(seed), stream: 0)
      func counts(_ rows: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: 10)
        for _ in 0..<rows { counts[random.below(10)] += 1 }
        return counts
      }
      let index =
        PopulationStability.index(expectedCounts: counts(rows), observedCounts: counts(later)) ?? 0
      sum += index
      if index
        > PopulationStability.chanceLimit(
          bins: 10, expectedRows: Double(rows), observedRows: Double(later))
      {
        beyond += 1
      }
    }
    // The mean of 1,000 figures whose deviation is √(2 · 9) (1/n + 1/m): within four errors.
    let scale = 1 / Double(rows) + 1 / Double(later)
    #expect(
      near(sum / Double(rounds), 9 * scale, 4 * 18.0.squareRoot() * scale / 1000.0.squareRoot()))
    #expect(beyond <= 5)
  }
}
