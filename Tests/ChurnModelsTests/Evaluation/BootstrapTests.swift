import ChurnMath
import ChurnModels
import Testing

@Suite struct BootstrapTests {
  @Test("The interval of a mean is as wide as the central limit says")
  func intervalOfAMean() throws {
    var stream = RandomStream(seed: 2, stream: 0)
    let values = (0..<400).map { _ in stream.normal() }
    let intervals = try Bootstrap(replicates: 1_000).intervals(groups: Array(0..<400)) { weights in
      let total = weights.reduce(0, +)
      return [zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total]
    }
    let interval = try #require(intervals.first ?? nil)
    // 2 × 1.96 / √400 = 0.196 for unit variance; a tenth covers the sample's own deviation.
    #expect(abs(interval.upper - interval.lower - 0.196) < 0.03)
  }

  @Test("Rows of one customer are drawn together")
  func groupsStayTogether() throws {
    // Ten customers of fifty equal rows: as wide as with ten rows, not five hundred.
    let groups = (0..<500).map { $0 / 50 }
    let values = groups.map(Double.init)
    let spread = try Bootstrap().intervals(groups: groups) { weights in
      [zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)]
    }
    let interval = try #require(spread.first ?? nil)
    // √(8.25 / 10) × 2 × 1.96 = 3.56.
    #expect(interval.upper - interval.lower > 2.8)
  }

  @Test("The same seed gives the same interval on any number of threads")
  func seedDecides() throws {
    let values = (0..<60).map { Double($0 * $0 % 17) }
    func run(_ seed: UInt64, threads: Int) throws -> [Bootstrap.Interval?] {
      try Bootstrap(replicates: 100, seed: seed).intervals(
        groups: Array(0..<60), weights: values, threads: threads
      ) { [$0.reduce(0, +), nil] }
    }
    let one = try run(1, threads: 1)
    #expect(try run(1, threads: 2) == one)
    #expect(try run(2, threads: 1) != one)
    // A metric that is never defined has no interval.
    #expect(one.count == 2 && one[1] == nil)
  }

  @Test func awkwardRequestsAreRefused() {
    #expect(throws: FitError.noRows) { try Bootstrap().intervals(groups: []) { _ in [] } }
    #expect(throws: FitError.self) {
      try Bootstrap(replicates: 0).intervals(groups: [1]) { _ in [] }
    }
    #expect(throws: FitError.self) { try Bootstrap(level: 1).intervals(groups: [1]) { _ in [] } }
    #expect(throws: FitError.lengthMismatch(rows: 1, labels: 2)) {
      try Bootstrap().intervals(groups: [1], weights: [1, 2]) { _ in [] }
    }
  }
}
