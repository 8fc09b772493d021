/// What one block gave.
struct BlockResult: Sendable {
  let index: Int
  let file: Int
  /// Which worker parsed it: the codes of its texts are that worker's.
  let worker: Int
  var bytes = 0
  /// Newlines, those in quotes included.
  var lines = 0
  /// Data records.
  var rows = 0
  var keptRows = 0
  var hasQuotes = false
  var pieces: [ColumnPiece] = []
  var tallies: [ReasonTally] = []
  var rejects: [(line: Int, code: Int, text: String)] = []
  /// A 128-bit hash of each record's bytes, if duplicates are counted.
  var hashes: [RecordHash] = []
  var failure: BlockFailure?
}

/// What a read wants to know of every block.
struct ReadPlan: Sendable {
  let reasons: Reasons
  let columns: Int
  let hasHeader: Bool
  let decimalComma: Bool
  let pattern: TimePattern?
  let clock: ZoneClock
  /// Requests of automatic columns that are known to be text.
  let textRequests: Set<Int>
  let keepsRejects: Bool
  let countsDuplicates: Bool
  let hasher: RecordHasher
}

/// One worker: parses block after block with its own buffers and tables.
final class BlockParser {
  let buffer = Slab<UInt8>(capacity: 1 << 12)
  let encoders: [any ColumnEncoder]
  private let plan: ReadPlan
  private let worker: Int
  private let batch: FieldBatch

  init(plan: ReadPlan, worker: Int) {
    self.plan = plan
    self.worker = worker
    batch = FieldBatch(columns: plan.columns)
    encoders = plan.reasons.requests.enumerated().map { index, request in
      let codes = plan.reasons.codes(index)
      let column = request.column
      switch request.meaning {
      case .identifier: return TextEncoder(column: column, codes: codes, isFree: false)
      case .key: return KeyEncoder(column: column, codes: codes)
      case .time:
        return TimeEncoder(column: column, codes: codes, pattern: plan.pattern, clock: plan.clock)
      case .decimal:
        return DecimalEncoder(
          column: column, factor: request.factor, codes: codes, decimalComma: plan.decimalComma)
      case .automatic where plan.textRequests.contains(index):
        return TextEncoder(column: column, codes: codes, isFree: true)
      case .automatic, .number:
        return NumberEncoder(
          column: column, codes: codes, decimalComma: plan.decimalComma,
          isAutomatic: request.meaning == .automatic)
      }
    }
  }

  /// Requests of automatic columns that have turned out to be text.
  var foundTexts: [Int] {
    encoders.indices.filter { (encoders[$0] as? NumberEncoder)?.isText == true }
  }

  /// Parses the block that lies in ``buffer``.
  func parse(_ block: Block) -> BlockResult {
    var result = BlockResult(index: block.index, file: block.file, worker: worker)
    result.failure = block.failure
    guard block.failure == nil else { return result }
    result.bytes = block.range.count
    let size = block.range.upperBound + BlockSource.tailRoom + block.range.count
    buffer.reserve(size + BlockSource.tailRoom, keeping: block.range.upperBound)
    let bytes = buffer.cells
    var range = block.range
    if let fault = firstFault(bytes, range) {
      result.failure = failure(of: fault, bytes, block)
      return result
    }
    if block.dialect.isSpaces {
      range = range.lowerBound..<block.dialect.collapseBlanks(bytes, range)
    }
    batch.begin(bytes, scratchBegin: block.range.upperBound + BlockSource.tailRoom)
    result.tallies = Array(repeating: ReasonTally(), count: plan.reasons.count)
    for encoder in encoders { encoder.begin() }
    var scanner = RecordScanner(
      bytes, range, block.dialect, skippingHeader: block.isFirst && plan.hasHeader)
    while scanner.next(batch) {
      let kept = result.keptRows
      for (request, encoder) in encoders.enumerated() {
        do throws(FieldError) {
          try encoder.encode(batch)
        } catch {
          note(error, request, &result)
        }
      }
      if result.failure != nil { return result }
      settle(&result, firstRow: kept)
    }
    result.lines = scanner.lines
    result.hasQuotes = scanner.hasQuotes
    result.pieces = encoders.map { $0.finish() }
    return result
  }

