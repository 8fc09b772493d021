// A file of named arrays: the container of `model.bin`.
//
// Everything is little-endian.
//
//     offset  bytes
//          0      8  "CHURNMDL"
//          8      4  format version
//         12      4  number of sections s
//         16      8  number of bytes of the whole file
//         24     32  SHA-256 of the file without these 32 bytes
//         56  64 · s  table, one entry a section
//              then  the sections in the order of the table, each filled up with zeros to 8 bytes
//
// An entry is: name, 32 bytes of UTF-8 filled up with zeros; kind, 4 bytes; 4 zeros; number of
// elements, offset and number of bytes, 8 bytes each. A section of strings holds, for each, the
// number of its bytes (4) and its UTF-8 bytes.
//
// There is exactly one way to write given sections, and a reader takes nothing else.

/// What writer and reader of a section file agree upon.
enum SectionFormat {
  static let magic = Array("CHURNMDL".utf8)
  static let version: UInt32 = 1
  static let digestRange = 24..<56
  static let headerSize = 56
  static let entrySize = 64
  static let nameSize = 32

  /// What a section holds; the raw value is stored.
  enum Kind: UInt32, CaseIterable {
    case doubles = 1
    case floats = 2
    case int32s = 3
    case uint8s = 4
    case uint32s = 5
    case strings = 6

    /// Bytes of an element; nil where they differ.
    var elementSize: Int? {
      switch self {
      case .doubles: 8
      case .floats, .int32s, .uint32s: 4
      case .uint8s: 1
      case .strings: nil
      }
    }

    /// The kind in words.
    var name: String {
      switch self {
      case .doubles: "64-bit numbers"
      case .floats: "32-bit numbers"
      case .int32s: "whole numbers"
      case .uint8s: "bytes"
      case .uint32s: "natural numbers"
      case .strings: "texts"
      }
    }
  }

  /// The number of bytes with zeros up to a multiple of 8; nil when it is too large.
  static func padded(_ count: Int) -> Int? {
    let (sum, isTooLarge) = count.addingReportingOverflow(7)
    return isTooLarge ? nil : sum & ~7
  }

  /// The sum of a file, over all but the place where the sum is kept.
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    let range = digestRange.clamped(to: 0..<bytes.count)
    return Checksums.digest(Array(bytes[..<range.lowerBound]) + Array(bytes[range.upperBound...]))
  }
}
