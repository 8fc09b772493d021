/// What separates the fields of a record.
public enum Delimiter: String, Sendable, Equatable, Codable, CaseIterable {
  /// A comma.
  case comma
  /// A semicolon.
  case semicolon
  /// A tab.
  case tab
  /// A vertical bar.
  case pipe
  /// Runs of blanks and tabs; those at either end of a line do not count.
  case spaces

  /// The delimiter a user names: `,` `;` `tab` `\t` `|` `spaces`, or the word for it.
  public init?(named name: String) {
    switch name {
    case ",", "comma": self = .comma
    case ";", "semicolon": self = .semicolon
    case "\t", "\\t", "tab": self = .tab
    case "|", "pipe": self = .pipe
    case " ", "spaces", "space": self = .spaces
    default: return nil
    }
  }

  /// How a user writes it: `,` `;` `tab` `|` `spaces`.
  public var name: String {
    switch self {
    case .comma: ","
    case .semicolon: ";"
    case .tab: "tab"
    case .pipe: "|"
    case .spaces: "spaces"
    }
  }

  /// The byte that stands between two fields once runs of blanks have been reduced to one.
  var byte: UInt8 {
    switch self {
    case .comma: 0x2C
    case .semicolon: 0x3B
    case .tab: 0x09
    case .pipe: 0x7C
    case .spaces: 0x20
    }
  }
}
