internal import Crypto
internal import FoundationEssentials

/// SHA-256 sums, in lowercase hexadecimal digits as `sha256sum` prints them.
public enum Checksums {
  /// The sum of some bytes.
  public static func sha256(_ bytes: [UInt8]) -> String {
    hexadecimal(digest(bytes))
  }

  /// The sum of a text's UTF-8 bytes.
  public static func sha256(_ text: String) -> String { sha256(Array(text.utf8)) }

  /// The 32 bytes of the sum.
  static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// Bytes as lowercase hexadecimal digits.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// A SHA-256 sum of bytes that come in pieces.
public struct RunningChecksum: Sendable {
  private var hash = SHA256()

  /// The sum of nothing yet.
  public init() {}

  /// Goes on with more bytes.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The sum of all bytes so far, in lowercase hexadecimal digits.
  public var text: String { Checksums.hexadecimal(hash.finalize()) }
}
