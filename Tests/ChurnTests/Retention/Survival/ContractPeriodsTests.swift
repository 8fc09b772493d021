import Testing

@testable import Churn

@Suite("Active periods from contracts")
struct ContractPeriodsTests {
  private static func day(_ number: Int) -> Day { Day(number: number) }

  private static func periods(
    _ contracts: [(customer: Int, start: Int, end: Int?)], allowedGap: Int
  ) -> ContractPeriods {
    ContractPeriods(
      rows: Array(contracts.indices), customers: contracts.map(\.customer),
      starts: contracts.map { day($0.start) }, ends: contracts.map { $0.end.map(day) },
      allowedGap: allowedGap)
  }

  private static func text(_ periods: ContractPeriods) -> [String] {
    periods.periods.map { period in
      "\(period.customer):\(period.start.number)-\(period.end.map { "\($0.number)" } ?? "")"
    }
  }

  /// By hand: 0 renews at once, then comes back after 5 days; 1 has a long contract about a short one.
  @Test("Contracts are merged over gaps up to the allowed one, and end with the last of them")
  func merging() {
    let contracts: [(customer: Int, start: Int, end: Int?)] = [
      (1, 0, 50), (0, 15, 30), (0, 10, 15), (1, 5, 10), (0, 35, nil),
    ]
    let strict = Self.periods(contracts, allowedGap: 0)
    #expect(Self.text(strict) == ["0:10-30", "0:35-", "1:0-50"])
    #expect(strict.merged == 2 && strict.returners == 1)
    // What it began with stands in row 2, why it ended in row 1.
    #expect(strict.periods[0].firstRow == 2 && strict.periods[0].lastRow == 1)
    #expect(strict.periods[2].firstRow == 0 && strict.periods[2].lastRow == 0)
    #expect(Self.text(Self.periods(contracts, allowedGap: 4)) == ["0:10-30", "0:35-", "1:0-50"])
    let wide = Self.periods(contracts, allowedGap: 5)
    #expect(Self.text(wide) == ["0:10-", "1:0-50"])
    #expect(wide.returners == 0)
    #expect(Self.text(Self.periods(contracts, allowedGap: .max)) == ["0:10-", "1:0-50"])
    #expect(Self.text(Self.periods(contracts.reversed(), allowedGap: 0)) == Self.text(strict))
    #expect(Self.periods([], allowedGap: 0).periods.isEmpty)
  }

  @Test("An open contract takes in whatever begins after it")
  func open() {
    let periods = Self.periods([(0, 0, nil), (0, 100, 200)], allowedGap: 0)
    #expect(Self.text(periods) == ["0:0-"])
  }
}
