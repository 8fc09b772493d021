// Order numbers as one word a row.
//
// kind 0   up to 7 bytes of text: length in bits 56...58, bytes in reading order below
// kind 1   a whole number of up to 18 digits without a leading zero
// kind 2   anything else: its rank by bytes among such texts of the column
// kind 3   missing
//
// The kind stands in the two highest bits. A text of digits is always kind 1, so equal words mean
// equal bytes and the other way round.

/// A column of order numbers, each an injective 64-bit key of its text.
///
/// Keys are the same whatever the number of threads, but tell nothing about order or nearness.
public struct KeyColumn: Sendable, Equatable {
  /// The key of a missing value.
  public static let missing = UInt64.max
  /// A key a row, or ``missing``; length *n*.
  public var keys: [UInt64]
  /// The texts of kind 2, ascending by bytes.
  let dictionary: ByteStrings

  /// A column of keys with the texts that did not fit into them.
  init(keys: [UInt64], dictionary: ByteStrings) {
    self.keys = keys
    self.dictionary = dictionary
  }

  /// A column made of texts; nil and blank texts are missing.
  public init(texts: [String?]) {
    let bytes = texts.map { text -> [UInt8] in
      guard let text, text.utf8.contains(where: { $0 > 0x20 }) else { return [] }
      return Array(text.utf8)
    }
    let long = bytes.filter { !$0.isEmpty && Self.packed($0) == nil }
    let dictionary = ByteStrings(sorted: long.map { String(decoding: $0, as: UTF8.self) })
    keys = bytes.map { text in
      if text.isEmpty { return Self.missing }
      if let key = Self.packed(text) { return key }
      let rank = dictionary.index(of: String(decoding: text, as: UTF8.self)) ?? 0
      return Self.ranked(rank)
    }
    self.dictionary = dictionary
  }

  /// The text of a key of this column; empty for ``missing`` and for foreign keys.
  public func text(_ key: UInt64) -> String {
    switch key >> 62 {
    case 0:
      let length = min(7, Int(key >> 56 & 7))
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: key >> UInt64(48 - 8 * $0)) }
      return String(decoding: bytes, as: UTF8.self)
    case 1: return String(key & Self.payload)
    case 2:
      let rank = Int(key & Self.payload)
      return rank < dictionary.count ? dictionary[rank] : ""
    default: return ""
    }
  }

  /// The first byte of a key's text, 0 when missing.
  public func firstByte(_ key: UInt64) -> UInt8 {
    switch key >> 62 {
    case 0: return UInt8(truncatingIfNeeded: key >> 48)
    case 1:
      var number = key & Self.payload
      while number >= 10 { number /= 10 }
      return 0x30 + UInt8(number)
    case 2:
      let rank = Int(key & Self.payload)
      return rank < dictionary.count ? dictionary.firstByte(rank) : 0
    default: return 0
    }
  }

  /// The bits below the kind.
  static let payload: UInt64 = (1 << 62) - 1

  /// The key of a text of kind 2 with the given rank.
  static func ranked(_ rank: Int) -> UInt64 { 2 << 62 | UInt64(rank) }

  /// The key of a text that needs no dictionary, else nil; the text is not empty.
  static func packed(_ bytes: [UInt8]) -> UInt64? {
    if bytes.count <= 18, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      bytes.count == 1 || bytes.first != 0x30
    {
      return 1 << 62 | bytes.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
    }
    guard bytes.count <= 7 else { return nil }
    var key = UInt64(bytes.count) << 56
    for (index, byte) in bytes.enumerated() { key |= UInt64(byte) << UInt64(48 - 8 * index) }
    return key
  }
}
