// Amounts as whole units of a decimal place.
//
// scale     the number of decimals the units of a block are kept at: the most seen in it so far
// wide      128-bit units, used for a block only where 64 bits do not hold its numbers at its scale

/// One block's exact decimals.
struct DecimalPiece: Sendable {
  enum Units: Sendable {
    case narrow(Segment<Int64>)
    case wide(Segment<Int128>)
  }

  var units: Units
  /// The number of decimals of the units.
  var scale: Int
  /// The most decimals written in the block.
  var seenScale: Int
  /// The sum of the absolute units, or the largest number where even that is passed.
  var total: UInt128
  var isRounded: Bool
}

/// Reads exact decimals, or the products of two columns of them.
final class DecimalEncoder: ColumnEncoder {
  private let column: Int
  private let factor: Int?
  private let codes: RejectCodes
  private let mark: UInt8
  private var narrow = Staging<Int64>()
  private var wide = Staging<Int128>()
  private var isWide = false
  private var scale = 0
  private var seenScale = 0
  private var isRounded = false

  static let wideMissing = Int128.min

  init(column: Int, factor: Int?, codes: RejectCodes, decimalComma: Bool) {
    self.column = column
    self.factor = factor
    self.codes = codes
    mark = decimalComma ? 0x2C : 0x2E
  }

  var count: Int { isWide ? wide.count : narrow.count }

  func begin() {
    narrow.clear()
    wide.clear()
    isWide = false
    // Blocks resemble each other: the last one's decimals save rescaling in this one.
    scale = seenScale
    seenScale = 0
    isRounded = false
  }

  func encode(_ batch: FieldBatch) throws(FieldError) {
    let fields = batch.column(column)
    let bytes = batch.bytes
    let marks = UInt64(mark) &* 0x0101_0101_0101_0101
    if isWide || factor != nil {
      return encodeSlowly(batch, from: 0)
    }
    var base = narrow.extend(by: batch.count)
    var cells = narrow.cells
    for record in 0..<batch.count {
      guard let short = shortDecimal(bytes, batch.text(fields, record), marks),
        short.decimals == scale
      else {
        // A sign, a blank, another number of decimals: one record the long way, then on.
        narrow.shorten(to: narrow.count - batch.count + record)
        store(batch, record, value(batch, record))
        if isWide { return encodeSlowly(batch, from: record + 1) }
        // Growing may have moved the values.
        base = narrow.extend(by: batch.count - record - 1) - record - 1
        cells = narrow.cells
        continue
      }
      seenScale = max(seenScale, short.decimals)
      cells[base &+ record] = short.value
    }
  }

  @inline(never)
  private func encodeSlowly(_ batch: FieldBatch, from first: Int) {
    for record in first..<batch.count { store(batch, record, value(batch, record)) }
  }

  /// What a record's fields give.
  private enum Value {
    case blank
    case unreadable
    case short(Int64, decimals: Int)
    case exact(ExactDecimal)
  }

  @inline(never)
  private func value(_ batch: FieldBatch, _ record: Int) -> Value {
    let left = value(batch.bytes, batch.text(batch.column(column), record))
    guard let factor else { return left }
    switch left {
    case .blank, .unreadable: return left
    default: break
    }
    let right = value(batch.bytes, batch.text(batch.column(factor), record))
    switch (left, right) {
    case (_, .blank): return .blank
    case (_, .unreadable): return .unreadable
    case (.short(let a, let aScale), .short(let b, let bScale)):
      // At most eight digits each, so the product has at most sixteen.
      return bound(ExactDecimal(mantissa: Int128(a * b), scale: aScale + bScale))
    default:
      guard let product = ExactDecimal.product(exact(left), exact(right)) else {
        return .unreadable
      }
      return .exact(product)
    }
  }

  private func bound(_ product: ExactDecimal) -> Value {
    product.scale == 0 && product.mantissa.magnitude > ExactDecimal.limit.magnitude
      ? .unreadable : .short(Int64(product.mantissa), decimals: product.scale)
  }

  private func exact(_ value: Value) -> ExactDecimal {
    switch value {
    case .short(let units, let decimals):
      ExactDecimal(mantissa: Int128(units), scale: decimals)
    case .exact(let number): number
    default: ExactDecimal(mantissa: 0, scale: 0)
    }
  }

