import Testing

@testable import Churn

@Suite("Stages and facts of a customer")
struct LifecycleStageTests {
  private func log(_ days: [Int], cents: Int64 = 1000) -> PurchaseLog {
    let codes = [UInt32](repeating: 0, count: days.count)
    var columns = PurchaseColumns(
      customers: TextColumn(codes: codes, levels: ByteStrings(sorted: ["a"])),
      times: TimeColumn(
        seconds: days.map { Int64($0) * Day.seconds }, hasTimeOfDay: false, format: ""))
    columns.amounts = DecimalColumn(units: days.map { _ in cents }, decimals: 2)
    return PurchaseLog(columns, returns: .net)
  }

  private func stage(_ days: [Int], at day: Int, overdue: Double = 0, start: Int = 0)
    -> LifecycleStage
  {
    var history = PurchaseHistory(log(days))
    history.begin(customer: 0)
    history.advance(to: Day(number: day))
    return LifecycleStage(
      history, overdueDays: overdue, horizonDays: 90, dataStart: Day(number: start))
  }

  @Test("Silence decides first: over the horizon dormant, over twice the horizon lost")
  func silence() {
    #expect(stage([100], at: 190) == .oneTime)
    #expect(stage([100], at: 191) == .dormant)
    #expect(stage([100], at: 280) == .dormant)
    #expect(stage([100], at: 281) == .lost)
    #expect(stage([60], at: 50) == .lost)
  }

  @Test("New is a first order within 30 days, but not while the data are younger than that")
  func new() {
    #expect(stage([100], at: 130) == .new)
    #expect(stage([100], at: 131) == .oneTime)
    #expect(stage([100, 101, 102], at: 130) == .new)
    // First seen 29 days after the data start: he may have bought before.
    #expect(stage([100], at: 110, start: 71) == .oneTime)
    #expect(stage([100], at: 110, start: 70) == .new)
  }

  @Test("On rhythm the number of orders decides, off it the customer is slipping")
  func rhythm() {
    let four = [100, 120, 140, 160]
    #expect(stage(four, at: 170) == .repeat)
    #expect(stage(four + [165], at: 170) == .loyal)
    #expect(stage(four + [165], at: 230, overdue: 0.5) == .slipping)
    #expect(stage([100], at: 180, overdue: 3) == .slipping)
  }

  /// One order of 10 a day for 10 days; the margin is a share of 20 % of it.
  @Test("The margin expected is last year's scaled up from the tenure, counted as at least 90 days")
  func margins() throws {
    func facts(_ days: [Int], at day: Int, cents: Int64 = 1000) -> CustomerFacts {
      CustomerFacts.of(
        [0], in: log(days, cents: cents), at: Snapshot(Day(number: day)),
        horizon: Horizon(days: 90),
        parameters: FeatureParameters(
          gapMean: 30, gapMedian: 30, gapDeviation: 9, gapQuantile90: 60),
        margins: nil, marginRate: 0.2, threads: 1)[0]
    }
    // Tenure 10, counted as 90: 10 · 10 · 0.2 · 365/90.
    let young = facts(Array(100..<110), at: 110)
    #expect(abs(try #require(young.margin) - 20.0 * 365 / 90) < 1e-9)
    #expect(young.daysSinceLast == 1)
    // Tenure 200.
    let older = facts([100, 290], at: 300)
    #expect(abs(try #require(older.margin) - 4.0 * 365 / 200) < 1e-9)
    // Two years: only the last 365 days count, unscaled.
    let old = facts([100, 800, 801], at: 830)
    #expect(abs(try #require(old.margin) - 4) < 1e-9)
  }
}
