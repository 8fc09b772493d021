import ChurnMath
import Testing

@testable import ChurnModels

@Suite struct SurvivalScoresTests {
  /// By hand: left at 1, censored at 2, left at 2, still there at 4.
  ///
  /// Of four, one left before 2 and one at 2, so that of the two who could be censored at 2 one was.
  private let lifetimes = Lifetimes(
    durations: [1, 2, 2, 4], churned: [true, false, true, false])

  @Test("Exits come before censoring at the same time")
  func censoringByHand() throws {
    let censoring = try ProductLimit.censoring(lifetimes)
    #expect(censoring.times == [2, 4])
    #expect(censoring.shares == [0.5, 0])
    #expect(censoring.share(before: 2) == 1)
    #expect(censoring.share(at: 3) == 0.5)
    let survival = ProductLimit.survival(lifetimes)
    #expect(survival.times == [1, 2])
    // 3/4, then 2/3 of it.
    #expect(near(survival.shares, [0.75, 0.5], relative: 1e-15))
  }

  @Test("The Brier score by hand")
  func brierByHand() throws {
    let censoring = try ProductLimit.censoring(lifetimes)
    let shares = Matrix(rows: 4, columns: [[0.9, 0.8, 0.7, 0.6], [0.2, 0.3, 0.4, 0.5]])
    let at = try SurvivalBrier(shares, at: [1, 3], lifetimes, censoring: censoring, tie: .at)
    // At 1 nobody is censored: (0.9² + 0.2² + 0.3² + 0.4²) / 4.
    // At 3: 0.2² + 0.4²/0.5 for those who left, (1 − 0.5)²/0.5 for the one still there.
    #expect(
      near(at.scores, [(0.81 + 0.04 + 0.09 + 0.16) / 4, (0.04 + 0.32 + 0.5) / 4], relative: 1e-14))
    let before = try SurvivalBrier(
      shares, at: [1, 3], lifetimes, censoring: censoring, tie: .before)
    #expect(near([before.scores[1]], [(0.04 + 0.16 + 0.5) / 4], relative: 1e-14))
    #expect(near([at.integrated ?? 0], [(at.scores[0] + at.scores[1]) / 2], relative: 1e-14))
    let single = try SurvivalBrier(
      Matrix(rows: 4, columns: [[0.9, 0.8, 0.7, 0.6]]), at: [1], lifetimes, censoring: censoring)
    #expect(single.integrated == nil)
  }

  @Test("The area at a time by hand, and nothing where nobody had left")
  func areaByHand() throws {
    let censoring = try ProductLimit.censoring(lifetimes)
    let areas = try TimeDependentAUC(
      of: [3, 1, 2, 2], at: [0.5, 1, 3], lifetimes, censoring: censoring)
    #expect(areas.values[0] == nil)
    // At 1 the one who left scores above all three.
    #expect(areas.values[1] == 1)
    // At 3 those who left (weights 1 and 2) meet the one still there: 3 > 2, 2 = 2.
    #expect(areas.values[2] == (1 + 2 * 0.5) / 3)
    #expect(areas.mean == nil)
    let later = try TimeDependentAUC(
      of: [3, 1, 2, 2], at: [1, 3], lifetimes, censoring: censoring)
    // Kaplan-Meier falls by 1/4 up to 1 and by 1/4 up to 3.
    #expect(near([later.mean ?? 0], [(1 + 2.0 / 3) / 2], relative: 1e-14))
  }

  @Test("Scores that change with the time asked are judged each at its own")
  func changingScores() throws {
    let data = RandomLifetimes(300, seed: 12)
    let censoring = try ProductLimit.censoring(data.lifetimes)
    let columns = data.features.columns.prefix(2).map(\.values)
    let both = try TimeDependentAUC(
      Matrix(rows: 300, columns: columns), at: [4, 9], data.lifetimes, censoring: censoring)
    for (place, time) in [4.0, 9].enumerated() {
      let own = try TimeDependentAUC(
        of: columns[place], at: [time], data.lifetimes, censoring: censoring)
      #expect(own.values[0] == both.values[place])
    }
  }

  @Test("What cannot be judged is refused")
  func refusals() throws {
    let censoring = try ProductLimit.censoring(lifetimes)
    let flat = Matrix(rows: 4, columns: [[0.5, 0.5, 0.5, 0.5]])
    #expect(throws: FitError.invalidScore(row: 2, found: 1.5)) {
      try SurvivalBrier(
        Matrix(rows: 4, columns: [[0, 1, 1.5, 0]]), at: [1], lifetimes, censoring: censoring)
    }
    #expect(throws: FitError.lengthMismatch(rows: 2, labels: 1)) {
      try SurvivalBrier(flat, at: [1, 2], lifetimes, censoring: censoring)
    }
    for times in [[2.0, 1], [1, 1], [.nan, 1]] {
      #expect(throws: FitError.self) {
        try SurvivalBrier(
          Matrix(rows: 4, columns: [flat.values, flat.values]), at: times, lifetimes,
          censoring: censoring)
      }
    }
    let entered = Lifetimes(
      durations: [1, 2, 2, 4], churned: [true, false, true, false], entries: [0, 0, 1, 1])
    #expect(throws: FitError.self) { try ProductLimit.censoring(entered) }
    #expect(throws: FitError.self) {
      try SurvivalBrier(flat, at: [1], entered, censoring: censoring)
    }
    #expect(throws: FitError.self) {
      try TimeDependentAUC(of: [1, 2, 3, 4], at: [1], entered, censoring: censoring)
    }
  }
}
