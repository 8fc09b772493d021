import Foundation
import Testing

@testable import Churn

@Suite("Promises held beside what happened")
struct PromiseCheckTests {
  private func promise(
    _ probabilities: [Double], bands: [RiskBands.Band] = [.low],
    segments: [LifecycleStage?] = [.loyal]
  ) -> Promise {
    let rows = probabilities.enumerated().map { place, probability in
      Promise.Row(
        id: "c\(place)", probability: probability, band: bands[place % bands.count],
        segment: segments[place % segments.count])
    }
    return Promise(
      head: Promise.Head(
        kind: "churn-promise", formatVersion: 1, bundle: "shop", model: "m", fingerprint: "f",
        cutoff: Day(iso: "2011-07-01"), horizonDays: 60, gapDays: 7, customers: rows.count,
        sha256: ""), rows: rows)
  }

  private func check(
    _ promise: Promise, _ outcomes: [Bool?], errors: [TrainingReference.LevelError] = []
  ) throws -> PromiseCheck {
    try PromiseCheck(
      promise, file: "f.csv", outcomes: outcomes, errors: errors, seed: 1, threads: 1)
  }

  @Test("A promise is due on the day after its label window")
  func maturity() throws {
    let made = promise([0.5])
    // 1 July, 7 days to act, 60 days of window: its last day is 5 September.
    #expect(made.matures == Day(iso: "2011-09-06"))
    let due = try #require(made.matures)
    #expect(made.isMature(end: due) && !made.isMature(end: due - 1))
    let check = PromiseCheck(notDue: made, file: "f.csv")
    #expect(check.standing == .notDue && check.sentence.contains("2011-09-06"))
    #expect(check.all == nil && check.absent == nil)
  }

  @Test("As many leavers as promised keep it, too many or too few break it")
  func verdicts() throws {
    // Binomial(400, 0.25): 100, and by scipy.stats.binom the central 95 % are 83 to 117.
    let made = promise(Array(repeating: 0.25, count: 400))
    func left(_ count: Int) -> [Bool?] { (0..<400).map { $0 < count } }
    for (count, standing) in [
      (82, PromiseCheck.Standing.broken), (83, .kept), (100, .kept), (117, .kept), (118, .broken),
    ] {
      #expect(try check(made, left(count)).standing == standing, "\(count)")
    }
    let all = try #require(try check(made, left(118)).all)
    #expect(all.lower == 83 && all.upper == 117 && all.promised == 100 && all.left == 118)
    #expect(try check(made, left(118)).sentence.contains("118 of 400 left, 100 were promised"))
    #expect(try check(made, left(82)).sentence.contains("fewer"))
  }

  @Test("A level that has moved before widens the band, one that has not does not")
  func usualBand() throws {
    let made = promise(Array(repeating: 0.25, count: 400))
    let outcomes: [Bool?] = (0..<400).map { $0 < 130 }
    func errors(_ logOdds: [Double]) -> [TrainingReference.LevelError] {
      logOdds.map { TrainingReference.LevelError(logOdds: $0, variance: 0.01) }
    }
    let wide = try check(made, outcomes, errors: errors([0.4, -0.5, 0.3, -0.4]))
    #expect(wide.standing == .kept && wide.all?.holds == false)
    #expect(wide.sentence.contains("no more than the level has moved"))
    let usual = try #require(wide.usualBand)
    // By hand: mean square 0.165 less 0.01; with 1/(400 · 0.1875) its root is 0.41; Student's
    // quantile of 4 is 2.776. The log-odds of 0.25 less and plus 1.1393 are shares of 0.0964 and
    // 0.5102.
    #expect(abs(usual.levelDeviation - 0.155.squareRoot()) < 1e-12)
    #expect(usual.lower == 39 && usual.upper == 204)
    #expect(try check(made, outcomes, errors: errors([0.4, -0.5])).usualBand == nil)
    #expect(try check(made, outcomes, errors: errors([0.4, -0.5])).standing == .broken)
    let still = try check(made, outcomes, errors: errors(Array(repeating: 0.05, count: 12)))
    #expect(still.usualBand?.levelDeviation == 0 && still.standing == .broken)
  }

  @Test("Tenths, segments and bands add up, the riskiest first")
  func groups() throws {
    let probabilities = (0..<205).map { Double($0 * 53 % 205) / 205 }
    let made = promise(
      probabilities, bands: [.high, .low], segments: [.loyal, .new, .slipping])
    let outcomes: [Bool?] = probabilities.enumerated().map { place, p in
      place % 41 == 0 ? nil : p * 10 - Double(Int(p * 10)) < p
    }
    let found = try check(made, outcomes)
    #expect(found.absent == 5 && found.customers == 205 && found.all?.customers == 200)
    #expect(found.deciles.map(\.name) == (1...10).map(String.init))
    #expect(found.deciles.map(\.customers) == Array(repeating: 20, count: 10))
    #expect(found.segments.map(\.name) == ["new", "loyal", "slipping"])
    #expect(found.bands.map(\.name) == ["high", "low"])
    for counts in [found.deciles, found.segments, found.bands] {
      #expect(counts.reduce(0) { $0 + $1.left } == found.all?.left)
      #expect(abs(counts.reduce(0) { $0 + $1.promised } - (found.all?.promised ?? 0)) < 1e-9)
    }
    let shares = found.deciles.map { $0.promised / Double($0.customers) }
    #expect(shares == shares.sorted(by: >))
    #expect(found.rocAUC.map { ($0.lower ?? 1) <= $0.value && $0.value <= ($0.upper ?? 0) } == true)
    #expect(found.calibrationSlope != nil)
  }

  @Test("Nobody found, one outcome only, and few customers end in words, not in a trap")
  func edges() throws {
    let made = promise([0.2, 0.3, 1, 0])
    let none = try check(made, [nil, nil, nil, nil])
    #expect(none.standing == .notFound && none.absent == 4 && none.deciles.isEmpty)
    let stayed = try check(made, [false, false, false, false])
    #expect(stayed.rocAUC == nil && stayed.calibrationSlope == nil)
    // One was certain to leave and did not.
    #expect(stayed.standing == .broken)
    #expect(stayed.deciles.count == 4)
    let sure = try check(
      promise([1, 1]), [true, true],
      errors: (0..<5).map { _ in TrainingReference.LevelError(logOdds: 0.1, variance: 0.01) })
    #expect(sure.standing == .kept && sure.usualBand == nil)
  }
}
