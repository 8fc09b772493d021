/// What a sample shows about one column's content.
struct ColumnProfile {
  /// Fields that are not blank and no mark of a missing value.
  private(set) var filled = 0

  /// Filled fields that read as a number; a decimal comma counts, so that the reader can say so.
  private(set) var numbers = 0

  /// Numbers with something but zeros behind the point.
  private(set) var fractions = 0

  /// Numbers written with a point or comma.
  private(set) var pointed = 0

  /// Numbers below zero.
  private(set) var negatives = 0

  /// Fields that look like a date.
  private(set) var dates = 0

  /// Fields that could be seconds since 1970.
  private(set) var epochs = 0

  /// Different filled fields.
  private(set) var distinct = 0

  /// The first filled field.
  private(set) var example = ""

  init(_ sample: [[String]], column: Int, dates shape: DateShape) {
    var seen = Set<String>()
    for row in sample where column < row.count {
      let field = row[column]
      guard !Self.isMissing(field) else { continue }
      if filled == 0 { example = field }
      filled += 1
      seen.insert(field)
      if shape.fits(field) { dates += 1 }
      if DateShape.looksLikeEpoch(field) { epochs += 1 }
      guard let number = Self.number(field) else { continue }
      numbers += 1
      if number.value != number.value.rounded() { fractions += 1 }
      if number.hasPoint { pointed += 1 }
      if number.value < 0 { negatives += 1 }
    }
    distinct = seen.count
  }

  /// Whether at least four in five filled fields are numbers (the reader rejects the others).
  var isNumeric: Bool { filled > 0 && Self.isMost(numbers, of: filled) }

  /// Whether at least four in five filled fields look like a date.
  var isDate: Bool { filled > 0 && Self.isMost(dates, of: filled) }

  /// Whether at least four in five filled fields could be seconds since 1970.
  var isEpoch: Bool { filled > 0 && Self.isMost(epochs, of: filled) }

  /// Whether any value came twice.
  var repeats: Bool { distinct < filled }

  /// Four in five.
  private static func isMost(_ part: Int, of whole: Int) -> Bool { part * 5 >= whole * 4 }

  /// Whether a field is blank or one of the usual marks of a missing value.
  static func isMissing(_ field: String) -> Bool {
    let text = field.utf8.filter { $0 > 0x20 }.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    return text.isEmpty || marks.contains(text)
  }

  private static let marks: [[UInt8]] = ["na", "nan", "null", "n/a", "none"].map {
    Array($0.utf8)
  }

  /// A plain number, with a point or a comma before the decimals.
  private static func number(_ field: String) -> (value: Double, hasPoint: Bool)? {
    var text = field.utf8.filter { $0 != 0x20 }
    guard let last = text.last, last &- 0x30 < 10 || last == 0x2E, text.count <= 40 else {
      return nil
    }
    // "inf", "nan" and hexadecimal numbers are no amounts.
    guard text.allSatisfy({ $0 &- 0x30 < 10 || [0x2B, 0x2C, 0x2D, 0x2E, 0x45, 0x65].contains($0) })
    else { return nil }
    let comma = text.firstIndex(of: 0x2C)
    if let comma {
      guard !text.contains(0x2E) else { return nil }
      text[comma] = 0x2E
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return (value, text.contains(0x2E))
  }
}
