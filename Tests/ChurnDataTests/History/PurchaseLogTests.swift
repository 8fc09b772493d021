import Testing

@testable import ChurnData

@Suite("The purchase log")
struct PurchaseLogTests {
  private func amounts(_ log: PurchaseLog, _ customer: Int) -> [Int64] {
    log.lines(of: customer).map { log.amounts?[$0] ?? 0 }
  }

  @Test("Customers stand in the order of their ids' bytes, their lines in that of time")
  func order() {
    let log = LogFixture.log([
      OrderLine("b", 3, amount: 1), OrderLine("ä", 1, amount: 2), OrderLine("B", 9, amount: 3),
      OrderLine("b", 1, amount: 4), OrderLine("10", 1, amount: 5), OrderLine("9", 1, amount: 6),
    ])
    let ids = (0..<log.customerCount).map { log.customerIDs[$0] }
    #expect(ids == ["10", "9", "B", "b", "ä"])
    #expect(amounts(log, 3) == [4, 1])
    #expect(log.lineStarts == [0, 1, 2, 3, 5, 6])
  }

  @Test("Lines of one instant stand in the order of order, product, amount, then the rest")
  func ties() {
    var last = OrderLine(5, order: "8", amount: 70, product: "x")
    last.discount = 1
    var first = last
    first.discount = 0
    let lines = [
      last, first,
      OrderLine(5, order: "8", amount: 60, product: "x"),
      OrderLine(5, order: "7", amount: 90, product: "z"),
      OrderLine(5, order: "8", amount: 99, product: "w"),
    ]
    for lines in [lines, lines.reversed()] {
      let log = LogFixture.log(lines)
      #expect(amounts(log, 0) == [90, 99, 60, 70, 70])
      #expect(log.discounts?.suffix(2) == [0, 1])
    }
  }

  /// All columns of a log, as texts where codes could differ.
  private func canonical(_ log: PurchaseLog) -> [String] {
    (0..<log.customerCount).flatMap { customer in
      log.lines(of: customer).map { line in
        let names = [log.products, log.categories, log.channels, log.devices, log.regions].map {
          column -> String in
          guard let column, column.codes[line] != TextColumn.missing else { return "-" }
          return column.levels[Int(column.codes[line])]
        }
        let numbers = [log.amounts, log.quantities, log.discounts, log.margins].map {
          "\($0?[line] ?? 0)"
        }
        let mark = log.isReturn?[line] == true ? "R" : ""
        return
          ([log.customerIDs[customer], "\(log.times[line])", "\(log.orders[line])", mark]
          + names + numbers).joined(separator: ",")
      }
    }
  }

  @Test("The log does not depend on the order of the rows or the number of threads")
  func shuffles() {
    for shape in [LogShape(), .amountOnly] {
      let lines = LogFixture.randomLines(seed: 11, customers: 9, lines: 400)
      let expected = canonical(LogFixture.log(lines, shape))
      var random = SeededGenerator(seed: 5)
      for round in 0..<8 {
        let log = LogFixture.log(lines.shuffled(using: &random), shape, threads: 1 + round % 4)
        #expect(canonical(log) == expected)
      }
    }
  }

  @Test("Lines of one order id are one order, wherever they stand, and of one customer only")
  func orderNumbers() {
    // Order 1 comes back after order 2; customer b uses the same id.
    let log = LogFixture.log([
      OrderLine("a", 1, order: "1"), OrderLine("a", 2, order: "2"), OrderLine("a", 3, order: "1"),
      OrderLine("a", 4, order: nil), OrderLine("a", 4, order: nil),
      OrderLine("a", 4, hour: 1, order: nil), OrderLine("b", 2, order: "1"),
    ])
    #expect(log.orders == [0, 1, 0, 2, 2, 3, 0])
  }

