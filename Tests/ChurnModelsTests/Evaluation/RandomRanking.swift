import ChurnMath

@testable import ChurnModels

/// Labels drawn with probabilities that are told with some error; many of them equal.
enum RandomRanking {
  static func rows(
    _ count: Int, levels: Int = 30, seed: UInt64 = 9
  ) -> (labels: [Bool], scores: [Double]) {
    var stream = RandomStream(seed: seed, stream: 0)
    let scores = (0..<count).map { _ in Double(stream.below(levels)) / Double(levels) }
    return (scores.map { stream.uniform() < 0.2 + 0.6 * $0 }, scores)
  }

  static func ranked(_ count: Int, levels: Int = 30, seed: UInt64 = 9) throws -> RankedScores {
    let (labels, scores) = rows(count, levels: levels, seed: seed)
    return try RankedScores(labels: labels, scores: scores)
  }
}
