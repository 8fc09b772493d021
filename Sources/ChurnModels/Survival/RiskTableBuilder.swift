// From lifetimes to risk tables, all groups in one pass.
//
// whole durations without entries and weights   cells of (group, time, kind of exit) are counted
// anything else                                 rows are sorted by group and time, then walked

internal import ChurnMath

enum RiskTableBuilder {
  /// Rows that must stand behind a cell for counting to be worth its memory.
  private static let rowsACell = 2
  /// Cells that are always granted.
  private static let freeCells = 1 << 16

  /// A table a group; `groups` are below `groupCount`, negative ones are left out.
  static func tables(
    _ lifetimes: Lifetimes, groups: [Int32]?, groupCount: Int, _ threads: Int
  ) throws(FitError) -> [RiskTable] {
    let survey = TimeSurvey(lifetimes.durations, exits: lifetimes.exits, threads: threads)
    guard survey.isValid else {
      let bad = lifetimes.durations.firstIndex { !($0 >= 0 && $0.isFinite) }
      throw .invalidLifetime(index: bad ?? 0)
    }
    try check(lifetimes)
    let reasons = (1...255).filter { survey.exits[$0] }.map { UInt8($0) }
    if lifetimes.entries == nil, lifetimes.weights == nil, survey.isWhole,
      let cells = cells(longest: survey.longest, kinds: reasons.count + 1, groupCount),
      cells <= max(freeCells, lifetimes.count / rowsACell)
    {
      return counted(
        lifetimes, reasons: reasons, timeCount: Int(survey.longest) + 1, groups, groupCount,
        threads)
    }
    let sorted = SortedLifetimes(
      lifetimes, reasons: reasons, groups: groups, groupCount: groupCount, threads: threads)
    return mapIndices(groupCount, threads: threads) { sorted.table(group: $0) }
  }

  private static func check(_ lifetimes: Lifetimes) throws(FitError) {
    if let entries = lifetimes.entries {
      for (row, entry) in entries.enumerated()
      where !(entry >= 0 && entry < lifetimes.durations[row]) {
        throw .invalidEntry(index: row)
      }
    }
    if let row = lifetimes.weights?.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .invalidWeight(row: row)
    }
  }

  /// The number of cells to count in, or nil when it is absurd.
  private static func cells(longest: Double, kinds: Int, _ groupCount: Int) -> Int? {
    let cells = (longest + 1) * Double(kinds) * Double(groupCount)
    return cells < 0x1p40 ? Int(cells) : nil
  }

  private static func counted(
    _ lifetimes: Lifetimes, reasons: [UInt8], timeCount: Int, _ groups: [Int32]?, _ groupCount: Int,
    _ threads: Int
  ) -> [RiskTable] {
    var kinds = [UInt8](repeating: 0, count: 256)
    for (place, reason) in reasons.enumerated() { kinds[Int(reason)] = UInt8(place + 1) }
    let counts = ExitCounts(
      times: lifetimes.durations, exits: lifetimes.exits, kinds: kinds,
      kindCount: reasons.count + 1, timeCount: timeCount, groups: groups, groupCount: groupCount,
      threads: threads)
    return mapIndices(groupCount, threads: threads) { group in
      table(counts, group: group, reasons: reasons)
    }
  }

  private static func table(_ counts: ExitCounts, group: Int, reasons: [UInt8]) -> RiskTable {
    var columns = RiskColumns()
    if reasons.count != 1 {
      columns.eventsByReason = Array(repeating: [], count: reasons.count)
    }
    var events: [Int] = []
    var censored: [Int] = []
    var byReason = [Int](repeating: 0, count: reasons.count)
    for time in 0..<counts.timeCount {
      let stayed = counts.count(group: group, time: time, kind: 0)
      var left = 0
      for place in reasons.indices {
        byReason[place] = counts.count(group: group, time: time, kind: place + 1)
        left += byReason[place]
      }
      guard left + stayed > 0 else { continue }
      columns.times.append(Double(time))
      events.append(left)
      censored.append(stayed)
      if reasons.count != 1 {
        for (place, count) in byReason.enumerated() {
          columns.eventsByReason[place].append(Double(count))
        }
      }
    }
    let all = events.reduce(0, +) + censored.reduce(0, +)
    var left = all
    columns.atRisk.reserveCapacity(events.count)
    for index in events.indices {
      columns.atRisk.append(Double(left))
      left -= events[index] + censored[index]
    }
    columns.events = events.map { Double($0) }
    columns.censored = censored.map { Double($0) }
    return RiskTable(
      columns: columns, reasons: reasons, entries: [], customerCount: all, totalWeight: Double(all))
  }
}
