import Synchronization
import Testing

@testable import ChurnMath

@Suite struct WorkerTeamTests {
  @Test("Every index is done once a round, on any number of threads", arguments: [0, 1, 2, 3, 5])
  func everyIndexIsDone(threads: Int) {
    let done = (0..<20).map { _ in Atomic20() }
    withWorkerTeam(threads: threads) { team in
      #expect(team.size >= 1)
      for _ in 0..<100 { team.run(20) { done[$0].count.add(1, ordering: .relaxed) } }
    }
    #expect(done.allSatisfy { $0.count.load(ordering: .relaxed) == 100 })
  }

  private final class Atomic20: Sendable {
    let count = Atomic<Int>(0)
  }

  @Test("No more threads are started than there are processors")
  func teamsAreNoLargerThanTheMachine() {
    withWorkerTeam(threads: 10_000) { #expect($0.size <= availableProcessors()) }
  }

  @Test("Results stand in the order of their indices, whoever made them")
  func resultsAreInOrder() {
    withWorkerTeam(threads: 3) { team in
      for count in [0, 1, 2, 5, 100] {
        #expect(team.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
      }
    }
  }

  @Test("A team that slept between two rounds wakes up")
  func sleepersWake() {
    withWorkerTeam(threads: 2) { team in
      for pause in [0.0, 0.05, 0.2] {
        let end = ContinuousClock.now + .seconds(pause)
        while ContinuousClock.now < end {}
        #expect(team.map(4) { $0 + 1 } == [1, 2, 3, 4])
      }
    }
  }

  @Test("What the body throws comes out, and no thread stays behind")
  func bodyMayThrow() {
    struct Odd: Error {}
    #expect(throws: Odd.self) {
      try withWorkerTeam(threads: 2) { team in
        team.run(2) { _ in }
        throw Odd()
      }
    }
  }
}
