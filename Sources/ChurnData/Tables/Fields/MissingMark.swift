/// The words that stand for a missing value in columns of numbers.
enum MissingMark {
  private static let words: Set<String> = [
    "na", "n/a", "nan", "null", "none", "#n/a", "<na>",
  ]

  /// Whether a trimmed field is such a word, in any case.
  static func matches(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count >= 2 && range.count <= 4 else { return false }
    let first = bytes[range.lowerBound] | 0x20
    guard first == 0x6E || first == 0x23 || first == 0x3C else { return false }
    return words.contains(bytes.text(range).lowercased())
  }
}
