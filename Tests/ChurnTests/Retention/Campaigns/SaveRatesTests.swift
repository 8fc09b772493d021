import Foundation
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("Save rates") struct SaveRatesTests {
  private func evidence(_ a: Int, _ n1: Int, _ c: Int, _ n0: Int) -> SaveEvidence {
    var evidence = SaveEvidence()
    evidence.add(contacts: n1, lost: a, holdOuts: n0, lost: c)
    return evidence
  }

  /// By hand: ln((30/200) / (50/200)) and 1/30 - 1/200 + 1/50 - 1/200.
  @Test("One campaign's ratio of churn and its variance are the textbook's")
  func single() throws {
    let seen = try #require(evidence(30, 200, 50, 200).logRatio)
    #expect(abs(seen.value - log(0.6)) < 1e-14)
    #expect(abs(seen.variance - (1.0 / 30 - 1.0 / 200 + 1.0 / 50 - 1.0 / 200)) < 1e-15)
    #expect(abs(try #require(evidence(30, 200, 50, 200).observedRate) - 0.4) < 1e-14)
  }

  /// statsmodels 0.15.0: StratifiedTable([[[30, 170], [50, 150]], [[5, 45], [30, 120]]])
  /// .riskratio_pooled = 0.576923; its variance by hand, by the formula of Greenland and Robins.
  @Test("Campaigns with other shares of hold-outs are pooled by Mantel and Haenszel")
  func pooled() throws {
    var both = evidence(30, 200, 50, 200)
    both.add(evidence(5, 50, 30, 150))
    let seen = try #require(both.logRatio)
    let (r, s) = (15 + 3.75, 25 + 7.5)
    #expect(abs(seen.value - log(r / s)) < 1e-14)
    #expect(abs(exp(seen.value) - 0.576923) < 1e-6)
    let first: Double = (200 * 200 * 80 - 30 * 50 * 400) / 160_000
    let second: Double = (50 * 150 * 35 - 5 * 30 * 200) / 40_000
    let p = first + second
    #expect(abs(seen.variance - p / (r * s)) < 1e-14)
    #expect(both.contacts == 250 && both.holdOutsLost == 80)
  }

  @Test("Nobody lost, everybody lost and empty groups give numbers or nothing, never a trap")
  func ends() throws {
    #expect(evidence(0, 0, 5, 10).logRatio == nil)
    #expect(SaveEvidence().isEmpty)
    for seen in [
      evidence(0, 10, 5, 10), evidence(5, 10, 0, 10), evidence(0, 10, 0, 10),
      evidence(10, 10, 10, 10),
    ] {
      let ratio = try #require(seen.logRatio)
      #expect(ratio.value.isFinite && ratio.variance > 0)
    }
  }

  /// By hand: m = ln 0.9, spread 0.15², y = ln 0.6, v as above; m + (y - m) * spread / (spread + v).
  @Test("Evidence moves the rate over all from what was assumed as far as it weighs")
  func shrinking() throws {
    var rates = SaveRates(assumed: 0.1)
    rates.add(
      [SaveRates.Cell(playbook: "", segment: "", evidence: evidence(30, 200, 50, 200))],
      campaign: "one")
    let variance = 1.0 / 30 - 1.0 / 200 + 1.0 / 50 - 1.0 / 200
    let spread = 0.15 * 0.15
    let expected = 1 - exp(log(0.9) + (log(0.6) - log(0.9)) * spread / (spread + variance))
    let cell = try #require(rates.cells.first)
    #expect(rates.cells.count == 1)
    #expect(abs(cell.rate - expected) < 1e-14)
    #expect(try #require(cell.prior) == 1 - exp(log(0.9)))
    let error = (spread * variance / (spread + variance)).squareRoot()
    #expect(
      abs(try #require(cell.lower) - (1 - (1 - expected) * exp(1.959963984540054 * error))) < 1e-12)
  }

  @Test(
    "Much evidence outweighs what was assumed, little leaves it; a segment leans on its playbook")
  func hierarchy() throws {
    var rates = SaveRates(assumed: 0.1)
    rates.add(
      [
        SaveRates.Cell(
          playbook: "vip", segment: "a", evidence: evidence(30_000, 100_000, 50_000, 100_000)),
        SaveRates.Cell(playbook: "vip", segment: "b", evidence: evidence(2, 6, 1, 5)),
        SaveRates.Cell(
          playbook: "win", segment: "a", evidence: evidence(50_000, 100_000, 50_000, 100_000)),
      ], campaign: "one")
    func rate(_ playbook: String, _ segment: String) throws -> Double {
      try #require(rates.rate(playbook: playbook, segment: segment))
    }
    #expect(abs(try rate("vip", "a") - 0.4) < 0.01)
    #expect(try abs(rate("vip", "b") - rate("vip", "")) < 0.05)
    #expect(try rate("win", "") < 0.02)
    #expect(try rate("vip", "unknown") == rate("vip", ""))
    #expect(try rate("unknown", "unknown") == rate("", ""))
    #expect(try rate("win", "a") >= 0)
    #expect(SaveRates().rate(playbook: "", segment: "") == nil)
  }

  @Test("A campaign that drives customers away has rate 0 to use, and is written as it is")
  func negative() throws {
    var rates = SaveRates()
    rates.add(
      [SaveRates.Cell(playbook: "", segment: "", evidence: evidence(700, 1000, 400, 1000))],
      campaign: "one")
    #expect(rates.rate(playbook: "", segment: "") == 0)
    #expect(try #require(rates.cells.first).rate < -0.3)
  }

  @Test("The same campaign counts once, others add up, in whatever order they come")
  func accumulating() throws {
    let first = [SaveRates.Cell(playbook: "p", segment: "s", evidence: evidence(30, 200, 50, 200))]
    let second = [
      SaveRates.Cell(playbook: "p", segment: "s", evidence: evidence(5, 50, 30, 150)),
      SaveRates.Cell(playbook: "p", segment: "t", evidence: evidence(7, 40, 9, 30)),
    ]
    var rates = SaveRates()
    let added = [("one", first), ("one", first), ("two, with blanks", second)].map { name, cells in
      rates.add(cells, campaign: name)
    }
    #expect(added == [true, false, true])
    #expect(rates.campaigns == ["one", "two--with-blanks"])
    var other = SaveRates()
    other.add(second, campaign: "two")
    other.add(first, campaign: "one")
    #expect(rates.cells == other.cells)
    #expect(rates.cells.map(\.level) == [.all, .playbook, .segment, .segment])
    #expect(rates.cells[0].evidence.contacts == 290)
  }

  @Test("A file reads back to the same rates, and grows as if it had never been written")
  func file() throws {
    var rates = SaveRates(assumed: 0.2)
    rates.add(
      [
        SaveRates.Cell(playbook: "=p, \"x\"", segment: "", evidence: evidence(30, 200, 50, 200)),
        SaveRates.Cell(playbook: "q", segment: "s", evidence: evidence(5, 50, 30, 150)),
      ], campaign: "one")
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-rates-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try rates.write(to: try AtomicFile(path))
    var read = try SaveRates(reading: path)
    #expect(read == rates)
    let more = [SaveRates.Cell(playbook: "q", segment: "s", evidence: evidence(8, 60, 20, 90))]
    rates.add(more, campaign: "two")
    read.add(more, campaign: "two")
    #expect(read == rates)
  }

  @Test("Rates written by hand hold until a campaign brings evidence")
  func byHand() throws {
    var rates = try Fixture.withFile("playbook,save_rate\nvip,0.25\nother,0.05\n") {
      try SaveRates(reading: $0)
    }
    #expect(rates.rate(playbook: "vip", segment: "x") == 0.25)
    #expect(rates.rate(playbook: "nobody", segment: "x") == nil)
    rates.add(
      [SaveRates.Cell(playbook: "other", segment: "", evidence: evidence(300, 1000, 400, 1000))],
      campaign: "one")
    #expect(rates.rate(playbook: "vip", segment: "x") == 0.25)
    #expect(try #require(rates.rate(playbook: "other", segment: "")) > 0.1)
  }

  @Test(
    "Files that make no sense are refused with the row and the column",
    arguments: [
      ("playbook\nvip\n", "save_rate"), ("playbook,save_rate\nvip,1.5\n", "save_rate"),
      ("playbook,save_rate\nvip,\n", "save_rate"),
      ("playbook,save_rate,contacts,contacts_lost\nvip,0.1,3,4\n", "contacts_lost"),
      ("playbook,save_rate,contacts\nvip,0.1,-3\n", "contacts"),
      ("playbook,save_rate,contacts\nvip,0.1,2.5\n", "contacts"),
      ("playbook,save_rate,variance_sum\nvip,0.1,-1\n", "variance_sum"),
      ("playbook,save_rate\nvip,0.1\nvip,0.2\n", "playbook"),
    ])
  func refused(text: String, column: String) throws {
    try Fixture.withFile(text) { path in
      let error = #expect(throws: CampaignError.self) { try SaveRates(reading: path) }
      #expect(error?.description.contains("\"\(column)\"") == true)
    }
  }

  /// statsmodels 0.15.0: combine_effects(log(a / 10000), 1/a - 1/20000 + 1/10000 - 1/20000,
  /// method_re="dl").tau2 for a = 5000, 7000, 9000.
  @Test("How far siblings spread is told by their moments, and never taken for nothing")
  func spread() throws {
    let siblings = [(5_000, 10_000), (7_000, 10_000), (9_000, 10_000)].map { a, c in
      SaveRates.Cell(playbook: "\(a)", segment: "", evidence: evidence(a, 20_000, c, 20_000))
    }
    #expect(abs(SaveRates.spread(siblings) - 0.08198140035860443) < 1e-12)
    let alike = Array(repeating: siblings[0], count: 4)
    #expect(SaveRates.spread(alike) == 0.05 * 0.05)
    #expect(SaveRates.spread(Array(siblings.prefix(2))) == 0.1 * 0.1)
  }
}
