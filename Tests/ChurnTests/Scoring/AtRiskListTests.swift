import ChurnMath
import Testing

@testable import Churn

@Suite("The list to contact")
struct AtRiskListTests {
  typealias Candidate = AtRiskList.Candidate

  /// Save rate 0.5 and a contact that costs 4: values at risk 40, 20, 10, 8, 2 bring net values
  /// 16, 6, 1, 0, -3.
  private static let costs = try? RetentionCosts(contactCost: 4, saveRate: 0.5)
  private static let five = [
    Candidate(id: "d", churnProbability: 0.8, valueAtRisk: 8),
    Candidate(id: "a", churnProbability: 0.4, valueAtRisk: 40),
    Candidate(id: "e", churnProbability: 0.9, valueAtRisk: 2),
    Candidate(id: "c", churnProbability: 0.5, valueAtRisk: 10, segment: "loyal"),
    Candidate(id: "b", churnProbability: 0.2, valueAtRisk: 20, segment: "loyal"),
  ]

  private func list(
    _ candidates: [Candidate] = five, limits: AtRiskList.Limits = .init(),
    holdOut: HoldOut = .none
  ) throws -> AtRiskList {
    try AtRiskList(
      candidates, costs: try #require(Self.costs), limits: limits, holdOut: holdOut)
  }

  private func ids(_ list: AtRiskList) -> [String] { list.rows.map(\.candidate.id) }

  @Test("Ranked by net value, the list ends where a contact no longer pays")
  func profitPeak() throws {
    let list = try list()
    #expect(ids(list) == ["a", "b", "c"])
    #expect(list.rows.map(\.expectedNetValue) == [16, 6, 1])
    #expect(list.rows.map(\.cumulativeNetValue) == [16, 22, 23])
    let summary = list.summary
    #expect(summary.end == .profitPeak && summary.lastRow == 3)
    #expect(summary.candidates == 5 && summary.contacts == 3 && summary.holdOuts == 0)
    #expect(summary.costs == 12)
    #expect(summary.expectedNetValue == 23)
    #expect(summary.valueAtRisk == 70)
    // 0.5 x (0.4 + 0.2 + 0.5)
    #expect(abs(summary.expectedSaved - 0.55) < 1e-15)
  }

  @Test("The first limit ends the list, and the summary says which")
  func limits() throws {
    let budget = try list(limits: .init(budget: 8))
    #expect(ids(budget) == ["a", "b"] && budget.summary.end == .budget)
    #expect(budget.summary.costs == 8)
    let most = try list(limits: .init(budget: 8, contacts: 1))
    #expect(ids(most) == ["a"] && most.summary.end == .limit)
    let least = try list(limits: .init(minimumNetValue: 6))
    #expect(ids(least) == ["a", "b"] && least.summary.end == .minimumNetValue)
    let none = try list(limits: .init(contacts: 0))
    #expect(none.rows.isEmpty && none.summary.end == .limit)
    let loose = try list(limits: .init(budget: 1e300, contacts: 3, minimumNetValue: -100))
    #expect(loose.summary.end == .profitPeak)
  }

  @Test("Only the segment asked for, and nobody who must not be contacted")
  func segmentsAndSuppression() throws {
    let loyal = try list(limits: .init(segment: "loyal"))
    #expect(ids(loyal) == ["b", "c"] && loyal.summary.otherSegments == 3)
    #expect(loyal.summary.end == .everyone)
    let without = try list(limits: .init(suppression: Suppression(ids: ["a", "c", "z"])))
    #expect(ids(without) == ["b"] && without.summary.suppressed == 2)
  }

  @Test("Ties go to the higher probability, then to the smaller id bytes")
  func ties() throws {
    let list = try list([
      Candidate(id: "b", churnProbability: 0.5, valueAtRisk: 20),
      Candidate(id: "é", churnProbability: 0.5, valueAtRisk: 20),
      Candidate(id: "Z", churnProbability: 0.5, valueAtRisk: 20),
      Candidate(id: "x", churnProbability: 0.6, valueAtRisk: 20),
    ])
    #expect(ids(list) == ["x", "Z", "b", "é"])
    #expect(list.summary.end == .everyone)
  }

  @Test("Hold-out rows keep their rank and count for nothing")
  func holdOut() throws {
    let candidates = (0..<400).map { index in
      Candidate(
        id: "c\(index)", churnProbability: 0.5, valueAtRisk: Double(400 - index))
    }
    let holdOut = try #require(HoldOut(share: 0.25, seed: 3))
    let list = try list(candidates, limits: .init(contacts: 100), holdOut: holdOut)
    #expect(ids(list) == (0..<list.rows.count).map { "c\($0)" })
    #expect(list.summary.contacts == 100 && list.summary.end == .limit)
    #expect(list.summary.holdOuts == list.rows.count - 100)
    // Binomial with mean 33 and deviation 6.7 beside 100 contacts at a share of a quarter.
    #expect((10...60).contains(list.summary.holdOuts))
    var sum = 0.0
    for row in list.rows {
      #expect((row.group == .holdout) == holdOut.contains(row.candidate.id))
      if row.group == .contact { sum += row.expectedNetValue ?? .nan }
      #expect(row.cumulativeNetValue == sum)
    }
    #expect(list.summary.expectedNetValue == sum)
    #expect(list.summary.costs == 400)
  }

  @Test("Without money ranks are by probability and nothing stops the list but a limit")
  func withoutMoney() throws {
    let candidates = [
      Candidate(id: "a", churnProbability: 0.2), Candidate(id: "b", churnProbability: 0.9),
      Candidate(id: "c", churnProbability: 0.9),
    ]
    let all = try list(candidates)
    #expect(ids(all) == ["b", "c", "a"])
    #expect(!all.summary.hasMoney && all.summary.end == .everyone)
    #expect(all.rows.allSatisfy { $0.cumulativeNetValue == nil && $0.expectedNetValue == nil })
    #expect(all.summary.expectedNetValue == nil)
    #expect(ids(try list(candidates, limits: .init(budget: 9))) == ["b", "c"])
    #expect(throws: AtRiskError.noMoney(option: "--min-value")) {
      try list(candidates, limits: .init(minimumNetValue: 1))
    }
  }

