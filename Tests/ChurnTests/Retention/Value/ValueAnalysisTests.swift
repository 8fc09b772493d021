import TestSupport
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("What customers are worth")
struct ValueAnalysisTests {
  /// A shop of 400 customers with some life in it.
  private static func shop() -> [[(day: Int, amount: Double)]] {
    var random = RandomStream(seed: 11, stream: 0)
    return (0..<400).map { _ in
      let pace = 4 + random.exponential(rate: 0.05)
      let mean = 5 + random.exponential(rate: 0.05)
      let leaving = random.beta(0.8, 3)
      var day = random.below(200)
      var purchases: [(day: Int, amount: Double)] = []
      while day < 400 {
        let amount = (mean * (0.5 + random.uniform()) * 100).rounded() / 100
        purchases.append((day, amount))
        if random.chance(leaving) { break }
        day += 1 + Int(random.exponential(rate: 1 / pace))
      }
      return purchases
    }
  }

  private static func result(
    isReversed: Bool = false, hasAmounts: Bool = true, threads: Int = 1,
    _ change: (inout ValueAnalysis) -> Void = { _ in }
  ) throws -> ValueResult {
    var analysis = ValueAnalysis()
    analysis.calibrationEnd = ValueFixture.start + 300
    analysis.threads = threads
    change(&analysis)
    return try analysis.run(
      try ValueFixture.log(shop(), isReversed: isReversed, hasAmounts: hasAmounts))
  }

  @Test("The same rows and report for any number of threads and order of rows")
  func determinism() throws {
    let one = try Self.result()
    let two = try Self.result(isReversed: true, threads: 3)
    #expect(one.customers == two.customers)
    #expect(try JSONValue(encoding: one.report) == JSONValue(encoding: two.report))
  }

  @Test("Value is margin · spend · discounted orders; the most valuable come first")
  func values() throws {
    let plain = try Self.result { $0.schedule = DiscountSchedule(months: 12, yearlyRate: 0) }
    for customer in plain.customers {
      let value = try #require(customer.value)
      let spend = try #require(customer.expectedSpend)
      #expect(abs(value - customer.expectedOrders * spend) <= 1e-9 * value)
      #expect((0...1).contains(customer.probabilityAlive) && customer.expectedOrders >= 0)
    }
    let values = plain.customers.compactMap(\.value)
    #expect(values == values.sorted(by: >))
    let half = try Self.result {
      $0.schedule = DiscountSchedule(months: 12, yearlyRate: 0)
      $0.marginRate = 0.5
    }
    let total = try #require(plain.report.value?.total)
    #expect(abs(try #require(half.report.value?.total) / total - 0.5) < 1e-12)
    let discounted = try Self.result()
    let less = try #require(discounted.report.value?.total)
    // Orders of a year, discounted by 10 % a year: between all of it and what a year takes off.
    #expect(less < total && less > total / 1.1)
    #expect(discounted.customers[0].expectedOrders == plain.customers[0].expectedOrders)
  }

