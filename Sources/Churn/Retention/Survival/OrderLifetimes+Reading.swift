internal import ChurnData
internal import ChurnMath
public import Logging

/// An orders file that was read, and since when its customers are some.
public struct OrderLifetimesBook: Sendable {
  /// The orders.
  public let book: OrderBook
  /// Since when each customer of the log is one, by the customers file; nil where that is not asked
  /// for, and for customers of whom it is not known.
  let starts: [Day?]?
}

extension OrderLifetimes {
  /// Reads an orders file with the columns of the customers file that lifetimes are compared by.
  ///
  /// - Throws: `DataError`, `PipelineError`.
  public func read(
    _ source: OrderBook.Source, threads: Int, logger: Logger
  ) throws -> OrderLifetimesBook {
    var source = source
    if let path = source.customersPath {
      let names = try customersFile(path, source.given.file, threads: threads).columnNames
      let wanted = ComparedColumns(by: by, strata: strata, covariates: covariates).all
      source.requestedAttributes += wanted.filter {
        names.contains($0) && !source.requestedAttributes.contains($0)
      }
    } else if since != nil {
      throw PipelineError.badOption(
        option: "--since", problem: "it is a column of the customers file: pass --customers FILE.")
    }
    let book = try OrderBook(reading: source, threads: threads, logger: logger)
    return OrderLifetimesBook(
      book: book, starts: try knownStarts(book, path: source.customersPath, threads: threads))
  }

  private func customersFile(
    _ path: String, _ file: FileOptions, threads: Int
  ) throws -> TableFile {
    var options = file.tableOptions(threads: threads)
    options.delimiter = nil
    options.dateFormat = nil
    return try TableFile(paths: [path], options: options)
  }

  /// Since when each customer of a book is one; nil where that is not asked for.
  private func knownStarts(_ book: OrderBook, path: String?, threads: Int) throws -> [Day?]? {
    guard let since, let path else { return nil }
    let file = try customersFile(path, book.mapping.file, threads: threads)
    let found = try CustomerMapping.find(
      columnNames: file.columnNames, sample: file.sample, orderCustomer: book.mapping.customer)
    var columns = NamedColumns(columnNames: file.columnNames)
    let id = try columns.ask(found.mapping.customer, option: "--customers", meaning: .identifier)
    let start = try columns.ask(since, option: "--since", meaning: .time)
    let table = try file.read(columns.requests)
    guard case .text(let ids) = table.columns[id], case .time(let times) = table.columns[start]
    else { return nil }
    // Days are small whole numbers, exact as numbers of an attribute.
    let joined = try CustomerAttributes(
      log: book.log, ids: ids,
      columns: [
        FeatureMatrix.Column(
          name: since,
          values: times.seconds.map { seconds in
            seconds == TimeColumn.missing ? .nan : Double(Day(containing: seconds).number)
          })
      ])
    return joined.columns[0].values.map { $0.isNaN ? nil : Day(number: Int($0)) }
  }
}
