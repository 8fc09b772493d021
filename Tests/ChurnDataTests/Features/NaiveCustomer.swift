// Features once more, straight from their definitions: loops over the raw lines of one customer.

import Foundation

@testable import ChurnData

/// A feature's value: a number (NaN = missing) or a name (nil = missing).
enum NaiveValue: Equatable {
  case number(Double)
  case name(String?)
}

/// An order as its definition says, from the lines before the cutoff.
final class NaiveOrder {
  let day: Int
  var purchases: [OrderLine] = []
  var value: Int64 = 0
  var gross: Int64 = 0
  var returned: Int64 = 0
  var units: Int64 = 0
  /// In currency.
  var margin = 0.0
  var keptLines = 0
  var hasReturn = false

  init(day: Int) { self.day = day }

  var discount: Int64 { purchases.reduce(0) { $0 + ($1.discount ?? 0) } }
}

/// One customer's orders at a cutoff, netted line by line.
struct NaiveCustomer {
  let cutoff: Int
  let shape: LogShape
  /// All purchase lines, in order.
  private(set) var purchases: [(line: OrderLine, order: NaiveOrder)] = []
  private(set) var orders: [NaiveOrder] = []
  /// What came back without a purchase, by day.
  private(set) var loose: [(day: Int, value: Int64)] = []

  /// What is left of a purchase line.
  private final class Lot {
    let order: NaiveOrder
    let product: String?
    var value: Int64
    var units: Int64
    var margin: Double
    var isOpen = true

    init(_ line: OrderLine, _ order: NaiveOrder, _ shape: LogShape) {
      self.order = order
      product = shape.columns.contains(.product) ? line.product : nil
      value = shape.columns.contains(.amount) ? line.amount : 0
      units = shape.columns.contains(.quantity) ? line.quantity ?? 0 : 0
      margin = shape.columns.contains(.margin) ? Double(line.margin ?? 0) / 100 : 0
    }
  }

  init(_ all: [OrderLine], customer: String, cutoff: Int, shape: LogShape) {
    self.cutoff = cutoff
    self.shape = shape
    let mine = all.filter { $0.customer == customer && $0.second < Int64(cutoff) * Day.seconds }
    var lots: [Lot] = []
    var byKey: [String: NaiveOrder] = [:]
    let lines = mine.map { Self.seen($0, shape) }.filter { line in
      shape.returns != .drop || !line.isReturn && !Self.isEmpty(line, shape)
    }.sorted(by: Self.comesBefore)
    for line in lines where byKey[Self.key(line, shape)] == nil {
      let order = NaiveOrder(day: line.day.number)
      byKey[Self.key(line, shape)] = order
      orders.append(order)
    }
    func isBack(_ line: OrderLine) -> Bool { shape.returns == .net && line.isDatedReturn }
    // Of lines of one instant, what was bought comes before what comes back.
    let byInstant = lines.enumerated().sorted {
      let left = ($0.element.second, isBack($0.element) ? 1 : 0, $0.offset)
      return left < ($1.element.second, isBack($1.element) ? 1 : 0, $1.offset)
    }
    for (_, line) in byInstant {
      guard let order = byKey[Self.key(line, shape)] else { continue }
      guard isBack(line) else {
        let lot = Lot(line, order, shape)
        lots.append(lot)
        purchases.append((line, order))
        order.purchases.append(line)
        order.value += lot.value
        order.gross += lot.value
        order.units += lot.units
        order.margin += lot.margin
        order.keptLines += 1
        continue
      }
      let product = shape.columns.contains(.product) ? line.product : nil
      settle(line, lots.filter { $0.product == product && $0.isOpen }.reversed())
    }
  }

