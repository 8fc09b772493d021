import Foundation
import Testing

@testable import Churn

@Suite("Monitoring a bundle with its ledger")
struct MonitorTests {
  private typealias Fixture = PipelineFixture

  @Test("A promise is judged by who bought nothing in its window, from the day it is due")
  func orders() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let last = book.end - 60
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      let scorer = Scorer(bundle: bundle)
      let early = try scorer.score(book, at: last).scored
      try ledger.keep(early, of: bundle, at: last)
      try ledger.keep(try scorer.score(book, at: last + 1).scored, of: bundle, at: last + 1)
      let monitor = Monitor(bundle: bundle)
      let promises = try #require(try monitor.report(book, ledger: ledger).promises)
      #expect(promises.map(\.matures) == [book.end, book.end + 1])
      #expect(promises[0].standing != .notDue && promises[1].standing == .notDue)
      // The labels that training would have given the same customers.
      var table = FeatureTable(at: last, horizon: Horizon(days: 60))
      table.activeWithinDays = 60
      table.hasLabel = true
      let rows = try table.rows(book, logger: Fixture.logger)
      #expect(rows.ids.count == early.count)
      #expect(promises[0].all?.left == rows.labels.count { $0 })
      #expect(promises[0].absent == 0)
      let earlier = try monitor.report(book, at: book.end - 1, ledger: ledger)
      #expect(earlier.promises?.map(\.standing) == [.notDue, .notDue])
      let exactly = try monitor.report(book, at: book.end, ledger: ledger)
      #expect(exactly.promises?.first?.all == promises[0].all)
    }
  }

  @Test("The last day of the window counts, the day after does not")
  func window() throws {
    let bundle = try Fixture.trained.get().bundle
    let cutoff = try #require(bundle.manifest.orders?.testCutoff.day)
    let lines = Fixture.simulatedOrders.split(separator: "\n").map(String.init)
    let names = lines[0].split(separator: ",").map(String.init)
    let time = try #require(names.firstIndex(of: "time"))
    let customer = try #require(names.firstIndex(of: "customer_id"))
    func cells(_ line: String) -> [String] {
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let before = lines.dropFirst().filter { cells($0)[time].prefix(10) < "\(cutoff)" }
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      func file(_ more: [String]) throws -> OrderBook {
        try Fixture.book(([lines[0]] + before + more).joined(separator: "\n") + "\n")
      }
      let scored = try Scorer(bundle: bundle).score(try file([]), at: cutoff).scored
      try ledger.keep(scored, of: bundle, at: cutoff)
      // The riskiest customer orders once more; a stranger makes the data reach beyond the window.
      let own = try #require(before.last { cells($0)[customer] == scored[0].id })
      func order(_ id: String, _ day: Day) -> String {
        var row = cells(own)
        row[customer] = id
        row[time] = "\(day)" + row[time].dropFirst(10)
        if let order = names.firstIndex(of: "order_id") { row[order] = "more-\(id)-\(day)" }
        return row.joined(separator: ",")
      }
      func left(_ day: Day) throws -> Int? {
        let book = try file([order(scored[0].id, day), order("stranger", cutoff + 61)])
        return try Monitor(bundle: bundle).report(book, at: cutoff + 62, ledger: ledger)
          .promises?.first?.all?.left
      }
      #expect(try left(cutoff + 59) == scored.count - 1)
      #expect(try left(cutoff) == scored.count - 1)
      #expect(try left(cutoff + 60) == scored.count)
    }
  }

  @Test("Customers who are gone from the data are counted and left out")
  func absent() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let cutoff = book.end - 60
    let scored = try Scorer(bundle: bundle).score(book, at: cutoff).scored
    let strangers = (0..<3).map { place in
      ScoredCustomer(
        id: "stranger \(place)", probability: 0.9, rank: 1, band: .critical, expectedValue: nil,
        valueAtRisk: nil, stage: .new, daysSinceLast: 1, reasons: [])
    }
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      try ledger.keep(strangers + scored, of: bundle, at: cutoff)
      let report = try Monitor(bundle: bundle).report(book, ledger: ledger)
      #expect(report.promises?.first?.absent == 3)
      #expect(report.promises?.first?.all?.customers == scored.count)
      #expect(report.notes.contains { $0.hasPrefix("3 promised customers are not in these data") })
      #expect(report.notes.contains { $0.contains("campaign") })
    }
  }

  @Test("A broken promise is the verdict, a ledger without promises is said")
  func verdict() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    let cutoff = book.end - 60
    let scored = try Scorer(bundle: bundle).score(book, at: cutoff).scored
    let wrong = scored.map { customer in
      ScoredCustomer(
        id: customer.id, probability: 0.99, rank: customer.rank, band: .critical,
        expectedValue: nil, valueAtRisk: nil, stage: customer.stage, daysSinceLast: 1, reasons: [])
    }
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      let empty = try Monitor(bundle: bundle).report(book, ledger: ledger)
      #expect(empty.promises?.isEmpty == true)
      #expect(empty.notes.contains { $0.contains("holds no promise") })
      try ledger.keep(wrong, of: bundle, at: cutoff)
      let report = try Monitor(bundle: bundle).report(book, ledger: ledger)
      #expect(report.verdict == .promiseBroken && report.promises?.first?.standing == .broken)
      #expect(report.headline.hasPrefix("The last promise of \(cutoff) was not kept."))
    }
  }

  @Test("A ready table judges a promise by its label, once it has one, by id")
  func tables() throws {
    let bundle = try ModelBundleTests.tableBundle.get()
    let later = Fixture.tableText(rows: 300, seed: 21)
    let unlabelled = try Fixture.table(
      later.split(separator: "\n").map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).dropLast()
          .joined(separator: ",")
      }.joined(separator: "\n") + "\n"
    ) { $0.label = nil }
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      try ledger.keep(try Scorer(bundle: bundle).score(unlabelled), of: bundle, at: nil)
      let monitor = Monitor(bundle: bundle)
      #expect(
        try monitor.report(unlabelled, ledger: ledger).promises?.map(\.standing) == [.notDue])
      let labelled = try Fixture.table(Fixture.shuffled(later, seed: 3))
      let check = try #require(try monitor.report(labelled, ledger: ledger).promises?.first)
      #expect(check.all?.left == labelled.labels?.count { $0 })
      #expect(check.standing == .kept && check.absent == 0 && check.segments.isEmpty)
      let other = try Fixture.table(later.replacing("\nu", with: "\nv"))
      #expect(
        try monitor.report(other, ledger: ledger).promises?.map(\.standing) == [.notFound])
    }
  }

  @Test("A table without ids cannot promise")
  func rowNumbers() throws {
    let book = try Fixture.table(Fixture.tableText(rows: 200, seed: 2)) {
      $0.id = nil
      $0.drop = ["id"]
    }
    var trainer = TableTrainer()
    trainer.models = [.logistic]
    let bundle = try trainer.train(book, logger: Fixture.logger).bundle
    try withScratchFolder { folder in
      #expect(throws: LedgerError.rowNumbers) {
        try PromiseLedger(folder).keep(
          try Scorer(bundle: bundle).score(book), of: bundle, at: nil)
      }
    }
  }

  @Test("A promise of rows that the model learned from is told apart")
  func learned() throws {
    let bundle = try ModelBundleTests.tableBundle.get()
    let book = try Fixture.table(Fixture.tableText(rows: 600, seed: 1))
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      try ledger.keep(try Scorer(bundle: bundle).score(book), of: bundle, at: nil)
      let report = try Monitor(bundle: bundle).report(book, ledger: ledger)
      #expect(report.notes.contains { $0.contains("proves nothing") })
    }
  }
}
