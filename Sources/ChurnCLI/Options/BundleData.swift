internal import Churn

/// Reading data as a bundle means them: what `score`, `at-risk` and `explain` share.
struct BundleData {
  let bundle: String
  let data: [String]
  let orders: OrderOptions
  let table: ReadyTableOptions
  let reading: FileFormatOptions
  let common: CommonOptions

  /// Data of the bundle's kind.
  enum Book {
    case orders(OrderBook)
    case table(TableBook)
  }

  /// Reads the bundle, then the data; each is a step of the progress.
  func read(_ progress: Progress, _ messages: Messages) throws -> (bundle: ModelBundle, book: Book)
  {
    let loaded = try ModelBundle(reading: bundle)
    for warning in loaded.warnings { messages.warn(warning) }
    progress.advance()
    let logger = MessageLogHandler.logger(messages)
    let book: Book
    if let meaning = loaded.manifest.table {
      let rows = try TableBook(
        reading: table.source(
          data, bundle: meaning, features: loaded.manifest.features.map(\.name), format: reading,
          withLabel: false), threads: common.threadCount, logger: logger)
      try reading.writeRejects(rows.report, messages: messages)
      book = .table(rows)
    } else {
      let lines = try OrderBook(
        reading: try orders.source(data, format: reading, bundle: loaded.manifest.orders),
        threads: common.threadCount, logger: logger)
      try reading.writeRejects(lines.report, messages: messages)
      book = .orders(lines)
    }
    progress.advance()
    return (loaded, book)
  }
}
