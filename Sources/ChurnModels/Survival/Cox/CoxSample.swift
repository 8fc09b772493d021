internal import ChurnMath

/// What a Cox regression learns from, in the order in which it walks: strata one after the other,
/// within each from the last time back, equal times by content.
///
/// Within a stratum the columns are centred, which changes no partial likelihood, and each column is
/// scaled by its deviation within strata; sums then lose no digits to means far from zero. Because
/// rows of one time lie in the order of what they hold, the order they came in never shows.
struct CoxSample: Sendable {
  /// One stratum.
  struct Stratum: Sendable {
    /// Its number as given; 0 without strata.
    let label: Int
    /// Its groups.
    let groups: Range<Int>
    /// The means of its columns, weighted; length *p*.
    let centre: [Double]
  }

  /// The rows, centred and scaled.
  let rows: CoxRows
  /// The original number of each row.
  let order: [Int32]
  /// The group of each row.
  let groupOfRow: [Int32]
  /// The time of each group.
  let times: [Double]
  /// The strata, ascending by label.
  let strata: [Stratum]
  /// What each column was divided by; length *p*.
  let scales: [Double]
  /// The means of the columns over all rows, weighted; length *p*.
  let means: [Double]

  /// Whether a row left with some weight.
  func hasLeft(_ row: Int) -> Bool { row < rows.groups[Int(groupOfRow[row])].leftEnd }

  /// Puts rows in order.
  ///
  /// - Parameters:
  ///   - columns: *p* columns of *n* finite values.
  ///   - lifetimes: Length *n*.
  ///   - strata: Labels, length *n*; nil = one stratum.
  ///   - scales: What to divide the columns by; nil = learn it.
  ///   - threads: The most threads to use.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidLifetime`, `.invalidEntry`,
  ///   `.invalidWeight`.
  init(
    _ columns: [[Double]], _ lifetimes: Lifetimes, strata: [Int]?, scales: [Double]? = nil,
    threads: Int
  ) throws(FitError) {
    try Self.check(lifetimes, strata: strata)
    let count = lifetimes.count
    let ranks = StratumRanks(strata, count: count)
    var order = Self.timeOrder(lifetimes, ranks)
    var groups: [CoxRows.Group] = []
    var times: [Double] = []
    var ranges: [Range<Int>] = []
    Self.cut(&order, lifetimes, ranks, columns, into: &groups, times: &times, strata: &ranges)
    let weights = order.map { lifetimes.weights?[Int($0)] ?? 1 }

    var groupOfRow = [Int32](repeating: 0, count: count)
    for (index, group) in groups.enumerated() {
      for row in group.start..<group.end { groupOfRow[row] = Int32(index) }
    }
    let rowRanges = ranges.map { groups[$0.lowerBound].start..<groups[$0.upperBound - 1].end }
    let scaled = mapIndices(columns.count, threads: threads) { [order] j in
      ScaledColumn(columns[j], order, weights, rowRanges, scale: scales?[j])
    }
    let p = columns.count
    var values = [Double](repeating: 0, count: count * p)
    mutatePieces(
      of: &values, evenPieces(count, threads).map { $0.lowerBound * p..<$0.upperBound * p },
      threads: threads
    ) { piece, span in
      let rows = evenPieces(count, threads)[piece]
      for j in 0..<p {
        let column = scaled[j].values
        var place = j
        for row in rows {
          span[place] = column[row]
          place += p
        }
      }
    }
    var leaving: [Int32]?
    if let entries = lifetimes.entries {
      leaving = Self.leaving(order.map { entries[Int($0)] }, groupOfRow, times, ranges)
    }
    rows = CoxRows(
      columns: p, values: values, weights: weights, groups: groups, leaving: leaving)
    self.order = order
    self.groupOfRow = groupOfRow
    self.times = times
    self.strata = ranges.indices.map { index in
      Stratum(
        label: ranks.labels[index], groups: ranges[index], centre: scaled.map { $0.centres[index] })
    }
    self.scales = scaled.map(\.scale)
    means = scaled.map(\.mean)
  }

  private static func check(_ lifetimes: Lifetimes, strata: [Int]?) throws(FitError) {
    let count = lifetimes.count
    guard count > 0 else { throw .noRows }
    guard count < Int(Int32.max) else { throw .lengthMismatch(rows: count, labels: Int(Int32.max)) }
    if let strata, strata.count != count {
      throw .lengthMismatch(rows: count, labels: strata.count)
    }
    for (row, time) in lifetimes.durations.enumerated() where !(time >= 0 && time.isFinite) {
      throw .invalidLifetime(index: row)
    }
    if let entries = lifetimes.entries {
      for (row, entry) in entries.enumerated()
      where !(entry >= 0 && entry < lifetimes.durations[row]) { throw .invalidEntry(index: row) }
    }
    if let weights = lifetimes.weights {
      for (row, weight) in weights.enumerated() where !(weight >= 0 && weight <= 1e100) {
        throw .invalidWeight(row: row)
      }
    }
  }

  /// Rows by stratum, within it by time descending.
  private static func timeOrder(_ lifetimes: Lifetimes, _ ranks: StratumRanks) -> [Int32] {
    // The bits of a number that is not negative ascend with it; adding zero turns −0 into 0.
    let byTime = radixOrder(of: lifetimes.durations.map { ~(($0 + 0).bitPattern) })
    guard let rankOfRow = ranks.rankOfRow else { return byTime }
    let byRank = radixOrder(of: byTime.map { UInt64(rankOfRow[Int($0)]) })
    return byRank.map { byTime[Int($0)] }
  }

