import Testing

@testable import ChurnData

@Suite("Orders that were never placed")
struct ImaginedOrderTests {
  private static let shapes: [LogShape] = {
    var shapes = ReturnsPolicy.allCases.map { policy in
      var shape = LogShape()
      shape.returns = policy
      return shape
    }
    var bare = LogShape.amountOnly
    shapes.append(bare)
    bare.columns = [.product, .category, .channel]
    shapes.append(bare)
    return shapes
  }()

  /// Each value of the only row of a customer, as text that tells every bit.
  private func cells(_ log: PurchaseLog, customer: Int, at day: Day) -> [String] {
    let set = FeatureSet(inputs: log.inputs.union([.yearOfHistory]))
    let rows = FeatureBuilder(
      features: set.features,
      parameters: FeatureParameters(
        gapMean: 30, gapMedian: 20, gapDeviation: 25, gapQuantile90: 70),
      horizon: Horizon(days: 60)
    ).rows(of: log, at: [Snapshot(day)], eligibility: Eligibility(activeWithinDays: nil))
    guard let row = rows.customers.firstIndex(of: customer) else { return ["no row"] }
    return rows.features.columns.map { column in
      let value = column.values[row]
      if value.isNaN { return "\(column.name) missing" }
      if case .categorical(let levels) = column.kind {
        return "\(column.name) \(levels[Int(value)])"
      }
      return "\(column.name) \(value.bitPattern)"
    }
  }

  /// A line of the log as it would stand in the file, at another time and in another order.
  private func line(_ place: Int, of log: PurchaseLog, at second: Int64, id: String) -> OrderLine {
    func known(_ values: [Int64]?) -> Int64? {
      values.flatMap { $0[place] == DecimalColumn.missing ? nil : $0[place] }
    }
    func name(_ column: PurchaseLog.LevelColumn?) -> String? {
      column.flatMap {
        $0.codes[place] == TextColumn.missing ? nil : $0.levels[Int($0.codes[place])]
      }
    }
    var line = OrderLine(nil, 0, order: id)
    line.second = second
    line.amount = known(log.amounts) ?? 1000
    line.quantity = known(log.quantities)
    line.product = name(log.products)
    line.category = name(log.categories)
    line.channel = name(log.channels)
    line.device = name(log.devices)
    line.region = name(log.regions)
    line.discount = known(log.discounts)
    line.margin = known(log.margins)
    line.status = "done"
    return line
  }

  /// Lines are odd in all ways: returns, blank fields, orders that go on days later, shared instants.
  ///
  /// The order is placed at a minute that no other line has.
  @Test(
    "Features with an imagined order are to the bit those of a file that has it", arguments: 0..<5)
  func sameAsFile(shapeNumber: Int) throws {
    let shape = Self.shapes[shapeNumber]
    var compared = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      let lines = LogFixture.randomLines(seed: seed, customers: 3, lines: 90)
      let log = LogFixture.log(lines, shape)
      let day = Day(number: 400 + Int(seed) * 9)
      for customer in 0..<log.customerCount {
        var history = PurchaseHistory(log)
        history.begin(customer: customer)
        history.advance(to: day)
        let kept = history.keptOrders
        guard let repeated = kept.dropFirst(kept.count / 2).first else { continue }
        // On the last day and well before, as it is and with other names.
        for (days, isOther) in [(1, false), (1, true), (40, false), (40, true)] {
          let second = (day - days).startSeconds + 47_220
          var order = ImaginedOrder(repeating: repeated.lines, at: second)
          if isOther {
            order.product = log.products == nil ? nil : 0
            order.category = log.categories == nil ? nil : 1
            order.channel = log.channels == nil ? nil : 2
          }
          let added = repeated.lines.map { place in
            var line = line(place, of: log, at: second, id: "987654")
            line.customer = log.customerIDs[customer]
            if isOther {
              line.product = log.products?.levels[0]
              line.category = log.categories?.levels[1]
              line.channel = log.channels?.levels[2]
            }
            return line
          }
          let file = LogFixture.log(added + lines, shape)
          let imagined = log.imagining([[], [order]], of: customer, before: day)
          #expect(
            cells(imagined, customer: 1, at: day) == cells(file, customer: customer, at: day))
          #expect(cells(imagined, customer: 0, at: day) == cells(log, customer: customer, at: day))
          compared += 1
        }
      }
    }
    #expect(compared >= 40, "\(compared)")
  }

  /// By hand: orders on days 10 (two lines, 30.00) and 20; the return of day 25 takes back the
  /// second, and day 40 lies after the cutoff.
  @Test("Kept orders have their net value and their purchase lines")
  func keptOrders() {
    let lines = [
      OrderLine(10, order: "1", amount: 1000, product: "a"),
      OrderLine(10, order: "1", amount: 2000, product: "b"),
      OrderLine(20, order: "2", amount: 500, product: "c"),
      OrderLine(25, order: "3", amount: -500, product: "c"),
      OrderLine(40, order: "4", amount: 700, product: "a"),
    ]
    let kept = LogFixture.history(lines, at: 30).keptOrders
    #expect(kept == [PurchaseHistory.KeptOrder(day: Day(number: 10), value: 3000, lines: [0, 1])])
  }

  @Test("No history at all, and orders on or after the cutoff, change nothing")
  func nothing() {
    let log = LogFixture.log([OrderLine(10, order: "1")])
    let day = Day(number: 20)
    #expect(log.imagining([], of: 0, before: day).customerCount == 0)
    let late = ImaginedOrder(repeating: [0], at: day.startSeconds)
    let imagined = log.imagining([[late], []], of: 0, before: day)
    #expect(imagined.lineStarts == [0, 1, 2] && imagined.times == [log.times[0], log.times[0]])
  }
}
