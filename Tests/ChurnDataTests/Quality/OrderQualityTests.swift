import Foundation
import TestSupport
import Testing

@testable import ChurnData

@Suite("Quality of orders")
struct OrderQualityTests {
  @Test("Outliers are told from a wide but honest spread")
  func outliers() {
    // Amounts from 100 to 1099: the median is 600; one of ten million.
    var amounts = (100..<1100).map(Int64.init)
    #expect(AmountOutliers(amounts).rows == 0)
    amounts += [10_000_000, 0, .min]
    let outliers = AmountOutliers(amounts)
    #expect(outliers.rows == 1)
    #expect(outliers.largest == 10_000_000)
    #expect(outliers.largestRow == 1000)
    #expect(outliers.median == 600)
  }

  @Test("One price for all, few amounts and extreme ones give no trap")
  func awkwardAmounts() {
    #expect(AmountOutliers([]).largest == nil)
    #expect(AmountOutliers([5]).median == 5)
    #expect(AmountOutliers([Int64](repeating: 999, count: 500)).rows == 0)
    #expect(AmountOutliers([Int64](repeating: 999, count: 500) + [30_000]).rows == 1)
    #expect(AmountOutliers([Int64](repeating: .max, count: 50)).bound == .max)
    #expect(AmountOutliers([Int64](repeating: .min, count: 50)).median == nil)
  }

