import ChurnMath
import ChurnModels
import Testing

@Suite struct RiskTableTests {
  /// By hand: one leaves on day 2 of 4 at risk; on day 3 one leaves and one is censored, both at risk.
  @Test("One censored at a time is still at risk at it")
  func exitsComeBeforeCensorings() throws {
    let table = try RiskTable(
      Lifetimes(durations: [3, 2, 5, 3], churned: [true, true, false, false]))
    #expect(table.times == [2, 3, 5])
    #expect(table.atRisk == [4, 3, 1])
    #expect(table.events == [1, 1, 0])
    #expect(table.censored == [0, 1, 1])
    #expect(table.entered == [4, 0, 0])
    #expect(table.counts.atRisk == [4, 3, 1] && table.eventCount == 2)
    #expect([0, 2, 2.5, 5, 6].map { table.atRisk(at: $0) } == [4, 4, 3, 1, 0])
  }

  /// By hand: entries 0, 2, 2 and 4; who enters at 2 is not yet at risk at 2.
  @Test("A customer is at risk after his entry, up to and with his end")
  func lateEntries() throws {
    let table = try RiskTable(
      Lifetimes(
        durations: [2, 4, 6, 6], churned: [true, true, true, false], entries: [0, 2, 2, 4],
        weights: [1, 2, 1, 0.5]))
    #expect(table.times == [2, 4, 6])
    #expect(table.atRisk == [1, 3, 1.5])
    #expect(table.counts.atRisk == [1, 2, 2])
    #expect(table.events == [1, 2, 1] && table.censored == [0, 0, 0.5])
    #expect(table.entered == [1, 3, 0.5])
    #expect(table.entries.map(\.time) == [0, 2, 4] && table.entries.map(\.count) == [1, 2, 1])
    #expect([1, 3, 4.5, 7].map { table.atRisk(at: $0) } == [1, 3, 1.5, 0])
  }

