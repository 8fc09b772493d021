import ChurnData
import ChurnMath
import Testing

@testable import Churn

@Suite("What is open to whom")
struct PlaybookOptionsTests {
  private typealias Candidate = AtRiskList.Candidate

  private let day = Day(number: 20_000)

  /// Three customers of margin 100 with probabilities 0.5, 0.2 and 0.
  private var candidates: [Candidate] {
    [("a", 0.5), ("b", 0.2), ("c", 0.0)].map { id, probability in
      var candidate = Candidate(
        id: id, churnProbability: probability, valueAtRisk: probability * 100, segment: "loyal")
      candidate.marginExpected = 100
      return candidate
    }
  }
  private let columns = FeatureMatrix(
    columns: [FeatureMatrix.Column(name: "recency_days", values: [40, 10, .nan])], rowCount: 3)

  private func playbook(
    _ name: String, where condition: String? = nil, offer: String = "hello",
    _ change: (inout Playbook) -> Void = { _ in }
  ) throws -> Playbook {
    var playbook = Playbook(name: name, channel: "e-mail", offer: offer)
    playbook.condition = try condition.map { try CustomerFilter($0) }
    change(&playbook)
    return playbook
  }

  private func options(
    _ playbooks: [Playbook], saveRates: SaveRates? = nil, rules: ContactRules = .none,
    items: [String?]? = nil
  ) throws -> PlaybookOptions {
    try PlaybookOptions(
      candidates, table: PlaybookTable(playbooks: playbooks), columns: columns,
      knownNames: ["tenure_days"],
      costs: try RetentionCosts(contactCost: 1, incentive: 10, saveRate: 0.1),
      saveRates: saveRates, rules: rules, items: items)
  }

  private func values(_ options: PlaybookOptions, _ playbook: Int = 0) -> [Double] {
    (0..<3).map { options.netValue($0, playbook) }
  }

