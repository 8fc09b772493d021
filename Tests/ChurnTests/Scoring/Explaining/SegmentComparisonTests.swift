import Testing

@testable import Churn

@Suite("A customer beside a segment")
struct SegmentComparisonTests {
  private typealias Fixture = PipelineFixture

  @Test("Segments of orders are lifecycle stages; mean, rank and pushes are those of the scores")
  func stages() throws {
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: try Fixture.trained.get().bundle)
    let scored = try scorer.score(book).scored
    var seen = 0
    for place in stride(from: 0, to: scored.count, by: scored.count / 12) {
      let customer = scored[place]
      let segment = try #require(try scorer.explain(customer.id, in: book).segment)
      let members = scored.filter { $0.stage == customer.stage }
      #expect(segment.by == "lifecycle stage" && segment.name == customer.stage?.rawValue)
      #expect(segment.customers == members.count)
      guard let standing = segment.standing else {
        #expect(members.count < SegmentComparison.leastCustomers)
        continue
      }
      seen += 1
      let mean = members.map(\.probability).reduce(0, +) / Double(members.count)
      // The same numbers added in another order.
      #expect(abs(standing.meanProbability - mean) < 1e-12)
      #expect(standing.rank == (members.firstIndex { $0.id == customer.id } ?? -2) + 1)
      for points in [standing.pushes.map(\.points), standing.families.map(\.points)] {
        #expect(abs(points.reduce(standing.meanProbability, +) - customer.probability) < 1e-12)
      }
    }
    #expect(seen >= 6, "\(seen)")
  }

  private static func table() throws -> TableBook {
    // Forty of each of two plans, and one of a third.
    var text = "id,x,plan,spend,churn\n"
    for row in 0..<81 {
      let plan = row == 80 ? "pro" : row < 40 ? "basic" : "plus"
      text +=
        "u\(row),\(Double(row % 13) / 4 - 1.5),\(plan),\(row),\(row % 2 == 0 ? "no" : "yes")\n"
    }
    return try Fixture.table(text)
  }

  @Test("A segment of a ready table is a column's value; too small a one is said, not compared")
  func column() throws {
    let scorer = Scorer(bundle: try ModelBundleTests.tableBundle.get())
    let book = try Self.table()
    #expect(try scorer.explain("u3", in: book).segment == nil)
    var questions = ExplanationQuestions()
    questions.segmentBy = "plan"
    let basic = try #require(try scorer.explain("u3", in: book, asking: questions).segment)
    let standing = try #require(basic.standing)
    #expect(basic.name == "basic" && basic.customers == 40)
    // Within a plan the plan sets nobody apart.
    #expect(abs(try #require(standing.pushes.first { $0.feature == "plan" }).points) < 1e-9)
    #expect(standing.pushes[0].feature == "x")
    let alone = try #require(try scorer.explain("u80", in: book, asking: questions).segment)
    #expect(alone == SegmentComparison(by: "plan", name: "pro", customers: 1, standing: nil))
  }

  @Test("Columns of quantities, unknown ones and blanks make no segments")
  func refusals() throws {
    let scorer = Scorer(bundle: try ModelBundleTests.tableBundle.get())
    let book = try Self.table()
    func refusal(_ column: String) throws -> String {
      var questions = ExplanationQuestions()
      questions.segmentBy = column
      do {
        _ = try scorer.explain("u3", in: book, asking: questions)
        return "no error"
      } catch let error as PipelineError {
        #expect(error.isUsage)
        return error.description
      }
    }
    #expect(try refusal("spend").contains("holds 81 different numbers"))
    #expect(try refusal("plans").contains("Did you mean \"plan\"?"))
    var questions = ExplanationQuestions()
    questions.segmentBy = "plan"
    let blank = try Fixture.table("id,x,plan,spend,churn\na,1,,2,yes\nb,2,pro,3,no\n")
    let segment = try #require(try scorer.explain("a", in: blank, asking: questions).segment)
    #expect(segment.name == nil && segment.customers == 0 && segment.standing == nil)
    questions.segmentBy = "region"
    #expect(throws: PipelineError.self) {
      try Scorer(bundle: Fixture.trained.get().bundle).explain(
        "x", in: Fixture.simulatedBook.get(), asking: questions)
    }
  }
}
