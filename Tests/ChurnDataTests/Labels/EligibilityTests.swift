import Testing

@testable import ChurnData

@Suite("Who can be predicted")
struct EligibilityTests {
  private func standing(
    _ lines: [OrderLine], _ rule: Eligibility, at day: Int = 100
  ) -> Eligibility.Standing {
    rule.standing(LogFixture.history(lines, at: day))
  }

  @Test("The last purchase must lie within the days given, the first at least the tenure back")
  func limits() {
    let rule = Eligibility(activeWithinDays: 30, minTenureDays: 10)
    #expect(standing([OrderLine(70), OrderLine(1)], rule) == .eligible)
    #expect(standing([OrderLine(69)], rule) == .dormant)
    #expect(standing([OrderLine(90)], rule) == .eligible)
    #expect(standing([OrderLine(91)], rule) == .tooNew)
    #expect(standing([OrderLine(100)], rule) == .notYetCustomer)
    #expect(standing([OrderLine(1)], Eligibility(activeWithinDays: nil)) == .eligible)
  }

  @Test("Who has returned everything is told from who has not bought yet")
  func nothingKept() {
    let lines = [
      OrderLine(90, order: "1", amount: 100, product: "x"),
      OrderLine(95, order: "2", amount: -100, product: "x"),
    ]
    let rule = Eligibility(activeWithinDays: nil)
    #expect(standing(lines, rule) == .nothingKept)
    #expect(standing(lines, rule, at: 92) == .eligible)
    #expect(standing(lines, rule, at: 90) == .notYetCustomer)
  }

  @Test("Every customer is counted once at every cutoff, with the reason")
  func counted() {
    let lines = LogFixture.randomLines(seed: 31, customers: 40, lines: 300)
    let log = LogFixture.log(lines)
    let rule = Eligibility(activeWithinDays: 45, minTenureDays: 60)
    let snapshots = [100, 300, 500].map { Snapshot(Day(number: $0)) }
    let builder = FeatureBuilder(
      features: [.recency(.recencyDays)],
      parameters: FeatureParameters(gapMean: 1, gapMedian: 1, gapDeviation: 1, gapQuantile90: 1),
      horizon: Horizon(days: 30))
    for threads in [1, 2] {
      let rows = builder.rows(of: log, at: snapshots, eligibility: rule, threads: threads)
      for (place, snapshot) in snapshots.enumerated() {
        var expected: [Eligibility.Standing: Int] = [:]
        for customer in 0..<log.customerCount {
          var history = PurchaseHistory(log)
          history.begin(customer: customer)
          history.advance(to: snapshot.day)
          expected[rule.standing(history), default: 0] += 1
        }
        #expect(rows.standings[place] == expected)
        #expect(rows.standings[place].values.reduce(0, +) == log.customerCount)
        #expect(rows.cutoffs.count { $0 == place } == expected[.eligible] ?? 0)
      }
      let seen = Set(rows.standings.flatMap(\.keys))
      #expect(seen.isSuperset(of: [.eligible, .dormant, .tooNew]))
    }
  }

  @Test("Every standing has words of its own")
  func phrases() {
    #expect(Set(Eligibility.Standing.allCases.map(\.phrase)).count == 5)
  }
}
