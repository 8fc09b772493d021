/// Reads floating-point numbers.
///
/// A field that is none ends the reading of a column of numbers; for an automatic column it means
/// that the column is text, and this encoder gives up.
final class NumberEncoder: ColumnEncoder {
  private let column: Int
  private let codes: RejectCodes
  private let mark: UInt8
  private let isAutomatic: Bool
  private var staging = Staging<Double>()
  /// Whether an automatic column has shown a field that is no number.
  private(set) var isText = false

  init(column: Int, codes: RejectCodes, decimalComma: Bool, isAutomatic: Bool) {
    self.column = column
    self.codes = codes
    mark = decimalComma ? 0x2C : 0x2E
    self.isAutomatic = isAutomatic
  }

  var count: Int { staging.count }

  func begin() { staging.clear() }

  func encode(_ batch: FieldBatch) throws(FieldError) {
    let base = staging.extend(by: batch.count)
    if isText { return }
    let fields = batch.column(column)
    let cells = staging.cells
    let bytes = batch.bytes
    let marks = UInt64(mark) &* 0x0101_0101_0101_0101
    for record in 0..<batch.count {
      let range = batch.text(fields, record)
      if let short = shortDecimal(bytes, range, marks) {
        let value = Double(short.value)
        cells[base &+ record] =
          short.decimals == 0 ? value : value / Double(powersOfTen[short.decimals])
        continue
      }
      let inner = trimmed(bytes, range)
      if inner.isEmpty || MissingMark.matches(bytes, inner) {
        cells[base + record] = .nan
        if let code = codes.blank { batch.reject(record, code: code) }
      } else if let scan = NumberScan(bytes, inner, mark: mark),
        let value = scan.double(bytes, inner, mark: mark)
      {
        cells[base + record] = value
      } else if isAutomatic {
        isText = true
        return
      } else {
        throw FieldError(
          record: record,
          failure: .notANumber(
            field: shown(bytes.text(range)),
            decimalComma: bytes.firstIndex(of: 0x2C, in: inner) != nil
              && NumberScan(bytes, inner, mark: 0x2C) != nil))
      }
    }
  }

  func compact(_ batch: FieldBatch) { staging.compact(batch) }

  func isMissing(_ index: Int) -> Bool {
    !isText && staging.cells[staging.range.lowerBound + index].isNaN
  }

  func finish() -> ColumnPiece { isText ? .none : .number(staging.finish()) }

  func complaint(_ batch: FieldBatch, _ record: Int) -> String { "expected a number" }
}