  private func value(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Value {
    let marks = UInt64(mark) &* 0x0101_0101_0101_0101
    if let short = shortDecimal(bytes, range, marks) {
      return .short(short.value, decimals: short.decimals)
    }
    if range.count > 1, bytes[range.lowerBound] == 0x2D,
      let short = shortDecimal(bytes, (range.lowerBound + 1)..<range.upperBound, marks)
    {
      return .short(-short.value, decimals: short.decimals)
    }
    let inner = trimmed(bytes, range)
    if inner.isEmpty { return .blank }
    guard let number = ExactDecimal(bytes, inner, mark: mark) else { return .unreadable }
    return .exact(number)
  }

  /// Appends one value.
  private func store(_ batch: FieldBatch, _ record: Int, _ value: Value) {
    switch value {
    case .blank:
      if let code = codes.blank { batch.reject(record, code: code) }
      append(nil, 0)
    case .unreadable:
      batch.reject(record, code: codes.unreadable)
      append(nil, 0)
    case .short(let units, let decimals): append(Int128(units), decimals)
    case .exact(let number):
      isRounded = isRounded || number.isRounded
      append(number.mantissa, number.scale)
    }
  }

  private func append(_ mantissa: Int128?, _ decimals: Int) {
    seenScale = max(seenScale, decimals)
    if decimals > scale { raise(to: decimals) }
    guard let mantissa else {
      if isWide {
        let place = wide.extend(by: 1)
        wide.cells[place] = Self.wideMissing
      } else {
        let place = narrow.extend(by: 1)
        narrow.cells[place] = DecimalColumn.missing
      }
      return
    }
    // At most 10^15 with 18 decimals: this never passes 128 bits.
    let units = mantissa &* Int128(ExactDecimal.power(scale - decimals))
    if !isWide && units.magnitude > Int128(Int64.max).magnitude { widen() }
    if isWide {
      let place = wide.extend(by: 1)
      wide.cells[place] = units
    } else {
      let place = narrow.extend(by: 1)
      narrow.cells[place] = Int64(truncatingIfNeeded: units)
    }
  }

  /// Brings what the block has so far to more decimals.
  private func raise(to decimals: Int) {
    let power = Int128(ExactDecimal.power(decimals - scale))
    if !isWide {
      let limit = Int64.max / Int64(power)
      let cells = narrow.cells
      let fits = narrow.range.allSatisfy {
        cells[$0] == DecimalColumn.missing || cells[$0].magnitude <= limit.magnitude
      }
      if fits {
        for index in narrow.range where cells[index] != DecimalColumn.missing {
          cells[index] *= Int64(power)
        }
        scale = decimals
        return
      }
      widen()
    }
    let cells = wide.cells
    for index in wide.range where cells[index] != Self.wideMissing { cells[index] *= power }
    scale = decimals
  }

  private func widen() {
    wide.clear()
    var place = wide.extend(by: narrow.count)
    let source = narrow.cells
    let target = wide.cells
    for index in narrow.range {
      let isMissing = source[index] == DecimalColumn.missing
      target[place] = isMissing ? Self.wideMissing : Int128(source[index])
      place += 1
    }
    narrow.clear()
    isWide = true
  }

  func compact(_ batch: FieldBatch) {
    if isWide { wide.compact(batch) } else { narrow.compact(batch) }
  }

  func isMissing(_ index: Int) -> Bool {
    isWide
      ? wide.cells[wide.range.lowerBound + index] == Self.wideMissing
      : narrow.cells[narrow.range.lowerBound + index] == DecimalColumn.missing
  }

  func finish() -> ColumnPiece {
    var total: UInt128 = 0
    if isWide {
      let cells = wide.cells
      for place in wide.range where cells[place] != Self.wideMissing {
        let (sum, overflow) = total.addingReportingOverflow(cells[place].magnitude)
        total = overflow || total == .max ? .max : sum
      }
    } else {
      let cells = narrow.cells
      for place in narrow.range where cells[place] != DecimalColumn.missing {
        total &+= UInt128(cells[place].magnitude)
      }
    }
    return .decimal(
      DecimalPiece(
        units: isWide ? .wide(wide.finish()) : .narrow(narrow.finish()), scale: scale,
        seenScale: seenScale, total: total, isRounded: isRounded))
  }

  func complaint(_ batch: FieldBatch, _ record: Int) -> String {
    var text = batch.bytes.text(batch.text(batch.column(column), record))
    if let factor, case .unreadable = value(batch.bytes, batch.text(batch.column(factor), record)) {
      text = batch.bytes.text(batch.text(batch.column(factor), record))
    }
    let sentence = "expected a number, got \"\(shown(text))\""
    let pieces = text.split(separator: ",", omittingEmptySubsequences: false)
    let isComma = mark != 0x2C && pieces.count == 2
    if isComma && !text.contains(".") && pieces[1].count != 3 {
      return "\(sentence). If commas are decimal marks, pass --decimal-comma."
    }
    let digits = text.filter { !", .'".contains($0) }
    if !digits.isEmpty && digits.count < text.count && digits.allSatisfy(\.isNumber) {
      return "\(sentence). Thousands marks are not taken; write plain digits."
    }
    return sentence
  }
}
