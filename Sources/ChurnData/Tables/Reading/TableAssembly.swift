internal import ChurnMath

/// What one worker has to hand over.
struct WorkerResult: Sendable {
  let blocks: [BlockResult]
  let foundTexts: [Int]
  /// The table of texts of each request that has one.
  let tables: [InternTable?]

  init(_ parser: BlockParser, _ blocks: [BlockResult]) {
    self.blocks = blocks
    foundTexts = parser.foundTexts
    tables = parser.encoders.map { encoder in
      (encoder as? TextEncoder)?.table ?? (encoder as? KeyEncoder)?.table
    }
  }
}

/// Puts the blocks of all workers together, in the order of the files.
struct TableAssembly {
  private let file: TableFile
  private let plan: ReadPlan
  var blocks: [BlockResult]
  var tables: [[InternTable?]]
  /// The physical line with which each block begins, from 1.
  private let firstLines: [Int]
  let rowCount: Int
  var notes: [String] = []

  init(_ file: TableFile, _ plan: ReadPlan, _ workers: [WorkerResult]) {
    self.file = file
    self.plan = plan
    let blocks = workers.flatMap(\.blocks).sorted { $0.index < $1.index }
    var firstLines: [Int] = []
    var line = 1
    for (index, block) in blocks.enumerated() {
      if index > 0 && blocks[index - 1].file != block.file { line = 1 }
      firstLines.append(line)
      line += block.lines
    }
    self.blocks = blocks
    self.firstLines = firstLines
    tables = workers.map(\.tables)
    rowCount = blocks.reduce(0) { $0 + $1.keptRows }
  }

  var threads: Int { max(1, file.options.threads) }

  /// The date format that was given.
  var dateFormat: String? { plan.pattern?.text }

  func name(_ request: Int) -> String { plan.reasons.name(request) }

  /// The place of a line of a block, counted from 0 at its begin.
  func place(_ block: Int, _ line: Int) -> TextPlace {
    TextPlace(file: file.files[blocks[block].file].name, line: firstLines[block] + line)
  }

  /// The whole table, or the first thing that is wrong with it.
  mutating func table() throws(DataError) -> ColumnTable {
    if let failed = blocks.indices.first(where: { blocks[$0].failure != nil }) {
      throw error(failed)
    }
    let rows = blocks.reduce(0) { $0 + $1.rows }
    if rows == 0 { throw .noDataRows(path: file.displayName) }
    let reasons = reasonCounts()
    let rejected = rows - rowCount
    if Double(rejected) > file.options.maxRejectShare * Double(rows) {
      throw .tooManyRejects(
        file: file.displayName, rejected: rejected, rows: rows,
        limit: file.options.maxRejectShare, reasons: reasons)
    }
    guard rowCount < Int(UInt32.max) else {
      throw .tooLarge(what: "\(rowCount) rows; the most are \(UInt32.max - 1)")
    }
    let rejects = rejectedRecords()
    var duplicates: Int?
    if plan.countsDuplicates {
      duplicates = RecordHasher.duplicates(blocks.map(\.hashes), threads: threads)
      for block in blocks.indices { blocks[block].hashes = [] }
    }
    var columns: [ColumnTable.Column] = []
    for request in plan.reasons.requests.indices { columns.append(try column(request)) }
    let report = ReadReport(
      rows: rows, keptRows: rowCount, reasons: reasons, rejectedRecords: rejects,
      duplicateRows: duplicates, bytes: blocks.reduce(0) { $0 + $1.bytes },
      hasQuotedFields: blocks.contains(where: \.hasQuotes), notes: notes)
    return ColumnTable(rowCount: rowCount, columns: columns, report: report)
  }

  /// A block's failure with its line in the file.
  private func error(_ index: Int) -> DataError {
    let encoding = file.encoding
    guard let failure = blocks[index].failure else {
      return .noDataRows(path: file.displayName)
    }
    switch failure {
    case .input(let error): return error
    case .unbalancedQuote(let line): return .unbalancedQuote(at: place(index, line))
    case .recordTooLong(let line):
      return .recordTooLong(at: place(index, line), limitBytes: file.options.recordBytes)
    case .nul(let line): return .nulByte(at: place(index, line))
    case .invalidText(let line, let column):
      let names = file.columnNames
      let name = names.indices.contains(column) ? names[column] : String(column + 1)
      return .invalidText(at: place(index, line), column: name, encoding: encoding)
    case .notANumber(let line, let request, let field, let decimalComma):
      return .notANumber(
        at: place(index, line), column: name(request), field: field, decimalComma: decimalComma)
    }
  }

  private func reasonCounts() -> [ReasonCount] {
    var counts: [ReasonCount] = []
    for code in 1..<plan.reasons.count {
      var total = 0
      var lines: [TextPlace] = []
      var example: String?
      for (index, block) in blocks.enumerated() {
        let tally = block.tallies[code]
        total += tally.count
        example = example ?? tally.example
        for line in tally.firstLines.prefix(ReasonTally.shownLines - lines.count) {
          lines.append(place(index, line))
        }
      }
      guard total > 0 else { continue }
      counts.append(
        ReasonCount(
          reason: plan.reasons.words(code), count: total,
          isRejected: plan.reasons.isRejected(code), firstLines: lines, example: example))
    }
    return counts.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }

  private func rejectedRecords() -> [RejectedRecord] {
    var records: [RejectedRecord] = []
    for (index, block) in blocks.enumerated() {
      for reject in block.rejects.sorted(by: { $0.line < $1.line }) {
        records.append(
          RejectedRecord(
            place: place(index, reject.line), reason: plan.reasons.words(reject.code),
            text: reject.text))
      }
    }
    return records
  }
}