  /// Keeps the failure that stands first in the file.
  private func note(_ error: FieldError, _ request: Int, _ result: inout BlockResult) {
    let line = Int(batch.lines[error.record])
    if case .notANumber(let earlier, _, _, _)? = result.failure, earlier <= line { return }
    switch error.failure {
    case .notANumber(let field, let decimalComma):
      result.failure = .notANumber(
        line: line, request: request, field: field, decimalComma: decimalComma)
    }
  }

  /// Counts the batch's records and takes the rejected ones out.
  private func settle(_ result: inout BlockResult, firstRow: Int) {
    result.rows += batch.count + batch.ragged.count
    if plan.countsDuplicates {
      for record in 0..<batch.count {
        let begin = Int(batch.begins[record]) + 1
        let range = begin..<batch.recordEnd(record)
        result.hashes.append(plan.hasher.hash(batch.bytes, range))
      }
      for record in batch.ragged {
        result.hashes.append(plan.hasher.hash(batch.bytes, record.range))
      }
    }
    for record in batch.ragged {
      let code = Int(Reasons.ragged)
      if result.tallies[code].count == 0 {
        let fields = record.fields == 1 ? "1 field" : "\(record.fields) fields"
        result.tallies[code].example = "expected \(batch.columns), got \(fields)"
      }
      result.tallies[code].add(line: record.line)
      if plan.keepsRejects {
        result.rejects.append((record.line, code, batch.bytes.text(record.range)))
      }
    }
    if batch.hasRejects {
      rejectMarked(&result)
      for encoder in encoders { encoder.compact(batch) }
    }
    var kept = batch.count
    if batch.hasRejects { kept = (0..<batch.count).count { batch.status[$0] == 0 } }
    result.keptRows += kept
    for (request, wanted) in plan.reasons.requests.enumerated() where wanted.blankReason != nil {
      noteBlanks(request, firstRow, &result)
    }
  }

  private func rejectMarked(_ result: inout BlockResult) {
    for record in 0..<batch.count where batch.status[record] != 0 {
      let code = Int(batch.status[record])
      let line = Int(batch.lines[record])
      if result.tallies[code].count == 0 && (code - 2) % 3 == 1 {
        result.tallies[code].example = encoders[(code - 2) / 3].complaint(batch, record)
      }
      result.tallies[code].add(line: line)
      if plan.keepsRejects {
        let range = (Int(batch.begins[record]) + 1)..<batch.recordEnd(record)
        result.rejects.append((line, code, batch.bytes.text(range)))
      }
    }
  }

  /// Counts the blanks among the batch's kept rows.
  private func noteBlanks(_ request: Int, _ firstRow: Int, _ result: inout BlockResult) {
    let code = Int(Reasons.noted(request))
    let encoder = encoders[request]
    var row = firstRow
    for record in 0..<batch.count where batch.status[record] == 0 {
      if encoder.isMissing(row) { result.tallies[code].add(line: Int(batch.lines[record])) }
      row += 1
    }
  }

  private func failure(
    of fault: TextFault, _ bytes: Cells<UInt8>, _ block: Block
  ) -> BlockFailure {
    func line(_ place: Int) -> Int {
      bytes.occurrences(of: block.dialect.newline, in: block.range.lowerBound..<place)
    }
    switch fault {
    case .nul(let place): return .nul(line: line(place))
    case .invalid(let place):
      // The field is counted from the last line end: good enough for a message.
      let before = block.range.lowerBound..<place
      let start = bytes.lastIndex(of: block.dialect.newline, in: before).map { $0 + 1 }
      let column = SimpleRecords.fieldIndex(
        bytes, (start ?? block.range.lowerBound)..<place, block.dialect)
      return .invalidText(line: line(place), column: column)
    }
  }
}
