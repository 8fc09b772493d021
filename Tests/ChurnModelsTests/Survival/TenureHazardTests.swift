import ChurnMath
import ChurnModels
import Testing

@Suite struct TenureHazardTests {
  /// By hand: durations 1, 2 (exits), 3 (kept): exposures 1 + 1 + 1 and 0 + 1 + 1 and 0 + 0 + 1.
  @Test("Exits are set against the time at risk in each stage")
  func byHand() throws {
    let table = try RiskTable(Lifetimes(durations: [1, 2, 3], churned: [true, true, false]))
    let hazard = TenureHazard(table, edges: [0, 1, 2, 3, 4])
    #expect(hazard.intervals.map(\.exposure) == [3, 2, 1, 0])
    #expect(hazard.intervals.map(\.events) == [1, 1, 0, 0])
    #expect(hazard.intervals.prefix(3).map(\.rate) == [1.0 / 3, 0.5, 0])
    #expect(hazard.intervals[3].rate.isNaN && hazard.intervals[3].upper.isNaN)
    #expect(TenureHazard(table, width: 1).intervals.count == 3)
  }

  /// R 4.2.2: poisson.test(1, 3)$conf.int is 0.00843926 1.85721441 and poisson.test(0, 1)'s end is
  /// 3.688879454113936.
  @Test("Intervals of rates are the exact ones of a count")
  func intervals() throws {
    let table = try RiskTable(Lifetimes(durations: [1, 2, 3], churned: [true, true, false]))
    let hazard = TenureHazard(table, edges: [0, 1, 2, 3]).intervals
    #expect(abs(hazard[0].lower - 0.00843926) < 1e-8)
    #expect(abs(hazard[0].upper - 1.85721441) < 1e-7)
    #expect(hazard[2].lower == 0 && abs(hazard[2].upper - 3.688879454113936) < 1e-12)
  }

  @Test(
    "Exposure is what a loop over customers adds up", arguments: [false, true], [false, true])
  func twin(isTruncated: Bool, isWeighted: Bool) throws {
    let lifetimes = randomLifetimes(
      rows: 300, seed: 6, isWhole: isTruncated, isTruncated: isTruncated,
      isWeighted: isWeighted)
    let table = try RiskTable(lifetimes)
    let edges = [0, 3, 7.5, 20, 33, 60]
    for interval in TenureHazard(table, edges: edges.reversed() + [.nan, -1]).intervals {
      var exposure = 0.0
      var events = 0.0
      for row in 0..<300 {
        let start = max(interval.from, lifetimes.entries?[row] ?? 0)
        let end = min(interval.to, lifetimes.durations[row])
        let weight = lifetimes.weights?[row] ?? 1
        exposure += max(0, end - start) * weight
        let time = lifetimes.durations[row]
        if lifetimes.hasLeft(row), time > interval.from, time <= interval.to { events += weight }
      }
      #expect(abs(interval.exposure - exposure) < 1e-9 * max(1, exposure))
      #expect(abs(interval.events - events) < 1e-9)
      #expect(interval.lower <= interval.rate && interval.rate <= interval.upper)
    }
  }

  @Test("Awkward edges, widths and tables end in few or no stages")
  func awkward() throws {
    let table = try RiskTable(Lifetimes(durations: [0, 5], churned: [true, true]))
    #expect(TenureHazard(table, edges: []).intervals.isEmpty)
    #expect(TenureHazard(table, edges: [3]).intervals.isEmpty)
    #expect(TenureHazard(table, edges: [0, 5]).intervals.map(\.events) == [2])
    for width in [0, -1, Double.nan] {
      #expect(TenureHazard(table, width: width).intervals.isEmpty)
    }
    #expect(TenureHazard(table, width: 1e-300).intervals.count == 10_000)
    #expect(TenureHazard(table, width: .infinity).intervals.count <= 1)
    let none = try RiskTable(Lifetimes(durations: [], exits: []))
    #expect(TenureHazard(none, width: 1).intervals.isEmpty)
    #expect(TenureHazard(none, edges: [0, 1]).intervals.map(\.exposure) == [0])
    #expect(TenureHazard(table, edges: [0, 1], level: 2).intervals[0].lower.isNaN)
  }
}
