import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Rules of what is bought together")
struct AssociationRulesTests {
  /// Ten baskets: 0 in six, 1 in five, both in four; 2 always with both.
  static let baskets = Baskets(
    itemCount: 3, [[0, 1, 2], [0, 1, 2], [0, 1], [0, 1], [0], [0], [1], [], [], []])

  @Test("Figures of a rule: by hand")
  func byHand() throws {
    let sets = try FPGrowth(minSupport: 2).mine(Self.baskets)
    let rules = AssociationRules(sets)
    let rule = try #require(rules.rules.first { $0.antecedent == [0] && $0.consequent == 1 })
    #expect(rule.count == 4 && rule.antecedentCount == 6 && rule.consequentCount == 5)
    #expect(abs(rule.support - 0.4) < 1e-15 && abs(rule.confidence - 2.0 / 3) < 1e-15)
    #expect(abs(rule.lift - 4.0 / 3) < 1e-15 && abs(rule.leverage - 0.1) < 1e-15)
    #expect(abs(rule.conviction - 1.5) < 1e-14)
    // C(6, 4) C(4, 1) + C(6, 5) over C(10, 5).
    #expect(abs(rule.pValue - 66.0 / 252) < 1e-13)
    #expect(rule.improvement == nil)
    let both = try #require(rules.rules.first { $0.antecedent == [0, 1] })
    #expect(both.consequent == 2 && both.confidence == 0.5)
    // 2 of 6 with item 0, 2 of 5 with item 1.
    #expect(abs(try #require(both.improvement) - 0.1) < 1e-15)
    let sure = try #require(rules.rules.first { $0.antecedent == [2] && $0.consequent == 1 })
    #expect(sure.confidence == 1 && sure.conviction == .infinity)
    #expect(both.liftInterval.lower < both.lift && both.lift < both.liftInterval.upper)
  }

  /// Three frequent items: 3 · 2 questions with one item on the left and 3 · 1 with two.
  @Test("Tests that count: every frequent set with every frequent item, listed or not")
  func tested() throws {
    let sets = try FPGrowth(minSupport: 2).mine(Self.baskets)
    #expect(AssociationRules(sets).tested == 9)
    #expect(AssociationRules(sets, families: 4).tested == 36)
    let pairs = try FPGrowth(minSupport: 2, maxLength: 2).mine(Self.baskets)
    #expect(AssociationRules(pairs, maxLength: 2).tested == 6)
    let rare = try FPGrowth(minSupport: 5).mine(Self.baskets)
    #expect(AssociationRules(rare).tested == 2 && AssociationRules(rare).rules.isEmpty)
    #expect(
      AssociationRules(try FPGrowth(minSupport: 1).mine(Baskets(itemCount: 0, []))).tested == 0)
  }

  @Test("Asking for more leaves rules out and changes no p-value")
  func wanted() throws {
    let sets = try FPGrowth(minSupport: 2).mine(Self.baskets)
    let all = AssociationRules(sets).rules
    var wanted = AssociationRules.Wanted()
    wanted.minConfidence = 0.5
    wanted.minLift = 1.5
    wanted.maxAdjustedP = 0.9
    let some = AssociationRules(sets, wanted: wanted, threads: 3).rules
    #expect(
      some
        == all.filter { $0.confidence >= 0.5 && $0.lift >= 1.5 && $0.adjustedP <= 0.9 })
    #expect(!some.isEmpty && some.count < all.count)
  }

  // Items drawn independently: by Benjamini and Hochberg a false finding comes up in at most 5 % of
  // the runs; 95 % of 200 such counts are at most 16. Had only rules that are often seen counted as
  // tests, a low support would find something in most runs.
  @Test("Of items that have nothing to do with each other nothing is called real")
  func chance() throws {
    var wanted = AssociationRules.Wanted()
    wanted.maxAdjustedP = 0.05
    var runsWithFindings = 0
    for seed in 1...200 {
      var stream = RandomStream(seed: UInt64(seed), stream: 7)
      let baskets = Baskets(
        itemCount: 12,
        (0..<300).map { _ in (0..<12).filter { stream.chance(0.05 + 0.02 * Double($0)) } })
      let sets = try FPGrowth(minSupport: 20, maxLength: 2).mine(baskets)
      let rules = AssociationRules(sets, wanted: wanted, maxLength: 2)
      if !rules.rules.isEmpty { runsWithFindings += 1 }
    }
    #expect(runsWithFindings <= 16)
  }
}
