/// One block's times, and what they tell about the order of day and month.
struct TimePiece: Sendable {
  var values: Segment<Int64>?
  var shapes: TimeShapes
  var hasTimeOfDay: Bool
  /// The line of the first date that reads only as day/month.
  var dayFirstLine: Int?
  /// The line of the first date that reads only as month/day.
  var monthFirstLine: Int?
  /// The first date whose two readings are different days.
  var ambiguous: (line: Int, field: String)?
}

/// Reads times; dates that read both ways are kept packed until the whole column is known.
final class TimeEncoder: ColumnEncoder {
  private let column: Int
  private let codes: RejectCodes
  private let pattern: TimePattern?
  private var reader: TimeReader
  private var staging = Staging<Int64>()
  private var piece = TimePiece(values: nil, shapes: [], hasTimeOfDay: false)

  init(column: Int, codes: RejectCodes, pattern: TimePattern?, clock: ZoneClock) {
    self.column = column
    self.codes = codes
    self.pattern = pattern
    reader = TimeReader(clock: clock)
  }

  var count: Int { staging.count }

  func begin() {
    staging.clear()
    reader.shapes = []
    piece = TimePiece(values: nil, shapes: [], hasTimeOfDay: false)
  }

  func encode(_ batch: FieldBatch) throws(FieldError) {
    let fields = batch.column(column)
    let base = staging.extend(by: batch.count)
    let cells = staging.cells
    let bytes = batch.bytes
    if let pattern {
      for record in 0..<batch.count {
        let inner = trimmed(bytes, batch.text(fields, record))
        let seconds = pattern.read(bytes, inner)
        cells[base + record] = seconds ?? refused(batch, record, isBlank: inner.isEmpty)
      }
      return
    }
    var reader = reader
    for record in 0..<batch.count {
      let range = batch.text(fields, record)
      if let seconds = reader.readPlainISO(bytes, range) {
        cells[base &+ record] = seconds
      } else {
        cells[base &+ record] = other(batch, record, range, &reader)
      }
    }
    self.reader = reader
  }

  @inline(never)
  private func other(
    _ batch: FieldBatch, _ record: Int, _ range: Range<Int>, _ reader: inout TimeReader
  ) -> Int64 {
    let bytes = batch.bytes
    let inner = trimmed(bytes, range)
    if inner.isEmpty { return refused(batch, record, isBlank: true) }
    switch reader.read(bytes, inner) {
    case .unreadable: return refused(batch, record, isBlank: false)
    case .seconds(let seconds): return seconds
    case .open(let packed, let isDayFirst):
      let line = Int(batch.lines[record])
      switch isDayFirst {
      case true?: if piece.dayFirstLine == nil { piece.dayFirstLine = line }
      case false?: if piece.monthFirstLine == nil { piece.monthFirstLine = line }
      case nil:
        if piece.ambiguous == nil, let date = OpenDate(packed: packed), date.first != date.second {
          piece.ambiguous = (line, shown(bytes.text(inner)))
        }
      }
      return packed
    }
  }

  private func refused(_ batch: FieldBatch, _ record: Int, isBlank: Bool) -> Int64 {
    if !isBlank {
      batch.reject(record, code: codes.unreadable)
    } else if let code = codes.blank {
      batch.reject(record, code: code)
    }
    return TimeColumn.missing
  }

  func compact(_ batch: FieldBatch) { staging.compact(batch) }

  func isMissing(_ index: Int) -> Bool {
    staging.cells[staging.range.lowerBound + index] == TimeColumn.missing
  }

  func finish() -> ColumnPiece {
    piece.shapes = reader.shapes
    let cells = staging.cells
    piece.hasTimeOfDay = staging.range.contains { place in
      let value = cells[place]
      if let date = OpenDate(packed: value) { return date.seconds != 0 }
      return value != TimeColumn.missing && value % 86400 != 0
    }
    piece.values = staging.finish()
    return .time(piece)
  }

  func complaint(_ batch: FieldBatch, _ record: Int) -> String {
    let field = shown(batch.bytes.text(batch.text(batch.column(column), record)))
    if let pattern { return "expected a date like \(pattern.text), got \"\(field)\"" }
    return """
      expected a date of \(Calendar.years.lowerBound) to \(Calendar.years.upperBound), got \
      "\(field)". If it is one, pass --date-format.
      """
  }
}
