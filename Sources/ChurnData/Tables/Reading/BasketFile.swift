internal import ChurnMath

/// Baskets in text files: a line a basket, its items side by side, as many as there are.
///
///     let file = try BasketFile(reading: ["groceries.csv"], options: TableOptions())
///     file.names[Int(file.items[0])]
///
/// Fields are read as those of ``TableFile``: quotes, line ends, encodings, gzip and `-` for the standard
/// input. No line is a header. White space around an item is no part of it, and blank fields are none;
/// a line without any item is no basket and is counted. The delimiter that most lines of the head hold
/// is taken where none is given.
public struct BasketFile: Sendable {
  /// The names of the items, ascending by bytes.
  public let names: ByteStrings
  /// Basket *b* holds `items[starts[b]..<starts[b + 1]]`; length baskets + 1.
  public let starts: [Int]
  /// The items of the baskets as they stand in the lines, repeated ones too; places in `names`.
  public let items: [UInt32]
  /// Lines without a character.
  public let blankLines: Int
  /// Lines with any character.
  public let lines: Int
  /// Blank fields beside others, such as those behind a delimiter at the end of a line.
  public let blankFields: Int
  /// What separates items.
  public let delimiter: Delimiter
  /// What messages call the input.
  public let displayName: String

  /// The number of baskets.
  public var count: Int { starts.count - 1 }

  /// Lines of blanks and delimiters, of which no item is left.
  public var itemlessLines: Int { lines - count }

  /// Reads baskets.
  ///
  /// - Throws: `DataError` where a file is missing or empty, holds no item, or is no text.
  public init(reading paths: [String], options: TableOptions) throws(DataError) {
    var options = options
    options.hasHeader = false
    guard let first = paths.first else { throw .missingFile(path: "") }
    var files: [InputFile] = []
    var dialects: [Dialect] = []
    var encoding = TextEncoding.utf8
    var delimiter = options.delimiter
    for path in paths {
      let file = try InputFile(path: path)
      // The first file decides for all.
      if delimiter == nil { delimiter = try Self.findDelimiter(file, options) }
      let shape = try TableShape(file, options: options, delimiter: delimiter)
      encoding = shape.encoding
      files.append(file)
      dialects.append(shape.dialect)
    }
    self.delimiter = delimiter ?? .comma
    displayName = paths.count == 1 ? files[0].name : "\(files[0].name) and \(files.count - 1) more"

    let source = BlockSource(
      files: files, dialects: dialects, encoding: options.encoding,
      blockBytes: options.blockBytes, recordBytes: options.recordBytes)
    let threads = max(1, options.threads)
    let workers = mapIndices(threads, threads: threads) { worker in
      let parser = BasketParser(worker: worker)
      while let block = source.next(parser.buffer) {
        if !parser.take(block) { source.stop() }
      }
      return parser
    }
    let blocks = workers.flatMap(\.blocks).sorted { $0.index < $1.index }
    try Self.check(blocks, files, encoding: encoding, recordBytes: options.recordBytes)
    let (texts, maps) = SortedTexts.merged(
      workers.map { $0.table.sorted() }, counts: workers.map(\.table.count), threads: threads)
    var starts = [0]
    var items: [UInt32] = []
    items.reserveCapacity(blocks.reduce(0) { $0 + $1.items.count })
    for block in blocks {
      let offset = items.count
      for end in block.ends { starts.append(offset + end) }
      let map = maps[block.worker]
      for item in block.items { items.append(map[Int(item)]) }
    }
    names = texts
    self.starts = starts
    self.items = items
    blankLines = blocks.reduce(0) { $0 + $1.blankLines }
    lines = blocks.reduce(0) { $0 + $1.lines }
    blankFields = blocks.reduce(0) { $0 + $1.blankFields }
    if items.isEmpty { throw .emptyFile(path: first == "-" ? "stdin" : displayName) }
  }

  /// The delimiter that most lines of the head hold; the comma where none holds any.
  private static func findDelimiter(
    _ file: InputFile, _ options: TableOptions
  ) throws(DataError) -> Delimiter {
    var best: (delimiter: Delimiter, lines: Int)?
    for candidate in [Delimiter.comma, .semicolon, .tab, .pipe] {
      let shape = try TableShape(file, options: options, delimiter: candidate)
      let lines = shape.sample.count { $0.count > 1 }
      if lines > best?.lines ?? 0 { best = (candidate, lines) }
    }
    return best?.delimiter ?? .comma
  }

  /// Throws the first thing that is wrong, with its line.
  private static func check(
    _ blocks: [BasketParser.Part], _ files: [InputFile], encoding: TextEncoding, recordBytes: Int
  ) throws(DataError) {
    var line = 1
    for (index, block) in blocks.enumerated() {
      if index > 0, blocks[index - 1].file != block.file { line = 1 }
      let name = files[block.file].name
      switch block.failure {
      case nil: line += block.physicalLines
      case .input(let error): throw error
      case .unbalancedQuote(let inner):
        throw .unbalancedQuote(at: TextPlace(file: name, line: line + inner))
      case .recordTooLong(let inner):
        throw .recordTooLong(
          at: TextPlace(file: name, line: line + inner), limitBytes: recordBytes)
      case .nul(let inner): throw .nulByte(at: TextPlace(file: name, line: line + inner))
      case .invalidText(let inner, let column):
        throw .invalidText(
          at: TextPlace(file: name, line: line + inner), column: String(column + 1),
          encoding: encoding)
      case .notANumber: return
      }
    }
  }
}