  /// Cuts the rows into groups, and sorts each by who left and by content.
  private static func cut(
    _ order: inout [Int32], _ lifetimes: Lifetimes, _ ranks: StratumRanks, _ columns: [[Double]],
    into groups: inout [CoxRows.Group], times: inout [Double], strata: inout [Range<Int>]
  ) {
    func isEvent(_ row: Int) -> Bool {
      lifetimes.hasLeft(row) && (lifetimes.weights?[row] ?? 1) > 0
    }
    func content(_ row: Int) -> UInt64 {
      var hash = StableHash.mixed((lifetimes.weights?[row] ?? 1).bitPattern)
      if let entries = lifetimes.entries {
        hash = StableHash.mixed(hash ^ entries[row].bitPattern)
      }
      for column in columns { hash = StableHash.mixed(hash ^ column[row].bitPattern) }
      return hash
    }
    var start = 0
    var strataStart = 0
    while start < order.count {
      let first = Int(order[start])
      let time = lifetimes.durations[first]
      let rank = ranks.rank(first)
      var end = start + 1
      while end < order.count, lifetimes.durations[Int(order[end])] == time,
        ranks.rank(Int(order[end])) == rank
      { end += 1 }
      var leftEnd = start + (isEvent(first) ? 1 : 0)
      if end > start + 1 {
        let tied = order[start..<end].map { row in
          (row: row, isEvent: isEvent(Int(row)), content: content(Int(row)))
        }.sorted { a, b in
          if a.isEvent != b.isEvent { return a.isEvent }
          return a.content == b.content ? a.row < b.row : a.content < b.content
        }
        leftEnd = start
        for (place, item) in tied.enumerated() {
          order[start + place] = item.row
          if item.isEvent { leftEnd += 1 }
        }
      }
      let opens = groups.isEmpty || ranks.rank(Int(order[start - 1])) != rank
      if opens, !groups.isEmpty {
        strata.append(strataStart..<groups.count)
        strataStart = groups.count
      }
      groups.append(
        CoxRows.Group(start: start, leftEnd: leftEnd, end: end, opensStratum: opens))
      times.append(time)
      start = end
    }
    strata.append(strataStart..<groups.count)
  }

  /// For each row the first group of its stratum, going back in time, at or before its entry.
  private static func leaving(
    _ entries: [Double], _ groupOfRow: [Int32], _ times: [Double], _ strata: [Range<Int>]
  ) -> [Int32] {
    var result = [Int32](repeating: -1, count: entries.count)
    var stratum = 0
    for row in entries.indices {
      let group = Int(groupOfRow[row])
      while group >= strata[stratum].upperBound { stratum += 1 }
      let later = times[group..<strata[stratum].upperBound]
      let place = later.partitionPoint { $0 > entries[row] }
      if place < strata[stratum].upperBound { result[row] = Int32(place) }
    }
    return result
  }
}

/// Labels of strata as numbers from 0 on, ascending.
struct StratumRanks: Sendable {
  /// The labels that occur, ascending.
  let labels: [Int]
  /// The rank of each row's label; nil = one stratum.
  let rankOfRow: [Int32]?

  init(_ strata: [Int]?, count: Int) {
    guard let strata else {
      labels = [0]
      rankOfRow = nil
      return
    }
    let labels = Set(strata).sorted()
    self.labels = labels
    rankOfRow = strata.map { label in Int32(labels.partitionPoint { $0 < label }) }
  }

  /// The rank of a row's label.
  func rank(_ row: Int) -> Int32 { rankOfRow?[row] ?? 0 }
}

/// A column in the order of the rows, centred by stratum and scaled.
private struct ScaledColumn: Sendable {
  var values: [Double]
  var centres: [Double] = []
  var scale: Double
  var mean: Double

  init(
    _ column: [Double], _ order: [Int32], _ weights: [Double], _ strata: [Range<Int>],
    scale known: Double?
  ) {
    values = order.map { column[Int($0)] }
    var total = 0.0
    var sum = 0.0
    var squares = 0.0
    // Differences from one value lose nothing where all values are close together and far from 0.
    let origin = values.first ?? 0
    for rows in strata {
      let base = values[rows.lowerBound]
      var weight = 0.0
      var above = 0.0
      for row in rows {
        weight += weights[row]
        above += weights[row] * (values[row] - base)
      }
      let centre = weight > 0 ? base + above / weight : base
      centres.append(centre)
      total += weight
      sum += weight * (centre - origin)
      for row in rows {
        values[row] -= centre
        squares += weights[row] * values[row] * values[row]
      }
    }
    mean = total > 0 ? origin + sum / total : origin
    let deviation = total > 0 ? (squares / total).squareRoot() : 0
    // What is left of a constant after rounding is no variation.
    let largest = centres.reduce(0) { max($0, abs($1)) }
    scale = known ?? (deviation > 1e-14 * largest && deviation.isFinite ? deviation : 0)
    let factor = scale > 0 ? 1 / scale : 0
    for row in values.indices { values[row] *= factor }
  }
}