  @Test("Without amounts orders are told, and that money is missing is said")
  func withoutMoney() throws {
    let result = try Self.result(hasAmounts: false)
    #expect(result.customers.allSatisfy { $0.value == nil && $0.expectedSpend == nil })
    #expect(
      !result.report.hasMoney && result.report.gammaGamma == nil && result.report.value == nil)
    #expect(result.report.notes.contains { $0.hasPrefix("No amount column") })
    let orders = result.customers.map(\.expectedOrders)
    #expect(orders == orders.sorted(by: >))
    let withMoney = try Self.result()
    #expect(withMoney.report.parameters == result.report.parameters)
  }

  @Test("The holdout is in the report and beside each customer")
  func holdout() throws {
    let result = try Self.result()
    let check = try #require(result.report.holdout)
    #expect(check.days == 99 && check.customers == result.customers.count)
    let expected = result.customers.reduce(0) { $0 + ($1.holdout?.expectedOrders ?? 0) }
    #expect(abs(expected - check.expectedOrders) < 1e-9)
    #expect(
      result.customers.reduce(0) { $0 + ($1.holdout?.actualOrders ?? 0) } == check.actualOrders)
    let last = try #require(result.report.tracking.points.last)
    let known = result.report.repeatOrders
    #expect(last.cumulativeActual == known + check.actualOrders)
    let forecast = try #require(last.cumulativeForecast)
    #expect(abs(forecast - (Double(known) + check.expectedOrders)) < 1e-6)
    let whole = try Self.result { $0.calibrationEnd = nil }
    #expect(whole.report.holdout == nil && whole.customers.allSatisfy { $0.holdout == nil })
  }

  @Test("Days count as well as weeks: the same likelihood but for the unit")
  func units() throws {
    let weeks = try Self.result()
    let days = try Self.result { $0.unit = .day }
    let orders = Double(weeks.report.repeatOrders)
    // Densities of x times change by 7^x with the unit.
    let change = orders * 1.945910149055313
    #expect(abs(weeks.report.logLikelihood - change - days.report.logLikelihood) < 1e-3)
    #expect(
      abs(days.report.expectedOrders / weeks.report.expectedOrders - 1) < 1e-3)
  }

  @Test("A calibration that ends outside of the data is an error that says where it may end")
  func calibrationEnd() throws {
    for day in [-1, 399, 400, 1000] {
      #expect(throws: ValueError.self) {
        try Self.result { $0.calibrationEnd = ValueFixture.start + day }
      }
    }
    #expect(throws: PipelineError.self) {
      try Self.result {
        $0.calibrationEnd = nil
        $0.at = ValueFixture.start - 1
      }
    }
  }

  @Test("One customer, one day, nobody who came back: errors, never a trap")
  func tooLittle() throws {
    let logs: [[[(day: Int, amount: Double)]]] = [
      [[(0, 1)]], [[(0, 1), (5, 2)]], [[(0, 1)], [(1, 1)], [(9, 1)]],
      [[(0, 1)], [(0, 1)]], [[(0, -1), (3, -1)], [(0, 0), (4, 0)], [(9, 0)]],
    ]
    for customers in logs.prefix(4) {
      #expect(throws: (any Error).self) { try ValueAnalysis().run(ValueFixture.log(customers)) }
    }
    // Purchases that brought nothing: no money, but no trap.
    let free = try? ValueAnalysis().run(ValueFixture.log(logs[4]))
    #expect(free?.report.hasMoney != true)
  }
}

@Suite(
  "CDNOW, as the literature has it", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
struct CDNOWValueTests {
  /// DATA.md: weeks, calibration to 1997-09-30, same-day orders merged; Gamma-Gamma of 946 repeaters.
  @Test("BG/NBD, Gamma-Gamma and the holdout of 39 weeks to the decimals of DATA.md")
  func bgNBD() throws {
    let result = try ValueFixture.cdnowAnalysis(.bgNBD).run(try ValueFixture.cdnow())
    let report = result.report
    #expect(
      report.customers == 2357 && report.repeatCustomers == 946 && report.repeatOrders == 2457)
    let expected = [("r", 0.24259), ("alpha", 4.4136), ("a", 0.79292), ("b", 2.42591)]
    for (name, value) in expected {
      #expect(abs(try #require(report.parameters[name]) / value - 1) < 1e-4)
    }
    #expect(abs(report.logLikelihood + 9582.4292) < 1e-3)
    let spend = try #require(report.gammaGamma)
    #expect(spend.customers == 946)
    #expect(abs(spend.p / 6.24957 - 1) < 1e-4 && abs(spend.q / 3.74422 - 1) < 1e-4)
    #expect(abs(spend.v / 15.44352 - 1) < 1e-4 && abs(spend.logLikelihood + 4055.9177) < 1e-3)
    let check = try #require(report.holdout)
    #expect(check.days == 273 && check.actualOrders == 1882)
    #expect(abs(check.expectedOrders - 1653.40) < 0.02)
    let last = try #require(report.tracking.points.last)
    #expect(last.cumulativeActual == 2457 + 1882)
    #expect(abs(try #require(last.cumulativeForecast) - (2457 + 1653.40)) < 0.02)
    #expect(report.tracking.points.count(where: \.isHoldout) == 39)
  }

  /// DATA.md.
  @Test("Pareto/NBD to the decimals of DATA.md")
  func paretoNBD() throws {
    let report = try ValueFixture.cdnowAnalysis(.paretoNBD).run(try ValueFixture.cdnow()).report
    let expected = [("r", 0.55328), ("alpha", 10.57768), ("s", 0.60624), ("beta", 11.66873)]
    for (name, value) in expected {
      #expect(abs(try #require(report.parameters[name]) / value - 1) < 1e-4)
    }
    #expect(abs(report.logLikelihood + 9594.9762) < 1e-3)
  }
}
