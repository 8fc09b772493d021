/// How the bytes of a file stand for characters.
public enum TextEncoding: String, Sendable, Equatable, CaseIterable, Codable {
  /// UTF-8, with or without a byte order mark.
  case utf8 = "utf-8"
  /// UTF-16 of either byte order.
  case utf16 = "utf-16"
  /// Central European Windows.
  case windows1250 = "windows-1250"
  /// Cyrillic Windows.
  case windows1251 = "windows-1251"
  /// Western European Windows.
  case windows1252 = "windows-1252"
  /// Western European, also called Latin-1.
  case latin1 = "iso-8859-1"
  /// Central European, also called Latin-2.
  case latin2 = "iso-8859-2"
}
