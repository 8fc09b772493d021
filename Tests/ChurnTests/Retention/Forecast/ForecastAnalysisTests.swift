import ChurnMath
import TestSupport
import Testing

@testable import Churn
@testable import ChurnModels

private typealias Fixture = PipelineFixture

@Suite("Orders, sales and margin of the months to come")
struct ForecastAnalysisTests {
  /// lifetimes 0.11.3, BetaGeoFitter on summary_data_from_transaction_data(..., '1997-09-30', 'D') with
  /// recency and T in weeks: sums over the 2,357 customers of
  /// conditional_expected_number_of_purchases_up_to_time at 31, 61 and 92 days, less the one before; new:
  /// ten a month, each day alike, by expected_number_of_purchases_up_to_time.
  @Test(
    "CDNOW by BG/NBD agrees with lifetimes, month by month, present customers and new ones",
    .enabled(if: SharedFolder.isPresent, "needs the shared folder"))
  func lifetimes() throws {
    let log = try ValueFixture.cdnow()
    let settings = ForecastFixture.settings {
      $0.model = .bgNBD
      $0.newcomers = .fixed(10)
    }
    let report = try ForecastAnalysis(settings, at: Fixture.day("1997-10-01")).run(log)
    #expect(report.customers == 2357)
    let base = [225.620_821, 206.342_996, 202.431_569]
    let new = [11.080_289, 12.930_187, 14.672_160]
    for (month, (present, joined)) in zip(report.months, zip(base, new)) {
      #expect(abs(month.parts.base.orders.expected / present - 1) < 2e-5)
      #expect(abs(month.parts.new.orders.expected / joined - 1) < 2e-5)
    }
    // 92 days by `value`, whose spends are those of lifetimes, too.
    let value = ValueFixture.cdnowAnalysis(.bgNBD)
    var same = value
    same.schedule = DiscountSchedule(months: 1, yearlyRate: 0)
    let told = try same.run(log)
    let spend = told.customers.compactMap(\.expectedSpend)
    #expect(spend.count == 2357)
    let sales = try #require(report.sum.base.sales).expected
    let orders = report.sum.base.orders.expected
    #expect(sales / orders > (spend.min() ?? 0) && sales / orders < (spend.max() ?? 0))
  }

  @Test("Without a season the base is the sum of what customers are expected to order one by one")
  func sumOfCustomers() throws {
    let log = try ForecastFixture.log(
      ForecastFixture.rows(days: 366, newcomersADay: 1, seed: 3))
    let report = try ForecastAnalysis(ForecastFixture.settings()).run(log)
    let summaries = PurchaseSummaries(log, through: log.end - 1, unit: .week)
    let law = OrderModel(
      summaries.summaries, kind: .mbgNBD, recentRepeats: 0, threads: 1
    ).law
    guard case .fitted(let model, _) = law else {
      Issue.record("no model could be fitted")
      return
    }
    let spend = try #require(SpendForecast(summaries.summaries, threads: 1))
    let days = Double(31 + 28 + 31)
    var orders = 0.0
    var sales = 0.0
    for (place, customer) in summaries.summaries.enumerated() {
      let expected = model.expectedOrders(customer, within: days / 7)
      orders += expected
      sales += expected * spend.means[place]
    }
    #expect(abs(report.sum.base.orders.expected / orders - 1) < 1e-9)
    let told = try #require(report.sum.base.sales).expected
    #expect(abs(told / sales - 1) < 1e-9)
  }

