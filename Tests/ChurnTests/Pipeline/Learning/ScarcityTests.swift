import Testing

@testable import Churn

@Suite("Too few to learn from")
struct ScarcityTests {
  /// Rows of some leavers and stayers, each customer at two cutoffs.
  private func samples(leavers: Int, stayers: Int) -> TrainingSamples {
    let groups = (0..<leavers + stayers).flatMap { [$0, $0] }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [FeatureMatrix.Column(name: "x", values: groups.map(Double.init))],
        rowCount: groups.count),
      labels: groups.map { $0 < leavers }, groups: groups)
  }

  @Test("Customers are counted and not rows, of the rarer outcome")
  func counting() {
    let few = Scarcity(samples(leavers: 30, stayers: 400))
    #expect(few.customers == 30 && few.areLeavers && few.isFew && !few.isVeryFew)
    let stayers = Scarcity(samples(leavers: 400, stayers: 19))
    #expect(stayers.customers == 19 && !stayers.areLeavers && stayers.isVeryFew)
    let enough = Scarcity(samples(leavers: 50, stayers: 50))
    #expect(!enough.isFew && enough.note(usesRuleOnly: false, days: 100) == nil)
  }

  /// 30 leavers in 300 days: 50 take 500 days, 200 more, which are 6.7 months.
  @Test("The note says how many, and for how long to wait at this pace")
  func note() throws {
    let note = try #require(
      Scarcity(samples(leavers: 30, stayers: 400)).note(usesRuleOnly: false, days: 300))
    #expect(note.contains("Only 30 customers who left"))
    #expect(note.contains("You need about 7 more months"))
    let table = try #require(
      Scarcity(samples(leavers: 30, stayers: 400)).note(usesRuleOnly: false, days: nil))
    #expect(table.hasSuffix("You need at least 50."))
    // One leaver in a century does not overflow.
    #expect(
      Scarcity(samples(leavers: 1, stayers: 9)).note(usesRuleOnly: true, days: .max) != nil)
  }

  @Test("With few the simplest model is shipped, whatever the others seem to do")
  func simplest() throws {
    let lesson = LessonFixture.lesson(LessonFixture.samples(rows: 1500, isLine: false))
    var rules = Contest.Rules(
      kinds: [.logistic, .boosting], metric: .logLoss, costs: .standard, search: 0)
    #expect(try Contest(lesson, rules, margins: nil, step: { _ in }).champion.kind == .boosting)
    rules.takesSimplest = true
    let forced = try Contest(lesson, rules, margins: nil, step: { _ in })
    #expect(forced.champion.kind == .logistic && forced.reason.contains("too few customers"))
  }
}
