import Testing

@testable import Churn
@testable import ChurnMath

@Suite("Key figures of contracts")
struct ContractMetricsTests {
  private static func ledger(
    _ rows: [String], customer: String? = "id", amount: String? = "fee", at: String? = nil
  ) throws -> ContractLedger {
    let text = (["id,start,end,fee"] + rows).joined(separator: "\n") + "\n"
    return try PipelineFixture.withFile(text) { path in
      var source = ContractLedger.Source(paths: [path], start: "start", end: "end")
      source.customer = customer
      source.amount = amount
      source.at = at.map(PipelineFixture.day)
      return try ContractLedger(reading: source, threads: 1, logger: PipelineFixture.logger)
    }
  }

  /// a pays 10, then 15 from February on; b pays 20 and is gone on 15 February; c joins in February with 8,
  /// leaves on 1 March and is back on 10 April with 9; d begins and ends in March.
  private static let rows = [
    "a,2024-01-01,2024-02-01,10", "a,2024-02-01,,15", "b,2024-01-10,2024-02-15,20",
    "c,2024-02-03,2024-03-01,8", "c,2024-04-10,,9", "d,2024-03-05,2024-03-20,100",
  ]

  @Test("A small book by hand: a change of plan is no loss, and ends count where they lie")
  func byHand() throws {
    let report = try ContractMetricsReport(
      Self.ledger(Self.rows, at: "2024-05-01"), every: .month)
    #expect(report.periods.map(\.name) == ["2024-01", "2024-02", "2024-03", "2024-04"])
    #expect(report.periods.map(\.bridge.start) == [0, 2, 2, 1])
    #expect(report.periods.map(\.bridge.new) == [2, 1, 0, 0])
    #expect(report.periods.map(\.bridge.returning) == [0, 0, 0, 1])
    #expect(report.periods.map(\.bridge.lost) == [0, 1, 1, 0])
    #expect(report.periods.map(\.passedThrough) == [0, 0, 1, 0])
    #expect(report.periods.map { $0.revenue?.start } == [0, 30, 23, 15])
    #expect(report.periods.map { $0.revenue?.new } == [30, 8, 0, 0])
    #expect(report.periods.map { $0.revenue?.expansion } == [0, 5, 0, 0])
    #expect(report.periods.map { $0.revenue?.lost } == [0, 20, 8, 0])
    #expect(report.periods.map { $0.revenue?.returning } == [0, 0, 0, 9])
    #expect(report.periods.map { $0.revenue?.end } == [30, 23, 15, 24])
    // February: lost 20 of 30; those who stayed bring 15 of the 30.
    #expect(report.periods[1].revenue?.grossChurn.rate == 20.0 / 30)
    #expect(report.periods[1].revenue?.netRetention.rate == 15.0 / 30)
    #expect(report.periods[1].churn.rate == 0.5 && report.customers == 4)
    // In April d and c had left before, and c came back.
    #expect(report.periods[3].reactivation == CountedRate(1, of: 3))
  }

  /// States of every day by the definition, and the bridges between them.
  @Test("Agrees with looking at every customer on the days before and at the end of each period")
  func naive() throws {
    var random = RandomStream(seed: 5, stream: 0)
    let first = PipelineFixture.day("2023-01-01")
    var contracts: [(id: Int, start: Int, end: Int?, fee: Double)] = []
    for _ in 0..<150 {
      let start = Int.random(in: 0..<400, using: &random)
      let isOpen = Int.random(in: 0..<3, using: &random) == 0
      contracts.append(
        (
          Int.random(in: 0..<50, using: &random), start,
          isOpen ? nil : start + Int.random(in: 0..<200, using: &random),
          Double(Int.random(in: 1...40, using: &random))
        ))
    }
    let rows = contracts.map { item in
      "k\(item.id),\(first + item.start),\(item.end.map { "\(first + $0)" } ?? ""),\(item.fee)"
    }
    for every in [PeriodLength.month, .week, .days(45)] {
      let ledger = try Self.ledger(rows, at: "2024-03-01")
      let report = try ContractMetricsReport(ledger, every: every)
      let limit = PipelineFixture.day("2024-03-01")
      func state(_ id: Int, _ day: Day) -> Double? {
        let own = contracts.filter { item in
          item.id == id && first + item.start <= day
            && (item.end.map { first + $0 > day || first + $0 >= limit } ?? true)
        }
        return own.isEmpty ? nil : own.reduce(0) { $0 + $1.fee }
      }
      for period in report.periods {
        let (before, after) = (period.firstDay - 1, min(period.lastDay, limit - 1))
        var (start, end, lost, less, more) = (0.0, 0.0, 0, 0.0, 0.0)
        for id in 0..<50 {
          let (was, isNow) = (state(id, before), state(id, after))
          start += was ?? 0
          end += isNow ?? 0
          if was != nil, isNow == nil { lost += 1 }
          if let was, let isNow {
            less += max(0, was - isNow)
            more += max(0, isNow - was)
          }
        }
        let revenue = try #require(period.revenue)
        #expect(revenue.start == start && revenue.end == end && period.bridge.lost == lost)
        #expect(revenue.contraction == less && revenue.expansion == more)
        let sum =
          revenue.start + revenue.new + revenue.returning + revenue.expansion
          - revenue.contraction - revenue.lost
        #expect(abs(sum - revenue.end) < 1e-9)
        let bridge = period.bridge
        #expect(bridge.start + bridge.new + bridge.returning - bridge.lost == bridge.end)
      }
    }
  }

  @Test("Without a customer column each row is one, in any order of rows")
  func rowsAsCustomers() throws {
    let one = try ContractMetricsReport(Self.ledger(Self.rows, customer: nil), every: .month)
    let two = try ContractMetricsReport(
      Self.ledger(Self.rows.reversed(), customer: nil), every: .month)
    #expect(one.customers == 6)
    #expect(try JSONValue(encoding: one).text == JSONValue(encoding: two).text)
  }

  @Test("Ends before their starts and amounts that are missing are counted and said")
  func unusable() throws {
    let ledger = try Self.ledger(Self.rows + ["e,2024-02-01,2024-01-01,3", "f,2024-02-01,,"])
    let report = try ContractMetricsReport(ledger, every: .month)
    #expect(report.notes.contains { $0.contains("before their start, left out: 1") })
    #expect(report.notes.contains { $0.contains("Contracts without an amount") })
    #expect(report.customers == 5)
    #expect(throws: SurvivalError.self) {
      try Self.ledger(Self.rows + ["e,2024-02-01,2099-01-01,3"])
    }
    #expect(throws: (any Error).self) { try Self.ledger([]) }
    let poor = try ContractMetricsReport(Self.ledger(Self.rows, amount: nil), every: .year)
    #expect(poor.periods.allSatisfy { $0.revenue == nil })
  }
}
