import ChurnMath
import Foundation
import Testing

@testable import ChurnModels

@Suite struct BrierDecompositionTests {
  /// Two probabilities: 0.2 (1 of 4 churned) and 0.6 (1 of 2).
  ///
  /// Reliability (4 × 0.05² + 2 × 0.1²) / 6;
  /// the base rate is 1/3: resolution (4 × (1/12)² + 2 × (1/6)²) / 6; uncertainty 2/9.
  @Test("By hand")
  func byHand() throws {
    let parts = try #require(
      BrierDecomposition(
        try RankedScores(
          labels: [true, false, false, false, true, false],
          scores: [0.2, 0.2, 0.2, 0.2, 0.6, 0.6])))
    #expect(abs(parts.reliability - 0.03 / 6) < 1e-15)
    #expect(abs(parts.resolution - (4.0 / 144 + 2.0 / 36) / 6) < 1e-15)
    #expect(abs(parts.uncertainty - 2.0 / 9) < 1e-15)
    #expect(abs(parts.within) < 1e-15)
  }

  @Test("Over distinct probabilities the parts add up to the score; bins leave a rest that is told")
  func partsAddUp() throws {
    let plain = try RandomRanking.ranked(500)
    let ranked = try plain.reweighted(plain.labels.indices.map { Double($0 % 3) })
    let brier = try #require(BrierScore.value(of: ranked))
    let exact = try #require(BrierDecomposition(ranked))
    #expect(abs(exact.reliability - exact.resolution + exact.uncertainty - brier) < 1e-14)
    let binned = try #require(BrierDecomposition(ranked, bins: 5))
    let sum = binned.reliability - binned.resolution + binned.uncertainty + binned.within
    #expect(abs(sum - brier) < 1e-15)
    #expect(binned.resolution < exact.resolution)
    #expect(try BrierDecomposition(RankedScores(labels: [true], scores: [3])) == nil)
  }
}

@Suite struct EqualSizeBinTests {
  @Test("Bins are nearly equal, ascending, and hold every row once; equal scores stay together")
  func binsDivide() throws {
    for (rows, levels) in [(1_000, 1_000_000), (1_000, 40), (97, 3), (3, 2), (1, 1)] {
      let ranked = try RandomRanking.ranked(rows, levels: levels)
      let bins = EqualSizeBin.bins(of: ranked)
      #expect(bins.flatMap(\.rows).sorted() == Array(0..<rows))
      #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.highest < $1.lowest })
      #expect(bins.count <= min(10, Set(ranked.scores).count))
      if levels > 1_000 { #expect(bins.map(\.rows.count) == Array(repeating: 100, count: 10)) }
    }
  }

  @Test("Rows without weight are left out")
  func weightless() throws {
    let ranked = try RankedScores(
      labels: [true, false, true], scores: [0.1, 0.2, 0.3], weights: [1, 0, 2])
    #expect(EqualSizeBin.bins(of: ranked).flatMap(\.rows).sorted() == [0, 2])
    #expect(try EqualSizeBin.bins(of: ranked.reweighted([0, 0, 0])).isEmpty)
    #expect(EqualSizeBin.bins(of: ranked, count: -5).map(\.weight) == [3])
  }
}

@Suite struct MatchedCalibrationTests {
  @Test("The shift makes the mean probability the churn rate, whatever the start")
  func shiftMatchesTheMean() throws {
    let ranked = try RandomRanking.ranked(700)
    let matched = try #require(MatchedCalibration(ranked))
    let shifted = ranked.logits.map { 1 / (1 + exp(-$0 - matched.shift)) }
    let rate = Double(ranked.labels.count { $0 }) / 700
    #expect(abs(shifted.reduce(0, +) / 700 - rate) < 1e-9)
    let other = try #require(MatchedCalibration.shift(of: ranked, start: 50))
    #expect(abs(other - matched.shift) < 1e-8)
    #expect(matched.excess(of: ranked).map { abs($0.error - matched.ece) < 1e-9 } == true)
    #expect(matched.excess(of: ranked)?.distance(to: matched.excess) ?? 1 < 1e-9)
  }

  @Test("Probabilities that are only at the wrong level have no error left")
  func wrongLevelIsForgiven() throws {
    // Each score with exactly the share of churners that its log-odds plus 0.8 say, by weight.
    var labels: [Bool] = []
    var scores: [Double] = []
    var weights: [Double] = []
    for k in 1...9 {
      let told = Double(k) / 10
      let truth = 1 / (1 + exp(-log(told / (1 - told)) - 0.8))
      labels += [true, false]
      scores += [told, told]
      weights += [truth, 1 - truth]
    }
    let ranked = try RankedScores(labels: labels, scores: scores, weights: weights)
    let matched = try #require(MatchedCalibration(ranked))
    #expect(abs(matched.shift - 0.8) < 1e-9)
    #expect(matched.ece < 1e-9)
    #expect(ExpectedCalibrationError.value(of: ranked) ?? 0 > 0.1)
  }

  @Test("The mean deviation of a sum of labels is that of all outcomes")
  func meanDeviationByEnumeration() {
    let probabilities = [0.1, 0.45, 0.8, 0.93, 0.5]
    for count in 0...5 {
      let given = Array(probabilities.prefix(count))
      let mean = given.reduce(0, +)
      var expected = 0.0
      for outcome in 0..<(1 << count) {
        var chance = 1.0
        for (k, p) in given.enumerated() { chance *= outcome >> k & 1 == 1 ? p : 1 - p }
        expected += chance * abs(Double(outcome.nonzeroBitCount) - mean)
      }
      #expect(abs(MatchedCalibration.meanDeviation(given) - expected) < 1e-15)
    }
  }

