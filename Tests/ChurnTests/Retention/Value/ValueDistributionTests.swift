import Testing

@testable import Churn

@Suite("How value is spread")
struct ValueDistributionTests {
  @Test("Shares of the top, parts of a customer included: by hand")
  func byHand() throws {
    // Of five customers the top 10 % are half of the first: 50/2 of 100; the top 20 % all of him.
    let value = try #require(ValueDistribution([10, 50, 20, 15, 5]))
    #expect(value.total == 100 && value.mean == 20 && value.median == 15)
    #expect(abs(value.shareOfTop10 - 0.25) < 1e-15 && abs(value.shareOfTop20 - 0.5) < 1e-15)
    let expected = [0.25, 0.25, 0.1, 0.1, 0.075, 0.075, 0.05, 0.05, 0.025, 0.025]
    for (found, share) in zip(value.decileShares, expected) { #expect(abs(found - share) < 1e-15) }
    #expect(try #require(ValueDistribution([1, 3])).median == 2)
  }

  @Test("Every customer lies in one range; what lies far out is in the last, open one")
  func bins() throws {
    let values = (0..<1000).map { Double($0) } + [1e6]
    let value = try #require(ValueDistribution(values))
    #expect(value.bins.reduce(0) { $0 + $1.customers } == 1001)
    let last = try #require(value.bins.last)
    #expect(last.upper == nil && last.customers >= 1 && last.value >= 1e6)
    for bin in value.bins.dropLast() {
      let inside = values.count { $0 >= bin.lower && $0 < bin.upper ?? .infinity }
      #expect(bin.customers == inside)
    }
    #expect((4...40).contains(value.bins.count))
  }

  @Test("Values that are none, all alike, huge or not finite")
  func odd() throws {
    #expect(ValueDistribution([]) == nil && ValueDistribution([0, 0]) == nil)
    #expect(ValueDistribution([.nan, .infinity]) == nil)
    #expect(ValueDistribution([1e308, 1e308]) == nil)
    let same = try #require(ValueDistribution([7, 7, 7, .nan]))
    #expect(same.mean == 7 && same.bins.reduce(0) { $0 + $1.customers } == 3)
    let one = try #require(ValueDistribution([1e-300]))
    #expect(one.shareOfTop10 > 0 && one.median == 1e-300)
  }
}
