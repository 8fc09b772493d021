@testable import Churn

/// Small shops of which is known who bought what when.
enum BasketFixture {
  static let start = PipelineFixture.day("2024-01-01")

  /// A log of orders: customer, days after `start`, categories.
  static func log(_ orders: [(customer: Int, day: Int, items: [String])]) throws -> PurchaseLog {
    try book(orders).log
  }

  static func book(
    _ orders: [(customer: Int, day: Int, items: [String])], returned: [String] = []
  ) throws -> OrderBook {
    var rows = ["customer,time,order,category,amount"]
    for (number, order) in orders.enumerated() {
      for item in order.items {
        rows.append("c\(order.customer + 1000),\(start + order.day),o\(number),\(item),10")
      }
    }
    rows += returned
    return try PipelineFixture.book(
      rows.joined(separator: "\n") + "\n",
      columns: [
        .customer: "customer", .time: "time", .order: "order", .category: "category",
        .amount: "amount",
      ])
  }
}
