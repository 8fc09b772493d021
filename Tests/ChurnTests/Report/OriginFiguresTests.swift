import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Figures of origin after origin")
struct OriginFiguresTests {
  private typealias Fixture = PipelineFixture

  /// Log-odds that are one too low everywhere, at cutoffs 30 days apart.
  private func origins(count: Int, rows: Int) -> [Origin] {
    var random = RandomStream(seed: 11, stream: 0)
    return (0..<count).map { place in
      let odds = (0..<rows).map { _ in 4 * random.uniform() - 2 }
      return Origin(
        at: Fixture.day("2024-01-01") + 30 * place, role: "training", logOdds: odds.map { $0 - 1 },
        labels: odds.map { random.chance(1 / (1 + exp(-$0))) }, groups: Array(0..<rows))
    }
  }

  @Test("An origin is calibrated on those whose outcome was known there, and on no other")
  func known() throws {
    let origins = origins(count: 4, rows: 2000)
    let figures = try OriginFigures.rolling(origins, reach: 60, seed: 1, threads: 2)
    #expect(figures.map(\.at) == origins.map(\.at))
    // After 60 days the first outcome is known: the third origin is the first to be put right.
    for place in [0, 1] { #expect(figures[place].churnRate - figures[place].meanProbability > 0.1) }
    for place in [2, 3] {
      #expect(abs(figures[place].churnRate - figures[place].meanProbability) < 0.04)
    }
    // Turning round what came later changes nothing of what was told before.
    var later = origins
    later[3] = Origin(
      at: origins[3].at, role: "training", logOdds: origins[3].logOdds,
      labels: origins[3].labels.map { !$0 }, groups: origins[3].groups)
    let other = try OriginFigures.rolling(later, reach: 60, seed: 1, threads: 1)
    #expect(Array(other[..<3]) == Array(figures[..<3]))
    #expect(other[3].meanProbability == figures[3].meanProbability)
  }

  @Test("Origins without rows are left out, those of one outcome have no ranking")
  func awkward() throws {
    let day = Fixture.day("2024-01-01")
    let figures = try OriginFigures.rolling(
      [
        Origin(at: day, role: "training", logOdds: [], labels: [], groups: []),
        Origin(
          at: day + 10, role: "training", logOdds: [1, 2], labels: [true, true], groups: [0, 1]),
      ], reach: 5, seed: 1, threads: 1)
    #expect(figures.count == 1 && figures[0].rocAUC == nil && figures[0].churnRate == 1)
  }

  /// By hand: told .2, .4, .6, .8 (mean .5), three of four left: 25 points more.
  @Test("The shift is what happened less what was told, and its interval holds it")
  func shift() throws {
    let judged = JudgedRows(
      labels: [true, false, true, true], probabilities: [0.2, 0.4, 0.6, 0.8],
      groups: [0, 1, 2, 3], margins: nil, rules: [])
    let shift = try #require(
      BaseRateShift(
        judged, training: (10, 4), calibration: (8, 4), before: [0.3, 0.5, 0.4], seed: 1,
        threads: 1))
    #expect(shift.training == 0.4 && shift.calibration == 0.5 && shift.test == 0.75)
    #expect(abs(shift.predicted - 0.5) < 1e-12 && abs(shift.shift - 0.25) < 1e-12)
    #expect(shift.lower < 0.25 && shift.upper > 0.25)
    #expect(shift.lowestBefore == 0.3 && shift.highestBefore == 0.5)
    let none = JudgedRows(labels: [], probabilities: [], groups: [], margins: nil, rules: [])
    #expect(
      BaseRateShift(
        none, training: (0, 0), calibration: (0, 0), before: [], seed: 1, threads: 1) == nil)
  }
}