  @Test("Customers of unknown value are left out and counted where others have one")
  func someWithoutValue() throws {
    let list = try list(Self.five + [Candidate(id: "f", churnProbability: 1)])
    #expect(ids(list) == ["a", "b", "c"] && list.summary.withoutValue == 1)
  }

  @Test("What cannot be ranked is refused with its row")
  func invalid() {
    func candidate(_ probability: Double, _ value: Double? = 1, id: String = "a") -> Candidate {
      Candidate(id: id, churnProbability: probability, valueAtRisk: value)
    }
    for probability in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: AtRiskError.self) { try list([candidate(probability)]) }
    }
    #expect(throws: AtRiskError.self) { try list([candidate(0.5, .nan)]) }
    #expect(throws: AtRiskError.self) { try list([candidate(0.5, .infinity)]) }
    #expect(throws: AtRiskError.repeatedID(row: 2, first: 1)) {
      try list([candidate(0.5), candidate(0.6)])
    }
    // One letter spelled in two ways is two ids.
    #expect(throws: Never.self) {
      try list([candidate(0.5, id: "\u{E9}"), candidate(0.5, id: "e\u{301}")])
    }
    for budget in [-1, .nan] {
      #expect(throws: AtRiskError.self) { try list(limits: .init(budget: budget)) }
    }
    #expect(throws: AtRiskError.self) { try list(limits: .init(contacts: -1)) }
    #expect(throws: AtRiskError.self) { try list(limits: .init(minimumNetValue: .nan)) }
    #expect(throws: Never.self) { try list([]) }
  }

  @Test("A budget of a whole number of contacts pays for all of them")
  func budgetRounding() throws {
    let costs = try RetentionCosts(contactCost: 0.1)
    for contacts in 0...1_000 {
      let budget = Double(contacts) / 10
      #expect(AtRiskList.affordableContacts(budget: budget, costs: costs) == contacts)
    }
    #expect(AtRiskList.affordableContacts(budget: 0.25, costs: costs) == 2)
    #expect(AtRiskList.affordableContacts(budget: .infinity, costs: costs) == nil)
    #expect(AtRiskList.affordableContacts(budget: 5, costs: .standard) == nil)
  }

  /// Brute force: the sum of net values over the first k candidates in rank order, for every k.
  @Test("No other end row would bring more", arguments: 0..<50)
  func endIsTheProfitPeak(seed: UInt64) throws {
    var random = RandomStream(seed: seed, stream: 1)
    let costs = try RetentionCosts(
      contactCost: Double(random.below(5)), incentive: Double(random.below(10)),
      saveRate: random.uniform())
    let candidates = (0..<random.below(200)).map { index in
      let probability = random.uniform()
      return Candidate(
        id: "\(index)", churnProbability: probability,
        valueAtRisk: probability * (Double(random.below(120)) - 10))
    }
    let list = try AtRiskList(candidates, costs: costs)
    let netValues = candidates.compactMap(\.valueAtRisk)
      .map { costs.expectedNetValue(valueAtRisk: $0) }.sorted(by: >)
    var sums = [0.0]
    for value in netValues { sums.append((sums.last ?? 0) + value) }
    let best = sums.max() ?? 0
    #expect(list.summary.expectedNetValue == best)
    #expect(sums.firstIndex(of: best) == list.rows.count)
    // The order of the input does not matter.
    #expect(try AtRiskList(candidates.reversed(), costs: costs) == list)
  }

  @Test("The end is said in a sentence")
  func sentences() throws {
    #expect(try list().summary.endSentence.contains("after row 3: the next contact would cost"))
    #expect(try list(limits: .init(contacts: 0)).summary.endSentence.contains("before its first"))
    #expect(try list([]).summary.endSentence == "Nobody is left to choose from.")
  }
}
