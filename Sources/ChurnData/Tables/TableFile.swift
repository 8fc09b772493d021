internal import ChurnMath

/// A table in one or several text files of one shape, opened and looked at, ready to be read.
///
///     let file = try TableFile(paths: ["orders.csv"], options: TableOptions())
///     let table = try file.read([ColumnRequest(column: 0, meaning: .identifier)])
///
/// CSV as in RFC 4180, plain or gzip (found by content), with the delimiters, encodings and line
/// ends of ``TableOptions``. A quote opens a field only at its start; inside, a doubled quote is
/// one quote, and newlines are text. Blank lines are no rows. `-` is standard input.
///
/// Memory grows with the columns kept, not with the text read. The same files and options give the
/// same table whatever the number of threads.
public struct TableFile: Sendable {
  /// The names of the columns.
  ///
  /// Without a header they are `1`, `2` and so on; a blank name becomes its number too.
  public let columnNames: [String]
  /// The fields of up to 1,000 rows, decoded and unquoted; ragged rows among the first 500 too.
  public let sample: [[String]]
  /// What separates the fields.
  public let delimiter: Delimiter
  /// The encoding of the first file.
  public let encoding: TextEncoding
  /// What messages call the input.
  public let displayName: String

  let files: [InputFile]
  let dialects: [Dialect]
  let options: TableOptions

  /// Opens the files and finds delimiter, header and a sample of rows.
  ///
  /// - Throws: A ``DataError`` where a file is missing or empty, where the header names a column
  ///   twice or is not that of the first file, or where an option makes no sense.
  public init(paths: [String], options: TableOptions) throws(DataError) {
    guard let firstPath = paths.first else { throw .missingFile(path: "") }
    _ = try ZoneClock(named: options.timeZone)
    if let format = options.dateFormat { _ = try TimePattern(format) }
    let first = try InputFile(path: firstPath)
    let shape = try TableShape(first, options: options, delimiter: nil)
    var files = [first]
    var dialects = [shape.dialect]
    for path in paths.dropFirst() {
      let file = try InputFile(path: path)
      let other = try TableShape(file, options: options, delimiter: shape.delimiter)
      try Self.compare(shape, first.name, other, file.name)
      files.append(file)
      dialects.append(other.dialect)
    }
    columnNames = shape.columnNames
    sample = shape.sample
    delimiter = shape.delimiter
    encoding = shape.encoding
    displayName = files.count == 1 ? first.name : "\(first.name) and \(files.count - 1) more"
    self.files = files
    self.dialects = dialects
    self.options = options
  }

  private static func compare(
    _ shape: TableShape, _ name: String, _ other: TableShape, _ otherName: String
  ) throws(DataError) {
    guard shape.columnNames != other.columnNames else { return }
    var difference = "\(other.columnNames.count) columns instead of \(shape.columnNames.count)"
    if let pair = zip(shape.columnNames, other.columnNames).enumerated()
      .first(where: { $0.element.0 != $0.element.1 })
    {
      difference =
        "column \(pair.offset + 1) is \"\(shown(pair.element.1))\" "
        + "instead of \"\(shown(pair.element.0))\""
    }
    throw .headersDiffer(file: otherName, other: name, difference: difference)
  }

  /// Reads the columns that are asked for.
  ///
  /// - Parameters:
  ///   - requests: The columns and their meanings; the table has them in this order.
  ///   - keepingRejects: Whether the report holds every rejected record.
  ///   - countingDuplicates: Whether the report counts records equal to an earlier one; costs 16
  ///     bytes a record while reading.
  /// - Returns: *n* kept rows and the report on all records.
  /// - Throws: A ``DataError`` that names file, line and column.
  public func read(
    _ requests: [ColumnRequest], keepingRejects: Bool = false, countingDuplicates: Bool = false
  ) throws(DataError) -> ColumnTable {
    for request in requests {
      for index in [request.column, request.factor ?? request.column]
      where !columnNames.indices.contains(index) {
        throw .noSuchColumn(index: index, columns: columnNames.count)
      }
    }
    let clock = try ZoneClock(named: options.timeZone)
    var pattern: TimePattern?
    if let format = options.dateFormat { pattern = try TimePattern(format) }
    var textRequests = textRequestsInSample(requests)
    while true {
      let plan = ReadPlan(
        reasons: Reasons(requests: requests, columnNames: columnNames),
        columns: columnNames.count, hasHeader: options.hasHeader,
        decimalComma: options.decimalComma, pattern: pattern, clock: clock,
        textRequests: textRequests, keepsRejects: keepingRejects,
        countsDuplicates: countingDuplicates, hasher: RecordHasher())
      let workers = run(plan)
      let found = Set(workers.flatMap(\.foundTexts))
      // A column that is no number after all is text: its words have to be read, so begin again.
      // A damaged file stays damaged, and that is said on the last round.
      guard found.isSubset(of: textRequests) else {
        textRequests.formUnion(found)
        continue
      }
      var assembly = TableAssembly(self, plan, workers)
      return try assembly.table()
    }
  }

  /// Automatic columns of which the sample already shows that they are no numbers.
  private func textRequestsInSample(_ requests: [ColumnRequest]) -> Set<Int> {
    let mark: UInt8 = options.decimalComma ? 0x2C : 0x2E
    var found: Set<Int> = []
    let slab = Slab<UInt8>(capacity: 64)
    defer { withExtendedLifetime(slab) {} }
    for (index, request) in requests.enumerated() where request.meaning == .automatic {
      let isText = sample.contains { fields in
        guard fields.count == columnNames.count else { return false }
        let text = Array(fields[request.column].utf8)
        slab.reserve(text.count + 64, keeping: 0)
        for (place, byte) in text.enumerated() { slab.cells[place] = byte }
        let inner = trimmed(slab.cells, 0..<text.count)
        if inner.isEmpty || MissingMark.matches(slab.cells, inner) { return false }
        guard let scan = NumberScan(slab.cells, inner, mark: mark) else { return true }
        return scan.double(slab.cells, inner, mark: mark) == nil
      }
      if isText { found.insert(index) }
    }
    return found
  }

  /// Parses all blocks with as many workers as there are threads.
  private func run(_ plan: ReadPlan) -> [WorkerResult] {
    let source = BlockSource(
      files: files, dialects: dialects, encoding: options.encoding,
      blockBytes: options.blockBytes, recordBytes: options.recordBytes)
    let threads = max(1, options.threads)
    return mapIndices(threads, threads: threads) { worker in
      let parser = BlockParser(plan: plan, worker: worker)
      var results: [BlockResult] = []
      while let block = source.next(parser.buffer) {
        let result = parser.parse(block)
        if result.failure != nil || !parser.foundTexts.isEmpty { source.stop() }
        results.append(result)
      }
      return WorkerResult(parser, results)
    }
  }
}
