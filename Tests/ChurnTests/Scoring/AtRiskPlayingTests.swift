import ChurnData
import ChurnMath
import Testing

@testable import Churn

@Suite("The list with playbooks")
struct AtRiskPlayingTests {
  private typealias Candidate = AtRiskList.Candidate

  private static let bands = ["low", "medium", "high", "critical"]

  private func candidates(_ count: Int, seed: UInt64 = 1) -> [Candidate] {
    var random = RandomStream(seed: seed, stream: 31)
    return (0..<count).map { number in
      let probability = random.uniform()
      var candidate = Candidate(
        id: "c\(number)", churnProbability: probability,
        valueAtRisk: probability * random.uniform() * 100)
      candidate.marginExpected = probability > 0 ? (candidate.valueAtRisk ?? 0) / probability : nil
      candidate.riskBand = Self.bands[min(3, Int(probability * 4))]
      return candidate
    }
  }

  private func playbook(
    _ name: String, channel: String = "e-mail", _ change: (inout Playbook) -> Void = { _ in }
  ) -> Playbook {
    var playbook = Playbook(name: name, channel: channel, offer: "hello")
    change(&playbook)
    return playbook
  }

  /// Calls that keep many and cost much, letters that keep fewer, and mails that sell.
  private var table: PlaybookTable {
    PlaybookTable(playbooks: [
      playbook("call", channel: "phone") { ($0.saveRate, $0.contactCost) = (0.3, 5) },
      playbook("letter", channel: "post") { ($0.saveRate, $0.contactCost) = (0.15, 1.5) },
      playbook("mail") { ($0.orderUplift, $0.contactCost) = (0.05, 0.1) },
    ])
  }

  private func list(
    _ candidates: [Candidate], _ table: PlaybookTable? = nil,
    limits: AtRiskList.Limits = .init(), holdOut: HoldOut = .none, columns: FeatureMatrix? = nil
  ) throws -> AtRiskList {
    let options = try PlaybookOptions(
      candidates, table: table ?? self.table,
      columns: columns ?? FeatureMatrix(columns: [], rowCount: candidates.count),
      costs: .standard, rules: limits.rules)
    return try AtRiskList(candidates, playing: options, limits: limits, holdOut: holdOut)
  }

