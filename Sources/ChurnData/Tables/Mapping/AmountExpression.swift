/// Where the money of a line comes from: a column, or the product of two.
///
/// Written as people type it: `amount`, or `Quantity*UnitPrice`. A column whose own name holds a `*`
/// is found first, so such a name needs no quoting.
public enum AmountExpression: Sendable, Equatable, CustomStringConvertible {
  /// One column that holds the value of the line.
  case column(String)

  /// Two columns whose product is the value of the line.
  case product(String, String)

  /// Reads an expression.
  ///
  /// - Parameters:
  ///   - text: What was typed.
  ///   - columnNames: Names that win over the reading as a product.
  /// - Throws: `MappingError.badExpression` for anything but one name or two around one `*`.
  public init(_ text: String, columnNames: [String] = []) throws(DataError) {
    if columnNames.contains(text) || !text.contains("*") {
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw .mapping(.badExpression(text: text))
      }
      self = .column(text)
      return
    }
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
      .map { Self.trimmed($0) }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw .mapping(.badExpression(text: text))
    }
    self = .product(parts[0], parts[1])
  }

  /// The columns it needs, one or two.
  public var columns: [String] {
    switch self {
    case .column(let name): [name]
    case .product(let first, let second): [first, second]
    }
  }

  /// As people type it.
  public var description: String { columns.joined(separator: "*") }

  private static func trimmed(_ text: Substring) -> String {
    var rest = text
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}

extension AmountExpression: Codable {
  /// Reads a list of one or two column names, so that a `*` inside a name stays what it is.
  public init(from decoder: any Decoder) throws {
    let names = try [String](from: decoder)
    switch names.count {
    case 1: self = .column(names[0])
    case 2: self = .product(names[0], names[1])
    default:
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected one or two column names, got \(names.count)"))
    }
  }

  /// Writes the list of its column names.
  public func encode(to encoder: any Encoder) throws {
    try columns.encode(to: encoder)
  }
}
