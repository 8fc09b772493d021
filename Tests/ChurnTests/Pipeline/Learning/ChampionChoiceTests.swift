import Foundation
import Testing

@testable import Churn

@Suite("The choice of the champion")
struct ChampionChoiceTests {
  private func rows(_ labels: [Bool], groups: [Int]? = nil, margins: [Double]? = nil)
    -> ChampionChoice.Rows
  {
    ChampionChoice.Rows(
      labels: labels, groups: groups ?? Array(labels.indices), margins: margins, costs: .standard)
  }

  /// By hand: four rows, losses ln 2 each against ln(10/9), ln(10/9), ln(10/9), ln 10.
  ///
  /// The means are 0.693 and (3 · 0.105 + 2.303)/4 = 0.655. Differences d = 0.588 three times and
  /// −1.609; mean 0.0385; √Σ(d − mean)² / 4 = √(3 · 0.5493² + 1.648²) / 4 = 0.476.
  @Test("A difference within its standard error leaves the simpler model in place")
  func close() throws {
    let choice = try ChampionChoice(
      [[0.5, 0.5, 0.5, 0.5], [0.9, 0.9, 0.1, 0.9]], on: rows([true, true, false, false]),
      by: .logLoss, seed: 1, threads: 1)
    #expect(choice.champion == 0)
    let first = try #require(choice.standings[0])
    let second = try #require(choice.standings[1])
    #expect(abs(first.value - log(2)) < 1e-12)
    #expect(abs(second.value - (3 * log(10 / 9) + log(10)) / 4) < 1e-12)
    #expect(abs(first.behind - (first.value - second.value)) < 1e-12)
    #expect(abs(first.standardError - 0.476) < 0.001)
    #expect(second.behind == 0 && second.standardError == 0)
  }

  @Test("A clear difference makes the better model the champion, however complex")
  func clear() throws {
    let labels = (0..<400).map { $0 % 3 == 0 }
    let choice = try ChampionChoice(
      [labels.map { _ in 1.0 / 3 }, labels.map { $0 ? 0.4 : 0.3 }, labels.map { $0 ? 0.6 : 0.2 }],
      on: rows(labels), by: .logLoss, seed: 1, threads: 1)
    #expect(choice.champion == 2)
    #expect(choice.standings.map { $0?.isClose } == [false, false, true])
  }

  /// The same rows four times over say no more than once: the deviation doubles when the four are
  /// known to be one customer's.
  @Test("Rows of one customer count together", arguments: [ChampionMetric.logLoss, .prAUC])
  func customers(metric: ChampionMetric) throws {
    var random = RandomStream(seed: 5, stream: 0)
    let labels = (0..<200).map { _ in random.chance(0.4) }
    let one = labels.map { $0 ? 0.3 + 0.5 * random.uniform() : 0.6 * random.uniform() }
    let other = labels.map { $0 ? 0.2 + 0.5 * random.uniform() : 0.7 * random.uniform() }
    func error(_ groups: [Int]) throws -> Double {
      let four = (0..<4).flatMap { _ in labels.indices }
      let choice = try ChampionChoice(
        [four.map { one[$0] }, four.map { other[$0] }],
        on: rows(four.map { labels[$0] }, groups: groups), by: metric, seed: 1, threads: 2)
      return choice.standings.compactMap { $0?.standardError }.max() ?? 0
    }
    let apart = try error(Array(0..<800))
    let together = try error((0..<4).flatMap { _ in 0..<200 })
    // 200 draws of a bootstrap leave a tenth of doubt on each.
    #expect(abs(together / apart - 2) < (metric == .logLoss ? 1e-9 : 0.5))
  }

  @Test("Threads and seed change nothing of a choice by a mean, threads nothing of one by rank")
  func deterministic() throws {
    var random = RandomStream(seed: 8, stream: 0)
    let labels = (0..<300).map { _ in random.chance(0.3) }
    let candidates = (0..<3).map { place in
      labels.map { min(0.99, ($0 ? 0.3 : 0.1) + Double(place + 1) * 0.2 * random.uniform()) }
    }
    for metric in ChampionMetric.allCases {
      let rows = rows(labels, margins: labels.indices.map { Double($0 % 17) })
      let one = try ChampionChoice(candidates, on: rows, by: metric, seed: 1, threads: 1)
      let two = try ChampionChoice(
        candidates, on: rows, by: metric, seed: metric == .prAUC ? 1 : 2, threads: 2)
      #expect(one.standings == two.standings && one.champion == two.champion)
    }
  }

  /// By hand, with a save rate of 0.1 and no costs.
  ///
  /// Everybody with a positive probability is contacted, and each
  /// leaver contacted saves a tenth of his margin: 0.1 · (10 + 30) against 0.1 · 30.
  @Test("Profit is that of contacting all who are worth it")
  func profit() throws {
    let choice = try ChampionChoice(
      [[0.5, 0.5, 0.5], [0, 0.5, 0.5]],
      on: rows([true, false, true], margins: [10, 20, 30]), by: .profit, seed: 1, threads: 1)
    #expect(abs((choice.standings[0]?.value ?? 0) - 4) < 1e-12)
    #expect(abs((choice.standings[1]?.value ?? 0) - 3) < 1e-12)
    #expect(choice.champion == 0)
  }

  @Test("Rows of one outcome, or none, tell nothing, and the simplest is taken")
  func oneOutcome() throws {
    for labels in [[], [true, true], [false]] as [[Bool]] {
      for metric in ChampionMetric.allCases {
        let choice = try ChampionChoice(
          [labels.map { _ in 0.4 }, labels.map { _ in 0.6 }], on: rows(labels), by: metric, seed: 1,
          threads: 1)
        #expect(choice.champion == 0 && choice.standings == [nil, nil])
      }
    }
  }
}
