// Files, books and trained bundles that the tests of the pipeline share.

import Foundation
import Logging

@testable import Churn

enum PipelineFixture {
  static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  static func day(_ text: String) -> Day { Day(iso: text) ?? Day(number: 0) }

  /// Does something with a file of some text, which is then removed.
  @discardableResult
  static func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-\(UUID().uuidString).csv").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  static func book(
    _ text: String, returns: ReturnsPolicy = .net, threads: Int = 1,
    columns: [OrderRole: String] = [:]
  ) throws -> OrderBook {
    try withFile(text) { path in
      try book(path: path, returns: returns, threads: threads, columns: columns)
    }
  }

  static func book(
    path: String, returns: ReturnsPolicy = .net, threads: Int = 1,
    columns: [OrderRole: String] = [:]
  ) throws -> OrderBook {
    var given = OrderMapping.Given()
    given.returns = returns
    given.columns = columns
    return try OrderBook(
      reading: OrderBook.Source(paths: [path], given: given), threads: threads, logger: logger)
  }

  static func table(
    _ text: String, _ change: (inout TableSchema.Flags) -> Void = { _ in }
  ) throws -> TableBook {
    try withFile(text) { try table(path: $0, change) }
  }

  static func table(
    path: String, _ change: (inout TableSchema.Flags) -> Void = { _ in }
  ) throws -> TableBook {
    var flags = TableSchema.Flags(label: "churn")
    flags.id = "id"
    change(&flags)
    return try TableBook(
      reading: TableBook.Source(paths: [path], flags: flags), threads: 1, logger: logger)
  }

  /// The orders of a simulated shop, as `churn simulate` writes them.
  static let simulatedOrders: String = {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-simulated-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try RetailSimulation(customers: 1200, days: 640, seed: 3).write(to: folder, threads: 2)
      return try String(contentsOf: folder.appendingPathComponent("orders.csv"), encoding: .utf8)
    } catch {
      return "\(error)"
    }
  }()

  /// A trainer with a short horizon, for two years of a simulated shop.
  static func trainer(threads: Int = 1) -> OrderTrainer {
    var trainer = OrderTrainer()
    trainer.horizon = .days(60)
    trainer.threads = threads
    return trainer
  }

  static let simulatedBook = Result { try book(simulatedOrders) }
  static let trained = Result { try trainer().train(simulatedBook.get(), logger: logger) }

  /// What comes of training on the simulated shop with a test of one's own.
  static func trained(at test: String) throws -> TrainingResult {
    var trainer = trainer()
    trainer.testAt = day(test)
    return try trainer.train(simulatedBook.get(), logger: logger)
  }

  /// A table whose label follows from `x`, `plan` and noise.
  static func tableText(rows: Int, seed: UInt64, isRandom: Bool = false) -> String {
    var random = RandomStream(seed: seed, stream: 0)
    var text = "id,x,plan,spend,churn\n"
    for row in 0..<rows {
      let x = Double.random(in: -2...2, using: &random)
      let plan = ["basic", "plus", "pro"].randomElement(using: &random) ?? ""
      let spend = Double.random(in: 0...100, using: &random)
      let odds = isRandom ? 0 : 1.2 * x + (plan == "basic" ? 0.8 : -0.4)
      let isGone = Double.random(in: 0..<1, using: &random) < 1 / (1 + exp(-odds))
      let blank = row % 50 == 7 ? "" : "\(x)"
      text += "u\(row),\(blank),\(plan),\(spend),\(isGone ? "yes" : "no")\n"
    }
    return text
  }

  /// The same file with its rows in another order.
  static func shuffled(_ text: String, seed: UInt64) -> String {
    var lines = text.split(separator: "\n")
    let header = lines.removeFirst()
    var random = RandomStream(seed: seed, stream: 0)
    lines.shuffle(using: &random)
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// The files of a bundle, by name.
  static func files(of bundle: ModelBundle) throws -> [String: Data] {
    var files: [String: Data] = [:]
    try withScratchFolder { folder in
      try bundle.write(to: folder + "/bundle", isForced: false)
      for name in try names(in: folder + "/bundle") {
        files[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/bundle/" + name))
      }
    }
    return files
  }
}
