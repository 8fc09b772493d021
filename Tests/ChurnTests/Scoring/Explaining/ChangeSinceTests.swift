import Testing

@testable import Churn

@Suite("What has changed since an earlier cutoff")
struct ChangeSinceTests {
  private typealias Fixture = PipelineFixture

  private static func asking(since day: Day) -> ExplanationQuestions {
    var questions = ExplanationQuestions()
    questions.since = day
    return questions
  }

  @Test("Then is the score of then to the bit, and blocks add up to the change")
  func additive() throws {
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: try Fixture.trained.get().bundle)
    let now = try scorer.score(book).scored
    let then = book.end - 60
    let before = try scorer.score(book, at: then).scored
    var compared = 0
    for customer in now.prefix(400) where compared < 15 {
      guard let old = before.first(where: { $0.id == customer.id }) else { continue }
      compared += 1
      let since = try #require(
        try scorer.explain(customer.id, in: book, asking: Self.asking(since: then)).since)
      #expect(since.at == then && since.standing == .eligible)
      #expect(since.probability == old.probability)
      #expect(since.change == customer.probability - old.probability)
      let change = try #require(since.change)
      // The last bits of a handful of numbers below 1.
      #expect(abs(since.blocks.map(\.points).reduce(0, +) - change) < 1e-15)
      #expect(Set(since.blocks.map(\.family)).count == since.blocks.count)
      for block in since.blocks where abs(block.points) >= 0.0005 {
        #expect(block.before != block.after, "\(block)")
      }
    }
    #expect(compared == 15)
  }

  @Test("A customer who was new, gone or unknown then gets the reason and no number")
  func notEligible() throws {
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: try Fixture.trained.get().bundle)
    let then = book.end - 120
    let skipped = try scorer.score(book, at: then).skipped
    let now = try scorer.score(book).scored
    let early = try #require(skipped.first { skip in now.contains { $0.id == skip.id } })
    let since = try #require(
      try scorer.explain(early.id, in: book, asking: Self.asking(since: then)).since)
    #expect(since.standing == early.reason && since.standing != .eligible)
    #expect(since.probability == nil && since.change == nil && since.blocks == [])
  }

  @Test("Days that cannot be compared with are refused, and so are ready tables")
  func refusals() throws {
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: try Fixture.trained.get().bundle)
    let id = try #require(try scorer.score(book).scored.first?.id)
    #expect(
      throws: PipelineError.badOption(
        option: "--since",
        problem: "\(book.end) must lie before the day to stand at, \(book.end).")
    ) { try scorer.explain(id, in: book, asking: Self.asking(since: book.end)) }
    let first = book.log.span.lowerBound
    #expect(
      throws: PipelineError.cutoffOutsideData(cutoff: first, first: first, end: book.end)
    ) { try scorer.explain(id, in: book, asking: Self.asking(since: first)) }
    let table = try Fixture.table("id,x,plan,spend,churn\na,1,pro,2,yes\nb,2,pro,3,no\n")
    do {
      _ = try Scorer(bundle: ModelBundleTests.tableBundle.get()).explain(
        "a", in: table, asking: Self.asking(since: first))
      Issue.record("a ready table was compared with an earlier day")
    } catch let error as PipelineError {
      #expect(error.isUsage && error.description.contains("at one moment"))
    }
  }
}
