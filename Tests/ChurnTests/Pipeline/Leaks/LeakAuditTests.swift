import Foundation
import Testing

@testable import Churn

@Suite("The leak audit of orders with a customers file")
struct LeakAuditTests {
  private typealias Fixture = AuditFixture

  private static func days(_ day: Day?) -> String { day.map { "\($0.number)" } ?? "" }

  /// What each column of a customers file is suspected of, proofs with a mark of exclamation.
  private func found(_ columns: [(name: String, values: [String])]) throws -> [String: [String]] {
    let audit = try Fixture.audit(try Fixture.book(columns))
    var kinds: [String: [String]] = [:]
    for suspicion in audit.suspicions {
      kinds[suspicion.column, default: []].append(
        suspicion.evidence + (suspicion.isProven ? "!" : ""))
    }
    return kinds
  }

  /// Spend in the 60 days after a cutoff.
  private func future(_ cutoff: Day) throws -> [Double] {
    try Fixture.history(at: cutoff + 60) {
      Double($0.orderValue(from: cutoff, to: cutoff + 60))
    }
  }

  @Test("Spend after any one cutoff is a proof, exact or only whether there was some")
  func futureSpend() throws {
    let plan = try Fixture.plan(try PipelineFixture.simulatedBook.get())
    for cutoff in [plan.training[0], plan.calibration, plan.test] {
      let spend = try future(cutoff.day)
      let found = try found([
        ("later", spend.map { "\($0)" }), ("bought", spend.map { $0 > 0 ? "yes" : "no" }),
        ("date_if_lost", spend.map { $0 > 0 ? "" : "7" }),
      ])
      for column in ["later", "bought", "date_if_lost"] {
        #expect(found[column]?.contains { $0.hasSuffix("!") } == true, "\(column) at \(cutoff.day)")
      }
    }
  }

