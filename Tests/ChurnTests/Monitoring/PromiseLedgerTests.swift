import Foundation
import Testing

@testable import Churn

@Suite("The ledger of promises")
struct PromiseLedgerTests {
  private typealias Fixture = PipelineFixture

  /// A promise of the simulated shop, kept in a folder of its own.
  private func withPromise(
    _ body: (_ ledger: PromiseLedger, _ bundle: ModelBundle, _ table: String) throws -> Void
  ) throws {
    let bundle = try Fixture.trained.get().bundle
    let scored = try Scorer(bundle: bundle).score(Fixture.simulatedBook.get(), at: cutoff).scored
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder + "/kept/here")
      try body(ledger, bundle, try ledger.keep(scored, of: bundle, at: cutoff))
    }
  }

  private var cutoff: Day? {
    try? Fixture.trained.get().bundle.manifest.orders?.testCutoff.day
  }

  private func write(_ text: String, to path: String) throws {
    try AtomicFile.write(text, to: path)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try OpenFile.read(path), as: UTF8.self)
  }

  @Test("What was kept comes back to the bit")
  func roundTrip() throws {
    try withPromise { ledger, bundle, table in
      let promises = try ledger.promises(of: bundle)
      let promise = try #require(promises.first?.promise)
      let scored = try Scorer(bundle: bundle).score(Fixture.simulatedBook.get(), at: cutoff).scored
      #expect(promises.count == 1 && promise.rows.count == scored.count)
      #expect(promise.rows.map(\.id) == scored.map(\.id))
      #expect(promise.rows.map(\.probability) == scored.map(\.probability))
      #expect(promise.rows.map(\.band) == scored.map(\.band))
      #expect(promise.rows.map(\.segment) == scored.map(\.stage))
      #expect(promise.head.cutoff == cutoff && promise.head.horizonDays == 60)
      #expect(table.hasSuffix(try #require(promises.first).name))
      #expect(table.contains("/churn-\(promise.head.model.prefix(12))-"))
    }
  }

  @Test("The same scores twice are the same bytes; others are refused unless forced")
  func again() throws {
    try withPromise { ledger, bundle, table in
      let head = String(table.dropLast(3)) + "json"
      let before = try (text(table), text(head))
      let scored = try Scorer(bundle: bundle).score(Fixture.simulatedBook.get(), at: cutoff).scored
      try ledger.keep(scored, of: bundle, at: cutoff)
      #expect(try (text(table), text(head)) == before)
      let fewer = Array(scored.dropLast())
      #expect(throws: LedgerError.otherPromise(path: table, cutoff: cutoff)) {
        try ledger.keep(fewer, of: bundle, at: cutoff)
      }
      #expect(try (text(table), text(head)) == before)
      try ledger.keep(fewer, of: bundle, at: cutoff, isForced: true)
      #expect(try ledger.promises(of: bundle)[0].promise.rows.count == fewer.count)
      // Another day is another promise.
      try ledger.keep(scored, of: bundle, at: cutoff.map { $0 - 40 })
      #expect(
        try ledger.promises(of: bundle).map(\.promise.head.cutoff) == [
          cutoff.map { $0 - 40 }, cutoff,
        ])
    }
  }

  @Test("Ids survive whatever they are")
  func ids() throws {
    let bundle = try Fixture.trained.get().bundle
    let ids = ["=cmd()", "'x", "''", "a,b", "a\"b", "line\nend", " blank ", "007", "Łódź", "-1"]
    let scored = ids.map { id in
      ScoredCustomer(
        id: id, probability: 0.25, rank: 1, band: .low, expectedValue: nil, valueAtRisk: nil,
        stage: .loyal, daysSinceLast: 1, reasons: [])
    }
    try withScratchFolder { folder in
      let ledger = PromiseLedger(folder)
      try ledger.keep(scored, of: bundle, at: cutoff)
      #expect(try ledger.promises(of: bundle)[0].promise.rows.map(\.id) == ids)
    }
  }

  @Test("Files that were cut, edited or exchanged end in a sentence")
  func hostile() throws {
    func refused(
      _ what: String, _ change: (_ table: String, _ head: String) throws -> Void
    ) throws {
      try withPromise { ledger, bundle, table in
        try change(table, String(table.dropLast(3)) + "json")
        let error = try #require(throws: (any Error).self) { try ledger.promises(of: bundle) }
        let sentence = "\(error)"
        #expect(error is LedgerError || error is DataError, "\(what): \(error)")
        #expect(sentence.contains(ledger.path) && sentence.contains(". "), "\(sentence)")
      }
    }
    /// Edits the table and vouches for it anew.
    func forged(_ table: String, _ head: String, _ edit: (String) -> String) throws {
      let edited = edit(try text(table))
      let sum = Checksums.sha256(try text(table))
      try write(edited, to: table)
      try write(try text(head).replacing(sum, with: Checksums.sha256(edited)), to: head)
    }
    try refused("edited table") { table, _ in
      try write(try text(table).replacing("critical", with: "low"), to: table)
    }
    try refused("cut table") { table, _ in
      try write(String(try text(table).dropLast(20)), to: table)
    }
    try refused("no table") { table, _ in
      try FileManager.default.removeItem(atPath: table)
    }
    try refused("no head") { _, head in try FileManager.default.removeItem(atPath: head) }
    try refused("cut head") { _, head in try write(String(try text(head).dropLast(9)), to: head) }
    try refused("empty head") { _, head in try write("", to: head) }
    try refused("another document") { _, head in try write("{\"kind\": \"x\"}", to: head) }
    try refused("another bundle") { _, head in
      let model = try #require(try Fixture.trained.get().bundle.modelSum)
      let other = String(model.prefix(12)) + String(repeating: "0", count: 52)
      try write(try text(head).replacing(model, with: other), to: head)
    }
    try refused("another horizon") { _, head in
      try write(
        try text(head).replacing("\"horizonDays\": 60", with: "\"horizonDays\": 61"), to: head)
    }
    try refused("no cutoff") { _, head in
      let day = "\"\(cutoff.map { "\($0)" } ?? "")\""
      try write(try text(head).replacing("\"cutoff\": \(day)", with: "\"cutoff\": null"), to: head)
    }
    try refused("a newer format") { _, head in
      try write(
        try text(head).replacing("\"formatVersion\": 1", with: "\"formatVersion\": 2"), to: head)
    }
    try refused("forged probability") { table, head in
      try forged(table, head) { $0.replacing(",critical,", with: "e5,critical,") }
    }
    try refused("forged band") { table, head in
      try forged(table, head) { $0.replacing(",critical,", with: ",deadly,") }
    }
    try refused("forged segment") { table, head in
      try forged(table, head) { $0.replacing(",loyal\n", with: ",friend\n") }
    }
    try refused("forged rows") { table, head in
      try forged(table, head) { text in
        text + (text.split(separator: "\n").last.map(String.init) ?? "") + "\n"
      }
    }
    try refused("forged count") { table, head in
      try forged(table, head) { text in
        text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
      }
    }
    try refused("forged columns") { table, head in
      try forged(table, head) { $0.replacing("risk_band", with: "band") }
    }
  }

  @Test("Other files and other bundles are left alone, and an absent folder is said")
  func others() throws {
    try withPromise { ledger, bundle, _ in
      try write("x", to: ledger.path + "/notes.json")
      try write("x", to: ledger.path + "/churn-000000000000-2011-01-01.json")
      #expect(try ledger.promises(of: bundle).count == 1)
      let table = try ModelBundleTests.tableBundle.get()
      #expect(try ledger.promises(of: table).isEmpty)
      let absent = PromiseLedger(ledger.path + "/absent")
      #expect(throws: LedgerError.notFound(path: absent.path)) { try absent.promises(of: bundle) }
    }
  }

  @Test("The bundle's name cannot lead out of the folder")
  func names() throws {
    var manifest = try Fixture.trained.get().bundle.manifest
    let model = try Fixture.trained.get().bundle
    manifest.name = "../../etc/päß wd\n"
    let bundle = ModelBundle(
      manifest: manifest, model: model.model, calibrator: model.calibrator, metrics: .null,
      modelCard: "")
    let prefix = PromiseLedger.prefix(of: bundle)
    #expect(prefix.hasPrefix("______etc_p_____wd_-"))
  }
}
