// Lifetimes of all groups in the order of time, and the walk along one group.
//
// Weights are summed as whole numbers of a step so fine that rounding a weight to it loses nothing
// that its own last digits did not: a sum is exact whatever the order, and what is at risk becomes
// exactly nothing when the last one has gone.

internal import ChurnMath

/// Exits and entries, sorted by group and time.
struct SortedLifetimes: Sendable {
  private let exits: [TimeRecord]
  private let entries: [TimeRecord]?
  private let exitStarts: [Int]
  private let entryStarts: [Int]
  private let kinds: [UInt8]
  private let reasons: [UInt8]
  private let steps: ExactWeights?

  /// Sorts lifetimes that were found valid; negative groups and weights of zero are left out.
  init(
    _ lifetimes: Lifetimes, reasons: [UInt8], groups: [Int32]?, groupCount: Int, threads: Int
  ) {
    let weights = lifetimes.weights
    func records(_ times: [Double]) -> [TimeRecord] {
      var records: [TimeRecord] = []
      records.reserveCapacity(times.count)
      for (row, time) in times.enumerated() {
        if let weights, weights[row] == 0 { continue }
        let group = groups?[row] ?? 0
        guard group >= 0 else { continue }
        records.append(
          TimeRecord(
            time: time, group: UInt32(group), payload: UInt32(truncatingIfNeeded: row)))
      }
      sortByGroupAndTime(&records, threads: threads)
      return records
    }
    func starts(_ records: [TimeRecord]) -> [Int] {
      (0...groupCount).map { group in records.partitionPoint { $0.group < group } }
    }
    exits = records(lifetimes.durations)
    exitStarts = starts(exits)
    entries = lifetimes.entries.map(records)
    entryStarts = entries.map(starts) ?? []
    kinds = lifetimes.exits
    self.reasons = reasons
    steps = weights.map { ExactWeights($0) }
  }

  /// The table of one group.
  func table(group: Int) -> RiskTable {
    let range = exitStarts[group]..<exitStarts[group + 1]
    let entered = entryList(group: group)
    let places = places
    var columns = RiskColumns()
    if reasons.count != 1 {
      columns.eventsByReason = Array(repeating: [], count: reasons.count)
    }
    var counts = (atRisk: [Int](), events: [Int](), censored: [Int]())
    var total = Sum()
    for index in range { total.add(weight(exits[index]), 1) }
    columns.reserve(distinctTimes(range))
    // Without entries all are there from the start.
    var risk = entries == nil ? total : Sum()
    var nextEntry = 0
    var index = range.lowerBound
    var byReason = [Int128](repeating: 0, count: reasons.count)
    while index < range.upperBound {
      let bits = exits[index].bits
      let time = exits[index].time
      while nextEntry < entered.count, entered[nextEntry].time < time {
        risk.add(entered[nextEntry].sum.weight, entered[nextEntry].sum.count)
        nextEntry += 1
      }
      var left = Sum()
      var stayed = Sum()
      while index < range.upperBound, exits[index].bits == bits {
        let record = exits[index]
        let kind = kinds[Int(record.payload)]
        let weight = weight(record)
        if kind == 0 {
          stayed.add(weight, 1)
        } else {
          left.add(weight, 1)
          if reasons.count > 1 { byReason[places[Int(kind)]] += weight }
        }
        index += 1
      }
      columns.times.append(time)
      columns.atRisk.append(value(risk.weight))
      columns.events.append(value(left.weight))
      columns.censored.append(value(stayed.weight))
      if reasons.count > 1, left.count > 0 {
        for place in byReason.indices {
          columns.eventsByReason[place].append(value(byReason[place]))
          byReason[place] = 0
        }
      } else if reasons.count > 1 {
        for place in byReason.indices { columns.eventsByReason[place].append(0) }
      }
      if steps != nil {
        counts.atRisk.append(risk.count)
        counts.events.append(left.count)
        counts.censored.append(stayed.count)
      }
      risk.add(-left.weight - stayed.weight, -left.count - stayed.count)
    }
    if steps != nil {
      columns.counts = RiskTable.Counts(
        atRisk: counts.atRisk, events: counts.events, censored: counts.censored)
    }
    return RiskTable(
      columns: columns, reasons: reasons,
      entries: entered.map {
        RiskTable.Entry(time: $0.time, weight: value($0.sum.weight), count: $0.sum.count)
      },
      customerCount: total.count, totalWeight: value(total.weight))
  }

  private func distinctTimes(_ range: Range<Int>) -> Int {
    var count = 0
    var last: UInt64?
    for index in range where exits[index].bits != last {
      count += 1
      last = exits[index].bits
    }
    return count
  }

  /// The place of a reason among those that occur.
  private var places: [Int] {
    var places = [Int](repeating: 0, count: 256)
    for (place, reason) in reasons.enumerated() { places[Int(reason)] = place }
    return places
  }

  /// The distinct entry times of a group.
  private func entryList(group: Int) -> [(time: Double, sum: Sum)] {
    guard let entries else { return [] }
    var list: [(time: Double, sum: Sum)] = []
    for index in entryStarts[group]..<entryStarts[group + 1] {
      let record = entries[index]
      if list.last?.time != record.time { list.append((record.time, Sum())) }
      list[list.count - 1].sum.add(weight(record), 1)
    }
    return list
  }

  @inline(__always)
  private func weight(_ record: TimeRecord) -> Int128 {
    steps.map { $0.steps(Int(record.payload)) } ?? 1
  }

  @inline(__always)
  private func value(_ sum: Int128) -> Double {
    steps.map { $0.value(sum) } ?? Double(Int64(truncatingIfNeeded: sum))
  }
}

/// A weight and a number of customers.
private struct Sum: Sendable {
  var weight: Int128 = 0
  var count = 0

  @inline(__always)
  mutating func add(_ weight: Int128, _ count: Int) {
    self.weight &+= weight
    self.count &+= count
  }
}

/// Weights as whole numbers of steps, the largest just under 2⁹⁴ of them.
struct ExactWeights: Sendable {
  private let weights: [Double]
  private let exponent: Int

  /// Takes weights that are finite and not negative.
  init(_ weights: [Double]) {
    self.weights = weights
    let largest = weights.max() ?? 0
    exponent = largest > 0 ? 93 - Int(largest.exponent) : 0
  }

  /// The steps of a row; at least one, for a weight that is not zero.
  @inline(__always)
  func steps(_ row: Int) -> Int128 {
    let scaled = Double(sign: .plus, exponent: exponent, significand: weights[row])
    let high = (scaled * 0x1p-47).rounded(.down)
    let low = (scaled - high * 0x1p47).rounded()
    let steps = Int128(Int64(high)) << 47 + Int128(Int64(low))
    return steps > 0 ? steps : weights[row] > 0 ? 1 : 0
  }

  /// The weight of a sum of steps; the largest finite number when it is larger.
  func value(_ sum: Int128) -> Double {
    let high = Double(Int64(truncatingIfNeeded: sum >> 64))
    let low = Double(UInt64(truncatingIfNeeded: sum))
    // Both are multiples of a common power of two, so the sum is rounded about once.
    let value = Double(
      sign: .plus, exponent: -exponent, significand: high * 0x1p64 + low)
    return min(value, .greatestFiniteMagnitude)
  }
}