  /// More than 16 lines take another path inside.
  @Test("Orders are found again in long histories as in short ones")
  func longHistories() {
    let lines = (0..<60).map { OrderLine($0, order: "\(($0 * 7) % 13 + 100)") }
    let log = LogFixture.log(lines)
    var numbers: [String: UInt32] = [:]
    for (line, number) in zip(lines, log.orders) {
      let key = line.order ?? ""
      #expect(number == numbers[key, default: UInt32(numbers.count)])
      numbers[key] = number
    }
    #expect(numbers.count == 13)
  }

  @Test("Without order ids an instant is an order, and a day where times have no hour")
  func ordersWithoutIDs() {
    let lines = [
      OrderLine(1), OrderLine(1), OrderLine(1, hour: 5), OrderLine(2), OrderLine(2),
    ]
    var shape = LogShape()
    shape.hasOrders = false
    #expect(LogFixture.log(lines, shape).orders == [0, 0, 1, 2, 2])
    shape.hasTimeOfDay = false
    let dated = [OrderLine(1), OrderLine(1), OrderLine(1), OrderLine(2), OrderLine(2)]
    #expect(LogFixture.log(dated, shape).orders == [0, 0, 0, 1, 1])
  }

  @Test("Each policy keeps, marks or leaves out returns, and counts what it leaves out")
  func policies() {
    var cancelled = OrderLine(5, amount: 10)
    cancelled.status = "returned"
    let lines = [
      OrderLine(1, amount: 100, quantity: 1), OrderLine(2, amount: -40, quantity: -1),
      OrderLine(3, amount: 0, quantity: 1), OrderLine(4, amount: 50, quantity: 0), cancelled,
      OrderLine(nil, 6, amount: 9), OrderLine(6, amount: 70),
    ]
    var shape = LogShape()
    shape.returns = .drop
    let dropped = LogFixture.log(lines, shape)
    #expect(dropped.amounts == [100, 70])
    #expect(
      dropped.omissions
        == PurchaseLog.Omissions(anonymous: 1, returns: 2, nonPositive: 2))
    #expect(!dropped.separatesReturns && dropped.isReturn == nil)
    shape.returns = .net
    let netted = LogFixture.log(lines, shape)
    // A status carries no date, so netting passes it over.
    #expect(netted.isReturn == [false, true, false, false, false, false])
    #expect(netted.omissions == PurchaseLog.Omissions(anonymous: 1))
    shape.returns = .keep
    let kept = LogFixture.log(lines, shape)
    #expect(kept.amounts == [100, -40, 0, 50, 10, 70] && kept.isReturn == nil)
    // The span is that of the file: anonymous and omitted rows count.
    for log in [dropped, netted, kept] {
      #expect(log.span == Day(number: 1)..<Day(number: 7) && log.end == Day(number: 7))
    }
  }

  @Test("A log without any customer is empty and has the span of its rows")
  func anonymousOnly() {
    let log = LogFixture.log([OrderLine(nil, 3), OrderLine(nil, 5)])
    #expect(log.customerCount == 0 && log.lineCount == 0)
    #expect(log.omissions.anonymous == 2)
    #expect(log.span == Day(number: 3)..<Day(number: 6))
    #expect(log.customerPieces(4).isEmpty)
  }

  @Test("Pieces cover all customers without overlap, and none is much larger than its share")
  func pieces() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let sizes = (0..<Int.random(in: 1...40, using: &random)).map { _ in
        Int.random(in: 1...50, using: &random)
      }
      let starts = sizes.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
      for wanted in [1, 2, 3, 8, 100] {
        let pieces = balancedPieces(starts: starts, pieces: wanted)
        #expect(pieces.count <= wanted)
        #expect(pieces.flatMap { Array($0) } == Array(sizes.indices))
        #expect(pieces.allSatisfy { !$0.isEmpty })
        let share = (starts.last ?? 0) / wanted
        let heaviest = pieces.map { starts[$0.upperBound] - starts[$0.lowerBound] }.max() ?? 0
        // A piece ends before the customer who would lead beyond its target.
        #expect(heaviest <= share + 2 * (sizes.max() ?? 0) + wanted)
      }
    }
    #expect(balancedPieces(starts: [0], pieces: 3) == [])
  }
}
