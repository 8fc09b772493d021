internal import Churn

/// Reading data as a bundle means them, and scoring them: what `score` and `at-risk` share.
struct BundleScoring {
  let bundle: String
  let data: [String]
  let at: Day?
  let orders: OrderOptions
  let table: ReadyTableOptions
  let reading: FileFormatOptions
  let money: CostOptions
  let common: CommonOptions

  /// Scores and what they are worth.
  struct Outcome {
    let customers: [ScoredCustomer]
    let skipped: [SkippedCustomer]
    let isTable: Bool
    let hasMoney: Bool
    let costs: RetentionCosts
  }

  func run(_ messages: Messages) throws -> Outcome {
    // The bundle, the data, the scores.
    let progress = Progress("scoring", total: 3, messages: messages)
    defer { progress.finish() }
    let loaded = try ModelBundle(reading: bundle)
    for warning in loaded.warnings { messages.warn(warning) }
    progress.advance()
    let costs = try money.costs(loaded.manifest.costs)
    let logger = MessageLogHandler.logger(messages)
    let scorer = Scorer(bundle: loaded, costs: costs, threads: common.threadCount)
    if let meaning = loaded.manifest.table {
      let book = try TableBook(
        reading: table.source(
          data, bundle: meaning, features: loaded.manifest.features.map(\.name), format: reading,
          withLabel: false), threads: common.threadCount, logger: logger)
      progress.advance()
      try reading.writeRejects(book.report, messages: messages)
      return Outcome(
        customers: try scorer.score(book), skipped: [], isTable: true,
        hasMoney: book.values != nil, costs: costs)
    }
    let book = try OrderBook(
      reading: try orders.source(data, format: reading, bundle: loaded.manifest.orders),
      threads: common.threadCount, logger: logger)
    progress.advance()
    try reading.writeRejects(book.report, messages: messages)
    let (customers, skipped) = try scorer.score(book, at: at)
    return Outcome(
      customers: customers, skipped: skipped, isTable: false,
      hasMoney: customers.first?.valueAtRisk != nil, costs: costs)
  }
}
