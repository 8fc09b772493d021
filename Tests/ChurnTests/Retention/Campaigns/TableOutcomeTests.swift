import Foundation
import TestSupport
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("The outcome of a ready table") struct TableOutcomeTests {
  private func test(_ outcomes: [String], control: String = "none") -> TableOutcome {
    TableOutcome(arm: "group", control: control, outcomes: outcomes)
  }

  private func run(_ test: TableOutcome, _ text: String) throws -> OutcomeReport {
    try Fixture.withFile(text) {
      try test.run(reading: [$0], threads: 1, logger: Fixture.logger).report
    }
  }

  /// DATA.md: lift over none in visits .076590 and .045233, conversion .006805 and .003111, spend
  /// .769827 and .424412; and by pandas 2: df.groupby("segment")[c].mean().diff.
  @Test(
    "The lifts of Hillstrom's e-mail test are exact",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func hillstrom() throws {
    let path = try #require(SharedFolder.url("data/hillstrom/hillstrom.csv")).path
    var test = TableOutcome(
      arm: "segment", control: "No E-Mail", outcomes: ["visit", "conversion", "spend"])
    test.covariates = ["recency", "history", "mens", "womens", "newbie", "channel", "zip_code"]
    let (report, _) = try test.run(reading: [path], threads: 2, logger: Fixture.logger)
    #expect(report.controlRows == 21_306)
    #expect(report.arms.map(\.name) == ["Mens E-Mail", "Womens E-Mail"])
    #expect(report.arms.map(\.rows) == [21_307, 21_387])
    let expected = [[0.076590, 0.006805, 0.769827], [0.045233, 0.003111, 0.424412]]
    for (arm, lifts) in zip(report.arms, expected) {
      for (outcome, lift) in zip(arm.outcomes, lifts) {
        #expect(abs(outcome.difference.value - lift) < 5.1e-7)
        #expect(outcome.difference.lower > 0 && outcome.difference.upper > lift)
        // What was known before moves a fair comparison by little, and makes it no wider.
        let adjusted = try #require(outcome.adjusted)
        #expect(abs(adjusted.difference.value - lift) < 0.1 * lift)
        #expect((adjusted.varianceReduction ?? -1) > -0.001)
        #expect(outcome.holmP != nil)
      }
      #expect(arm.outcomes.map(\.isShare) == [true, true, false])
      #expect(arm.fairness.warnings.isEmpty)
    }
  }

  @Test("Words of a known pair are shares, and rows that lack something are counted")
  func words() throws {
    let text = """
      group,bought,spent
      mail,yes,3
      mail,no,0
      mail,yes,2
      none,no,0
      none,yes,1
      none,,1
      ,yes,1

      """
    let report = try run(test(["bought", "spent"]), text)
    #expect(report.arms[0].outcomes[0].treated.count == 2)
    #expect(report.arms[0].outcomes[0].control.rows == 2)
    #expect(report.arms[0].outcomes[1].difference.value == 5.0 / 3 - 0.5)
    #expect(report.notes.contains { $0.contains("without a group, left out: 1") })
    #expect(report.notes.contains { $0.contains("without every outcome, left out: 1") })
  }

  @Test("Row order changes no byte, with covariates, gaps, strata and parts")
  func determinism() throws {
    var random = RandomStream(seed: 8, stream: 0)
    var text = "group,y,x,c,s\n"
    for _ in 0..<600 {
      let group = random.chance(0.6) ? "mail" : "none"
      let x = random.uniform()
      let gap = random.chance(0.1) ? "" : "\(x)"
      text +=
        "\(group),\(x + random.uniform()),\(gap),\(["p", "q", ""][random.below(3)]),"
        + "\(random.below(4))\n"
    }
    var test = test(["y"])
    test.covariates = ["x", "c"]
    test.stratum = "s"
    test.breakdowns = ["s"]
    let one = try run(test, text)
    var two = try run(test, Fixture.shuffled(text, seed: 5))
    // The file's name is that of a temporary file.
    two = OutcomeReport(
      name: one.name, control: two.control, controlRows: two.controlRows, arms: two.arms,
      window: nil, level: two.level, look: nil, notFound: nil, notes: two.notes)
    #expect(one == two)
    let outcome = one.arms[0].outcomes[0]
    #expect(outcome.stratified != nil)
    #expect(
      outcome.adjusted?.covariates == [
        "stratum", "x", "whether x is known", "c q", "whether c q is known",
      ])
    #expect((outcome.adjusted?.varianceReduction ?? 0) > 0.2)
    #expect(one.arms[0].breakdowns[0].parts.count == 4)
  }

  @Test("Tables that make no sense are refused")
  func refused() throws {
    let text = "group,y,word\nmail,1,a\nmail,0,b\nnone,1,c\nnone,0,d\n"
    func refuses(_ test: TableOutcome, _ text: String) throws -> String? {
      #expect(throws: (any Error).self) { try run(test, text) }.map { "\($0)" }
    }
    #expect(try refuses(test(["y"], control: "nome"), text)?.contains("none") == true)
    #expect(try refuses(test([]), text) != nil)
    #expect(try refuses(test(["group"]), text) != nil)
    #expect(try refuses(test(["word"]), text) != nil)
    #expect(try refuses(test(["z"]), text) != nil)
    #expect(try refuses(test(["y"]), "group,y\nnone,1\nnone,0\n")?.contains("treated") == true)
    #expect(try refuses(test(["y"]), "group,y\nnone,1\nmail,0\nmail,0\n") != nil)
    #expect(try refuses(test(["y"]), "group,y\nnone,\nmail,\n") != nil)
    var test = test(["y"])
    test.covariates = ["y"]
    #expect(try refuses(test, text) != nil)
    test.covariates = []
    test.certainty.level = 1
    #expect(try refuses(test, text) != nil)
  }

  @Test("Huge values end in no trap")
  func huge() throws {
    let text = "group,y\nmail,1e308\nmail,-1e308\nnone,1e308\nnone,0\n"
    _ = try? run(test(["y"]), text)
  }
}
