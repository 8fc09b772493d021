import Foundation
import Testing

@testable import Churn

@Suite("Scores")
struct ScorerTests {
  private typealias Fixture = PipelineFixture

  @Test("Everybody is either scored or skipped with a reason, the riskiest first, ties by id")
  func everybody() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let (scored, skipped) = try Scorer(bundle: bundle, threads: 2).score(book)
    #expect(scored.count + skipped.count == book.log.customerCount)
    #expect(Set(scored.map(\.id)).isDisjoint(with: skipped.map(\.id)))
    #expect(scored.map(\.rank) == Array(1...scored.count))
    for (a, b) in zip(scored, scored.dropFirst()) {
      #expect(a.probability > b.probability || a.probability == b.probability && a.id < b.id)
    }
    #expect(skipped.allSatisfy { $0.reason != .eligible })
    // Active within the horizon of 60 days by the bundle's own rule.
    #expect(scored.allSatisfy { (1...60).contains($0.daysSinceLast ?? 0) })
    #expect(scored.allSatisfy { $0.probability > 0 && $0.probability < 1 })
  }

  @Test("Money follows the formulas and the costs given")
  func money() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let costs = try RetentionCosts(contactCost: 0.5, incentive: 4, saveRate: 0.25, marginRate: 0.4)
    let free = try Scorer(bundle: bundle).score(book).scored
    let costly = try Scorer(bundle: bundle, costs: costs).score(book).scored
    for (a, b) in zip(free, costly) {
      #expect(a.id == b.id && a.probability == b.probability)
      // The log has margins, so the margin rate is not asked for.
      let margin = try #require(a.valueAtRisk) / a.probability
      #expect(abs(try #require(b.valueAtRisk) - margin * b.probability) < 1e-9)
      let expected = b.probability * 0.25 * margin - 0.5 - 4 * 0.25
      #expect(abs(try #require(b.expectedValue) - expected) < 1e-9)
    }
  }

  @Test("Bands are cut at half, once and twice the training base's odds")
  func bands() throws {
    let bundle = try Fixture.trained.get().bundle
    let odds = bundle.manifest.trainingChurnRate / (1 - bundle.manifest.trainingChurnRate)
    let scored = try Scorer(bundle: bundle).score(try Fixture.simulatedBook.get()).scored
    for customer in scored {
      let times = customer.probability / (1 - customer.probability) / odds
      let band: RiskBands.Band =
        times < 0.5 ? .low : times < 1 ? .medium : times < 2 ? .high : .critical
      #expect(customer.band == band || [0.5, 1, 2].contains { abs($0 - times) < 1e-9 })
    }
    #expect(Set(scored.map(\.band)).count >= 3)
  }

  @Test("A day before the data is refused, one inside gives the scores of that day")
  func chosenDay() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: bundle)
    let first = book.log.span.lowerBound
    let before = PipelineError.cutoffOutsideData(cutoff: first, first: first, end: book.end)
    #expect(throws: before) { try scorer.score(book, at: first) }
    #expect(try scorer.score(book, at: book.end).scored == scorer.score(book).scored)
    // Scores of an earlier day do not know what came after it.
    let day = book.end - 100
    let lines = Fixture.simulatedOrders.split(separator: "\n")
    let kept = lines.enumerated().filter { number, line in
      number == 0 || line.split(separator: ",")[2].prefix(10) < "\(day)"
    }.map(\.element)
    let earlier = try Fixture.book(kept.joined(separator: "\n") + "\n")
    #expect(try scorer.score(book, at: day).scored == scorer.score(earlier, at: day).scored)
  }

  @Test("At most three reasons, of different families, each with words and no placeholder")
  func reasons() throws {
    let bundle = try Fixture.trained.get().bundle
    let scored = try Scorer(bundle: bundle).score(try Fixture.simulatedBook.get()).scored
    #expect(scored.allSatisfy { $0.reasons.count <= 3 })
    #expect(scored.prefix(50).allSatisfy { !$0.reasons.isEmpty })
    for reason in scored.flatMap(\.reasons) {
      #expect(!reason.isEmpty && !reason.contains("{") && !reason.contains("nan"))
    }
    for customer in scored { #expect(Set(customer.reasons).count == customer.reasons.count) }
  }

  /// Plan and x push by construction: the riskiest rows have a high x or the plan `basic`.
  @Test("Reasons of a ready table name the columns that raise the risk")
  func tableReasons() throws {
    let bundle = try ModelBundleTests.tableBundle.get()
    let scored = try Scorer(bundle: bundle).score(
      try Fixture.table("id,x,plan,spend,churn\nhigh,1.95,basic,50,yes\nlow,-1.95,pro,50,no\n"))
    let high = try #require(scored.first)
    #expect(high.id == "high" && high.rank == 1)
    #expect(high.reasons[0].hasPrefix("x is 1.95 (typical: "))
    #expect(high.reasons.contains("plan is basic"))
    #expect(!(scored.last?.reasons.contains { $0.hasPrefix("x is") } ?? true))
  }

  @Test("Value at risk is the probability times what the bundle's model of margins expects")
  func valueAtRisk() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let margins = try #require(bundle.manifest.orders?.margins)
    let scored = try Scorer(bundle: bundle).score(book).scored
    let customers = try scored.map { customer in
      try #require((0..<book.log.customerCount).first { book.log.customerIDs[$0] == customer.id })
    }
    let expected = margins.expectedMargins(
      customers, in: book.log, at: book.end, marginRate: 1, threads: 2)
    #expect(!scored.isEmpty)
    for (customer, margin) in zip(scored, expected) {
      let value = try #require(customer.valueAtRisk)
      #expect(abs(value - customer.probability * (try #require(margin))) <= 1e-9 * value)
    }
  }
}
