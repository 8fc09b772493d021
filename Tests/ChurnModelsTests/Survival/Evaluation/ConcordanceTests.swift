import ChurnMath
import Testing

@testable import ChurnModels

@Suite struct ConcordanceTests {
  /// Every pair looked at.
  private func naive(
    _ scores: [Double], _ lifetimes: Lifetimes, _ weightAt: (Double) -> Double
  ) -> Concordance.Counts {
    var counts = Concordance.Counts()
    func weight(_ row: Int) -> Double { lifetimes.weights?[row] ?? 1 }
    for i in 0..<lifetimes.count where lifetimes.hasLeft(i) {
      let time = lifetimes.durations[i]
      for j in 0..<lifetimes.count where j != i {
        guard (lifetimes.entries?[j] ?? -1) < time else { continue }
        let product = weight(i) * weight(j) * weightAt(time)
        if lifetimes.durations[j] > time || lifetimes.durations[j] == time && !lifetimes.hasLeft(j)
        {
          if scores[i] > scores[j] {
            counts.concordant += product
          } else if scores[i] < scores[j] {
            counts.discordant += product
          } else {
            counts.tiedScores += product
          }
        } else if lifetimes.durations[j] == time, i < j {
          if scores[i] == scores[j] {
            counts.tiedBoth += product
          } else {
            counts.tiedTimes += product
          }
        }
      }
    }
    return counts
  }

  private func list(_ counts: Concordance.Counts) -> [Double] {
    [
      counts.concordant, counts.discordant, counts.tiedScores, counts.tiedTimes, counts.tiedBoth,
    ]
  }

  @Test(
    "Counts equal those of looking at every pair, with entries, weights and ties",
    arguments: [(false, false), (true, false), (false, true), (true, true)])
  func equalsTwin(_ entries: Bool, _ weights: Bool) throws {
    for seed in 1...5 {
      let data = RandomLifetimes(
        130, seed: UInt64(seed), entries: entries, weights: weights)
      // Few distinct scores, so that many are equal.
      let scores = data.features.columns[0].values.map { ($0 * 4).rounded() }
      let found = try #require(try Concordance(of: scores, data.lifetimes))
      #expect(
        near(list(found.counts), list(naive(scores, data.lifetimes) { _ in 1 }), relative: 1e-12))
      guard !entries else { continue }
      let censoring = try ProductLimit.censoring(data.lifetimes)
      let uno = try #require(
        try Concordance(of: scores, data.lifetimes, weighting: .censoring, before: 12))
      let expected = naive(scores, data.lifetimes) { time in
        time < 12 ? 1 / (censoring.share(before: time) * censoring.share(before: time)) : 0
      }
      #expect(near(list(uno.counts), list(expected), relative: 1e-11))
    }
  }

  /// The variance is the sum of squared changes when a row's weight is moved a little.
  @Test(
    "The variance is what small changes of the weights say",
    arguments: [(false, false), (true, false), (false, true), (true, true)])
  func varianceByDifferences(_ entries: Bool, _ weights: Bool) throws {
    let data = RandomLifetimes(60, seed: 19, entries: entries, weights: weights)
    let scores = data.features.columns[1].values.map { ($0 * 5).rounded() }
    let found = try #require(try Concordance(of: scores, data.lifetimes))
    var sum = 0.0
    for row in 0..<60 {
      var values: [Double] = []
      for change in [-1e-4, 1e-4] {
        var moved = data.lifetimes.weights ?? [Double](repeating: 1, count: 60)
        let own = moved[row]
        moved[row] += own == 0 ? 0 : change
        let lifetimes = Lifetimes(
          durations: data.lifetimes.durations, exits: data.lifetimes.exits,
          entries: data.lifetimes.entries, weights: moved)
        values.append(try #require(try Concordance(of: scores, lifetimes)).value * max(own, 0))
      }
      let slope = (values[1] - values[0]) / 2e-4
      sum += slope * slope
    }
    // Central differences of step 1e-4 are good to 1e-8 of the slope.
    #expect(near([found.variance], [sum], relative: 1e-6))
  }

  @Test("Neither the order of rows nor a rising function of the scores changes a bit")
  func invariance() throws {
    let data = RandomLifetimes(2_000, seed: 4, entries: true, weights: true)
    let scores = data.features.columns[0].values
    let found = try #require(try Concordance(of: scores, data.lifetimes))
    let cubed = try #require(
      try Concordance(of: scores.map { $0 * $0 * $0 - 5 }, data.lifetimes))
    #expect(found == cubed)
    let other = data.shuffled(seed: 6)
    let shuffled = try #require(
      try Concordance(of: other.features.columns[0].values, other.lifetimes))
    #expect(found == shuffled)
    let turned = try #require(
      try Concordance(of: scores.map { -$0 }, data.lifetimes, meaning: .lifetime))
    #expect(near([turned.value, turned.variance], [found.value, found.variance], relative: 1e-12))
  }

  @Test("Scores and lifetimes that make no sense are refused")
  func refusals() {
    let lifetimes = Lifetimes(durations: [1, 2], churned: [true, false])
    #expect(throws: FitError.noRows) {
      try Concordance(of: [], Lifetimes(durations: [], churned: []))
    }
    #expect(throws: FitError.lengthMismatch(rows: 2, labels: 1)) {
      try Concordance(of: [1], lifetimes)
    }
    #expect(throws: FitError.self) { try Concordance(of: [1, .nan], lifetimes) }
    #expect(throws: FitError.self) { try Concordance(of: [1, .infinity], lifetimes) }
    #expect(throws: FitError.invalidLifetime(index: 1)) {
      try Concordance(of: [1, 2], Lifetimes(durations: [1, -2], churned: [true, true]))
    }
    #expect(throws: FitError.self) {
      try Concordance(
        of: [1, 2], Lifetimes(durations: [1, 2], churned: [true, true], entries: [0, 1]),
        weighting: .censoring)
    }
  }
}
