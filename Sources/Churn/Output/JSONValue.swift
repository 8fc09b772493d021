/// A JSON document, printed the same way everywhere.
///
/// Keys are sorted by their bytes, two blanks indent a level, numbers have the fewest digits that
/// read back as the same number, and a figure that is not finite is `null`: strict JSON by
/// RFC 8259.
public enum JSONValue: Sendable, Equatable {
  /// An undefined figure or an absent value.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number, exactly.
  case integer(Int64)
  /// A whole number above the range of `integer`, exactly.
  case natural(UInt64)
  /// A number; printed as `null` when it is not finite.
  case number(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([JSONValue])
  /// Values by name; printed in the order of the names' bytes.
  case object([String: JSONValue])

  /// The document as text, with a line feed at its end.
  public var text: String {
    var bytes: [UInt8] = []
    write(into: &bytes, depth: 0)
    bytes.append(UInt8(ascii: "\n"))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The document on one line, without blanks or a line end: a line of NDJSON.
  public var line: String {
    var bytes: [UInt8] = []
    write(into: &bytes, depth: nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the value, indented by `depth` levels; nil puts everything on one line.
  private func write(into bytes: inout [UInt8], depth: Int?) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .natural(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value):
      bytes.append(contentsOf: (PlainNumber.shortest(value) ?? "null").utf8)
    case .string(let value): Self.write(value, into: &bytes)
    case .array(let values):
      Self.writeItems(values.count, "[", "]", into: &bytes, depth: depth) { index, bytes, depth in
        values[index].write(into: &bytes, depth: depth)
      }
    case .object(let values):
      let members = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      Self.writeItems(members.count, "{", "}", into: &bytes, depth: depth) { index, bytes, depth in
        Self.write(members[index].key, into: &bytes)
        bytes.append(contentsOf: (depth == nil ? ":" : ": ").utf8)
        members[index].value.write(into: &bytes, depth: depth)
      }
    }
  }

  private static func writeItems(
    _ count: Int, _ open: String, _ close: String, into bytes: inout [UInt8], depth: Int?,
    _ writeItem: (Int, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(contentsOf: open.utf8)
    let inner = depth.map { $0 + 1 }
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine(into: &bytes, depth: inner)
      writeItem(index, &bytes, inner)
    }
    if count > 0 { breakLine(into: &bytes, depth: depth) }
    bytes.append(contentsOf: close.utf8)
  }

  private static func breakLine(into bytes: inout [UInt8], depth: Int?) {
    guard let depth else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  private static func write(_ text: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
      case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
      case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count)).utf8)
        bytes.append(contentsOf: digits.utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
