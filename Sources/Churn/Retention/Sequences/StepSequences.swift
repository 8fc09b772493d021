internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// What each customer did, step by step, in the order of time.
struct StepSequences: Sendable {
  /// What a step is: `category`, `channel`, `event` and so on.
  let of: String
  /// The names of the steps.
  let names: [String]
  /// Customer *c* took the steps `starts[c]..<starts[c + 1]`.
  let starts: [Int]
  /// When, in seconds since 1970.
  let times: [Int64]
  /// Which, as places in `names`.
  let steps: [Int]

  /// What an order and a return are called among events.
  static let order = "order"
  static let returned = "return"

  /// The steps of a customer before a time and from another on.
  func range(_ customer: Int, from: Int64, to: Int64) -> Range<Int> {
    let own = times[starts[customer]..<starts[customer + 1]]
    let low = own.partitionPoint { $0 < from }
    return low..<max(low, own.partitionPoint { $0 < to })
  }

  /// What steps can be of in some data.
  static func known(_ log: PurchaseLog, events: EventsFile?) -> [String] {
    columns(log).filter { $0.column != nil }.map(\.name) + (events == nil ? [] : ["event"])
  }

  private static func columns(
    _ log: PurchaseLog
  ) -> [(name: String, column: PurchaseLog.LevelColumn?)] {
    [
      ("category", log.categories), ("channel", log.channels), ("device", log.devices),
      ("region", log.regions), ("product", log.products),
    ]
  }

  /// Takes the steps out of the data.
  ///
  /// An order is one step, at its first line: its category (product, ...) is the one on which most
  /// money was spent, ties by name; its channel alike. Among events an order and a return are steps, too.
  ///
  /// - Throws: `SequenceError.noSteps`, `.tooManySteps`.
  init(
    of name: String, _ log: PurchaseLog, events: EventsFile?, threads: Int
  ) throws(SequenceError) {
    of = name
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts: [Part]
    if name == "event", let events {
      var all = Set(events.names)
      all.insert(Self.order)
      if log.isReturn != nil { all.insert(Self.returned) }
      let found = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      var places: [String: Int] = [:]
      for (place, name) in found.enumerated() { places[name] = place }
      let ofEvents = events.names.map { places[$0] ?? 0 }
      let ofOrder = places[Self.order] ?? 0
      let ofReturn = places[Self.returned] ?? 0
      names = found
      parts = mapIndices(pieces.count, threads: threads) { piece in
        var part = Part()
        for customer in pieces[piece] {
          var own = events.events[customer].map {
            (time: $0.time, rank: 0, step: ofEvents[$0.name])
          }
          for order in Self.orders(log, customer, column: nil) {
            own.append((order.time, 1, ofOrder))
          }
          if let isReturn = log.isReturn {
            var last: Int64?
            for line in log.lines(of: customer) where isReturn[line] && log.times[line] != last {
              last = log.times[line]
              own.append((log.times[line], 2, ofReturn))
            }
          }
          own.sort { left, right in
            if left.time != right.time { return left.time < right.time }
            return left.rank != right.rank ? left.rank < right.rank : left.step < right.step
          }
          part.append(own.map { ($0.time, $0.step) })
        }
        return part
      }
    } else {
      guard let column = Self.columns(log).first(where: { $0.name == name })?.column else {
        throw .noSteps(of: name, known: Self.known(log, events: events))
      }
      names = (0..<column.levels.count).map { column.levels[$0] }
      parts = mapIndices(pieces.count, threads: threads) { piece in
        var part = Part()
        for customer in pieces[piece] {
          part.append(
            Self.orders(log, customer, column: column).compactMap { order in
              order.step.map { (order.time, $0) }
            })
        }
        return part
      }
    }
    guard names.count < NGram.mostSteps else {
      throw .tooManySteps(of: name, steps: names.count, most: NGram.mostSteps - 1)
    }
    var starts = [0]
    for part in parts {
      for count in part.counts { starts.append(starts[starts.count - 1] + count) }
    }
    self.starts = starts
    times = parts.flatMap(\.times)
    steps = parts.flatMap(\.steps)
  }

  private struct Part: Sendable {
    var counts: [Int] = []
    var times: [Int64] = []
    var steps: [Int] = []

    mutating func append(_ own: [(Int64, Int)]) {
      counts.append(own.count)
      for (time, step) in own {
        times.append(time)
        steps.append(step)
      }
    }
  }

  /// The orders of a customer by time, each with the name that most of its money went to.
  private static func orders(
    _ log: PurchaseLog, _ customer: Int, column: PurchaseLog.LevelColumn?
  ) -> [(time: Int64, step: Int?)] {
    var orders: [(number: UInt32, time: Int64, step: Int?)] = []
    var lines: [(order: UInt32, code: UInt32, amount: Int64, time: Int64)] = []
    for line in log.lines(of: customer) where log.isReturn?[line] != true {
      lines.append(
        (
          log.orders[line], column?.codes[line] ?? TextColumn.missing, log.amounts?[line] ?? 1,
          log.times[line]
        ))
    }
    lines.sort { left, right in
      if left.order != right.order { return left.order < right.order }
      return left.code != right.code ? left.code < right.code : left.time < right.time
    }
    var place = 0
    while place < lines.count {
      let order = lines[place].order
      var first = lines[place].time
      var best: (code: UInt32, money: Int64)?
      while place < lines.count, lines[place].order == order {
        let code = lines[place].code
        var money: Int64 = 0
        while place < lines.count, lines[place].order == order, lines[place].code == code {
          money = money.addingReportingOverflow(lines[place].amount).partialValue
          first = min(first, lines[place].time)
          place += 1
        }
        if code != TextColumn.missing, best.map({ money > $0.money }) ?? true {
          best = (code, money)
        }
      }
      orders.append((order, first, best.map { Int($0.code) }))
    }
    orders.sort { $0.time != $1.time ? $0.time < $1.time : $0.number < $1.number }
    return orders.map { ($0.time, $0.step) }
  }
}
