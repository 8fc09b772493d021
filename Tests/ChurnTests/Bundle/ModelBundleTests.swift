import Foundation
import Testing

@testable import Churn

@Suite("Bundles of trained models")
struct ModelBundleTests {
  private typealias Fixture = PipelineFixture

  /// Does something with the folder of a written bundle.
  static func withFolder(_ bundle: ModelBundle, _ body: (String) throws -> Void) throws {
    try withScratchFolder { folder in
      try bundle.write(to: folder + "/bundle", isForced: false)
      try body(folder + "/bundle")
    }
  }

  static let tableBundle = Result { () -> ModelBundle in
    let book = try Fixture.table(Fixture.tableText(rows: 600, seed: 1))
    return try TableTrainer().train(book, logger: Fixture.logger).bundle
  }

  @Test("A bundle read back scores to the bit like the one that was written")
  func roundTrip() throws {
    let bundle = try Fixture.trained.get().bundle
    let book = try Fixture.simulatedBook.get()
    try Self.withFolder(bundle) { folder in
      let read = try ModelBundle(reading: folder)
      var manifest = read.manifest
      manifest.files = [:]
      #expect(manifest == bundle.manifest)
      #expect(read.model == bundle.model && read.warnings == [])
      #expect(
        try Scorer(bundle: read).score(book).scored == Scorer(bundle: bundle).score(book).scored)
    }
    let table = try Self.tableBundle.get()
    try Self.withFolder(table) { folder in
      let read = try ModelBundle(reading: folder)
      let rows = try Fixture.table(Fixture.tableText(rows: 50, seed: 7))
      #expect(try Scorer(bundle: read).score(rows) == Scorer(bundle: table).score(rows))
    }
  }

  @Test("Writing a bundle twice gives the same bytes, and replaces only where it is asked to")
  func writing() throws {
    let bundle = try Self.tableBundle.get()
    #expect(try Fixture.files(of: bundle) == Fixture.files(of: bundle))
    try Self.withFolder(bundle) { folder in
      #expect(throws: OutputError.self) { try bundle.write(to: folder, isForced: false) }
      try bundle.write(to: folder, isForced: true)
      #expect(try ModelBundle(reading: folder).model == bundle.model)
    }
  }

  /// Format 1 knew one kind of model and kept nothing to explain by.
  @Test("A bundle of format 1 still loads, scores and evaluates")
  func olderFormat() throws {
    var trainer = Fixture.trainer()
    trainer.models = [.logistic]
    let bundle = try trainer.train(Fixture.simulatedBook.get(), logger: Fixture.logger).bundle
    #expect(bundle.manifest.formatVersion == 3 && bundle.explanation != nil)
    var manifest = bundle.manifest
    manifest.formatVersion = 1
    let older = ModelBundle(
      manifest: manifest, model: bundle.model, calibrator: bundle.calibrator,
      metrics: bundle.metrics, modelCard: bundle.modelCard)
    try Self.withFolder(older) { folder in
      let read = try ModelBundle(reading: folder)
      #expect(read.explanation == nil && read.model == bundle.model)
      let book = try Fixture.simulatedBook.get()
      let scored = try Scorer(bundle: read).score(book).scored
      let expected = try Scorer(bundle: bundle).score(book).scored
      #expect(scored.map(\.probability) == expected.map(\.probability))
      #expect(scored.contains { !$0.reasons.isEmpty })
    }
  }

  @Test("Data of another kind are refused, and data without a column that is needed")
  func otherKinds() throws {
    let orders = try Fixture.trained.get().bundle
    let table = try Self.tableBundle.get()
    let rows = try Fixture.table(Fixture.tableText(rows: 20, seed: 1))
    let book = try Fixture.simulatedBook.get()
    #expect(throws: BundleError.wrongKind(bundle: "orders", given: "a ready table")) {
      try Scorer(bundle: orders).score(rows)
    }
    #expect(throws: BundleError.wrongKind(bundle: "a ready table", given: "orders")) {
      try Scorer(bundle: table).score(book)
    }
    #expect(throws: BundleError.wrongKind(bundle: "a ready table", given: "orders")) {
      try Evaluator(bundle: table).evaluate(book)
    }
    #expect(throws: BundleError.wrongKind(bundle: "orders", given: "a ready table")) {
      try Evaluator(bundle: orders).evaluate(rows)
    }
    let bare = try Fixture.book(
      "customer_id,time\na,2024-01-01\na,2024-02-01\n",
      columns: [.customer: "customer_id", .time: "time"])
    #expect(throws: BundleError.missingColumn(name: "amount", nearest: nil)) {
      try Scorer(bundle: orders).score(bare)
    }
  }

  @Test("The fingerprint follows every value and no order of rows")
  func fingerprints() throws {
    let text = "customer_id,time,amount,product\na,2024-01-01,1.50,x\nb,2024-01-02,2.50,y\n"
    func fingerprint(_ text: String) throws -> String {
      Fingerprint.of(try Fixture.book(text, columns: [.product: "product"]).log)
    }
    let first = try fingerprint(text)
    #expect(first.count == 64)
    #expect(try fingerprint(Fixture.shuffled(text, seed: 1)) == first)
    for (old, new) in [
      ("a,2024", "c,2024"), ("01-01", "01-03"), ("1.50", "1.51"), (",x", ",z"),
      ("b,2024-01-02,2.50,y\n", ""),
    ] {
      #expect(try fingerprint(text.replacing(old, with: new)) != first, "\(old) to \(new)")
    }
    let table = Fixture.tableText(rows: 30, seed: 1)
    func tableFingerprint(_ text: String) throws -> String {
      let book = try Fixture.table(text)
      return Fingerprint.of(
        ids: book.keys, features: book.features, labels: book.labels ?? [])
    }
    let one = try tableFingerprint(table)
    #expect(try tableFingerprint(Fixture.shuffled(table, seed: 4)) == one)
    #expect(try tableFingerprint(table.replacing("u3,", with: "v3,")) != one)
  }

  @Test("A manifest that contradicts itself is told by what does")
  func inconsistency() throws {
    let good = try Fixture.trained.get().bundle.manifest
    #expect(good.inconsistency == nil)
    let table = try Self.tableBundle.get().manifest
    #expect(table.inconsistency == nil)
    func broken(_ manifest: Manifest, _ change: (inout Manifest) -> Void) -> String? {
      var changed = manifest
      change(&changed)
      return changed.inconsistency
    }
    #expect(broken(good) { $0.trainingChurnRate = 1 } != nil)
    #expect(broken(good) { $0.trainingChurnRate = .nan } != nil)
    #expect(broken(good) { $0.bandLimits = [0.3, 0.2, 0.4] } != nil)
    #expect(broken(good) { $0.features = [] } != nil)
    #expect(broken(good) { $0.features.append($0.features[0]) } != nil)
    #expect(broken(good) { $0.features[0].name = "future_orders" } != nil)
    #expect(broken(good) { $0.kind = .table } != nil)
    #expect(broken(good) { $0.orders?.trainingCutoffs = [] } != nil)
    #expect(broken(good) { $0.table = table.table } != nil)
    #expect(broken(table) { $0.table?.testShare = 1 } != nil)
    #expect(broken(table) { $0.kind = .orders } != nil)
  }
}
