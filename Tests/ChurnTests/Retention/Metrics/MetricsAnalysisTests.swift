import Foundation
import TestSupport
import Testing

@testable import Churn
@testable import ChurnMath

@Suite("Key figures by period")
struct MetricsAnalysisTests {
  private static func report(
    _ log: PurchaseLog, _ change: (inout MetricsAnalysis) -> Void = { _ in }
  ) throws -> MetricsReport {
    var analysis = MetricsAnalysis()
    change(&analysis)
    return try analysis.run(log)
  }

  /// A random shop over `days` days from 2020-01-06 on; several orders of a day are frequent.
  private static func shop(seed: UInt64, customers: Int = 60, days: Int = 260) throws -> PurchaseLog
  {
    var random = RandomStream(seed: seed, stream: 0)
    let all = (0..<customers).map { _ -> [(day: Int, amount: Double)] in
      var day = Int.random(in: 0..<days, using: &random)
      var orders: [(day: Int, amount: Double)] = []
      while day < days {
        orders.append((day, Double(Int.random(in: 0...5000, using: &random)) / 100))
        day += Int.random(in: 0...70, using: &random)
      }
      return orders
    }
    return try ValueFixture.log(all)
  }

  /// By hand, days from 2020-01-06.
  ///
  /// a orders in January, February and April; b in January; c in February and twice in March; d in
  /// March. The data end on 30 April.
  @Test("A small shop by hand, where not ordering in a month is to be lost")
  func byHand() throws {
    // 0 = 6 Jan, 26 = 1 Feb, 55 = 1 Mar, 86 = 1 Apr, 115 = 30 Apr.
    let log = try ValueFixture.log([
      [(0, 10), (30, 20), (115, 5)], [(3, 40)], [(28, 7), (60, 1), (61, 2)], [(70, 100)],
    ])
    let report = try Self.report(log)
    #expect(report.periods.map(\.name) == ["2020-01", "2020-02", "2020-03", "2020-04"])
    // The data begin on 6 January: that month is not whole, and what follows from it is not told.
    #expect(report.periods.map(\.isComplete) == [false, true, true, true])
    #expect(report.periods.map(\.active) == [2, 2, 2, 1])
    #expect(report.periods.map(\.bridge.start) == [0, 2, 2, 2])
    #expect(report.periods.map(\.bridge.new) == [2, 1, 1, 0])
    #expect(report.periods.map(\.bridge.returning) == [0, 0, 0, 1])
    #expect(report.periods.map(\.bridge.lost) == [0, 1, 1, 2])
    #expect(report.periods.map(\.churn.rate) == [nil, nil, 0.5, 1])
    // In April four had ordered before; two of them were customers in March.
    #expect(report.periods[3].reactivation.count == 1 && report.periods[3].reactivation.of == 2)
    #expect(report.periods.map(\.orders) == [2, 2, 3, 1])
    #expect(report.periods.map(\.revenue) == [50, 27, 103, 5])
    #expect(report.periods.map(\.revenueOfNew) == [50, 7, 100, 0])
    #expect(report.periods[2].arpu == 51.5 && report.periods[2].ordersPerCustomer == 1.5)
    // c has three orders by the end of March, d one.
    #expect(report.periods[2].repeatRate.count == 1 && report.periods[2].repeatRate.of == 2)
    #expect(report.periods[3].repeatRate.rate == 1)
  }

