import Foundation
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("Training rows under treatment") struct TreatedRowsTests {
  private static let cutoff = Fixture.day("2024-06-01")

  /// Sixty customers who ordered 1 to 60 days before the cutoff, and somebody who ends the data.
  private static func rows() throws -> (LabelledRows, PurchaseLog) {
    var text = "customer_id,date,amount\n"
    for customer in 0..<60 {
      text += "c\(10 + customer),\(cutoff - 1 - customer),5\nc\(10 + customer),2024-01-01,5\n"
    }
    text += "z,2024-12-31,5\n"
    let book = try Fixture.book(text)
    let builder = FeatureBuilder(
      features: PlainRules.silence,
      parameters: FeatureParameters.learned(
        from: book.log, before: Snapshot(cutoff), threads: 1, logger: Fixture.logger),
      horizon: Horizon(days: 30, gap: 5))
    let rows = try LabelledRows(
      book, builder: builder, snapshots: [Snapshot(cutoff)],
      eligibility: Eligibility(activeWithinDays: 90), threads: 1)
    return (rows, book.log)
  }

  private func treated(
    _ contacts: [ContactHistory.Contact], _ policy: TreatedRowPolicy
  ) throws -> (TreatedRows, [String]) {
    let (rows, log) = try Self.rows()
    let treated = TreatedRows(
      rows, log: log, contacts: ContactHistory(contacts), policy: policy, reachDays: 30,
      horizon: Horizon(days: 30, gap: 5))
    return (treated, rows.samples.groups.map { log.customerIDs[$0] })
  }

  private func contact(_ id: String, _ day: Day, isContacted: Bool = true) -> ContactHistory.Contact
  {
    ContactHistory.Contact(id: id, day: day, isContacted: isContacted)
  }

  @Test(
    "Contacts from the reach before the cutoff to the end of the label window count, to the day")
  func window() throws {
    let cutoff = Self.cutoff
    let (treated, ids) = try treated(
      [
        contact("c10", cutoff - 31), contact("c11", cutoff - 30), contact("c12", cutoff),
        contact("c13", cutoff + 34), contact("c14", cutoff + 35),
        contact("c15", cutoff, isContacted: false), contact("nobody", cutoff),
      ], .keep)
    let flagged = ids.indices.filter { treated.isTreated[$0] }.map { ids[$0] }
    #expect(flagged.sorted() == ["c11", "c12", "c13"])
    #expect(treated.weights.allSatisfy { $0 == 1 })
    #expect(treated.teaching([0, 1, 2]) == [0, 1, 2])
  }

  @Test("Dropped rows count for nothing, all others once")
  func drop() throws {
    let (treated, ids) = try treated([contact("c12", Self.cutoff)], .drop)
    for (id, weight) in zip(ids, treated.weights) { #expect(weight == (id == "c12" ? 0 : 1)) }
    #expect(treated.teaching(Array(ids.indices)).count == 59)
  }

  /// By hand, five fifths of 12 customers by silence.
  ///
  /// Of the first, 2 are treated: the other 10 count
  /// 12/10. Of the second 11: its only one left is too few, so it goes with the third, where all are
  /// treated, and counts for both, 24 times.
  @Test("Those of one risk stand for each other, and the weights add up to all rows")
  func reweight() throws {
    let cutoff = Self.cutoff
    let contacts =
      [0, 1].map { contact("c\(10 + $0)", cutoff) }
      + (12..<23).map { contact("c\(10 + $0)", cutoff) }
      + (24..<36).map { contact("c\(10 + $0)", cutoff) }
    let (treated, ids) = try treated(contacts, .reweight)
    var weights: [String: Double] = [:]
    for (id, weight) in zip(ids, treated.weights) { weights[id] = weight }
    #expect(weights["c10"] == 0)
    #expect(weights["c15"] == 1.2)
    #expect(weights["c33"] == 24)
    #expect(weights["c60"] == 1)
    #expect(abs(treated.weights.reduce(0, +) - 60) < 1e-9)
    #expect(!treated.unrepresented.contains(true))
    let record = treated.record(training: Array(ids.indices), calibration: [0], test: [])
    #expect(record.trainingTreated == 25 && record.trainingRows == 60)
    #expect(record.largestWeight == 24)
    #expect(record.note.contains("25 of 60") && record.note.contains("24.00 times"))
  }

  @Test("Where everybody was contacted nobody can stand for them, and that is counted")
  func everybody() throws {
    let contacts = (0..<60).map { contact("c\(10 + $0)", Self.cutoff) }
    let (treated, ids) = try treated(contacts, .reweight)
    #expect(treated.teaching(Array(ids.indices)).isEmpty)
    #expect(treated.record(training: [0, 1], calibration: [], test: []).unrepresented == 2)
  }

  private static func campaign() throws -> ContactHistory {
    let book = try Fixture.simulatedBook.get()
    let day = book.end - 150
    return ContactHistory(
      (0..<book.log.customerCount).filter { $0 % 3 == 0 }.map { customer in
        ContactHistory.Contact(id: book.log.customerIDs[customer], day: day - 150)
      })
  }

  @Test("Keeping treated rows changes nothing that is learned; it is counted and said")
  func kept() throws {
    let plain = try Fixture.trained.get()
    var trainer = Fixture.trainer()
    trainer.contacts = try Self.campaign()
    let result = try trainer.train(try Fixture.simulatedBook.get(), logger: Fixture.logger)
    let files = try Fixture.files(of: result.bundle)
    #expect(files["model.bin"] == (try Fixture.files(of: plain.bundle))["model.bin"])
    let record = try #require(result.bundle.manifest.orders?.treatment)
    #expect(record.policy == .keep && record.trainingTreated > 0)
    #expect(record.trainingTreated < record.trainingRows)
    #expect(result.report.notes.contains(record.note))
    #expect(
      result.report.rowsByReason["training rows under a contact"] == record.trainingTreated)
    let manifest = String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
    #expect(manifest.contains("\"treatment\""))
  }

  @Test("A bundle made without contacts says nothing of them, and reads back")
  func without() throws {
    let files = try Fixture.files(of: try Fixture.trained.get().bundle)
    let manifest = String(decoding: try #require(files["manifest.json"]), as: UTF8.self)
    #expect(!manifest.contains("treatment"))
    #expect(manifest.contains("\"rfmCells\""))
  }

  @Test(
    "Dropping and reweighting teach other models, and the bundle keeps which",
    arguments: [
      TreatedRowPolicy.drop, .reweight,
    ])
  func learned(policy: TreatedRowPolicy) throws {
    var trainer = Fixture.trainer()
    trainer.models = [.logistic]
    trainer.contacts = try Self.campaign()
    let kept = try trainer.train(try Fixture.simulatedBook.get(), logger: Fixture.logger)
    trainer.treatedRows = policy
    let result = try trainer.train(try Fixture.simulatedBook.get(), logger: Fixture.logger)
    #expect(
      try Fixture.files(of: result.bundle)["model.bin"]
        != Fixture.files(of: kept.bundle)["model.bin"])
    try withScratchFolder { folder in
      try result.bundle.write(to: folder + "/b", isForced: false)
      let read = try ModelBundle(reading: folder + "/b")
      #expect(read.manifest.orders?.treatment == result.bundle.manifest.orders?.treatment)
      #expect(read.manifest.orders?.treatment?.policy == policy)
    }
  }

  @Test("Where every training row was contacted, dropping them is refused with what to do")
  func nobodyLeft() throws {
    let book = try Fixture.simulatedBook.get()
    var trainer = Fixture.trainer()
    trainer.treatedRows = .drop
    trainer.contactReachDays = 10_000
    trainer.contacts = ContactHistory(
      (0..<book.log.customerCount).map { customer in
        ContactHistory.Contact(id: book.log.customerIDs[customer], day: book.log.span.lowerBound)
      })
    let error = #expect(throws: PipelineError.self) {
      try trainer.train(book, logger: Fixture.logger)
    }
    #expect(error?.description.hasPrefix("--treated") == true)
  }
}
