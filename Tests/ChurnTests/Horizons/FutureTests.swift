import ChurnData
import ChurnMath
import Testing

@testable import Churn

@Suite("What became of a customer after a cutoff")
struct FutureTests {
  private typealias Fixture = PipelineFixture

  /// Called lost at the first midnight that ends `silence` days without an order, walking day by day.
  private static func lostByWalking(
    recency: Int, later: [Int], followUp: Int, silence: Int
  ) -> Int? {
    let orders = Set(later + [-recency])
    for midnight in 0...max(0, followUp) {
      let silent = (midnight - silence..<midnight).allSatisfy { !orders.contains($0) }
      if silent, midnight - silence > -recency { return midnight }
    }
    return nil
  }

  @Test("Called lost when the silence is complete, as walking day by day finds it")
  func lostDay() {
    var stream = RandomStream(seed: 5, stream: 0)
    for _ in 0..<400 {
      let silence = 1 + stream.below(12)
      let recency = 1 + stream.below(silence)
      let followUp = stream.below(40)
      let later = (0..<followUp).filter { _ in stream.chance(0.15) }
      let future = Future(
        recencyDays: recency, later: later, followUp: followUp, silenceDays: silence)
      #expect(
        future.lost
          == Self.lostByWalking(
            recency: recency, later: later, followUp: followUp, silence: silence))
      #expect(future.nextOrder == later.first)
    }
  }

  @Test("Without an order he is lost after as many days as are left of the silence")
  func firstSilence() {
    let left = Future.daysToLost(recencyDays: 80, silenceDays: 90)
    #expect(left == 11)
    let future = Future(recencyDays: 80, later: [], followUp: 11, silenceDays: 90)
    #expect(future.lost == left)
    #expect(Future(recencyDays: 80, later: [], followUp: 10, silenceDays: 90).lost == nil)
    // An order on the last of those days comes in time.
    #expect(Future(recencyDays: 80, later: [10], followUp: 50, silenceDays: 90).lost == nil)
  }

  @Test("Whoever is silent for longer already is lost at the cutoff")
  func lostBefore() {
    #expect(Future(recencyDays: 100, later: [3], followUp: 5, silenceDays: 90).lost == 0)
  }

  @Test("A label of the bundle's horizon is a first silence and never the other way round")
  func churnedAreLost() throws {
    let book = try Fixture.simulatedBook.get()
    let snapshot = Snapshot(book.log.span.lowerBound + 300)
    let horizon = Horizon(days: 60)
    let rows = FeatureBuilder(
      features: [.recency(.recencyDays)],
      parameters: FeatureParameters(learnedFrom: book.log, before: snapshot), horizon: horizon
    ).rows(
      of: book.log, at: [snapshot], eligibility: Eligibility(activeWithinDays: 60))
    let churned = Labeler(log: book.log, horizon: horizon)
      .churned(customers: rows.customers, at: snapshot)
    let futures = Future.of(
      rows.customers, in: book.log, at: snapshot, known: snapshot.day + 60, silenceDays: 60,
      threads: 2)
    #expect(churned.contains(true) && churned.contains(false))
    for (label, future) in zip(churned, futures) {
      #expect(label == (future.nextOrder == nil))
      if label { #expect(future.lost != nil) }
    }
  }
}
