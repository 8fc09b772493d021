import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Transitions between steps")
struct TransitionMatrixTests {
  @Test("Neighbours within sequences are counted, and only they")
  func byHand() {
    let matrix = TransitionMatrix([[0, 1, 0, 0], [1], [], [2, 1]], stepCount: 4)
    #expect(matrix.counts == [[1, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    #expect(matrix.shares[0] == [0.5, 0.5, 0, 0] && matrix.shares[3] == [nil, nil, nil, nil])
    #expect(matrix.total == 4)
  }

  /// SciPy 1.17.1: chi2_contingency([[10, 20, 5], [30, 15, 8], [4, 9, 12]], correction=False,
  /// lambda_="log-likelihood") gives 21.597324233748683, 4 and 0.0002410090744756361.
  @Test("The test of order 1 against 0 equals the likelihood ratio of SciPy")
  func orderTest() throws {
    let counts = [[10, 20, 5], [30, 15, 8], [4, 9, 12]]
    var pairs: [[Int]] = []
    for (from, row) in counts.enumerated() {
      for (to, count) in row.enumerated() { pairs += [[Int]](repeating: [from, to], count: count) }
    }
    let test = try #require(TransitionMatrix(pairs, stepCount: 4).orderTest)
    #expect(abs(test.statistic - 21.597324233748683) < 1e-10 && test.degreesOfFreedom == 4)
    #expect(abs(test.p - 0.0002410090744756361) < 1e-12)
    #expect(TransitionMatrix([[0, 0, 0]], stepCount: 3).orderTest == nil)
    #expect(TransitionMatrix([], stepCount: 0).orderTest == nil)
  }

  // Half of the customers like 0, half like 1, and nobody minds the order: the plain test sees the
  // taste, the shuffles do not. With order, steps that alternate, both see it.
  @Test("Taste is no order")
  func tasteIsNoOrder() throws {
    var stream = RandomStream(seed: 5, stream: 0)
    let tastes = (0..<200).map { customer in
      (0..<12).map { _ in stream.chance(customer < 100 ? 0.9 : 0.1) ? 0 : 1 }
    }
    let plain = try #require(TransitionMatrix(tastes, stepCount: 2).orderTest)
    let within = try #require(
      OrderWithinSequences(tastes, stepCount: 2, seed: 3, threads: 2))
    #expect(plain.p < 1e-20 && within.p > 0.05)
    #expect(within == OrderWithinSequences(tastes, stepCount: 2, seed: 3, threads: 1))
    let alternating = [[Int]](repeating: [0, 1, 0, 1, 0, 1], count: 30)
    #expect(
      try #require(OrderWithinSequences(alternating, stepCount: 2, seed: 3)).p == 1.0 / 200)
    #expect(OrderWithinSequences([[0, 0], [1, 1]], stepCount: 2, seed: 1) == nil)
  }

  @Test("Stretches of steps: packed, unpacked, found")
  func stretches() throws {
    #expect(try #require(NGram([3, 0, 32767 - 1])).steps == [3, 0, 32766])
    #expect(NGram([]) == nil && NGram([1, 2, 3, 4, 5]) == nil && NGram([-1]) == nil)
    #expect(NGram([1 << 15]) == nil)
    #expect(try #require(NGram([7])).length == 1 && NGram([0, 0, 0, 0])?.length == 4)
    let all = NGram.all(in: [0, 1, 0, 1][...], longest: 2)
    #expect(all.map(\.steps) == [[0], [1], [0, 1], [1, 0]])
    let ending = NGram.all(in: [0, 1, 2][1...], longest: 4, isEnding: true)
    #expect(ending.map(\.steps) == [[2], [1, 2]])
    #expect(NGram.all(in: [][...], longest: 4).isEmpty)
  }
}
