/// A column of text: a code a row, and the distinct texts in the order of their bytes.
public struct TextColumn: Sendable, Equatable {
  /// The code of a missing value.
  public static let missing = UInt32.max
  /// A row's index into ``levels``, or ``missing``; length *n*.
  public var codes: [UInt32]
  /// The distinct texts that occur, ascending by bytes.
  public let levels: ByteStrings

  /// A column of codes into sorted levels.
  public init(codes: [UInt32], levels: ByteStrings) {
    self.codes = codes
    self.levels = levels
  }

  /// The text of a row, nil when missing.
  public func text(_ row: Int) -> String? {
    let code = codes[row]
    return code == Self.missing ? nil : levels[Int(code)]
  }
}