  @Test("One action a customer, ranked by what it brings, in words")
  func rows() throws {
    let candidates = candidates(200)
    let list = try list(candidates)
    #expect(Set(list.rows.map(\.candidate.id)).count == list.rows.count)
    let values = list.rows.compactMap(\.expectedNetValue)
    #expect(values == values.sorted(by: >) && values.allSatisfy { $0 > 0 })
    var sum = 0.0
    for row in list.rows {
      sum += row.expectedNetValue ?? .nan
      #expect(row.cumulativeNetValue == sum)
      #expect(row.candidate.action == row.play?.action)
      let best = try #require(row.play)
      #expect(row.candidate.action == "\(best.playbook): \(best.channel) with hello")
    }
    #expect(list.summary.expectedNetValue == sum && list.summary.end == .assigned)
    #expect(list.summary.contacts == list.rows.count && list.summary.optimalityGap == 0)
    #expect(list.rows.count + list.absentees.count == 200)
    // Without bounds everybody has what brings most.
    #expect(
      list.absentees.allSatisfy { $0.absence.code == "does-not-pay" && ($0.netValue ?? 1) <= 0 })
    let parts = list.summary.playbooks
    #expect(parts.map(\.name) == ["call", "letter", "mail"])
    #expect(parts.map(\.contacts).reduce(0, +) == list.summary.contacts)
    #expect(abs(parts.map(\.costs).reduce(0, +) - list.summary.costs) < 1e-9)
    #expect(abs(parts.map(\.expectedSaved).reduce(0, +) - list.summary.expectedSaved) < 1e-9)
  }

  @Test("One playbook that states nothing is the list without playbooks")
  func plain() throws {
    let candidates = candidates(300, seed: 4)
    let costs = try RetentionCosts(contactCost: 1, incentive: 3, saveRate: 0.2)
    let plain = try AtRiskList(candidates, costs: costs, limits: .init(budget: 60))
    let options = try PlaybookOptions(
      candidates, table: PlaybookTable(playbooks: [playbook("any")]),
      columns: FeatureMatrix(columns: [], rowCount: 300), costs: costs)
    let played = try AtRiskList(candidates, playing: options, limits: .init(budget: 60))
    #expect(played.rows.map(\.candidate.id) == plain.rows.map(\.candidate.id))
    #expect(played.rows.map(\.expectedNetValue) == plain.rows.map(\.expectedNetValue))
    #expect(played.rows.map(\.cumulativeNetValue) == plain.rows.map(\.cumulativeNetValue))
  }

  @Test("The order of rows never matters", arguments: [nil, 40.0])
  func order(budget: Double?) throws {
    let candidates = candidates(150, seed: 2)
    var table = table
    table.playbooks[0].capacity = 10
    table.channelCapacities = ["post": 25]
    let holdOut = try #require(HoldOut(share: 0.2, seed: 3))
    let limits = AtRiskList.Limits(budget: budget)
    let first = try list(candidates, table, limits: limits, holdOut: holdOut)
    #expect(first == (try list(candidates.reversed(), table, limits: limits, holdOut: holdOut)))
  }

  @Test(
    "Bounds hold for those who are contacted, and the share held out is exact", arguments: 0..<30)
  func bounds(seed: UInt64) throws {
    var random = RandomStream(seed: seed, stream: 32)
    let candidates = candidates(50 + random.below(300), seed: seed)
    var table = table
    table.playbooks[0].capacity = random.below(40)
    if random.below(2) == 0 { table.playbooks[1].capacity = random.below(60) }
    if random.below(2) == 0 { table.channelCapacities = ["e-mail": random.below(80)] }
    let limit = random.below(2) == 0 ? random.below(120) : nil
    let budget = random.below(2) == 0 ? random.uniform() * 150 : nil
    let share = 0.05 + random.uniform() * 0.4
    let list = try list(
      candidates, table, limits: .init(budget: budget, contacts: limit),
      holdOut: try #require(HoldOut(share: share, seed: seed)))
    let contacts = list.rows.filter { $0.group == .contact }
    func count(_ playbook: String) -> Int { contacts.count { $0.play?.playbook == playbook } }
    #expect(count("call") <= table.playbooks[0].capacity ?? .max)
    #expect(count("letter") <= table.playbooks[1].capacity ?? .max)
    #expect(count("mail") <= table.channelCapacities["e-mail"] ?? .max)
    #expect(contacts.count <= limit ?? .max)
    let cost = contacts.reduce(0) { $0 + ($1.play?.expectedCost ?? .nan) }
    #expect(cost <= (budget ?? .infinity) * (1 + 1e-9) + 1e-9)
    #expect(abs(cost - list.summary.costs) < 1e-9)
    var strata: [String: (all: Int, held: Int)] = [:]
    for row in list.rows {
      let stratum = try #require(row.play?.stratum)
      #expect(stratum == "\(row.play?.playbook ?? "")/\(row.candidate.riskBand)")
      strata[stratum, default: (0, 0)].all += 1
      if row.group == .holdout { strata[stratum, default: (0, 0)].held += 1 }
    }
    for count in strata.values {
      #expect(abs(Double(count.held) - share * Double(count.all)) < 1)
    }
    // What was asked for is used: a bound leaves few places empty while others would pay.
    if let limit, budget == nil, list.absentees.contains(where: { $0.absence.code == "limit" }) {
      #expect(contacts.count >= limit - 2, "\(contacts.count) of \(limit)")
    }
  }

  @Test("The hold-out of the list is a random part of it: it knows nothing of values")
  func blind() throws {
    let candidates = candidates(4_000, seed: 9)
    var table = table
    table.playbooks[0].capacity = 300
    let list = try list(candidates, table, holdOut: try #require(HoldOut(share: 0.25, seed: 1)))
    func mean(_ group: AtRiskList.Group) -> Double {
      let values = list.rows.filter { $0.group == group }.compactMap(\.expectedNetValue)
      return values.reduce(0, +) / Double(values.count)
    }
    // Net values have a deviation of about 5; of 900 held out the mean is within 0.17 of the other's.
    #expect(abs(mean(.contact) - mean(.holdout)) < 0.6)
  }

  @Test("Every reason why somebody is not on the list")
  func reasons() throws {
    let day = Day(number: 20_000)
    let ids = [
      "suppressed", "elsewhere", "unmet", "worthless", "cooling", "unfit", "resting", "poor",
      "little", "overfull", "fine",
    ]
    let candidates = ids.map { id in
      var candidate = Candidate(
        id: id, churnProbability: 0.5,
        valueAtRisk: id == "worthless"
          ? nil
          : id == "poor" ? 1 : id == "little" ? 40 : id == "overfull" ? 60 : 80,
        segment: id == "elsewhere" ? "new" : "loyal")
      candidate.marginExpected = 100
      return candidate
    }
    let columns = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "fit", values: ids.map { $0 == "unfit" ? 0 : 1 })],
      rowCount: ids.count)
    var call = playbook("call", channel: "phone") { ($0.saveRate, $0.contactCost) = (0.2, 4) }
    call.condition = try CustomerFilter("fit = 1")
    call.capacity = 1
    call.cooldownDays = 50
    var limits = AtRiskList.Limits(minimumNetValue: 5, segment: "loyal")
    limits.suppression = Suppression(ids: ["suppressed"])
    limits.meets = ids.map { $0 != "unmet" }
    limits.rules = ContactRules(
      history: ContactHistory([
        .init(id: "cooling", day: day - 5, action: "other"),
        .init(id: "resting", day: day - 40, action: "call"),
      ]), day: day, cooldownDays: 30)
    let list = try list(
      candidates, PlaybookTable(playbooks: [call]), limits: limits, columns: columns)
    #expect(list.rows.map(\.candidate.id) == ["fine"])
    let found = Dictionary(uniqueKeysWithValues: list.absentees.map { ($0.id, $0.absence) })
    #expect(
      found == [
        "suppressed": .suppressed, "elsewhere": .otherSegment("new"), "unmet": .conditionNotMet,
        "worthless": .withoutValue, "cooling": .coolingDown(until: day + 25),
        "unfit": .noPlaybookFits,
        "resting": .playbookCoolingDown(playbook: "call", until: day + 10),
        "poor": .costsMore(playbook: "call", netValue: 0.2 * 1 - 4),
        "little": .underLeast(playbook: "call", netValue: 4),
        "overfull": .playbookFull(playbook: "call", capacity: 1),
      ])
    #expect(Set(found.values.map(\.code)).count == 10)
    #expect(list.summary.suppressed == 1 && list.summary.coolingDown == 1)
    #expect(list.summary.conditionNotMet == 1 && list.summary.withoutValue == 1)
    #expect(
      list.summary.endSentence.contains("call is full with 1 (1 left out)"),
      "\(list.summary.endSentence)")
  }

  @Test("The bound that keeps somebody off: channel, limit or budget")
  func boundReasons() throws {
    let candidates = (0..<4).map { number in
      Candidate(id: "c\(number)", churnProbability: 0.5, valueAtRisk: Double(40 - number))
    }
    var table = PlaybookTable(playbooks: [
      playbook("call", channel: "phone") { ($0.saveRate, $0.contactCost) = (0.2, 4) }
    ])
    func codes(_ limits: AtRiskList.Limits) throws -> [String] {
      try list(candidates, table, limits: limits).absentees.map(\.absence.code)
    }
    #expect(try codes(.init(contacts: 3)) == ["limit"])
    #expect(try codes(.init(budget: 9)) == ["budget", "budget"])
    #expect(try codes(.init(budget: 0)) == Array(repeating: "budget", count: 4))
    table.channelCapacities = ["phone": 1]
    #expect(try codes(.init(contacts: 3)) == Array(repeating: "channel-full", count: 3))
    #expect(try codes(.init()) == Array(repeating: "channel-full", count: 3))
  }

  @Test("Without money there is nothing to choose by; nobody is nobody")
  func withoutMoney() throws {
    #expect(throws: AtRiskError.noMoney(option: "--playbooks")) {
      try list([Candidate(id: "a", churnProbability: 0.5)])
    }
    let nobody = try list([])
    #expect(nobody.rows.isEmpty && nobody.summary.endSentence == "Nobody is left to choose from.")
    let worthless = try list([Candidate(id: "a", churnProbability: 0, valueAtRisk: 0)])
    #expect(worthless.absentees.map(\.absence.code) == ["does-not-pay"])
    let huge = try list([Candidate(id: "a", churnProbability: 1, valueAtRisk: 1e308)])
    #expect(huge.rows.count == 1)
  }

  @Test("The plain list says why as well, and rests after contacts")
  func plainReasons() throws {
    let day = Day(number: 20_000)
    let candidates = ["a", "b", "c", "d"].enumerated().map { place, id in
      Candidate(id: id, churnProbability: 0.5, valueAtRisk: Double(40 - 12 * place))
    }
    let costs = try RetentionCosts(contactCost: 1, saveRate: 0.1)
    var limits = AtRiskList.Limits(contacts: 1)
    limits.rules = ContactRules(
      history: ContactHistory([.init(id: "a", day: day - 1)]), day: day, cooldownDays: 30)
    let list = try AtRiskList(candidates, costs: costs, limits: limits)
    #expect(list.rows.map(\.candidate.id) == ["b"])
    #expect(
      Dictionary(uniqueKeysWithValues: list.absentees.map { ($0.id, $0.absence) }) == [
        "a": .coolingDown(until: day + 29), "c": .limitReached(playbook: nil),
        "d": .costsMore(playbook: nil, netValue: 0.1 * 4 - 1),
      ])
    #expect(list.rows.allSatisfy { $0.play == nil } && list.summary.playbooks.isEmpty)
  }

  @Test("Learned save rates of segments move the plain list and what it costs")
  func plainSaveRates() throws {
    var rates = SaveRates(assumed: 0.1)
    var cell = SaveRates.Cell(playbook: "", segment: "loyal", evidence: SaveEvidence())
    cell.rate = 0.5
    rates.cells = [cell]
    let candidates = [
      Candidate(id: "a", churnProbability: 0.5, valueAtRisk: 40, segment: "new"),
      Candidate(id: "b", churnProbability: 0.5, valueAtRisk: 20, segment: "loyal"),
    ]
    let costs = try RetentionCosts(contactCost: 1, incentive: 2, saveRate: 0.1)
    var limits = AtRiskList.Limits()
    limits.saveRates = rates
    let list = try AtRiskList(candidates, costs: costs, limits: limits)
    // b: 0.5 x 20 - 1 - 2 x 0.5 = 8; a: 0.1 x 40 - 1 - 2 x 0.1 = 2.8.
    #expect(list.rows.map(\.candidate.id) == ["b", "a"])
    #expect(abs((list.rows[0].expectedNetValue ?? 0) - 8) < 1e-12)
    #expect(abs(list.summary.costs - 3.2) < 1e-12)
    limits.budget = 3
    #expect(
      try AtRiskList(candidates, costs: costs, limits: limits).rows.map(\.candidate.id) == ["b"])
  }
}
