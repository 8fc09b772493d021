import Testing

@testable import ChurnData
@testable import ChurnMath

@Suite("Orders that count, one customer after another")
struct KeptOrdersTests {
  /// Random logs: several lines an order, products, zero amounts, and returns of some of them.
  private static func columns(seed: UInt64, hasReturns: Bool) -> PurchaseColumns {
    var random = RandomStream(seed: seed, stream: 0)
    var customers: [UInt32] = []
    var times: [Int64] = []
    var amounts: [Int64] = []
    var margins: [Int64] = []
    for _ in 0..<300 {
      customers.append(UInt32.random(in: 0..<20, using: &random))
      times.append(Int64.random(in: 0..<400, using: &random) * 43_200)
      let isReturn = hasReturns && Int.random(in: 0..<4, using: &random) == 0
      amounts.append(
        isReturn
          ? -Int64.random(in: 1...500, using: &random)
          : Int64.random(in: 0...500, using: &random))
      margins.append(Int64.random(in: -50...200, using: &random))
    }
    var columns = PurchaseColumns(
      customers: TextColumn(
        codes: customers,
        levels: ByteStrings(sorted: (0..<20).map { $0 < 10 ? "c0\($0)" : "c\($0)" })),
      times: TimeColumn(seconds: times, hasTimeOfDay: true, format: ""))
    columns.amounts = DecimalColumn(units: amounts, decimals: 2)
    columns.margins = DecimalColumn(units: margins, decimals: 2)
    return columns
  }

  @Test(
    "The same orders as a history has, with and without returns, under every policy",
    arguments: [true, false], [ReturnsPolicy.net, .drop, .keep])
  func twin(hasReturns: Bool, returns: ReturnsPolicy) {
    for seed in 1...5 as ClosedRange<UInt64> {
      let log = PurchaseLog(Self.columns(seed: seed, hasReturns: hasReturns), returns: returns)
      for day in [Day(number: 0), Day(number: 90), Day(number: 150), Day(number: 400)] {
        var kept = KeptOrders(log, before: day)
        var history = PurchaseHistory(log)
        for customer in 0..<log.customerCount {
          kept.take(customer: customer)
          history.begin(customer: customer)
          history.advance(to: day)
          #expect(kept.orders.map(\.day) == history.points.map(\.day))
          #expect(kept.orders.map(\.value) == history.points.map(\.ownValue))
          let loss = kept.losses.reduce(0) { $0 + $1.value }
          #expect(kept.orders.reduce(0) { $0 + $1.value } - loss == history.revenue)
          let margin = history.totals.margin * log.marginScale
          let found = Double(kept.orders.reduce(0) { $0 + $1.margin })
          // Each order's margin is rounded where a part of a line went back.
          #expect(abs(found - margin) <= 0.5 * Double(kept.orders.count) + 1e-6)
        }
      }
    }
  }

  @Test("Sums beyond what an amount can hold stay at the largest instead of ending the program")
  func clamping() {
    var columns = PurchaseColumns(
      customers: TextColumn(codes: [0, 0, 0], levels: ByteStrings(sorted: ["a"])),
      times: TimeColumn(seconds: [0, 0, 0], hasTimeOfDay: false, format: ""))
    columns.amounts = DecimalColumn(units: [.max, .max, 5], decimals: 0)
    let log = PurchaseLog(columns, returns: .keep)
    var kept = KeptOrders(log, before: Day(number: 10))
    kept.take(customer: 0)
    #expect(kept.orders.map(\.value) == [.max])
  }
}
