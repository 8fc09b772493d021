import ChurnMath
import Synchronization
import Testing

@Suite struct ParallelTests {
  @Test("Every index is worked on once, and results stand in order", arguments: [1, 2, 7, 100])
  func everyIndexOnce(threads: Int) {
    let calls = Atomic<Int>(0)
    forEachIndex(1_000, threads: threads) { index, worker in
      calls.add(index, ordering: .relaxed)
      #expect((0..<threads).contains(worker))
    }
    #expect(calls.load(ordering: .relaxed) == 499_500)
    #expect(mapIndices(1_000, threads: threads) { $0 * $0 } == (0..<1_000).map { $0 * $0 })
  }

  @Test("No work and nonsensical thread counts do no harm")
  func oddCounts() {
    forEachIndex(0, threads: 4) { _, _ in Issue.record("called") }
    forEachIndex(-3, threads: 4) { _, _ in Issue.record("called") }
    #expect(mapIndices(3, threads: 0) { $0 } == [0, 1, 2])
    #expect(mapIndices(0, threads: 2) { $0 }.isEmpty)
  }

  @Test("Results with reference counts survive", arguments: [1, 3])
  func referenceCountedResults(threads: Int) {
    let texts = mapIndices(200, threads: threads) { String(repeating: "x", count: $0) }
    #expect(texts.map(\.count) == Array(0..<200))
  }
}

@Suite struct PiecesTests {
  @Test("Even pieces cover everything once", arguments: [0, 1, 2, 7, 100], [1, 2, 3, 200])
  func evenPiecesCover(count: Int, pieces: Int) {
    #expect(evenPieces(count, pieces).flatMap { $0 } == Array(0..<count))
  }

  @Test("Pieces are filled in place, on any number of threads", arguments: [1, 2, 5])
  func piecesAreFilled(threads: Int) {
    let pieces = [0..<3, 3..<3, 3..<10]
    let filled = fillPieces(pieces, initial: -1, threads: threads) { piece, span in
      for i in span.indices where i != 1 { span[i] = piece * 100 + i }
    }
    #expect(filled == [0, -1, 2, 200, -1, 202, 203, 204, 205, 206])
  }

  @Test("Pieces are changed in place, on any number of threads", arguments: [1, 2, 5])
  func piecesAreChanged(threads: Int) {
    var values = Array(0..<10)
    mutatePieces(of: &values, [0..<4, 4..<10], threads: threads) { piece, span in
      for i in span.indices { span[i] += piece * 10 }
    }
    #expect(values == [0, 1, 2, 3, 14, 15, 16, 17, 18, 19])
  }
}