  @Test("What is not stated comes from the assumptions: the list without playbooks, to the bit")
  func defaults() throws {
    let options = try options([try playbook("plain")])
    let costs = try RetentionCosts(contactCost: 1, incentive: 10, saveRate: 0.1)
    #expect(
      values(options) == candidates.map { costs.expectedNetValue(valueAtRisk: $0.valueAtRisk ?? 0) }
    )
    #expect(options.cost(0, 0) == costs.costPerContact)
  }

  @Test("s p m + u (1 - p) m + w - c - i a, by hand")
  func value() throws {
    let options = try options([
      try playbook("all") {
        ($0.saveRate, $0.orderUplift, $0.worth) = (0.2, 0.1, 3)
        ($0.contactCost, $0.incentive, $0.acceptRate) = (2, 8, 0.25)
      },
      // More than saving is done, so everybody takes the incentive, and nobody is saved.
      try playbook("more") { $0.orderUplift = 0.5 },
      try playbook("survey") { ($0.worth, $0.incentive) = (4, 0) },
    ])
    // 0.2 x 50 + 0.1 x 50 + 3 - 2 - 8 x 0.25 = 14; for b 4 + 8 + 3 - 4; for c 0 + 10 + 3 - 4.
    #expect(zip(values(options, 0), [14, 11, 9]).allSatisfy { abs($0 - $1) < 1e-12 })
    // 0.5 x (1 - p) x 100 - 1 - 10.
    #expect(zip(values(options, 1), [14, 29, 39]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(values(options, 2) == [3, 3, 3])
    #expect(options.best(0)?.playbook == 0 && options.best(1)?.playbook == 1)
  }

  @Test("A condition is met by what is true; what is missing does not meet it")
  func conditions() throws {
    let options = try options([try playbook("late", where: "recency_days > 20")])
    #expect(options.standing(1, 0) == .doesNotQualify)
    #expect(options.standing(2, 0) == .doesNotQualify)
    #expect(options.best(1) == nil && options.bestAction(1) == "")
    #expect(options.bestAction(0) == "late: e-mail with hello")
  }

  @Test("A playbook whose column is not there is left out with the nearest; none left is an error")
  func leftOut() throws {
    let lost = try playbook("lost", where: "tenure_day > 3")
    let options = try options([lost, try playbook("plain")])
    #expect(options.playbooks.map(\.name) == ["plain"])
    #expect(options.leftOut.map(\.playbook) == ["lost"])
    #expect(options.leftOut[0].description.contains("Did you mean \"tenure_days\"?"))
    let error = try #require(#expect(throws: PlaybookError.self) { try self.options([lost]) })
    #expect(error.description.contains("tenure_day"))
    let wrong = try playbook("wrong", where: "recency_days = 'x'")
    #expect(throws: PlaybookError.self) { try self.options([wrong, lost]) }
  }

  @Test("Offers with an item are for those who have one")
  func items() throws {
    let cross = try playbook("cross", offer: "an offer of {item}")
    let options = try options([cross], items: ["tea (bought with cups)", nil, nil])
    #expect(options.bestAction(0) == "cross: e-mail with an offer of tea (bought with cups)")
    #expect(options.standing(1, 0) == .nothingToOffer)
    let unknown = try self.options([cross, try playbook("plain")])
    #expect(unknown.leftOut.map(\.playbook) == ["cross"])
  }

  @Test("Of equals the one of higher priority, then the one that stands first")
  func priority() throws {
    let names = { (options: PlaybookOptions) in
      options.best(0).map { options.playbooks[$0.playbook].name }
    }
    #expect(names(try options([try playbook("x"), try playbook("y")])) == "x")
    #expect(
      names(try options([try playbook("x"), try playbook("y") { $0.priority = 1 }])) == "y")
    // Priority is for ties alone.
    #expect(
      names(
        try options([
          try playbook("x") { $0.contactCost = 0.5 }, try playbook("y") { $0.priority = 1 },
        ])) == "x")
  }

  @Test("Learned save rates go before stated ones, by segment, and move costs with them")
  func saveRates() throws {
    var rates = SaveRates(assumed: 0.1)
    var cell = SaveRates.Cell(playbook: "plain", segment: "loyal", evidence: SaveEvidence())
    cell.rate = 0.4
    rates.cells = [cell]
    let options = try options(
      [
        try playbook("plain") { $0.saveRate = 0.9 }, try playbook("other") { $0.saveRate = 0.9 },
        try playbook("grow") { $0.orderUplift = 0.1 },
      ], saveRates: rates)
    // 0.4 x 50 - 1 - 10 x 0.4.
    #expect(abs(options.netValue(0, 0) - 15) < 1e-12)
    #expect(options.cost(0, 0) == 5)
    #expect(abs(options.netValue(0, 1) - (45 - 1 - 9)) < 1e-12)
    // Nobody learned how many a playbook saves that is not there to save.
    #expect(options.play(0, 2).saveRate == 0)
  }

  // MARK: - Contacts

  private func contact(
    _ id: String, _ daysAgo: Int, _ action: String? = nil, isContacted: Bool = true
  ) -> ContactHistory.Contact {
    ContactHistory.Contact(
      id: id, day: day - daysAgo, isContacted: isContacted, action: action)
  }

  @Test("A playbook rests for its own days after its own contact, or one of unknown kind")
  func cooldown() throws {
    let history = ContactHistory([
      contact("a", 29, "plain"), contact("b", 30, "plain"), contact("c", 1, "plain: e-mail"),
    ])
    let rules = ContactRules(history: history, day: day)
    let rested = try options([try playbook("plain") { $0.cooldownDays = 30 }], rules: rules)
    #expect(rested.standing(0, 0) == .coolingDown(until: day + 1))
    #expect(rested.standing(1, 0) == .open(netValue: rested.netValue(1, 0)))
    #expect(rested.standing(2, 0) == .coolingDown(until: day + 29))
    let others = try options([try playbook("plainer") { $0.cooldownDays = 30 }], rules: rules)
    #expect(others.standing(0, 0) == .open(netValue: others.netValue(0, 0)))
    let unknown = ContactRules(history: ContactHistory([contact("a", 29)]), day: day)
    let any = try options([try playbook("any") { $0.cooldownDays = 30 }], rules: unknown)
    #expect(any.standing(0, 0) == .coolingDown(until: day + 1))
  }

  @Test("Days between contacts, contacts within days, and what is not yet known or was no contact")
  func pressure() {
    let history = ContactHistory([
      contact("a", 10), contact("a", 50), contact("b", 40), contact("c", -1),
      contact("d", 3, isContacted: false), contact("e", 0),
    ])
    let cool = ContactRules(history: history, day: day, cooldownDays: 20)
    #expect(cool.restsUntil("a") == day + 10)
    #expect(cool.restsUntil("b") == nil && cool.restsUntil("nobody") == nil)
    #expect(cool.restsUntil("c") == nil, "a later contact is not known yet")
    #expect(cool.restsUntil("d") == nil, "a hold-out is no contact")
    #expect(cool.restsUntil("e") == day + 20)
    #expect(cool.wasHeldOut("d") && !cool.wasHeldOut("a") && !cool.wasHeldOut("c"))
    let pressed = ContactRules(
      history: history, day: day, pressure: .init(contacts: 2, days: 60))
    // The contact 50 days ago leaves the window of 60 in 10 days.
    #expect(pressed.restsUntil("a") == day + 10)
    #expect(pressed.restsUntil("b") == nil)
    #expect(
      ContactRules(history: history, day: day, pressure: .init(contacts: 0, days: 60))
        .restsUntil("b") == day + 60)
    #expect(ContactRules.none.restsUntil("a") == nil)
  }
}