  @Test(
    "Tables are what a loop over all customers counts, in any group and with any thread count",
    arguments: [true, false], [(false, false), (true, false), (false, true), (true, true)])
  func twins(isWhole: Bool, kind: (isTruncated: Bool, isWeighted: Bool)) throws {
    for seed in UInt64(1)...4 {
      let lifetimes = randomLifetimes(
        rows: seed == 1 ? 2_000 : 60, seed: seed, isWhole: isWhole,
        isTruncated: kind.isTruncated, isWeighted: kind.isWeighted, reasons: 3)
      var stream = RandomStream(seed: seed, stream: 2)
      let groups = durationsIndices(lifetimes).map { _ in Int32(stream.uniform() * 5) - 1 }
      let tables = try RiskTable.byGroup(lifetimes, groups: groups, groupCount: 5)
      #expect(
        try RiskTable.byGroup(lifetimes, groups: groups, groupCount: 5, threads: 3) == tables)
      #expect(tables[4].isEmpty && tables[4].times.isEmpty)
      for group in 0..<4 {
        let rows = groups.indices.filter { groups[$0] == group }
        let expected = NaiveTable(lifetimes, rows: rows)
        let table = tables[group]
        #expect(table.times == expected.times)
        #expect(agree(table.atRisk, expected.atRisk, within: 1e-12))
        #expect(agree(table.events, expected.events, within: 1e-12))
        #expect(agree(table.censored, expected.censored, within: 1e-12))
        for time in stride(from: 0.5, to: 45, by: 3.7) {
          let atRisk = NaiveTable.atRisk(lifetimes, rows, time)
          #expect(abs(table.atRisk(at: time) - atRisk) < 1e-9)
        }
        // What enters and what goes leave what is at risk next.
        for index in table.times.indices {
          let before =
            index == 0
            ? 0
            : table.atRisk[index - 1] - table.events[index - 1] - table.censored[index - 1]
          #expect(abs(before + table.entered[index] - table.atRisk[index]) < 1e-9)
          let byReason = table.eventsByReason.reduce(0) { $0 + $1[index] }
          #expect(abs(byReason - table.events[index]) < 1e-12)
        }
        #expect(table.reasons == [1, 2, 3])
      }
    }
  }

  private func durationsIndices(_ lifetimes: Lifetimes) -> Range<Int> { 0..<lifetimes.count }

  @Test("The order of rows does not show, not even in sums of weights")
  func rowOrder() throws {
    let lifetimes = randomLifetimes(
      rows: 700, seed: 9, isWhole: true, isTruncated: true, isWeighted: true, reasons: 2)
    let order = (0..<700).sorted { ($0 * 389) % 700 < ($1 * 389) % 700 }
    let shuffled = try RiskTable(lifetimes.selecting(rows: order), threads: 2)
    #expect(try RiskTable(lifetimes) == shuffled)
  }

  /// Counting needs a cell a day, sorting does not: a duration of 10⁹ days takes the other way.
  @Test("Counted and sorted tables are equal")
  func bothWays() throws {
    let lifetimes = randomLifetimes(rows: 500, seed: 3, isWhole: true, reasons: 2)
    let counted = try RiskTable(lifetimes)
    let sorted = try RiskTable(
      Lifetimes(
        durations: lifetimes.durations + [1e9], exits: lifetimes.exits + [0]))
    #expect(sorted.times.dropLast() == counted.times[...])
    #expect(sorted.events.dropLast() == counted.events[...])
    #expect(sorted.atRisk.dropLast().map { $0 - 1 } == counted.atRisk)
    #expect(sorted.eventsByReason.map { $0.dropLast() } == counted.eventsByReason.map { $0[...] })
  }

  @Test("Weights from the smallest to the largest number end in finite sums")
  func extremeWeights() throws {
    let largest = Double.greatestFiniteMagnitude
    for weights in [
      [largest, largest, largest], [Double](repeating: .leastNonzeroMagnitude, count: 3),
      [1e-300, 1, 1e300], [0, 0, 1],
    ] {
      let table = try RiskTable(
        Lifetimes(durations: [1, 2, 3], churned: [true, true, true], weights: weights))
      let curve = KaplanMeier(table)
      #expect(curve.steps.allSatisfy { $0.survival.isFinite && $0.atRisk.isFinite })
      #expect(curve.steps.last?.survival == 0)
    }
    let none = try RiskTable(
      Lifetimes(durations: [1, 2], churned: [true, true], weights: [0, 0]))
    #expect(none.isEmpty && none.times.isEmpty)
  }

  /// Sums of steps are exact: 0.1 added to and taken from a million leaves 0.1.
  @Test("What is at risk becomes exactly nothing when the last one has gone")
  func exactSums() throws {
    let table = try RiskTable(
      Lifetimes(
        durations: [2, 5, 9], churned: [true, true, true], entries: [0, 3, 6],
        weights: [0.1, 1e6, 0.3]))
    #expect(table.atRisk == [0.1, 1e6, 0.3])
    #expect(table.events == [0.1, 1e6, 0.3])
  }

  @Test("Impossible lifetimes, entries, weights and groups are refused by row")
  func refusals() throws {
    for bad in [Double.nan, -1, .infinity, -.infinity] {
      for other in [1, 1.5, 1e12] {
        #expect(throws: FitError.invalidLifetime(index: 1)) {
          try RiskTable(Lifetimes(durations: [other, bad], churned: [true, true]))
        }
      }
      #expect(throws: FitError.invalidEntry(index: 1)) {
        try RiskTable(
          Lifetimes(durations: [1, 3], churned: [true, true], entries: [0, bad]))
      }
      #expect(throws: FitError.invalidWeight(row: 1)) {
        try RiskTable(
          Lifetimes(durations: [1, 3], churned: [true, true], weights: [0, bad]))
      }
    }
    // "entry_ge_time" of `reference/01_km_logrank.json`.
    #expect(throws: FitError.invalidEntry(index: 0)) {
      try RiskTable(Lifetimes(durations: [5, 6], churned: [true, true], entries: [5, 0]))
    }
    let two = Lifetimes(durations: [1, 2], churned: [true, false])
    #expect(throws: FitError.self) {
      try RiskTable.byGroup(two, groups: [0, 2], groupCount: 2)
    }
    #expect(throws: FitError.self) { try RiskTable.byGroup(two, groups: [0], groupCount: 2) }
    #expect(throws: FitError.self) { try RiskTable.byGroup(two, groups: [0, 0], groupCount: -1) }
    #expect(try RiskTable.byGroup(two, groups: [-1, -1], groupCount: 0).isEmpty)
    #expect(throws: FitError.invalidLifetime(index: 0)) {
      try RiskTable(days: [.min], churned: [true])
    }
    #expect(throws: FitError.lengthMismatch(rows: 1, labels: 0)) {
      try RiskTable(days: [1], churned: [])
    }
  }

  @Test("No lifetimes, one, those of no length and the longest number make tables")
  func smallTables() throws {
    let none = try RiskTable(Lifetimes(durations: [], exits: []))
    #expect(none.isEmpty && none.atRisk(at: 3) == 0 && none.reasons.isEmpty)
    #expect(try RiskTable(Lifetimes(durations: [4], exits: [255])).reasons == [255])
    let zero = try RiskTable(Lifetimes(durations: [-0.0, 0, 1], churned: [true, true, true]))
    #expect(zero.times == [0, 1] && zero.events == [2, 1] && zero.atRisk == [3, 1])
    let long = try RiskTable(days: [.max, 0], churned: [true, true])
    #expect(long.times == [0, Double(Int.max)])
  }
}
