import ChurnModels
import Foundation
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("The outcome of a campaign") struct CampaignOutcomeTests {
  /// Sixteen customers, half of them held out; everybody ordered on 1 January.
  private static func orders(_ later: [(customer: Int, date: String, amount: Double)]) -> String {
    var text = "order_id,customer_id,date,amount\n"
    for customer in 0..<16 { text += "b\(customer),c\(customer),2024-01-01,10.00\n" }
    for (place, row) in later.enumerated() {
      text += "o\(place),c\(row.customer),\(row.date),\(row.amount)\n"
    }
    return text + "end,z,2024-04-30,1\n"
  }

  private static func list(
    _ change: (inout CampaignList.Row, Int) -> Void = { _, _ in }
  ) throws -> CampaignList {
    var rows = (0..<16).map { CampaignList.Row(id: "c\($0)", isContacted: $0 < 8) }
    for place in rows.indices { change(&rows[place], place) }
    return try CampaignList(name: "list", rows: rows)
  }

  private func outcome(days: Int? = 30) -> CampaignOutcome {
    var outcome = CampaignOutcome(after: Fixture.day("2024-02-01"))
    outcome.days = days
    return outcome
  }

  /// By hand: of 8 contacted 5 order in February (one twice, one on the first and one on the last day
  /// of the window), of 8 held out 2; orders on the day before and after the window do not count.
  @Test("Lost, orders and money are those of the window, and differences go by the group")
  func byHand() throws {
    let book = try Fixture.book(
      Self.orders([
        (0, "2024-02-01", 20), (1, "2024-03-01", 30), (2, "2024-02-10", 5), (2, "2024-02-11", 5),
        (3, "2024-02-10", 40), (4, "2024-02-20", 60), (5, "2024-01-31", 99), (6, "2024-03-02", 99),
        (8, "2024-02-10", 10), (9, "2024-02-15", 14),
      ]))
    var outcome = outcome()
    outcome.contactCost = 2
    outcome.incentive = 1
    outcome.marginRate = 0.5
    let (report, saved) = try outcome.run(try Self.list(), book, logger: Fixture.logger)
    let arm = try #require(report.arms.first)
    #expect(arm.rows == 8 && report.controlRows == 8)
    #expect(
      report.window
        == OutcomeReport.Window(
          after: Fixture.day("2024-02-01"), lastDay: Fixture.day("2024-03-01"), days: 30))
    #expect(arm.outcomes.map(\.name) == ["lost", "orders", "revenue", "margin"])
    let lost = arm.outcomes[0]
    #expect(lost.treated.count == 3 && lost.control.count == 6)
    #expect(lost.difference.value == 3.0 / 8 - 6.0 / 8)
    #expect(try #require(lost.ratio).value == 0.5)
    #expect(arm.outcomes[1].treated.mean == 6.0 / 8 && arm.outcomes[1].control.mean == 2.0 / 8)
    #expect(arm.outcomes[2].treated.mean == 160.0 / 8 && arm.outcomes[2].control.mean == 24.0 / 8)
    #expect(arm.outcomes[3].difference.value == 8.5)
    // Eight rows a group are too few for covariates.
    #expect(lost.adjusted == nil)
    let gains = try #require(arm.gains)
    #expect(gains.customersSaved.value == 3)
    #expect(gains.orders.value == 4)
    #expect(gains.costs == 8 * 2 + 5)
    #expect(try #require(gains.netGain).value == 8.5 * 8 - 21)
    #expect(try #require(gains.saveRate).value == 0.5)
    #expect(saved.count == 1)
    #expect(saved[0].evidence.contactsLost == 3 && saved[0].evidence.holdOutsLost == 6)
  }

  @Test("A customer in no order counts as lost, and is named as not found")
  func notFound() throws {
    let book = try Fixture.book(Self.orders([(0, "2024-02-03", 20)]))
    var rows = try Self.list().rows
    rows.append(CampaignList.Row(id: "stranger", isContacted: false))
    let list = try CampaignList(name: "list", rows: rows)
    let (report, _) = try outcome().run(list, book, logger: Fixture.logger)
    #expect(report.notFound == OutcomeReport.NotFound(contact: 0, holdout: 1))
    #expect(report.arms[0].outcomes[0].control.count == 9)
  }

  @Test("A list of other customers is refused, with a hint where ids were changed on the way")
  func strangers() throws {
    let book = try Fixture.book(Self.orders([]))
    let rows = (0..<16).map { CampaignList.Row(id: "C\($0)", isContacted: $0 < 8) }
    let error = #expect(throws: CampaignError.self) {
      try outcome().run(
        try CampaignList(name: "list", rows: rows), book, logger: Fixture.logger)
    }
    #expect(error?.description.contains("16 of the 16") == true)
    #expect(error?.description.contains("differ only") == true)
    #expect(error?.isUsage == false)
  }

  @Test("A window that has not ended, lies outside of the data or runs backwards is refused")
  func windows() throws {
    let book = try Fixture.book(Self.orders([]))
    let list = try Self.list()
    func refuses(_ change: (inout CampaignOutcome) -> Void) -> String? {
      var outcome = outcome()
      change(&outcome)
      return #expect(throws: CampaignError.self) {
        try outcome.run(list, book, logger: Fixture.logger)
      }?.description
    }
    #expect(refuses { $0.days = 91 }?.contains("2024-05-01") == true)
    #expect(refuses { $0.after = Fixture.day("2024-05-01") }?.contains("No day after") == true)
    #expect(refuses { $0.after = Fixture.day("2023-05-01") }?.contains("No day after") == true)
    #expect(refuses { $0.days = 0 } != nil)
    #expect(refuses { $0.days = .max } != nil)
    #expect(
      refuses {
        $0.days = nil
        $0.until = Fixture.day("2024-01-31")
      }?.contains("--until") == true)
    var whole = outcome(days: nil)
    whole.days = nil
    let (report, _) = try whole.run(list, book, logger: Fixture.logger)
    #expect(report.window?.lastDay == Fixture.day("2024-04-30"))
    #expect(report.notes.contains { $0.contains("end of the data") })
  }

  @Test("Without a hold-out there is nothing to compare with, and that is said")
  func noHoldOut() throws {
    let book = try Fixture.book(Self.orders([]))
    let list = try Self.list { row, _ in row.isContacted = true }
    let error = #expect(throws: CampaignError.self) {
      try outcome().run(list, book, logger: Fixture.logger)
    }
    #expect(error?.description.contains("--holdout") == true)
  }

  @Test("Segments and playbooks are told apart, and parts with too few rows have counts only")
  func parts() throws {
    let book = try Fixture.book(Self.orders([(0, "2024-02-03", 20), (1, "2024-02-03", 20)]))
    var list = try Self.list { row, place in
      row.playbook = place % 2 == 0 ? "vip" : "win"
      row.segment = place == 15 ? "alone" : "all"
      row.groups = [row.playbook, row.segment]
    }
    list = try CampaignList(
      name: "list", rows: list.rows, breakdowns: ["playbook", "segment"])
    let (report, saved) = try outcome().run(list, book, logger: Fixture.logger)
    let breakdowns = report.arms[0].breakdowns
    #expect(breakdowns.map(\.column) == ["playbook", "segment"])
    #expect(breakdowns[0].parts.map(\.name) == ["vip", "win"])
    #expect(breakdowns[0].parts[0].treatedRows == 4 && breakdowns[0].parts[0].controlRows == 4)
    #expect(breakdowns[0].parts.allSatisfy { $0.outcomes.allSatisfy { $0.holmP != nil } })
    let alone = try #require(breakdowns[1].parts.first { $0.name == "alone" })
    #expect(alone.outcomes.isEmpty && alone.customersSaved == nil && alone.controlRows == 1)
    #expect(saved.map(\.playbook) == ["vip", "win", "win"])
    #expect(saved.map(\.segment) == ["all", "all", "alone"])
  }

  @Test("The order of the list and of the orders, and threads, change nothing")
  func determinism() throws {
    let text = Fixture.simulatedOrders
    let days = text.split(separator: "\n").dropFirst().prefix(4_000).map {
      String($0.split(separator: ",")[1])
    }
    let ids = Array(Set(days)).sorted()
    let rows = ids.enumerated().map { place, id in
      CampaignList.Row(
        id: id, isContacted: place % 5 != 0, churnProbability: Double(place % 97) / 97,
        segment: place % 3 == 0 ? "a" : "b", groups: [place % 3 == 0 ? "a" : "b"])
    }
    func report(_ rows: [CampaignList.Row], _ text: String, threads: Int) throws -> OutcomeReport {
      var outcome = CampaignOutcome(after: Fixture.day("2024-03-01"))
      outcome.threads = threads
      let list = try CampaignList(name: "list", rows: rows, breakdowns: ["segment"])
      return try outcome.run(list, try Fixture.book(text), logger: Fixture.logger).report
    }
    let one = try report(rows, text, threads: 1)
    #expect(try report(rows.reversed(), Fixture.shuffled(text, seed: 3), threads: 3) == one)
    #expect(one.arms[0].outcomes[0].adjusted?.covariates.contains("churn_probability") == true)
  }

  @Test("A later look asks for more, and widens every interval")
  func looks() throws {
    let book = try Fixture.book(Self.orders([(0, "2024-02-03", 20), (8, "2024-02-03", 25)]))
    var outcome = outcome()
    let (single, _) = try outcome.run(try Self.list(), book, logger: Fixture.logger)
    outcome.certainty.look = (2, 5)
    let (look, _) = try outcome.run(try Self.list(), book, logger: Fixture.logger)
    #expect(abs(try #require(look.look).boundary - 3.35701192166104) < 1e-6)
    for (wide, narrow) in zip(look.arms[0].outcomes, single.arms[0].outcomes) {
      #expect(wide.difference.upper > narrow.difference.upper)
      #expect(wide.difference.value == narrow.difference.value && wide.p == narrow.p)
    }
    for bad in [(0, 5), (6, 5), (1, 0), (1, 101)] {
      outcome.certainty.look = bad
      #expect(throws: CampaignError.self) {
        try outcome.run(try Self.list(), book, logger: Fixture.logger)
      }
    }
    outcome.certainty.look = (2, 5)
    outcome.certainty.information = [0.5]
    #expect(throws: CampaignError.self) {
      try outcome.run(try Self.list(), book, logger: Fixture.logger)
    }
  }

  @Test("A hold-out of the wrong size and groups that differed before are pointed out")
  func fairness() throws {
    let places = Array(0..<2_000)
    let same = places.map { Double($0 / 2 % 7) }
    let other = places.map { place -> Double in
      let value = Double(place % 14)
      return place % 2 == 0 ? value + 3 : value
    }
    let rows = ComparedRows(
      isTreated: places.map { $0 % 2 == 0 }, covariates: [("same", same), ("other", other)])
    let check = FairnessCheck(rows, arm: "contact", expectedShare: 0.1)
    #expect(check.shares?.found == 0.5 && (check.shares?.p ?? 1) < 1e-10)
    #expect(check.warnings.count == 2)
    #expect(check.warnings.contains { $0.hasPrefix("other") })
    let fine = FairnessCheck(rows.selecting(Array(0..<2_000)), arm: "contact", expectedShare: 0.5)
    #expect(fine.warnings.count == 1 && fine.shares?.p == 1)
  }

  @Test(
    "Lists that make no sense are refused with the row",
    arguments: [
      "customer_id\na\n", "customer_id,group\na,contact\na,holdout\n",
      "customer_id,group\na,maybe\n", "customer_id,group\n,contact\n",
      "customer_id,group,churn_probability\na,contact,1.2\n",
      "customer_id,group,cost\na,contact,-1\n",
    ])
  func badLists(text: String) throws {
    try Fixture.withFile(text) { path in
      #expect(throws: CampaignError.self) {
        try CampaignList(reading: path, by: nil, options: TableOptions())
      }
    }
  }

  @Test("A list reads with what at-risk and the simulator write")
  func goodList() throws {
    let text = """
      customer_id,group,churn_probability,segment,playbook,contact_cost
      '=b,holdout,0.5,active,vip,
      a,Contact,0.25,active,,1.5

      """
    try Fixture.withFile(text) { path in
      let list = try CampaignList(reading: path, by: nil, options: TableOptions())
      #expect(list.rows.map(\.id) == ["=b", "a"])
      #expect(list.rows.map(\.isContacted) == [false, true])
      #expect(list.rows[1].cost == 1.5 && list.rows[1].churnProbability == 0.25)
      #expect(list.breakdowns == ["playbook", "segment"])
      #expect(list.rows[0].groups == ["vip", "active"])
    }
  }

  @Test("Holm's p-values by hand")
  func holm() {
    #expect(Holm.adjusted([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
    #expect(Holm.adjusted([0.9, 0.5]) == [1, 1])
    #expect(Holm.adjusted([]) == [])
  }
}
