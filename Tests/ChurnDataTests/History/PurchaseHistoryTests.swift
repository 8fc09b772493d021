import Testing

@testable import ChurnData

@Suite("A customer's history at a cutoff")
struct PurchaseHistoryTests {
  private typealias Fixture = LogFixture

  @Test(
    "Recency is 1 for a purchase on the day before, at whatever hour; the day itself is not seen")
  func boundary() {
    for hour in [Int64(0), 23] {
      #expect(Fixture.history([OrderLine(9, hour: hour)], at: 10).recencyDays == 1)
    }
    let atMidnight = Fixture.history([OrderLine(10), OrderLine(5)], at: 10)
    #expect(atMidnight.recencyDays == 5 && atMidnight.orderCount == 1)
    #expect(Fixture.history([OrderLine(10)], at: 10).recencyDays == nil)
    #expect(!Fixture.history([OrderLine(10)], at: 10).hasLines)
  }

  @Test("A return is set against the latest earlier purchase of the same product")
  func latestPurchaseFirst() {
    let lines = [
      OrderLine(1, order: "1", amount: 100, quantity: 1, product: "x"),
      OrderLine(2, order: "2", amount: 100, quantity: 1, product: "x"),
      OrderLine(3, order: "3", amount: 100, quantity: 1, product: "y"),
      OrderLine(4, order: "9", amount: -100, quantity: -1, product: "x"),
    ]
    let history = Fixture.history(lines, at: 10)
    #expect(history.purchaseDays.map(\.number) == [1, 3])
    #expect(history.revenue == 200)
    // The day before the return all three were there.
    #expect(Fixture.history(lines, at: 4).purchaseDays.map(\.number) == [1, 2, 3])
  }

  /// 250 back from purchases of 200 and 100: the later one whole, 150 of the earlier.
  @Test("A large return goes on to the purchase before, and what is left falls on revenue")
  func overflowingReturns() {
    let lines = [
      OrderLine(1, order: "1", amount: 200, quantity: 2, product: "x"),
      OrderLine(2, order: "2", amount: 100, quantity: 1, product: "x"),
      OrderLine(20, order: "9", amount: -250, quantity: -3, product: "x"),
    ]
    let history = Fixture.history(lines, at: 30)
    #expect(history.orderCount == 1 && history.firstDay == Day(number: 1))
    #expect(history.revenue == 50)
    // 400 back: nothing is left to set 100 of it against, so it weighs on the day of the return.
    let more = Fixture.history(
      lines.dropLast() + [OrderLine(20, order: "9", amount: -400, product: "x")], at: 30)
    #expect(more.orderCount == 0 && more.recencyDays == nil && more.hasLines)
    #expect(more.revenue == -100)
    #expect(more.revenue(from: Day(number: 20), to: Day(number: 21)) == -100)
    #expect(more.revenue(from: Day(number: 1), to: Day(number: 20)) == 0)
  }

  @Test("A return before its purchase waits for none and falls on revenue")
  func returnFirst() {
    let history = Fixture.history(
      [
        OrderLine(1, order: "9", amount: -100, product: "x"),
        OrderLine(2, order: "1", amount: 100, product: "x"),
      ], at: 10)
    #expect(history.orderCount == 1 && history.revenue == 0)
    #expect(history.firstDay == Day(number: 2))
  }

  @Test("An order cancelled under its own id is none, and one of value zero neither")
  func sameOrderCancellations() {
    let history = Fixture.history(
      [
        OrderLine(1, order: "1", amount: 100, product: "x"),
        OrderLine(1, order: "1", amount: -100, product: "x"),
        OrderLine(2, order: "2", amount: 0, product: "y"), OrderLine(3, order: "3", amount: 5),
      ], at: 10)
    #expect(history.purchaseDays.map(\.number) == [3])
    var shape = LogShape()
    shape.returns = .keep
    let kept = Fixture.history([OrderLine(2, order: "2", amount: 0)], at: 10, shape)
    #expect(kept.orderCount == 1)
  }

  @Test("Orders of one day are one purchase day, an order has the day of its first line")
  func purchaseDays() {
    let history = Fixture.history(
      [
        OrderLine(1, hour: 1, order: "1"), OrderLine(1, hour: 9, order: "2"),
        OrderLine(6, order: "1"), OrderLine(8, order: "3"),
      ], at: 10)
    #expect(history.orderCount == 3)
    #expect(history.purchaseDays.map(\.number) == [1, 8])
    #expect(history.sortedGaps == [7])
    #expect(history.recencyDays == 2)
  }

  @Test("Windows are half open and hold whole days")
  func windows() {
    let history = Fixture.history((0..<10).map { OrderLine($0, order: "\($0)") }, at: 10)
    #expect(history.orderCount(inLast: 3) == 3)
    #expect(history.orderCount(from: Day(number: 2), to: Day(number: 5)) == 3)
    #expect(history.orderCount(from: Day(number: 5), to: Day(number: 5)) == 0)
    #expect(history.orderCount(from: Day(number: 5), to: Day(number: 4)) == 0)
    #expect(history.orderCount(from: Day(number: -9), to: Day(number: 99)) == 10)
    #expect(history.revenue(from: Day(number: 9), to: Day(number: 10)) == 1000)
  }

  @Test("Moving on cutoff by cutoff gives what starting afresh gives")
  func stepwise() {
    for seed in 1...6 as ClosedRange<UInt64> {
      let log = Fixture.log(Fixture.randomLines(seed: seed))
      var moving = PurchaseHistory(log)
      var fresh = PurchaseHistory(log)
      for customer in 0..<log.customerCount {
        moving.begin(customer: customer)
        for day in stride(from: 0, through: 600, by: 17) {
          moving.advance(to: Day(number: day))
          fresh.begin(customer: customer)
          fresh.advance(to: Day(number: day))
          #expect(moving.purchaseDays == fresh.purchaseDays)
          #expect(moving.sortedGaps == fresh.sortedGaps)
          #expect(moving.revenue == fresh.revenue)
          #expect(moving.orderCount == fresh.orderCount)
          #expect(moving.revenue(inLast: 90) == fresh.revenue(inLast: 90))
        }
      }
    }
  }

  @Test("The margin is the column's where there is one, else a share of net revenue")
  func margin() {
    var line = OrderLine(5, order: "1", amount: 1000, product: "x")
    line.margin = 300
    let lines = [line, OrderLine(6, order: "9", amount: -500, product: "x")]
    // Half of the value came back, so half of the margin is left.
    #expect(Fixture.history(lines, at: 10).margin(inLast: 30, marginRate: 0.2) == 1.5)
    #expect(Fixture.history(lines, at: 10, .amountOnly).margin(inLast: 30, marginRate: 0.2) == 1)
    var shape = LogShape()
    shape.columns = []
    #expect(Fixture.history(lines, at: 10, shape).margin(inLast: 30, marginRate: 0.2) == nil)
  }
}
