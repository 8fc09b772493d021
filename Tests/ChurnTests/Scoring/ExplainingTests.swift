import Testing

@testable import Churn

@Suite("Explaining customers")
struct ExplainingTests {
  private typealias Fixture = PipelineFixture

  /// Everything said of one customer, checked against itself.
  private func check(_ explanation: CustomerExplanation) {
    let pushes = explanation.pushes.map(\.points)
    // Rounding of a sum of some sixty numbers below 1.
    #expect(
      abs(pushes.reduce(explanation.baseRate, +) - explanation.probability) < 1e-12)
    let families = explanation.families.map(\.points)
    #expect(abs(families.reduce(explanation.baseRate, +) - explanation.probability) < 1e-12)
    #expect(pushes.map(abs) == pushes.map(abs).sorted(by: >))
    #expect(families.map(abs) == families.map(abs).sorted(by: >))
    #expect(
      explanation.families.flatMap(\.members).sorted() == Array(explanation.pushes.indices))
    for family in explanation.families {
      #expect(family.members.allSatisfy { explanation.pushes[$0].family == family.family })
      #expect(family.members.contains { explanation.pushes[$0].words == family.words })
    }
  }

  @Test("Base rate and pushes add up to the score's own probability, rank and band")
  func orders() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: bundle)
    let scored = try scorer.score(book).scored
    for place in [0, 1, scored.count / 2, scored.count - 1] {
      let explanation = try scorer.explain(scored[place].id, in: book)
      check(explanation)
      #expect(explanation.probability == scored[place].probability)
      #expect(explanation.rank == scored[place].rank && explanation.band == scored[place].band)
      #expect(explanation.scored == scored.count && explanation.at == book.end)
      #expect(explanation.baseRate == bundle.manifest.trainingChurnRate)
      // The reasons of the list are the families that push upwards.
      let upward = explanation.families.filter { $0.points > 0 }.map(\.words)
      #expect(Array(upward.prefix(3)) == scored[place].reasons)
    }
  }

  @Test("A ready table is explained column by column")
  func table() throws {
    let bundle = try ModelBundleTests.tableBundle.get()
    let book = try Fixture.table(
      "id,x,plan,spend,churn\nhigh,1.95,basic,50,yes\n=low,-1.95,pro,50,no\nnone,,,,no\n")
    let scorer = Scorer(bundle: bundle)
    let high = try scorer.explain("high", in: book)
    check(high)
    #expect(high.rank == 1 && high.scored == 3 && high.at == nil)
    let first = try #require(high.pushes.first)
    #expect(first.feature == "x" && first.value == "1.95" && first.points > 0.1)
    #expect(high.pushes.first { $0.feature == "plan" }?.value == "basic")
    check(try scorer.explain("=low", in: book))
    // As a spreadsheet has it from a list of ours.
    #expect(try scorer.explain("'=low", in: book).customer == "=low")
    let none = try scorer.explain("none", in: book)
    check(none)
    #expect(none.pushes.allSatisfy { $0.value == nil })
  }

  @Test("Who is not there, or not predicted, is told why")
  func refusals() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: bundle)
    let (scored, skipped) = try scorer.score(book)
    let id = try #require(scored.first?.id)
    #expect(
      throws: ExplanationError.unknownCustomer(
        id: id.lowercased(), nearest: id, customers: book.log.customerCount)
    ) { try scorer.explain(id.lowercased(), in: book) }
    #expect(
      throws: ExplanationError.unknownCustomer(
        id: "4711", nearest: nil, customers: book.log.customerCount)
    ) { try scorer.explain("4711", in: book) }
    let gone = try #require(skipped.first { $0.reason == .dormant })
    do {
      _ = try scorer.explain(gone.id, in: book)
      Issue.record("\(gone.id) was explained")
    } catch let error as ExplanationError {
      guard case .notScored(_, let at, .dormant, let last?) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(at == book.end && last < at)
      #expect(error.description.contains("Pass --at with a day soon after"))
    }
    #expect(throws: BundleError.wrongKind(bundle: "a ready table", given: "orders")) {
      try Scorer(bundle: ModelBundleTests.tableBundle.get()).explain("x", in: book)
    }
  }

  @Test("A bundle made before explanations were kept still explains, its level said apart")
  func oldBundle() throws {
    var bundle = try Fixture.trained.get().bundle
    bundle.explanation = nil
    bundle.rules = nil
    let book = try Fixture.simulatedBook.get()
    try ModelBundleTests.withFolder(bundle) { folder in
      let read = try ModelBundle(reading: folder)
      #expect(read.explanation == nil && read.rules == nil && read.importances == nil)
      let scorer = Scorer(bundle: read)
      let id = try #require(try scorer.score(book).scored.first?.id)
      let explanation = try scorer.explain(id, in: book)
      check(explanation)
      #expect(explanation.pushes.contains { $0.feature == CustomerExplanation.levelName })
    }
  }

  @Test("Reasons of some customers are those that everybody gets, whoever else is asked for")
  func lazyReasons() throws {
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: try Fixture.trained.get().bundle)
    let all = try scorer.score(book).scored
    let base = try scorer.base(of: book)
    #expect(base.customers.map(\.id) == all.map(\.id))
    #expect(base.customers.allSatisfy { $0.reasons.isEmpty })
    let some = [7, 0, all.count - 1].map { all[$0] }
    let reasons = try base.reasons(for: some.map(\.id) + ["nobody"])
    #expect(reasons == some.map(\.reasons) + [[]])
  }

  @Test("Damaged explanations are refused")
  func damaged() throws {
    let bundle = try Fixture.trained.get().bundle
    let basis = try #require(bundle.explanation)
    func sections(_ change: (inout [Double], inout [Double], inout [Double]) -> Void) throws
      -> SectionReader
    {
      var decisions = basis.reference.decisions
      var shares = basis.reference.shares
      var importances = basis.importances
      change(&decisions, &shares, &importances)
      var writer = SectionWriter()
      writer.append("explain.decisions", doubles: decisions)
      writer.append("explain.shares", doubles: shares)
      writer.append("explain.means", doubles: basis.reference.contributions.flatMap { $0 })
      writer.append("explain.importances", doubles: importances)
      return try SectionReader(writer.bytes())
    }
    let good = try sections { _, _, _ in }
    #expect(try ModelSections.explanation(of: bundle.model, from: good) == basis)
    for change in [
      { (d: inout [Double], _: inout [Double], _: inout [Double]) in d.swapAt(0, 5) },
      { d, _, _ in d = [] }, { d, _, _ in d[3] = .nan }, { _, s, _ in s[0] = 0.9 },
      { d, _, _ in d[0] -= 0.001 }, { _, s, _ in s.removeLast() }, { _, _, i in i[0] = -1 },
      { _, _, i in i.append(0) },
    ] as [(inout [Double], inout [Double], inout [Double]) -> Void] {
      let bad = try sections(change)
      #expect(throws: BundleError.self) {
        try ModelSections.explanation(of: bundle.model, from: bad)
      }
    }
  }
}
