import ChurnMath
import Testing

@testable import ChurnModels

/// Fitting what customers spend on a part first.
@Suite("Gamma-Gamma on large bases")
struct SpendThinningTests {
  /// Customers whose purchases spread around means of their own.
  private static func customers(_ count: Int) -> [PurchaseSummary] {
    var stream = RandomStream(seed: 11, stream: 0)
    return (0..<count).map { _ in
      let x = 1 + stream.below(9)
      let own = 20 + 60 * stream.uniform() * stream.uniform()
      var sum = 0.0
      for _ in 0..<x { sum += own * (0.5 + stream.uniform()) }
      return PurchaseSummary(
        frequency: Double(x), recency: 10, age: 20, meanSpend: sum / Double(x))
    }
  }

  @Test("The peak of a large base is the one that another start leads to")
  func samePeak() throws {
    let all = Self.customers(40_000)
    let found = try GammaGamma().fit(all, threads: 2)
    let mean = all.reduce(0) { $0 + $1.meanSpend } / Double(all.count)
    // As on a small base: p = 6, q = 4, and v by the mean p v / (q - 1).
    let start = GammaGamma.Model(
      p: 6, q: 4, v: mean / 2, standardErrors: found.standardErrors,
      covariance: found.covariance, logLikelihood: 0, customers: found.customers, leftOut: 0,
      frequencyCorrelation: nil)
    let other = try GammaGamma().fit(all, weights: nil, start: start, threads: 1)
    #expect(abs(found.p / other.p - 1) < 1e-5)
    #expect(abs(found.q / other.q - 1) < 1e-5)
    #expect(abs(found.v / other.v - 1) < 1e-5)
    #expect(abs(found.logLikelihood / other.logLikelihood - 1) < 1e-9)
    #expect(found == (try GammaGamma().fit(all.reversed(), threads: 1)))
  }

  @Test("A part of the customers is spread evenly over all, and a few stay all")
  func thinned() throws {
    let groups = try SpendGroups(Self.customers(9_000), weights: nil)
    let part = groups.thinned(to: 1_000)
    #expect(part.spends.count == 1_000)
    #expect(part.levels == groups.levels)
    #expect(abs(part.meanSpend / groups.meanSpend - 1) < 0.05)
    #expect(groups.thinned(to: 9_000).spends.count == 9_000)
    #expect(groups.thinned(to: 0).spends.count == 1)
  }
}