  @Test("Present and new add up to the total, months to the sum; intervals hold what is expected")
  func additive() throws {
    let log = try ForecastFixture.log(
      ForecastFixture.rows(days: 250, newcomersADay: 1, seed: 2))
    let report = try ForecastAnalysis(
      ForecastFixture.settings {
        $0.marginRate = 0.3
        $0.months = 4
      }
    ).run(log)
    #expect(report.months.count == 5 && report.wholeMonths.count == 4)
    func close(_ left: Double?, _ right: Double?) -> Bool {
      abs((left ?? .nan) - (right ?? 0)) <= 1e-9 * abs(right ?? 0)
    }
    for month in report.months {
      let parts = month.parts
      let pairs = [
        (parts.base.orders, parts.new.orders, parts.total.orders),
        (parts.base.sales, parts.new.sales, parts.total.sales),
        (parts.base.margin, parts.new.margin, parts.total.margin),
      ]
      for (base, new, total) in pairs {
        let both = (base?.expected ?? .nan) + (new?.expected ?? .nan)
        #expect(close(total?.expected, both))
        let ends = (try #require(total?.lower), try #require(total?.upper))
        #expect(ends.0 <= both && both <= ends.1)
      }
      #expect(close(parts.total.margin?.expected, 0.3 * (parts.total.sales?.expected ?? .nan)))
    }
    let sum = report.wholeMonths.reduce(0) { $0 + $1.parts.total.orders.expected }
    #expect(close(report.sum.total.orders.expected, sum))
    let newcomers = report.wholeMonths.reduce(0) { $0 + $1.parts.newCustomers.expected }
    #expect(close(report.sum.newCustomers.expected, newcomers))
  }

  @Test("The same for any number of threads and order of rows")
  func determinism() throws {
    let rows = ForecastFixture.rows(days: 300, newcomersADay: 0.8, seed: 5)
    func text(_ rows: [(customer: String, day: Int, amount: Double)], _ threads: Int) throws
      -> String
    {
      let settings = ForecastFixture.settings {
        $0.threads = threads
        $0.origins = 2
      }
      let log = try ForecastFixture.log(rows, threads: threads)
      return try JSONValue(encoding: try ForecastAnalysis(settings).run(log)).text
    }
    let one = try text(rows, 1)
    let other = try text(rows.reversed(), 3)
    #expect(one == other)
    let seeded = ForecastFixture.settings { $0.seed = 2 }
    let reseeded = try ForecastAnalysis(seeded).run(try ForecastFixture.log(rows))
    let first = try ForecastAnalysis(ForecastFixture.settings()).run(try ForecastFixture.log(rows))
    #expect(reseeded.sum.total.orders.expected == first.sum.total.orders.expected)
    #expect(reseeded.sum.total.orders.lower != first.sum.total.orders.lower)
  }

  /// Two years and a half of a shop whose customers order three times as much in December: the rows of a
  /// steady shop, of which two of three are left out in other months.
  @Test("A season of two years is found and carried on; before that there is none, and it is said")
  func season() throws {
    let rows = ForecastFixture.rows(days: 912, newcomersADay: 3, seed: 6)
    var stream = RandomStream(seed: 1, stream: 1)
    let seasonal = rows.filter { row in
      (ForecastFixture.start + row.day).monthOfYear == 11 || stream.uniform() < 1.0 / 3
    }
    let settings = ForecastFixture.settings { $0.months = 6 }
    let report = try ForecastAnalysis(settings).run(try ForecastFixture.log(seasonal))
    let factors = try #require(report.season.orders)
    #expect(factors[11] > 2 && factors.dropLast().allSatisfy { $0 < 1.3 })
    let orders = report.wholeMonths.map(\.parts.total.orders.expected)
    // The data end in June 2022; December is the sixth whole month.
    #expect(report.wholeMonths.map(\.month).last == "2022-12" && orders.count == 6)
    #expect(orders[5] > 1.7 * orders[4])
    let short = try ForecastAnalysis(settings).run(
      try ForecastFixture.log(seasonal.filter { $0.day < 700 }))
    #expect(short.season.orders == nil && short.notes.contains { $0.contains("No season: 23") })
    let off = ForecastFixture.settings { $0.season = .none }
    let without = try ForecastAnalysis(off).run(try ForecastFixture.log(seasonal))
    #expect(without.season.orders == nil)
  }

  @Test(
    "Odd bases: one customer, one-time buyers, two months, gaps, all alike, no amounts, huge sums")
  func odd() throws {
    func report(
      _ customers: [[(day: Int, amount: Double)]], hasAmounts: Bool = true
    ) throws -> ForecastReport {
      let settings = ForecastFixture.settings { $0.origins = 2 }
      let log = try ValueFixture.log(customers, hasAmounts: hasAmounts)
      let report = try ForecastAnalysis(settings).run(log)
      for month in report.months {
        let orders = month.parts.total.orders
        #expect(orders.expected >= 0 && orders.expected.isFinite)
        #expect((orders.lower ?? 0) >= 0 && (orders.upper ?? .infinity).isFinite)
        #expect(orders.lower ?? 0 <= orders.upper ?? 0)
        if hasAmounts { #expect(month.parts.total.sales?.expected.isFinite == true) }
      }
      return report
    }
    let one = try report([[(0, 10)]])
    #expect(one.model == "rate" && one.sum.base.orders.expected == 0)
    #expect(one.notes.contains { $0.contains("on the last day") })
    let single = try report([[(0, 10), (40, 12), (80, 11)]])
    #expect(single.customers == 1 && single.sum.base.orders.expected > 0)
    let once = try report((0..<40).map { [($0 * 3, 10.0)] })
    #expect(once.model == "rate" && once.notes.contains { $0.contains("counted as half a one") })
    // Half an order over 40 customers' weeks is next to nothing.
    #expect(once.sum.base.orders.expected < 1)
    let two = try report((0..<30).map { [($0, 5.0), ($0 + 20, 6), ($0 + 29, 7)] })
    #expect(two.backtest == nil && two.notes.contains { $0.hasPrefix("No back-test") })
    let alike = try report((0..<50).map { [($0 % 5, 9.0), ($0 % 5 + 30, 9), ($0 % 5 + 60, 9)] })
    #expect(alike.sum.base.orders.expected > 0)
    let gap = try report((0..<30).map { [($0, 5.0), ($0 + 400, 6), ($0 + 420, 7)] })
    #expect(gap.history.contains { $0.orders == 0 })
    let poor = try report((0..<30).map { [($0, 5.0), ($0 + 20, 6)] }, hasAmounts: false)
    #expect(poor.sum.total.sales == nil && poor.notes.contains { $0.hasPrefix("No amounts") })
    let huge = try report((0..<30).map { [($0, 1e14), ($0 + 20, 2e14), ($0 + 90, 1e14)] })
    #expect((huge.sum.total.sales?.expected ?? 0) > 1e13)
    let far = try report([[(0, 1), (30_000, 2)], [(3, 1), (29_990, 2)]])
    #expect(far.history.count == 986)
  }

  @Test("A day without data, and nobody's purchase, are refused with a sentence")
  func refused() throws {
    let log = try ValueFixture.log([[(0, 10), (5, 10)]])
    let early = ForecastAnalysis(ForecastFixture.settings(), at: ValueFixture.start)
    #expect(throws: PipelineError.self) { try early.run(log) }
    // The end of the last month may be named, a later day not.
    let month = ForecastAnalysis(ForecastFixture.settings(), at: Fixture.day("2020-02-01"))
    let closed = try month.run(log)
    #expect(closed.months.allSatisfy { $0.isWhole })
    let late = ForecastAnalysis(ForecastFixture.settings(), at: Fixture.day("2020-02-02"))
    #expect(throws: PipelineError.self) { try late.run(log) }
    let returned = try ValueFixture.log([[(0, -10), (5, -10)]], returns: .net)
    #expect(throws: ValueError.self) {
      try ForecastAnalysis(ForecastFixture.settings()).run(returned)
    }
  }
}