  @Test("A noisy echo of what is bought after the test cutoff is suspicious")
  func noisyFuture() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let cutoff = try Fixture.plan(book).test.day
    var random = RandomStream(seed: 11, stream: 0)
    // Two normal laws 1.9 deviations apart: AUC Φ(1.9 / √2) = 0.91.
    let values = try future(cutoff).map { spend in
      let noise = (0..<12).reduce(-6.0) { sum, _ in
        sum + Double.random(in: 0..<1, using: &random)
      }
      return "\((spend > 0 ? 1.9 : 0) + noise)"
    }
    let audit = try Fixture.audit(try Fixture.book([("echo", values)]))
    #expect(audit.suspicions.map(\.evidence) == ["separationAtCutoff"])
    #expect(audit.suspicions.allSatisfy { $0.sentence.contains("\(cutoff)") && !$0.isProven })
  }

  @Test("Figures as of the end of the data, or of a later cutoff, are proofs")
  func knownLater() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let end = book.end
    let test = try Fixture.plan(book).test.day
    let found = try found([
      ("total_spend", try Fixture.history(at: end) { "\($0.revenue)" }),
      ("spend_in_thousands", try Fixture.history(at: end) { "\(Double($0.revenue) / 1e5)" }),
      ("orders_to_date", try Fixture.history(at: end) { "\($0.orderCount)" }),
      ("last_day", try Fixture.history(at: end) { Self.days($0.lastDay) }),
      ("spend_at_test", try Fixture.history(at: test) { "\($0.revenue)" }),
      ("first_day", try Fixture.history(at: end) { Self.days($0.firstDay) }),
    ])
    for column in [
      "total_spend", "spend_in_thousands", "orders_to_date", "last_day", "spend_at_test",
    ] {
      #expect(found[column]?.contains("restatesLater!") == true, "\(column)")
    }
    #expect(found["first_day"] == nil)
  }

  @Test("The day of the last order is found as a date, too, when it is asked for by name")
  func dates() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let last = try Fixture.history(at: book.end) { $0.lastDay.map { "\($0)" } ?? "" }
    let first = try Fixture.history(at: book.end) { $0.firstDay.map { "\($0)" } ?? "" }
    let dated = try Fixture.book([("seen", last), ("joined", first)]) {
      $0.requestedAttributes = ["seen", "joined"]
    }
    let audit = try Fixture.audit(dated)
    #expect(audit.proven.map(\.column).contains("seen"))
    #expect(!audit.suspicions.contains { $0.column == "joined" })
  }

  @Test("A proven leak stops training and names the column; allowed, it is said beside the figures")
  func stops() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let total = try Fixture.history(at: book.end) { "\($0.revenue)" }
    let leaky = try Fixture.book([("total_spend", total)])
    var trainer = PipelineFixture.trainer()
    trainer.models = [.logistic]
    let error = try #require(throws: PipelineError.self) {
      try trainer.train(leaky, logger: PipelineFixture.logger)
    }
    #expect("\(error)".contains("\"total_spend\" is known only after the fact"))
    #expect("\(error)".contains("--allow-leaks"))
    trainer.allowsLeaks = true
    let report = try trainer.train(leaky, logger: PipelineFixture.logger).report
    #expect(report.notes.contains { $0.contains("--allow-leaks") && $0.contains("total_spend") })
    #expect(report.leakAudit?.proven.isEmpty == false)
    let dropped = try Fixture.book([("total_spend", total), ("kind", total.map { _ in "a" })]) {
      $0.droppedAttributes = ["total_spend"]
    }
    #expect(dropped.attributes?.columns.map(\.name).contains("total_spend") == false)
  }

  @Test("Noise is never a proof and hardly ever suspicious, over 200 draws of five columns")
  func noise() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let (rows, plan, _, eligibility) = try Fixture.material(book)
    let samples = rows.samples
    let places = rows.snapshots.indices.map { place in
      samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
    }
    let recency = rows.rules.columns.first { $0.name == "recency_days" }?.values ?? []
    let undated = UndatedColumns(
      days: rows.snapshots.map(\.day), labels: places.map { $0.map { samples.labels[$0] } },
      recency: places.map { $0.map { recency[$0] } }, columns: 5)
    let later = LaterFigures(
      book.log, cutoffs: plan.all.map(\.day), horizon: Fixture.horizon, end: book.end,
      activeWithinDays: eligibility.activeWithinDays, seed: 1, threads: 2)
    let joined = try Fixture.history(at: book.end) { Double($0.firstDay?.number ?? 0) }
    var suspicions = 0
    for seed in 0..<200 as Range<UInt64> {
      var random = RandomStream(seed: seed, stream: 3)
      let customers = 0..<book.log.customerCount
      var columns: [(FeatureMatrix.Kind, [Double])] = []
      columns.append((.numeric, customers.map { _ in Double.random(in: 0...1, using: &random) }))
      columns.append(
        (.numeric, customers.map { _ in Double(Int.random(in: 18...80, using: &random)) }))
      columns.append(
        (.numeric, customers.map { _ in Double.random(in: 0..<1, using: &random) < 0.02 ? 1 : 0 }))
      columns.append(
        (.numeric, customers.map { joined[$0] + Double(Int.random(in: -9...0, using: &random)) }))
      columns.append(
        (
          .categorical(levels: ["ad", "friend", "search"]),
          customers.map { _ in Double(Int.random(in: 0..<3, using: &random)) }
        ))
      for (kind, values) in columns {
        var found: [LeakSuspicion.Evidence] = []
        if kind == .numeric, let evidence = later.evidence(values) { found.append(evidence) }
        let contents = places.map { rows in
          LeakScan.content(
            FeatureMatrix.Column(
              name: "x", kind: kind, values: rows.map { values[samples.groups[$0]] }))
        }
        if let evidence = undated.evidence(contents) { found.append(evidence) }
        suspicions += found.count
        #expect(!found.contains { LeakSuspicion(column: "x", evidence: $0).isProven })
      }
    }
    // Of a thousand columns.
    #expect(suspicions <= 5)
  }

  @Test("Neither the order of rows nor the number of threads shows in the audit")
  func determinism() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let total = try Fixture.history(at: book.end) { "\($0.revenue)" }
    let kind = try Fixture.history(at: book.end) { $0.orderCount % 3 == 0 ? "a" : "b" }
    let columns = [("total", total), ("kind", kind)]
    let plain = try Fixture.audit(try Fixture.book(columns))
    let other = try Fixture.audit(
      try Fixture.book(columns, isShuffled: true, threads: 3), threads: 3)
    #expect(plain == other)
    #expect(!plain.suspicions.isEmpty && plain.selfTest != nil)
  }
}
