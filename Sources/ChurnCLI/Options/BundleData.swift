internal import Churn

/// Reading data as a bundle means them: what `score`, `at-risk`, `explain` and `monitor` share.
struct BundleData {
  let bundle: String
  let data: [String]
  let orders: OrderOptions
  let table: ReadyTableOptions
  let reading: FileFormatOptions
  let common: CommonOptions
  /// A column to read besides those that the bundle needs.
  var extraColumn: String?
  /// Whether the label of a ready table is read where it is there.
  var wantsLabel = false

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
      var source = table.source(
        data, bundle: meaning, features: loaded.manifest.features.map(\.name), format: reading,
        withLabel: wantsLabel)
      source.labelIsOptional = wantsLabel
      source.extras = [extraColumn].compactMap { $0 }
      let rows = try TableBook(reading: source, threads: common.threadCount, logger: logger)
      try reading.writeRejects(rows.report, messages: messages)
      book = .table(rows)
    } else {
      var source = try orders.source(data, format: reading, bundle: loaded.manifest.orders)
      if let extraColumn, !source.requestedAttributes.contains(extraColumn) {
        source.requestedAttributes.append(extraColumn)
      }
      let lines = try OrderBook(
        reading: source, threads: common.threadCount, logger: logger)
      try reading.writeRejects(lines.report, messages: messages)
      book = .orders(lines)
    }
    progress.advance()
    return (loaded, book)
  }
}
