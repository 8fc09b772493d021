import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Hazards over a grid of days")
struct HazardTests {
  /// Features that say nothing.
  private static func features(_ count: Int) -> FeatureMatrix {
    FeatureMatrix(
      columns: [.init(name: "x", values: (0..<count).map { Double($0 % 7) })], rowCount: count)
  }

  @Test("A grid wants ends that ascend from its start")
  func gridAscends() throws {
    #expect(HazardGrid(ends: []) == nil)
    #expect(HazardGrid(ends: [3, 3]) == nil)
    #expect(HazardGrid(start: 5, ends: [5]) == nil)
    #expect(HazardGrid(start: -1, ends: [5]) == nil)
    let grid = try #require(HazardGrid(start: 2, ends: [3, 10]))
    #expect((0..<grid.count).map(grid.begin) == [2, 3])
    #expect((0..<grid.count).map(grid.length) == [1, 7])
  }

  @Test("The widening grid ends where too few rows are followed")
  func gridEndsWithTheData() throws {
    let followUps = Array(repeating: 100, count: 3) + Array(repeating: 12, count: 9)
    #expect(HazardGrid.widening(from: 0, followUps: followUps, rows: 12)?.ends == [3, 7, 10])
    #expect(HazardGrid.widening(from: 0, followUps: followUps, rows: 3)?.last == 90)
    #expect(HazardGrid.widening(from: 60, followUps: followUps, rows: 3)?.ends == [75, 90])
    #expect(HazardGrid.widening(from: 0, followUps: followUps, rows: 13) == nil)
    #expect(HazardGrid.widening(from: 0, followUps: [2, 2], rows: 1) == nil)
  }

  @Test("Survival is the product of what each interval leaves, smooth within one")
  func survivalByHand() throws {
    let grid = try #require(HazardGrid(ends: [2, 6]))
    let hazards = Hazards(grid: grid, values: [[0.19, 0], [0.5, 1]])
    // 1 day of the first interval: sqrt(1 - .19) = .9. Two days of four in the second: sqrt(.5).
    #expect(hazards.survival(0, before: 0) == 1)
    #expect(abs(hazards.survival(0, before: 1) - 0.9) < 1e-15)
    #expect(abs(hazards.survival(0, before: 2) - 0.81) < 1e-15)
    #expect(abs(hazards.survival(0, before: 4) - 0.81 * 0.5.squareRoot()) < 1e-15)
    #expect(abs(hazards.survival(0, before: 99) - 0.405) < 1e-15)
    #expect(hazards.survival(1, before: 2) == 1)
    #expect(hazards.survival(1, before: 3) == 0)
  }

  @Test("The day that reaches a probability is the first one, as walking day by day finds it")
  func dayIsTheFirst() throws {
    let grid = try #require(HazardGrid(ends: [3, 10, 21]))
    let hazards = Hazards(grid: grid, values: [[0.02, 0.6], [0.3, 0.6], [0.4, 0.6]])
    for row in 0...1 {
      for probability in [0.01, 0.1, 0.3, 0.5, 0.58, 0.9, 0.93] {
        let walked = (0..<21).first { 1 - hazards.survival(row, before: $0 + 1) >= probability }
        #expect(hazards.day(row, reaching: probability) == walked)
      }
    }
  }

  @Test("Only intervals that are observed whole count, whether it happens in them or not")
  func partIntervalsDoNotCount() throws {
    let grid = try #require(HazardGrid(ends: [5, 10]))
    // Followed for 8 days: the second interval is cut off, so the event on day 6 must not count.
    let spells = Spells(
      features: Self.features(4), events: [6, nil, 2, 9], followUps: [8, 8, 8, 10],
      groups: [0, 1, 2, 3])
    let periods = PersonPeriods(spells, grid)
    #expect(periods.rows == [0, 1, 2, 3, 3])
    #expect(periods.intervals == [0, 0, 0, 0, 1])
    #expect(periods.samples.labels == [false, false, true, false, true])
    #expect(spells.periodCount(grid) == 5)
  }

  @Test("An event at the end of the follow-up or later was not seen")
  func eventBeyondFollowUp() {
    let spells = Spells(
      features: Self.features(2), events: [8, 7], followUps: [8, 8], groups: [0, 1])
    #expect(spells.events == [nil, 7])
  }

  @Test("Thinning keeps whole customers and about the number wanted")
  func thinningByCustomer() throws {
    let grid = try #require(HazardGrid(ends: [1]))
    let count = 20_000
    let spells = Spells(
      features: Self.features(count), events: Array(repeating: nil, count: count),
      followUps: Array(repeating: 1, count: count), groups: (0..<count).map { $0 / 4 })
    let thinned = spells.thinned(to: 5_000, over: grid, seed: 3)
    // 5,000 customers of four rows, each kept with probability 1/4: 5 standard deviations are 612.
    #expect(abs(thinned.count - 5_000) < 612)
    let kept = Dictionary(grouping: thinned.groups) { $0 }
    #expect(kept.values.allSatisfy { $0.count == 4 })
    #expect(spells.thinned(to: count, over: grid, seed: 3).count == count)
  }

  @Test(
    "The intercepts make expected events those observed, and half an event where there was none")
  func matchedLevel() {
    let logOdds: [Double] = [-2, -1, 0, 1, -3, -2, 30, -30]
    let labels = [false, true, false, true, false, false, false, true]
    let intervals = [0, 0, 0, 0, 1, 1, 2, 2]
    let scale = HazardScale.matched(
      logOdds, labels: labels, intervals: intervals, count: 4, slope: 0.7)
    func expected(_ interval: Int) -> Double {
      intervals.indices.filter { intervals[$0] == interval }
        .reduce(0) { $0 + scale.hazard(logOdds[$1], in: interval) }
    }
    #expect(abs(expected(0) - 2) < 1e-8)
    // No event among 2 where the classifier expects their mean: 2 * (0 + mean) / 3.
    let mean = (logistic(-3) + logistic(-2)) / 2
    #expect(abs(expected(1) - 2 * mean / 3) < 1e-8)
    #expect(abs(expected(2) - 1) < 1e-6)
    #expect(scale.intercepts[3] == 0)
  }

  @Test("The slope is that of logistic regression with an intercept for each interval")
  func slopeAgainstR() {
    // R 4.2.2: x <- c(-2,-1.5,-1,-.5,0,.5,1,1.5,-1.8,-.9,0,.9,1.8,.3)
    // y <- c(0,0,1,0,0,1,0,1,0,0,1,0,1,0); k <- factor(c(rep(0,8),rep(1,6)))
    // coef(glm(y ~ k + x, family = binomial, control = list(epsilon = 1e-14)))["x"]
    let x = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, -1.8, -0.9, 0, 0.9, 1.8, 0.3]
    let y = [0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0].map { $0 == 1 }
    let k = Array(repeating: 0, count: 8) + Array(repeating: 1, count: 6)
    let slope = HazardScale.slope(x, labels: y, intervals: k, count: 2)
    #expect(abs(slope - 0.960576171775) < 1e-5)
    // Spread the wrong way round is not turned, and one outcome says nothing.
    #expect(
      HazardScale.slope(x.map { -$0 }, labels: y, intervals: k, count: 2)
        == HazardScale.slopes.lowerBound)
    #expect(
      HazardScale.slope(x, labels: y.map { _ in false }, intervals: k, count: 2) == 1)
  }
}
