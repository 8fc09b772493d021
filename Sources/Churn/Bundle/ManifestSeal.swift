// The last line of a manifest: the sum of all the others.
//
//     {
//       "formatVersion": 1,
//       "manifestSHA256": "9f86d0…"
//     }
//
// The sum is over the whole text without that line, so that anybody can check it:
// `grep -v manifestSHA256 manifest.json | sha256sum`. The line has one fixed form, so that no byte
// of the file can be changed without being noticed.

/// Seals a manifest with a checksum of itself, and refuses one that was changed.
public enum ManifestSeal {
  /// The name under which a manifest carries its own sum.
  public static let key = "manifestSHA256"

  /// The manifest with its sum as the last member.
  ///
  /// `json` is an object; white space at its end is dropped.
  public static func seal(_ json: String) -> String {
    var text = Substring(json)
    while let last = text.last, last.isWhitespace { text.removeLast() }
    precondition(text.last == "}", "a manifest is a JSON object")
    text.removeLast()
    while let last = text.last, last.isWhitespace { text.removeLast() }
    if text.last != "{" { text += "," }
    text += "\n"
    return text + line(Checksums.sha256(text + end)) + end
  }

  /// Checks the seal.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: Its name, for messages.
  /// - Returns: The bytes, which are a whole JSON document, the sum included.
  /// - Throws: `BundleError.damaged` when any byte differs from what was sealed.
  @discardableResult
  public static func verify(
    _ bytes: [UInt8], file: String = "manifest.json"
  ) throws(BundleError) -> [UInt8] {
    let suffix = Array((line(String(repeating: "0", count: 64)) + end).utf8)
    guard bytes.count > suffix.count else {
      throw .damaged(file: file, what: "it is cut short")
    }
    let body = bytes.count - suffix.count
    guard bytes[body - 1] == UInt8(ascii: "\n") else {
      throw .damaged(file: file, what: "its last line is not the checksum of the others")
    }
    let text = Array(bytes[..<body]) + Array(end.utf8)
    let expected = Array((line(Checksums.sha256(text)) + end).utf8)
    guard Array(bytes[body...]) == expected else {
      let isWhole = bytes.suffix(end.utf8.count).elementsEqual(end.utf8)
      throw .damaged(
        file: file,
        what: isWhole ? "it does not match its own checksum" : "it is cut short")
    }
    return bytes
  }

  private static let end = "}\n"

  private static func line(_ sum: String) -> String { "  \"\(key)\": \"\(sum)\"\n" }
}
