import Testing

@testable import Churn

@Suite("Rules of a bundle")
struct RuleSetTests {
  private typealias Condition = TreeRule.Condition
  private typealias Fixture = PipelineFixture

  private static let rules = [
    TreeRule(
      conditions: [
        Condition(
          feature: "recency_days", values: .numbers(above: nil, upTo: 20, isWhole: true),
          allowsMissing: false)
      ], rows: 60, churners: 12),
    TreeRule(
      conditions: [
        Condition(
          feature: "recency_days", values: .numbers(above: 20, upTo: nil, isWhole: true),
          allowsMissing: false),
        Condition(
          feature: "gap_mean", values: .numbers(above: 10.5, upTo: 31.25, isWhole: false),
          allowsMissing: true),
      ], rows: 30, churners: 21),
    TreeRule(
      conditions: [
        Condition(
          feature: "region", values: .levels(["north", "<b>"], others: true), allowsMissing: false)
      ], rows: 10, churners: 7),
    TreeRule(conditions: [], rows: 0, churners: 0),
  ]

  @Test("Rules are ranked by lift or by leavers; those that hold for nobody are left out")
  func ranking() throws {
    let set = try #require(RuleSet(rules: Self.rules, isChampion: false))
    // By hand: churn rates 0.2, 0.7, 0.7; of equal ones the one with more leavers comes first.
    #expect(set.ranked(by: .lift).map(\.churners) == [21, 7, 12])
    #expect(set.ranked(by: .leavers).map(\.churners) == [21, 12, 7])
    #expect(set.rows == 100 && set.churnRate == 0.4)
  }

  @Test("Counts that cannot be make no set")
  func impossible() {
    #expect(RuleSet(rules: [], isChampion: true) == nil)
    for (rows, churners) in [(0, 0), (3, 4), (-1, 0), (3, -1)] {
      let rule = TreeRule(conditions: [], rows: rows, churners: churners)
      #expect(RuleSet(rules: [rule], isChampion: true) == nil)
    }
    let huge = TreeRule(conditions: [], rows: .max, churners: 0)
    #expect(RuleSet(rules: [huge, huge], isChampion: true) == nil)
  }

  @Test("Rules are read back as they were written, and a bundle without any has none")
  func sections() throws {
    let set = try #require(RuleSet(rules: Self.rules, isChampion: true))
    var writer = SectionWriter()
    ModelSections.append(set, to: &writer)
    let reader = try SectionReader(writer.bytes())
    let names = ["region", "gap_mean", "recency_days"]
    #expect(try ModelSections.rules(about: names, from: reader) == set)
    #expect(throws: BundleError.self) {
      try ModelSections.rules(about: ["region"], from: reader)
    }
    #expect(
      try ModelSections.rules(about: names, from: SectionReader(SectionWriter().bytes())) == nil)
  }

  /// The words of `RecencyFeature` and `RhythmFeature`, with intervals for figures; 31.25 days are
  /// rounded as in every other phrase.
  @Test("Conditions are clauses in the words of the features")
  func words() throws {
    let manifest = try Fixture.trained.get().bundle.manifest
    let words = ConditionWords(FeatureWords(manifest))
    #expect(words.clause(Self.rules[0].conditions[0]) == "last order 20 or fewer days ago")
    #expect(words.clause(Self.rules[1].conditions[0]) == "last order 21 or more days ago")
    #expect(
      words.clause(Self.rules[1].conditions[1])
        == "usually orders every over 10.5 up to 31.3 days, or not known")
    func days(_ above: Double?, _ upTo: Double?, whole: Bool = true) -> String {
      words.clause(
        Condition(
          feature: "recency_days", values: .numbers(above: above, upTo: upTo, isWhole: whole),
          allowsMissing: false))
    }
    #expect(days(2.5, 5.5) == "last order 3 to 5 days ago")
    #expect(days(2, 3.5) == "last order 3 days ago")
    #expect(days(2, nil, whole: false) == "last order over 2 days ago")
    #expect(days(nil, 2, whole: false) == "last order at most 2 days ago")
    #expect(words.clause(Self.rules[2].conditions[0]) == "region north, <b> or another one")
    // A feature that the manifest does not know, as in a bundle that was tampered with.
    let unknown = Condition(
      feature: "moon", values: .levels(["full"], others: false), allowsMissing: false)
    #expect(words.clause(unknown) == "moon is full")
    let nobody = Condition(
      feature: "gap_mean", values: .levels([], others: false), allowsMissing: true)
    #expect(words.clause(nobody) == "has not come back yet")
  }

  @Test("Training keeps rules that hold for every training row, and importances")
  func trained() throws {
    let bundle = try Fixture.trained.get().bundle
    let set = try #require(bundle.rules)
    #expect(abs(set.churnRate - bundle.manifest.trainingChurnRate) < 1e-12)
    let readable = try #require(bundle.readableRules(by: .lift))
    #expect(abs(readable.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    let lifts = readable.compactMap(\.lift)
    #expect(lifts == lifts.sorted(by: >) && lifts.count == readable.count)
    #expect(lifts.first ?? 0 > 1 && lifts.last ?? 2 < 1)
    let importances = try #require(bundle.importances)
    #expect(importances.map(\.importance) == importances.map(\.importance).sorted(by: >))
    #expect(Set(importances.map(\.feature)) == Set(bundle.manifest.features.map(\.name)))
    try ModelBundleTests.withFolder(bundle) { folder in
      let read = try ModelBundle(reading: folder)
      #expect(read.rules == set && read.explanation == bundle.explanation)
    }
  }
}
