import Testing

@testable import ChurnData

@Suite("A log without its later lines")
struct PurchaseLogCuttingTests {
  /// Everything a log says, line by line and by name.
  private func content(_ log: PurchaseLog) -> [[String]] {
    func name(_ column: PurchaseLog.LevelColumn?, _ line: Int) -> String {
      guard let column, column.codes[line] != TextColumn.missing else { return "-" }
      return column.levels[Int(column.codes[line])]
    }
    return (0..<log.customerCount).flatMap { customer in
      log.lines(of: customer).map { line in
        [
          log.customerIDs[customer], "\(log.times[line])", "\(log.orders[line])",
          "\(log.amounts?[line] ?? 0)", "\(log.quantities?[line] ?? 0)",
          "\(log.discounts?[line] ?? 0)", "\(log.margins?[line] ?? 0)",
          name(log.products, line), name(log.categories, line), name(log.channels, line),
          name(log.devices, line), name(log.regions, line), "\(log.isReturn?[line] ?? false)",
        ]
      }
    }
  }

  @Test("Cutting a log is deleting lines from the file", arguments: 1...6 as ClosedRange<UInt64>)
  func asIfDeleted(seed: UInt64) {
    let lines = LogFixture.randomLines(seed: seed)
    let whole = LogFixture.log(lines)
    for day in [0, 1, 140, 300, 900] {
      let cut = whole.cut(before: Day(number: day))
      let deleted = LogFixture.log(lines.filter { $0.day < Day(number: day) })
      #expect(content(cut) == content(deleted))
      #expect(cut.customerIDs == deleted.customerIDs)
      #expect(cut.lineStarts == deleted.lineStarts)
      #expect(cut.products?.levels.count == deleted.products?.levels.count)
      #expect((cut.isReturn == nil) == (deleted.isReturn == nil))
    }
  }

  @Test("Only the customers asked for stay, and returns stay only if they shall")
  func part() {
    let lines = LogFixture.randomLines(seed: 9)
    let whole = LogFixture.log(lines)
    let end = whole.end
    let part = whole.cut(before: end, customers: [1, 3])
    #expect(
      content(part)
        == content(whole).filter { $0[0] == whole.customerIDs[1] || $0[0] == whole.customerIDs[3] })
    let kept = whole.cut(before: end, keepsReturns: false)
    #expect(kept.isReturn == nil)
    let bought = lines.filter { !$0.isDatedReturn }
    #expect(content(kept) == content(LogFixture.log(bought)))
  }
}