  @Test("Lines are counted by hand")
  func counts() {
    var lines = OrderQuality.Lines(
      customers: [0, 0, 1, .max, 2, 2], seconds: [0, 1, 2, 3, 4, 86_400 * 40])
    lines.amounts = [500, -500, 0, 250, -100, .min]
    lines.quantities = [1, -1, 2, -1, 1, .min]
    lines.isMarked = [false, true, false, false, false, false]
    lines.kinds = [.purchase, .returned, .purchase, .returned, .returned, .purchase]
    var facts = OrderQuality.Facts(rows: 8)
    facts.rejectedRows = 2
    facts.duplicateRows = 1
    let quality = OrderQuality(lines, facts)
    #expect(quality.keptRows == 6)
    #expect(quality.customers == 3)
    #expect(quality.singleLineCustomers == 1)
    #expect(quality.mostLines == 2)
    #expect(quality.blankCustomers == 1)
    #expect(quality.returnedLines == 3)
    #expect(quality.markedLines == 1)
    #expect(quality.nonPositiveQuantities == 2)
    #expect(quality.unmarkedNonPositiveQuantities == 1)
    #expect(quality.zeroAmounts == 1)
    #expect(quality.negativeAmounts == 2)
    #expect(quality.zeroPrices == 1)
    // 250 for minus one piece, and minus 100 for one piece.
    #expect(quality.negativePrices == 2)
    let topics = quality.findings.map(\.topic)
    #expect(topics.first == "rejected")
    #expect(topics.contains("duplicates"))
    #expect(topics.contains("negative-prices"))
    #expect(
      quality.findings.first?.finding == "2 of 8 rows (25 %) cannot be read.")
  }

  @Test("No rows, and columns of another length, end in a finding")
  func awkward() {
    let empty = OrderQuality(.init(customers: [], seconds: []), .init(rows: 0))
    #expect(empty.findings.map(\.severity) == [.problem])
    var lines = OrderQuality.Lines(customers: [5_000_000, 7], seconds: [.min, .max])
    lines.amounts = [1]
    lines.amountDecimals = .max
    let quality = OrderQuality(lines, .init(rows: .max))
    #expect(quality.customers == 2)
    #expect(quality.zeroAmounts == nil)
    #expect(quality.findings.contains { $0.topic == "span" && $0.severity == .problem })
  }

  /// Facts of DATA.md, read here by the simplest possible parser.
  ///
  /// 541,909 rows, 135,080 blank customers, 4,372 customers, 9,288 cancellation lines, 10,624
  /// quantities of zero or less (1,336 of them no cancellation), 2,515 zero and 2 negative prices; no
  /// trade on Saturdays and from 24 December to 3 January; the last month partial.
  @Test(
    "Online Retail has the quality that is known of it",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func onlineRetail() throws {
    let url = try #require(SharedFolder.url("data/online-retail/online-retail.csv"))
    var codes: [String: UInt32] = [:]
    var orders: [String] = []
    var lines = OrderQuality.Lines(customers: [], seconds: [])
    var amounts: [Int64] = []
    var quantities: [Int64] = []
    forEachRecord(Array(try Data(contentsOf: url)), skipping: 1) { fields in
      guard fields.count == 8 else { return }
      let id = fields[6]
      lines.customers.append(
        id.isEmpty
          ? .max
          : codes[id]
            ?? {
              let code = UInt32(codes.count)
              codes[id] = code
              return code
            }())
      lines.seconds.append(Self.seconds(fields[4]))
      let quantity = Int64(fields[3]) ?? .min
      // Prices have up to three decimals.
      let price = Int64(((Double(fields[5]) ?? 0) * 1000).rounded())
      amounts.append(quantity * price)
      quantities.append(quantity)
      orders.append(fields[0])
    }
    let rule = ReturnRule(orderIDs: Set(orders), statusLevels: [])
    #expect(rule.readsOrderIDs)
    lines.amounts = amounts
    lines.amountDecimals = 3
    lines.quantities = quantities
    lines.isMarked = orders.map(ReturnRule.isMarked)
    lines.kinds = orders.indices.map {
      rule.kind(
        amount: amounts[$0], quantity: quantities[$0], orderID: orders[$0], status: nil)
    }
    var facts = OrderQuality.Facts(rows: orders.count)
    facts.duplicateRows = 5268
    let quality = OrderQuality(lines, facts)
    #expect(amounts.reduce(0, +) == 9_747_747_934)
    #expect(quality.keptRows == 541_909)
    #expect(quality.blankCustomers == 135_080)
    #expect(quality.customers == 4372)
    #expect(quality.markedLines == 9288)
    #expect(quality.nonPositiveQuantities == 10_624)
    #expect(quality.unmarkedNonPositiveQuantities == 1336)
    #expect(quality.zeroPrices == 2515)
    #expect(quality.negativePrices == 2)
    // Every cancellation has a negative quantity; so do the 1,336; two lines have a negative price.
    #expect(quality.returnedLines == 10_626)
    let calendar = try #require(quality.calendar)
    #expect(calendar.closedWeekdays == [5])
    #expect(calendar.firstDay.description == "2010-12-01")
    #expect(calendar.lastDay.description == "2011-12-09")
    let longest = try #require(calendar.silences.first)
    #expect(longest.firstDay.description == "2010-12-24")
    #expect(longest.lastDay.description == "2011-01-03")
    #expect(calendar.lastMonth.isPartial)
    // 80,995 pieces for 168,469.60, ordered and cancelled on one day.
    #expect(quality.outliers?.largest == 168_469_600)
    #expect(quality.findings.contains { $0.topic == "outliers" })
    #expect(
      quality.findings.contains {
        $0.finding == "2 of 541909 rows (under 0.001 %) have a negative price."
      })
    #expect(!quality.findings.contains { $0.severity == .problem })
  }

  /// `2010-12-01 08:26:00` by hand.
  private static func seconds(_ text: String) -> Int64 {
    let parts = text.split { !$0.isNumber }.compactMap { Int64($0) }
    guard parts.count == 6 else { return .min }
    // Days before each month of 2010 and 2011, neither a leap year; 14,610 days to 2010-01-01.
    let before: [Int64] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    let days = 14_610 + (parts[0] - 2010) * 365 + before[Int(parts[1]) - 1] + parts[2] - 1
    return days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5]
  }

  /// Walks quoted records byte by byte.
  private func forEachRecord(
    _ bytes: [UInt8], skipping: Int, _ body: ([String]) -> Void
  ) {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var records = 0
    for byte in bytes where byte != 0x0D {
      if byte == 0x22 {
        isQuoted.toggle()
      } else if !isQuoted, byte == 0x2C || byte == 0x0A {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        guard byte == 0x0A else { continue }
        if records >= skipping { body(fields) }
        records += 1
        fields.removeAll(keepingCapacity: true)
      } else {
        field.append(byte)
      }
    }
  }
}