  /// Takes a return out of the lots of its product, the latest first.
  private mutating func settle(_ line: OrderLine, _ lots: [Lot]) {
    let hasMoney = shape.columns.contains(.amount)
    let hasUnits = shape.columns.contains(.quantity)
    var money = hasMoney ? abs(line.amount) : 0
    var units = hasUnits ? abs(line.quantity ?? 0) : 0
    for lot in lots {
      let isWhole = hasMoney ? money >= lot.value : hasUnits ? units >= lot.units : true
      let value = min(money, lot.value)
      let unitsBack = isWhole ? lot.units : min(units, lot.units)
      let marginBack =
        isWhole || lot.value == 0
        ? lot.margin : lot.margin * Double(value) / Double(lot.value)
      lot.order.value -= value
      lot.order.returned += value
      lot.order.units -= unitsBack
      lot.order.margin -= marginBack
      lot.order.hasReturn = true
      if isWhole { lot.order.keptLines -= 1 }
      lot.isOpen = !isWhole
      money -= value
      units -= min(units, lot.units)
      lot.value -= value
      lot.units -= unitsBack
      lot.margin -= marginBack
      if hasMoney ? money == 0 : hasUnits ? units == 0 : true { break }
    }
    if money != 0 { loose.append((line.day.number, money)) }
  }

  // MARK: - Lines

  /// A line as a file of this shape shows it.
  private static func seen(_ line: OrderLine, _ shape: LogShape) -> OrderLine {
    var line = line
    let columns = shape.columns
    if !shape.hasOrders { line.order = nil }
    if !columns.contains(.quantity) { line.quantity = nil }
    if !columns.contains(.product) { line.product = nil }
    if !columns.contains(.category) { line.category = nil }
    if !columns.contains(.channel) { line.channel = nil }
    if !columns.contains(.device) { line.device = nil }
    if !columns.contains(.region) { line.region = nil }
    if !columns.contains(.discount) { line.discount = nil }
    if !columns.contains(.margin) { line.margin = nil }
    if !shape.hasStatus { line.status = nil }
    if !columns.contains(.amount) { line.amount = 0 }
    return line
  }

  private static func isEmpty(_ line: OrderLine, _ shape: LogShape) -> Bool {
    shape.columns.contains(.amount) && line.amount <= 0 || (line.quantity ?? 1) <= 0
  }

  /// Time, order, product, amount, then the other columns; blank texts last, blank numbers first.
  private static func comesBefore(_ a: OrderLine, _ b: OrderLine) -> Bool {
    if a.second != b.second { return a.second < b.second }
    let last = "\u{10FFFF}"
    if a.order != b.order { return (a.order ?? last) < (b.order ?? last) }
    if a.product != b.product { return (a.product ?? last) < (b.product ?? last) }
    for (x, y) in [
      (a.amount, b.amount), (a.quantity ?? .min, b.quantity ?? .min),
      (a.discount ?? .min, b.discount ?? .min), (a.margin ?? .min, b.margin ?? .min),
    ] where x != y {
      return x < y
    }
    for (x, y) in [
      (a.category, b.category), (a.channel, b.channel), (a.device, b.device),
      (a.region, b.region), (a.status, b.status),
    ] where x != y {
      return (x ?? last) < (y ?? last)
    }
    return false
  }

  /// What lines of one order have in common: the id, else the instant, else the day.
  private static func key(_ line: OrderLine, _ shape: LogShape) -> String {
    if let order = line.order { return "id \(order)" }
    if shape.hasOrders || shape.hasTimeOfDay { return "instant \(line.second)" }
    return "day \(line.day)"
  }

  // MARK: - Orders

  /// Orders of which something with value was kept, by their first lines.
  var valid: [NaiveOrder] {
    orders.filter { order in
      guard order.keptLines > 0 else { return false }
      return shape.returns != .net || !shape.columns.contains(.amount) || order.value > 0
    }
  }

  func valid(from: Int, to: Int) -> [NaiveOrder] {
    valid.filter { from <= $0.day && $0.day < to }
  }

  /// Net revenue in currency.
  func revenue(from: Int, to: Int) -> Double {
    let orders = valid(from: from, to: to).reduce(0) { $0 + $1.value }
    let back = loose.filter { from <= $0.day && $0.day < to }.reduce(0) { $0 + $1.value }
    return Double(orders - back) / 100
  }

  /// Distinct days with a valid order.
  var days: [Int] { Array(Set(valid.map(\.day))).sorted() }

  var gaps: [Int] { zip(days, days.dropFirst()).map { $1 - $0 } }
}