  @Test("The bridge adds up in every period, from one period to the next, under both rules")
  func bridge() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let log = try Self.shop(seed: seed)
      for every in [PeriodLength.week, .month, .quarter, .days(10)] {
        for loss in [
          MetricsAnalysis.Loss.period, .silence(.days(3)), .silence(.days(30)),
          .silence(.days(200)),
        ] {
          let report = try Self.report(log) {
            $0.every = every
            $0.loss = loss
          }
          var end = 0
          for period in report.periods {
            let bridge = period.bridge
            #expect(bridge.start == end)
            #expect(bridge.start + bridge.new + bridge.returning - bridge.lost == bridge.end)
            #expect(bridge.retained == bridge.start - bridge.lost)
            #expect(min(bridge.start, bridge.new, bridge.returning, bridge.lost, bridge.end) >= 0)
            #expect(period.churn.count + period.retention.count == period.churn.of)
            end = bridge.end
          }
        }
      }
    }
  }

  /// Sets of customers by the definition alone, from the histories.
  @Test("Agrees with counting sets of customers, under both rules")
  func naive() throws {
    for seed in 11...14 as ClosedRange<UInt64> {
      let log = try Self.shop(seed: seed)
      var days: [[Day]] = []
      var history = PurchaseHistory(log)
      for customer in 0..<log.customerCount {
        history.begin(customer: customer)
        history.advance(to: log.end)
        days.append(history.purchaseDays)
      }
      for silence in [nil, 1, 20, 45] as [Int?] {
        let report = try Self.report(log) {
          $0.loss = silence.map { .silence(.days($0)) } ?? .period
        }
        func isCustomer(_ bought: [Day], at edge: Day, in period: Range<Day>?) -> Bool {
          guard let silence else {
            return period.map { days in bought.contains { days.contains($0) } } ?? false
          }
          return bought.contains { $0 < edge && edge - $0 <= silence }
        }
        var before: Range<Day>?
        for period in report.periods {
          let span = period.firstDay..<(period.lastDay + 1)
          let close = min(span.upperBound, log.end)
          let open = max(span.lowerBound, log.span.lowerBound)
          var (start, new, returning, lost, end, known) = (0, 0, 0, 0, 0, 0)
          for bought in days {
            let was = isCustomer(bought, at: open, in: before)
            let isNow = isCustomer(bought, at: close, in: span)
            if was { start += 1 }
            if isNow { end += 1 }
            if was, !isNow { lost += 1 }
            if let first = bought.first, first < span.lowerBound { known += 1 }
            if !was, isNow {
              if bought.first.map({ span.contains($0) }) == true {
                new += 1
              } else {
                returning += 1
              }
            }
          }
          #expect(
            period.bridge
              == MetricsReport.Bridge(
                start: start, new: new, returning: returning, lost: lost, end: end,
                retained: start - lost), "\(period.name), \(silence ?? 0)")
          #expect(period.reactivation.of == known - start)
          let active = days.count { bought in bought.contains { span.contains($0) } }
          #expect(period.active == active)
          before = span
        }
      }
    }
  }

  @Test("Money adds up to that of the log, returns without a purchase among it")
  func money() throws {
    let text = """
      customer,time,product,quantity,amount
      a,2020-01-05,x,1,10
      a,2020-02-05,y,1,5
      a,2020-02-20,y,-1,-5
      b,2020-02-03,x,2,30
      b,2020-03-01,z,-1,-4
      b,2020-03-31,x,1,1

      """
    let log = try PipelineFixture.book(text).log
    let report = try Self.report(log)
    // y came back whole, so a did not order in February; nobody sold the z that b returned in March.
    #expect(report.periods.map(\.revenue) == [10, 30, -3])
    #expect(report.periods.map(\.active) == [1, 1, 1])
    #expect(report.periods.map(\.orders) == [1, 1, 1])
  }

  @Test("The same on any number of threads and for any order of rows")
  func determinism() throws {
    let rows: [[(day: Int, amount: Double)]] = (0..<90).map { customer in
      stride(from: customer, to: 300, by: 7 + customer % 60).map { ($0, Double($0 % 13) + 0.01) }
    }
    let one = try Self.report(try ValueFixture.log(rows))
    let two = try Self.report(try ValueFixture.log(rows, isReversed: true)) { $0.threads = 3 }
    #expect(try JSONValue(encoding: one).text == JSONValue(encoding: two).text)
  }

  @Test("A day after the last event ends the last period; one beyond it is refused")
  func at() throws {
    let log = try ValueFixture.log([[(0, 1), (40, 2)], [(10, 3), (50, 3)]])
    // Day 50 is 25 February 2020.
    #expect(try Self.report(log).periods.last?.isComplete == false)
    let whole = try Self.report(log) { $0.at = PipelineFixture.day("2020-03-01") }
    #expect(whole.periods.last?.isComplete == true)
    let cut = try Self.report(log) { $0.at = PipelineFixture.day("2020-02-01") }
    #expect(cut.periods.count == 1 && cut.periods[0].active == 2)
    for day in ["2020-03-02", "2020-01-06", "1999-01-01"] {
      #expect(throws: PipelineError.self) {
        try Self.report(log) { $0.at = PipelineFixture.day(day) }
      }
    }
  }

  @Test("One customer, one day, and logs without money or a kept order")
  func awkward() throws {
    let one = try Self.report(try ValueFixture.log([[(0, 1)]]))
    #expect(one.periods.count == 1 && one.periods[0].active == 1 && one.lastJudged == nil)
    let poor = try Self.report(try ValueFixture.log([[(0, 1), (40, 1)]], hasAmounts: false))
    #expect(poor.periods.allSatisfy { $0.revenue == nil && $0.arpu == nil && $0.orders == 1 })
    let free = try ValueFixture.log([[(0, 0)], [(3, 0)]], returns: .net)
    #expect(throws: PipelineError.self) { try Self.report(free) }
    // Twenty years without anything in between.
    let gap = try Self.report(try ValueFixture.log([[(0, 1), (7300, 1)]])) { $0.every = .week }
    #expect(gap.periods.count > 1000 && gap.periods.last?.bridge.returning == 1)
  }

  /// DATA.md, "Facts": Online Retail, cancellations and lines without price left out.
  @Test(
    "Online Retail has the active customers and the revenue of DATA.md, the last month marked",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func onlineRetail() throws {
    let path = try #require(SharedFolder.url("data/online-retail/online-retail.csv")).path
    let log = try PipelineFixture.book(path: path, returns: .drop, threads: 2).log
    let report = try Self.report(log) { $0.threads = 2 }
    #expect(
      report.periods.map(\.active) == [
        885, 741, 758, 974, 856, 1056, 991, 949, 935, 1266, 1364, 1664, 615,
      ])
    let revenue = [
      572713.89, 569445.04, 447137.35, 595500.76, 469200.36, 678594.56, 661213.69, 600091.01,
      645343.90, 952838.38, 1039318.79, 1161817.38, 518192.79,
    ]
    for (period, expected) in zip(report.periods, revenue) {
      #expect(abs((period.revenue ?? .nan) - expected) < 0.005 + 1e-6, "\(period.name)")
    }
    // The cohort sizes of DATA.md are those whose first order lies in the month.
    #expect(
      report.periods.map(\.bridge.new) == [
        885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41,
      ])
    #expect(report.periods.map(\.isComplete) == [Bool](repeating: true, count: 12) + [false])
    #expect(report.periods[12].churn.rate == nil && report.lastJudged == 11)
  }
}
