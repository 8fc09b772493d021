import ChurnMath
import Testing

@testable import ChurnModels

@Suite("The discrete-time hazard model")
struct DiscreteHazardTests {
  /// Spells of known hazards: 5 % a day at x = 0 and 2 % at x = 1; followed for 20 to 60 days.
  private static func simulated(_ count: Int, seed: UInt64) -> Spells {
    var stream = RandomStream(seed: seed, stream: 0)
    var x: [Double] = []
    var events: [Int?] = []
    var followUps: [Int] = []
    for row in 0..<count {
      x.append(Double(row % 2))
      let daily = row % 2 == 0 ? 0.05 : 0.02
      var day = 0
      while day < 1_000, stream.uniform() >= daily { day += 1 }
      events.append(day)
      followUps.append(20 + Int(stream.uniform() * 41))
    }
    return Spells(
      features: FeatureMatrix(columns: [.init(name: "x", values: x)], rowCount: count),
      events: events, followUps: followUps, groups: Array(0..<count))
  }

  private static func fit(_ count: Int, threads: Int = 1) throws -> DiscreteHazard.Model {
    let grid = try #require(HazardGrid(ends: [3, 7, 14, 30, 45]))
    return try DiscreteHazard().fit(
      simulated(count, seed: 1), over: grid, earlier: simulated(count, seed: 2),
      later: simulated(count, seed: 3), threads: threads)
  }

  @Test("Known hazards are found again")
  func recoversHazards() throws {
    let model = try Self.fit(6_000)
    let hazards = try model.hazards(
      FeatureMatrix(columns: [.init(name: "x", values: [0, 1])], rowCount: 2))
    for (row, daily) in [0.05, 0.02].enumerated() {
      for (day, left) in [(3, 3.0), (14, 14), (30, 30), (45, 45)] {
        var truth = 1.0
        for _ in 0..<Int(left) { truth *= 1 - daily }
        // The standard error of such a share among 3,000 is below .01.
        #expect(abs(hazards.survival(row, before: day) - truth) < 0.03)
      }
    }
  }

  @Test("Expected events are those observed, interval by interval")
  func meanIsKaplanMeier() throws {
    let model = try Self.fit(2_000)
    let spells = Self.simulated(2_000, seed: 1)
    let hazards = try model.hazards(spells.features)
    for interval in 0..<model.grid.count {
      let atRisk = (0..<spells.count).filter {
        spells.isAtRisk($0, in: interval, of: model.grid)
      }
      let expected = atRisk.reduce(0) { $0 + hazards.values[interval][$1] }
      let events = atRisk.count { spells.happened($0, in: interval, of: model.grid) }
      #expect(abs(expected - Double(events)) < 1e-6 * Double(spells.count))
    }
  }

  @Test("Threads change nothing")
  func threadsChangeNothing() throws {
    #expect(try Self.fit(1_500, threads: 1) == Self.fit(1_500, threads: 3))
  }

  @Test("Too few events are refused with their number")
  func tooFewEvents() throws {
    let grid = try #require(HazardGrid(ends: [3, 7]))
    let few = Spells(
      features: FeatureMatrix(
        columns: [.init(name: "x", values: Array(repeating: 0, count: 40))], rowCount: 40),
      events: (0..<40).map { $0 < 5 ? 1 : nil }, followUps: Array(repeating: 9, count: 40),
      groups: Array(0..<40))
    #expect(throws: FitError.tooFewRows(rows: 5, needed: DiscreteHazard.leastEvents)) {
      try DiscreteHazard().fit(few, over: grid, earlier: few, later: few)
    }
  }

  @Test("A scale of another grid is no model")
  func scaleMustFit() throws {
    let model = try Self.fit(1_000)
    #expect(
      DiscreteHazard.Model(
        grid: model.grid, classifier: model.classifier,
        scale: HazardScale(slope: 1, intercepts: [0])) == nil)
  }
}
