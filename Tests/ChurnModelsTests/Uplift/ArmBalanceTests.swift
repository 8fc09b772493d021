import ChurnMath
import ChurnModels
import Testing

@Suite("Balance of arms")
struct ArmBalanceTests {
  private static let isTreated = [true, true, true, false, false, false]

  /// By hand: means 2 and 4, variances 1 and 4 (n − 1), so −2 / √2.5 and −2 / √(1/3 + 4/3).
  @Test("A number differs by its means in standard deviations")
  func number() throws {
    let column = FeatureMatrix.Column(name: "x", values: [1, 2, 3, 2, 4, 6])
    let balance = try #require(ArmBalance.of(column, isTreated: Self.isTreated))
    #expect(balance.treatedMean == 2 && balance.controlMean == 4 && balance.level == nil)
    #expect(abs(balance.standardized + 2 / 2.5.squareRoot()) < 1e-12)
    #expect(abs(balance.deviations + 2 / (5.0 / 3).squareRoot()) < 1e-12)
  }

  @Test("A category differs by the level that differs most, and gaps count")
  func category() throws {
    let column = FeatureMatrix.Column(
      name: "c", kind: .categorical(levels: ["a", "b", "c"]), values: [0, 0, 1, 1, 1, 2])
    let balance = try #require(ArmBalance.of(column, isTreated: Self.isTreated))
    #expect(balance.level == "a" && abs(balance.treatedMean - 2.0 / 3) < 1e-12)
    let gaps = FeatureMatrix.Column(name: "g", values: [.nan, .nan, 1, 1, 1, 1])
    #expect(ArmBalance.of(gaps, isTreated: Self.isTreated)?.level == "missing")
  }

  @Test("What is the same everywhere differs in nothing")
  func constant() {
    let same = FeatureMatrix.Column(name: "s", values: [7, 7, 7, 7, 7, 7])
    #expect(ArmBalance.of(same, isTreated: Self.isTreated) == nil)
    let gone = FeatureMatrix.Column(name: "s", values: Array(repeating: .nan, count: 6))
    #expect(ArmBalance.of(gone, isTreated: Self.isTreated) == nil)
    let apart = FeatureMatrix.Column(name: "s", values: [1, 1, 1, 0, 0, 0])
    #expect(ArmBalance.of(apart, isTreated: Self.isTreated)?.standardized == .infinity)
  }
}