  /// Labels drawn a thousand times; the mean error of ten bins is known to about 1 %.
  @Test("A perfect model shows the error that is expected of it", arguments: [60, 800, 20_000])
  func perfectModelsShowTheExpectedError(rows: Int) throws {
    var stream = RandomStream(seed: 5, stream: 0)
    let scores = (0..<rows).map { _ in stream.beta(2, 3) }
    let draws = rows > 10_000 ? 100 : 1_000
    var sum = 0.0
    for _ in 0..<draws {
      let ranked = try RankedScores(
        labels: scores.map { stream.uniform() < $0 }, scores: scores)
      sum += ExpectedCalibrationError.value(of: ranked) ?? .nan
    }
    // Labels with the mean of the probabilities, so that the shift is nearly none.
    let churners = Int(scores.reduce(0, +).rounded())
    let matched = try #require(
      MatchedCalibration(
        try RankedScores(labels: (0..<rows).map { $0 < churners }, scores: scores)))
    #expect(abs(matched.shift) < 0.05)
    #expect(abs(matched.perfectECE / (sum / Double(draws)) - 1) < 0.05)
  }

  @Test("One outcome, scores that are no probabilities and no weight have none")
  func undefined() throws {
    #expect(try MatchedCalibration(RankedScores(labels: [true, true], scores: [0.1, 0.9])) == nil)
    #expect(try MatchedCalibration(RankedScores(labels: [true, false], scores: [1, 9])) == nil)
    let ends = try RankedScores(labels: [true, false, true], scores: [0, 1, 1])
    #expect(MatchedCalibration(ends)?.shift.isFinite == true)
    #expect(try MatchedCalibration(ends.reweighted([0, 0, 0])) == nil)
    #expect(try MatchedCalibration(ends.reweighted([1e-300, 1e300, 1]))?.ece.isNaN != true)
  }
}

@Suite struct WilsonIntervalTests {
  /// R 4.2 `prop.test(x, n, correct = FALSE)$conf.int`, and statsmodels' `proportion_confint(wilson)`:
  /// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with z² = 3.841458820694124, by hand for 3 of 10
  /// and 0 of 20 (whose upper end is z² / (n + z²)).
  @Test func `agrees with the formula worked out by hand`() {
    let few = WilsonInterval(share: 0.3, of: 10)
    #expect(abs(few.lower - 0.10779) < 1e-5 && abs(few.upper - 0.60322) < 1e-5)
    let none = WilsonInterval(share: 0, of: 20)
    #expect(none.lower == 0 && abs(none.upper - 3.841458820694124 / 23.841458820694124) < 1e-12)
    #expect(WilsonInterval(share: 1, of: 20).upper == 1)
    let nothing = WilsonInterval(share: .nan, of: 0)
    #expect(nothing.lower == 0 && nothing.upper == 1)
  }

  @Test("Four equal rows of each customer say as much as one")
  func repeatedRowsCountOnce() {
    let labels = (0..<40).map { $0 % 3 == 0 }
    let once = WilsonInterval(labels: labels, groups: Array(0..<40))
    let often = WilsonInterval(
      labels: labels.flatMap { Array(repeating: $0, count: 4) },
      groups: (0..<160).map { $0 / 4 })
    #expect(abs(once.lower - often.lower) < 1e-12 && abs(once.upper - often.upper) < 1e-12)
    #expect(once == WilsonInterval(share: 14.0 / 40, of: 40))
    let same = WilsonInterval(labels: [true, true, true], groups: [7, 7, 7])
    #expect(same == WilsonInterval(share: 1, of: 1))
    #expect(WilsonInterval(labels: [], groups: []).upper == 1)
  }
}

@Suite struct ConfusionTableTests {
  @Test("What one class or no flag leaves undefined is nil")
  func undefined() throws {
    let churned = ConfusionTable(try RankedScores(labels: [true, true], scores: [0.2, 0.7]))
    #expect(churned.matthews == nil && churned.balancedAccuracy == nil && churned.recall == 0.5)
    #expect(churned.kappa == 0)
    let silent = ConfusionTable(try RankedScores(labels: [true, false], scores: [0.2, 0.1]))
    #expect(silent.precision == nil && silent.matthews == 0 && silent.f1 == 0)
    let weightless = ConfusionTable(
      try RankedScores(labels: [true, false], scores: [0.2, 0.1], weights: [0, 0]))
    #expect(weightless.kappa == nil && weightless.f1 == nil && weightless.matthews == nil)
  }

  @Test("Matthews' correlation is the correlation of flag and outcome")
  func matthewsIsACorrelation() throws {
    let plain = try RandomRanking.ranked(300)
    let ranked = try plain.reweighted(plain.labels.indices.map { Double(1 + $0 % 3) })
    for threshold in [0.2, 0.5, 0.8] {
      let flags = ranked.scores.map { $0 >= threshold ? 1.0 : 0 }
      let outcomes = ranked.labels.map { $0 ? 1.0 : 0 }
      func mean(_ values: [Double]) -> Double { weightedMean(values, ranked.weights) }
      let (f, o) = (mean(flags), mean(outcomes))
      let together = mean(zip(flags, outcomes).map { ($0 - f) * ($1 - o) })
      let correlation = together / (f * (1 - f) * o * (1 - o)).squareRoot()
      let table = ConfusionTable(ranked, threshold: threshold)
      #expect(abs((table.matthews ?? .nan) - correlation) < 1e-12)
    }
  }
}
