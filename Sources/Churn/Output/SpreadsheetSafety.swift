/// Keeps a spreadsheet from taking text for a formula.
///
/// A text that starts with `=`, `+`, `-`, `@`, tab or carriage return gets a leading apostrophe.
/// So that readers can take it off again without a doubt, a text that already starts with an
/// apostrophe and then one of those characters, or another apostrophe, gets one more. For every
/// text, `unprotect(protect(text)) == text`.
public enum SpreadsheetSafety {
  /// The text as it is written to a file that a spreadsheet may open.
  public static func protect(_ text: String) -> String {
    isAtRisk(text.utf8) ? "'" + text : text
  }

  /// The text as it was before ``protect(_:)``.
  public static func unprotect(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.first == apostrophe, isSpecial(bytes.dropFirst().first) else { return text }
    // Not `dropFirst`: an apostrophe may form one character with marks that follow it.
    return String(decoding: bytes.dropFirst(), as: UTF8.self)
  }

  /// Whether ``protect(_:)`` adds an apostrophe to a text of these bytes.
  static func isAtRisk(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first else { return false }
    return first == apostrophe ? isSpecial(bytes.dropFirst().first) : isSpecial(first)
  }

  private static let apostrophe = UInt8(ascii: "'")

  /// Whether an apostrophe before this byte is one that we have put there.
  private static func isSpecial(_ byte: UInt8?) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
      UInt8(ascii: "\t"), UInt8(ascii: "\r"), apostrophe:
      true
    default: false
    }
  }
}
