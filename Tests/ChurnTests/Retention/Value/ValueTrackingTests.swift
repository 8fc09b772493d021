import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Repeat purchases week by week")
struct ValueTrackingTests {
  private static let day = ValueFixture.start

  @Test("Weeks end with the calibration; the first may begin early, the last be cut short")
  func grid() {
    let grid = TrackingGrid(first: Self.day, lastDay: Self.day + 9, end: Self.day + 20)
    #expect(grid.stepDays == 7 && grid.calibrationSteps == 2)
    #expect(grid.ends.map { $0 - Self.day } == [2, 9, 16, 20])
    #expect(
      (0...20).map { grid.step(of: Self.day + $0) }
        == [0, 0, 0] + [Int](repeating: 1, count: 7) + [Int](repeating: 2, count: 7) + [3, 3, 3, 3])
    let calibrationOnly = TrackingGrid(first: Self.day, lastDay: Self.day, end: Self.day)
    #expect(calibrationOnly.ends == [Self.day] && calibrationOnly.step(of: Self.day) == 0)
  }

  @Test("A span of thousands of years has few steps")
  func longSpan() {
    let grid = TrackingGrid(
      first: Day(number: -700_000), lastDay: Day(number: 17_000), end: Day(number: 18_000))
    #expect(grid.ends.count <= 522 && grid.stepDays % 7 == 0)
    for day in stride(from: -700_000, through: 18_000, by: 5_003) {
      let step = grid.step(of: Day(number: day))
      #expect(Day(number: day) <= grid.ends[step])
      #expect(step == 0 || Day(number: day) > grid.ends[step - 1])
    }
  }

  /// Expectations are those of the law itself, which has tests of its own; here they are added up.
  @Test("Actual, expected as customers join, and forecast from the end of calibration: by hand")
  func byHand() throws {
    let log = try ValueFixture.log([
      [(0, 1), (2, 1), (9, 1), (12, 1), (20, 1)], [(4, 1), (15, 1)], [(11, 1), (13, 1)],
    ])
    let base = PurchaseSummaries(log, through: Self.day + 9, unit: .week)
    let grid = TrackingGrid(first: Self.day, lastDay: Self.day + 9, end: Self.day + 20)
    let observed = ObservedPurchases(log, base, until: Self.day + 21, grid: grid, threads: 2)
    // The third customer joins in the holdout and is in no figure.
    #expect(observed.stepOrders == [1, 1, 2, 1])
    #expect(observed.orders == [2, 1] && observed.days == 11)
    // Repeat purchases of the eleven days before day 10: all of day -1 on.
    #expect(observed.ordersBefore == [2, 0])
    #expect(observed.spend == [2, 1])
    let model = ValueFixture.published
    let tracking = ValueTracking(
      model, base, groups: SummaryGroups(base.summaries), observed: observed, grid: grid,
      threads: 2)
    #expect(tracking.points.map(\.cumulativeActual) == [1, 2, 4, 5])
    #expect(tracking.points.map(\.isHoldout) == [false, false, true, true])
    func newcomer(_ days: Int) -> Double {
      model.expectedOrdersOfNewcomer(within: Double(days) / 7)
    }
    let expected = [newcomer(2), newcomer(9) + newcomer(5), newcomer(16) + newcomer(12)]
    for (point, value) in zip(tracking.points, expected) {
      #expect(abs(point.cumulativeExpected - value) < 1e-12)
    }
    #expect(tracking.points[1].forecast == nil)
    let ahead = base.summaries.map { model.expectedOrders($0, within: 1) }.reduce(0, +)
    let later = base.summaries.map { model.expectedOrders($0, within: 11.0 / 7) }.reduce(0, +)
    let points = tracking.points
    #expect(abs(try #require(points[2].cumulativeForecast) - (2 + ahead)) < 1e-12)
    #expect(abs(try #require(points[3].forecast) - (later - ahead)) < 1e-12)
  }

  @Test("Without a holdout there is no forecast and nothing after the last day")
  func withoutHoldout() throws {
    let log = try ValueFixture.log([[(0, 1), (8, 1)], [(1, 1)]])
    let base = PurchaseSummaries(log, through: Self.day + 8, unit: .day)
    let grid = TrackingGrid(first: Self.day, lastDay: Self.day + 8, end: Self.day + 8)
    let observed = ObservedPurchases(log, base, until: Self.day + 9, grid: grid, threads: 1)
    #expect(observed.orders == [0, 0] && observed.stepOrders == [0, 1])
    let tracking = ValueTracking(
      ValueFixture.published, base, groups: SummaryGroups(base.summaries), observed: observed,
      grid: grid, threads: 1)
    #expect(tracking.points.allSatisfy { $0.forecast == nil && !$0.isHoldout })
  }
}
