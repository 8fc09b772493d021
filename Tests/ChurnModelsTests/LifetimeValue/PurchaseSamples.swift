import ChurnMath
import Foundation
import TestSupport

/// Purchases to learn from.
enum PurchaseSamples {
  /// The 2,357 customers of the CDNOW sample, as `reference/06_btyd.json` has them.
  static func cdnow() throws -> [PurchaseSummary] {
    let table = try ReferenceTable("cdnow_summary.csv")
    guard let x = table.columns["x"], let recency = table.columns["t_x"],
      let age = table.columns["T"], let spend = table.columns["zbar"]
    else { return [] }
    return x.indices.map { row in
      PurchaseSummary(
        frequency: x[row], recency: recency[row], age: age[row], meanSpend: spend[row])
    }
  }

  /// Customers drawn from a law, of ages spread over 20 to 60.
  static func drawn(_ law: some PurchaseLaw, count: Int, seed: UInt64 = 3) -> [PurchaseSummary] {
    (0..<count).map { customer in
      var stream = RandomStream(seed: seed, stream: UInt64(customer))
      return law.draw(age: 20 + 40 * stream.uniform(), from: &stream)
    }
  }

  /// The same customers in another order.
  static func shuffled(_ customers: [PurchaseSummary]) -> [PurchaseSummary] {
    var stream = RandomStream(seed: 9, stream: 0)
    var customers = customers
    for place in customers.indices.reversed() {
      customers.swapAt(place, stream.below(place + 1))
    }
    return customers
  }

  /// Repeat purchases of a log of `customer,day` rows up to a day, in weeks; days of one customer merged.
  static func summaries(
    of purchases: [(customer: String, day: Int)], to end: Int
  ) -> [(id: String, summary: PurchaseSummary)] {
    var days: [String: Set<Int>] = [:]
    for purchase in purchases where purchase.day <= end {
      days[purchase.customer, default: []].insert(purchase.day)
    }
    return days.sorted { $0.key < $1.key }.compactMap { id, days in
      guard let first = days.min(), let last = days.max() else { return nil }
      return (
        id,
        PurchaseSummary(
          frequency: Double(days.count - 1), recency: Double(last - first) / 7,
          age: Double(end - first) / 7)
      )
    }
  }

  /// Days since 1970 of `yyyymmdd` or `yyyy-mm-dd`.
  static func day(_ text: Substring) -> Int? {
    let digits = text.filter(\.isNumber)
    guard digits.count >= 8, let number = Int(digits.prefix(8)) else { return nil }
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
    let shifted = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear
    return days - 719_468
  }

  /// The lines of a file of the shared folder, split into fields.
  static func rows(_ path: String, separator: Character) throws -> [[Substring]] {
    guard let url = SharedFolder.url(path) else { return [] }
    return try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).map {
      $0.split(separator: separator)
    }
  }
}
