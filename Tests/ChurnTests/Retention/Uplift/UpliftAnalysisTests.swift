import ChurnModels
import Foundation
import TestSupport
import Testing

@testable import Churn

@Suite("Uplift analysis")
struct UpliftAnalysisTests {
  private typealias Fixture = CampaignFixture

  /// By construction half of the customers gain 0.2 and the others nothing: 0.1 of all; contacting the
  /// better half brings all of it.
  @Test("Who gains is found, told and judged")
  func finds() throws {
    let result = try Fixture.result.get()
    let treatment = try #require(result.report.treatments.first)
    #expect(result.report.treatments.count == 1 && treatment.name == "mail")
    #expect(treatment.lift.lower < 0.1 && treatment.lift.upper > 0.1)
    #expect(treatment.treated.rows + treatment.control.rows == 4000)
    #expect((treatment.rankings[0].auucInterval?[0] ?? 0) > 0)
    #expect(
      treatment.verdict[0].hasPrefix("With \"mail\" the order by uplift beats a random one and"))
    #expect(treatment.auucOverRisk?.isAbove == true)
    let slope = try #require(treatment.calibration?.slope)
    #expect(slope.lower < 1 && slope.upper > 1 && slope.lower > 0.5)
    let half = try #require(treatment.targets.first { $0.share == 0.5 })
    #expect(half.byUplift.lower < 0.1 && half.byUplift.upper > 0.1 && half.overRandom.isAbove)
    #expect(!treatment.balance.isSuspicious)
    #expect(treatment.deciles.count == 10)
    #expect(treatment.curve.count == 101 && treatment.curve[0].gains == [0, 0, 0])
    #expect(result.customers.count == 4000)
    #expect(
      zip(result.customers, result.customers.dropFirst()).allSatisfy { $0.uplift >= $1.uplift })
    #expect(Set(result.customers.map(\.decile)).isSubset(of: Set(1...10)))
  }

  @Test("Money: the share that pays lies at those who gain more than a contact costs")
  func money() throws {
    // Those who gain bring 0.2 x 50 = 10 a contact of 4, the others nothing: half is contacted.
    let analysis = Fixture.analysis {
      $0.cost = 4
      $0.value = 50
    }
    let best = try #require(
      try analysis.run(Fixture.table(Fixture.text())).report.treatments.first?.best)
    #expect(abs(best.share - 0.5) < 0.06)
    // (10 − 4) / 2 a customer against 10 / 2 − 4 for everybody.
    #expect(best.net.lower < 3 && best.net.upper > 3 && best.net.isAbove)
    #expect(best.everyone.lower < 1 && best.everyone.upper > 1)
    #expect(best.overEveryone.lower < 2 && best.overEveryone.upper > 2 && best.overEveryone.isAbove)
    let dear = try Fixture.analysis {
      $0.cost = 1000
      $0.value = 1
    }.run(Fixture.table(Fixture.text(1000)))
    #expect(dear.report.treatments[0].best.share == 0)
    #expect(dear.report.treatments[0].verdict.last?.contains("contact nobody") == true)
  }

  @Test("Churn: less is better, uplift is what is avoided, and the signs agree")
  func lowerIsBetter() throws {
    // The same table read as a loss: contacting those who now say yes more often does harm.
    let plain = try Fixture.result.get().report.treatments[0]
    let loss = try Fixture.analysis { $0.lowerIsBetter = true }.run(Fixture.table(Fixture.text()))
    let turned = loss.report.treatments[0]
    #expect(turned.lift == plain.lift)
    #expect(turned.targets[2].atRandom.estimate == -plain.targets[2].atRandom.estimate)
    let harmed = try #require(loss.customers.last)
    #expect(harmed.uplift < -0.1 && abs(harmed.uplift + harmed.treated - harmed.control) < 1e-12)
    #expect(turned.deciles.allSatisfy { ($0.treatedMean ?? 0) >= 0 })
    #expect((turned.rankings[0].qiniNormalized ?? 2) <= 1)
  }

  @Test("Without an effect nothing is claimed: at most 1 of 12 null campaigns is called one")
  func null() throws {
    var claimed = 0
    for seed in 1...12 {
      let text = Fixture.text(1500, seed: UInt64(seed), effect: 0)
      let report = try Fixture.analysis { $0.replicates = 200 }.run(Fixture.table(text)).report
      if (report.treatments[0].rankings[0].auucInterval?[0] ?? 0) > 0 { claimed += 1 }
    }
    // Out of sample an order by noise is right by chance in 2.5 % of campaigns.
    #expect(claimed <= 1)
  }

  @Test("The same bytes for any order of rows and number of threads")
  func deterministic() throws {
    func run(_ text: String, threads: Int) throws -> (String, [CustomerUplift]) {
      let result = try Fixture.analysis { $0.threads = threads }.run(Fixture.table(text))
      return (try JSONValue(encoding: result.report).text, result.customers)
    }
    let one = try run(Fixture.text(600), threads: 1)
    let two = try run(Fixture.text(600) { $0.reversed() }, threads: 3)
    #expect(one.0 == two.0 && one.1 == two.1)
  }

  @Test("Several arms are each compared with the control; --treatment chooses")
  func severalArms() throws {
    let text = Fixture.text(3000, arms: ["mail", "none", "call"])
    let all = try Fixture.analysis().run(Fixture.table(text)).report
    #expect(all.treatments.map(\.name) == ["call", "mail"])
    let one = try Fixture.analysis { $0.treatments = ["mail"] }.run(Fixture.table(text)).report
    #expect(one.treatments == all.treatments.suffix(1))
    #expect(throws: CampaignError.self) {
      try Fixture.analysis { $0.treatments = ["post"] }.run(Fixture.table(text))
    }
  }

  @Test("One arm only, and arms of a few customers, are refused with words")
  func awkward() throws {
    #expect(throws: CampaignError.self) {
      try Fixture.analysis().run(Fixture.table(Fixture.text(100, arms: ["none"])))
    }
    #expect(throws: CampaignError.self) {
      try Fixture.analysis().run(Fixture.table(Fixture.text(30)))
    }
    #expect(throws: CampaignError.self) {
      try Fixture.analysis { $0.cost = 1 }.run(Fixture.table(Fixture.text(200)))
    }
  }

  @Test("Forty rows, one constant column: intervals are wide and nothing breaks")
  func tiny() throws {
    let rows = (0..<48).map { "c\($0),\($0 % 2 == 0 ? "mail" : "none"),k,\($0 % 7 == 0 ? 1 : 0)" }
    let table = try Fixture.table((["id,arm,same,yes"] + rows).joined(separator: "\n"))
    for learner in OutcomeLearner.Kind.allCases {
      for method in UpliftAnalysis.Method.allCases {
        let result = try Fixture.analysis {
          $0.learner = learner
          $0.method = method
        }.run(table)
        let treatment = result.report.treatments[0]
        #expect(treatment.lift.lower < 0 && treatment.lift.upper > 0)
        #expect(!treatment.verdict.isEmpty && result.customers.count == 48)
      }
    }
  }

  @Test("A table that was not drawn at random is called so")
  func notRandom() throws {
    // The old are contacted more often.
    let rows = (0..<3000).map { row -> String in
      let age = 20 + row * 7 % 60
      let isMail = row * 13 % 60 < age - 10
      return
        "c\(row),\(isMail ? "mail" : "none"),\(age),\(row * 3 % 11),\(row % 5),\(row * 7 % 10 / 8)"
    }
    let table = try Fixture.table((["id,arm,age,b,c,yes"] + rows).joined(separator: "\n")) {
      $0.kept = ["age"]
    }
    let report = try Fixture.analysis().run(table).report
    #expect(report.treatments[0].balance.isSuspicious)
    #expect(report.treatments[0].balance.columns[0].name == "age")
    #expect(report.notes.contains { $0.contains("do not look drawn at random") })
  }

  @Test("Other customers are told of by models of the whole campaign")
  func scoring() throws {
    let table = try Fixture.table(Fixture.text())
    let models = try UpliftModels(table, analysis: Fixture.analysis())
    let told = try models.told(table.features, ids: table.ids)
    #expect(told.count == 4000 && told.allSatisfy { $0.arm == nil })
    let plan = try #require(table.features.columns.first { $0.name == "plan" })
    let names = ArmTable.names(plan)
    let isNew = Dictionary(uniqueKeysWithValues: zip(table.ids, names.map { $0 == "new" }))
    // The better half are those of the new plan, but for rows without one.
    #expect(told.prefix(1900).count { isNew[$0.id] == true } > 1850)
  }

  /// DATA.md: lift over none in visits .076590 and .045233, conversion .006805 and .003111, spend .769827
  /// and .424412.
  @Test(
    "The Hillstrom e-mail test", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"),
    arguments: [
      ("visit", 0.076590, 0.045233), ("conversion", 0.006805, 0.003111),
      ("spend", 0.769827, 0.424412),
    ])
  func hillstrom(outcome: String, mens: Double, womens: Double) throws {
    let url = try #require(SharedFolder.url("data/hillstrom/hillstrom.csv"))
    let source = ArmTable.Source(
      table: TableBook.Source(paths: [url.path], flags: TableSchema.Flags(label: nil)),
      arm: "segment", control: "No E-Mail", outcome: outcome)
    let table = try ArmTable(reading: source, threads: 2, logger: PipelineFixture.logger)
    // The three outcomes are consequences of one another, and no covariates.
    #expect(
      table.features.columnNames == [
        "recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel",
      ])
    for (arm, lift) in [("Mens E-Mail", mens), ("Womens E-Mail", womens)] {
      func mean(_ name: String) -> Double {
        let rows = table.arms.indices.filter { table.arms[$0] == name }
        return rows.reduce(0) { $0 + table.outcomes[$1] } / Double(rows.count)
      }
      #expect(abs(mean(arm) - mean("No E-Mail") - lift) < 5e-7)
    }
  }
}
