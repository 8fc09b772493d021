import Testing

@testable import Churn

@Suite("Correlation of ranks")
struct RankCorrelationTests {
  @Test("Equal values share the mean of their ranks")
  func ranks() {
    #expect(RankCorrelation.ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    #expect(RankCorrelation.ranks([]) == [])
  }

  /// By hand: ranks 1 2 3 4 5 and 2 1 4 3 5, differences squared 1 1 1 1 0, so 1 - 6·4/(5·24) = 0.8.
  @Test("Without ties it is 1 - 6 Σd² / (n(n² - 1))")
  func byHand() throws {
    let left = RankCorrelation.ranks([10, 20, 30, 40, 50])
    let right = RankCorrelation.ranks([2, 1, 4, 3, 9])
    #expect(abs(try #require(RankCorrelation.of(ranks: left, right)) - 0.8) < 1e-12)
    #expect(abs(try #require(RankCorrelation.of(ranks: left, left.reversed())) + 1) < 1e-12)
    #expect(RankCorrelation.of(ranks: left, [3, 3, 3, 3, 3]) == nil)
  }
}
