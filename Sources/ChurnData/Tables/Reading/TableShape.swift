/// What the head of a file shows: line end, delimiter, columns and some rows.
struct TableShape: Sendable {
  let encoding: TextEncoding
  let dialect: Dialect
  let delimiter: Delimiter
  let columnNames: [String]
  let sample: [[String]]

  static let headBytes = 1 << 18
  static let headRows = 500
  static let sampleRows = 1000

  /// Looks at a file's head.
  init(_ file: InputFile, options: TableOptions, delimiter wanted: Delimiter?) throws(DataError) {
    let stream = try TextStream(file, encoding: options.encoding)
    encoding = stream.encoding
    let head = Slab<UInt8>(capacity: Self.headBytes + BlockSource.tailRoom)
    defer { withExtendedLifetime(head) {} }
    var size = Self.headBytes
    var length = 0
    var isWhole = false
    while true {
      head.reserve(size + BlockSource.tailRoom, keeping: length)
      while length < size {
        let got = try stream.read(into: head.cells, at: length, count: max(16, size - length))
        if got == 0 {
          isWhole = true
          break
        }
        length += got
        head.reserve(length + 16 + BlockSource.tailRoom, keeping: length)
      }
      let hasLine =
        head.cells.firstIndex(of: Dialect.lineFeed, in: 0..<length) != nil
        || head.cells.firstIndex(of: Dialect.carriageReturn, in: 0..<length) != nil
      if isWhole || hasLine || length > options.recordBytes { break }
      size *= 2
    }
    let bytes = head.cells
    let range = 0..<length
    let newline = Dialect.newline(of: bytes, range)
    if let fault = firstFault(bytes, range) {
      try Self.refuse(fault, bytes, range, newline, isWhole, file.name, encoding)
    }
    let found =
      wanted ?? options.delimiter
      ?? Self.findDelimiter(bytes, range, newline: newline, isWhole: isWhole)
    delimiter = found
    dialect = Dialect(delimiter: found, newline: newline)
    var records = SimpleRecords(
      bytes, range, dialect, limit: Self.headRows + 1, isWhole: isWhole
    ).records
    guard let first = records.first else {
      if !isWhole || length > 0, bytes.firstIndex(of: Dialect.quote, in: range) != nil {
        throw .unbalancedQuote(at: TextPlace(file: file.name, line: 1))
      }
      if !isWhole {
        let place = TextPlace(file: file.name, line: 1)
        throw .recordTooLong(at: place, limitBytes: options.recordBytes)
      }
      throw .emptyFile(path: file.name)
    }
    if options.hasHeader {
      columnNames = try Self.names(first, file.name)
      records.removeFirst()
    } else {
      columnNames = (1...first.count).map(String.init)
      if records.count > Self.headRows { records.removeLast() }
    }
    let isPlain = bytes.firstIndex(of: Dialect.quote, in: range) == nil
    if !isWhole && isPlain && encoding == .utf8, try !GzipStream.isGzip(file) {
      for part in 1...2 {
        records += try Self.spread(file, part: part, of: 2, dialect, columns: columnNames.count)
      }
    }
    sample = records
  }

  /// Header names, where a blank one is called by its number.
  private static func names(_ fields: [String], _ file: String) throws(DataError) -> [String] {
    var seen: [String: Int] = [:]
    var names: [String] = []
    for (index, field) in fields.enumerated() {
      let isBlank = field.utf8.allSatisfy { $0 <= 0x20 }
      let name = isBlank ? String(index + 1) : field
      if let earlier = seen[name] {
        throw .duplicateColumn(file: file, name: name, first: earlier + 1, second: index + 1)
      }
      seen[name] = index
      names.append(name)
    }
    return names
  }

  /// A text fault of the head as an error; one in the middle of its last character is none.
  private static func refuse(
    _ fault: TextFault, _ bytes: Cells<UInt8>, _ range: Range<Int>, _ newline: UInt8,
    _ isWhole: Bool, _ file: String, _ encoding: TextEncoding
  ) throws(DataError) {
    func place(_ index: Int) -> TextPlace {
      TextPlace(file: file, line: bytes.occurrences(of: newline, in: 0..<index) + 1)
    }
    switch fault {
    case .nul(let index): throw .nulByte(at: place(index))
    case .invalid(let index):
      let found = place(index)
      guard found.line == 1, isWhole || index < range.upperBound - 4 else { return }
      let column = SimpleRecords.fieldIndex(
        bytes, 0..<index, Dialect(delimiter: .comma, newline: newline))
      throw .invalidText(at: found, column: String(column + 1), encoding: encoding)
    }
  }

  /// The delimiter that splits header and first lines the same number of times.
  ///
  /// Among those that do so for nine lines in ten the one with the most fields wins, then the order
  /// comma, semicolon, tab, pipe. Where none does, the one that most lines agree on; a file whose
  /// first line holds none of them has one column.
  private static func findDelimiter(
    _ bytes: Cells<UInt8>, _ range: Range<Int>, newline: UInt8, isWhole: Bool
  ) -> Delimiter {
    var best: (delimiter: Delimiter, isSteady: Bool, score: Double)?
    for candidate in [Delimiter.comma, .semicolon, .tab, .pipe] {
      let dialect = Dialect(delimiter: candidate, newline: newline)
      let records = SimpleRecords(bytes, range, dialect, limit: 100, isWhole: isWhole).records
      guard let width = records.first?.count, width > 1 else { continue }
      let share = Double(records.count { $0.count == width }) / Double(records.count)
      let isSteady = share >= 0.9
      let score = isSteady ? Double(width) : share
      let isBetter =
        best.map { isSteady != $0.isSteady ? isSteady : score > $0.score } ?? true
      if isBetter { best = (candidate, isSteady, score) }
    }
    return best?.delimiter ?? .comma
  }

  /// Some rows from further down a file without quotes, for a broader look.
  private static func spread(
    _ file: InputFile, part: Int, of parts: Int, _ dialect: Dialect, columns: Int
  ) throws(DataError) -> [[String]] {
    let length = 1 << 16
    let offset = max(headBytes, (file.size - length) / parts * part)
    guard offset < file.size else { return [] }
    let slab = Slab<UInt8>(capacity: length + BlockSource.tailRoom)
    defer { withExtendedLifetime(slab) {} }
    let got = try file.read(at: offset, into: slab.cells, at: 0, count: length)
    guard slab.cells.firstIndex(of: Dialect.quote, in: 0..<got) == nil,
      let first = slab.cells.firstIndex(of: dialect.newline, in: 0..<got)
    else { return [] }
    let limit = (sampleRows - headRows) / parts
    let range = (first + 1)..<got
    let records = SimpleRecords(slab.cells, range, dialect, limit: limit, isWhole: false).records
    return records.filter { $0.count == columns }
  }
}
