internal import Foundation

/// Turns bytes of another encoding into UTF-8.
struct Transcoder: Sendable {
  private enum Kind {
    /// For each byte its UTF-8 bytes, lowest first, and their number in the highest byte.
    case table([UInt32])
    case utf16(isBigEndian: Bool)
  }

  private let kind: Kind

  /// What stands for input that is no character.
  private static let invalid: UInt32 = 0x0100_00FF

  init(utf16BigEndian: Bool) { kind = .utf16(isBigEndian: utf16BigEndian) }

  init(singleByte encoding: TextEncoding) {
    let foundation: String.Encoding =
      switch encoding {
      case .windows1250: .windowsCP1250
      case .windows1251: .windowsCP1251
      case .windows1252: .windowsCP1252
      case .latin2: .isoLatin2
      default: .isoLatin1
      }
    let table = (0...255).map { byte -> UInt32 in
      guard let text = String(data: Data([UInt8(byte)]), encoding: foundation) else {
        return Self.invalid
      }
      return Self.packed(text.unicodeScalars.first ?? "\u{0}")
    }
    kind = .table(table)
  }

  /// Decodes `count` bytes to `target`, adding what it wrote to `written`; returns the bytes used.
  ///
  /// Half a character at the end is left for the next call unless the input ends there. Three bytes
  /// of room are needed for each byte of input.
  func decode(
    _ input: Cells<UInt8>, count: Int, isLast: Bool, into output: Cells<UInt8>, at target: Int,
    written: inout Int
  ) -> Int {
    var place = target + written
    var used = 0
    switch kind {
    case .table(let table):
      while used < count {
        Self.put(table[Int(input[used])], output, &place)
        used += 1
      }
    case .utf16(let isBigEndian):
      func unit(_ index: Int) -> UInt32 {
        let first = UInt32(input[index])
        let second = UInt32(input[index + 1])
        return isBigEndian ? first << 8 | second : second << 8 | first
      }
      while used + 1 < count {
        let high = unit(used)
        if high & 0xFC00 == 0xD800 {
          guard used + 3 < count else {
            if isLast {
              Self.put(Self.invalid, output, &place)
              used = count
            }
            break
          }
          let low = unit(used + 2)
          if low & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF))
          {
            Self.put(Self.packed(scalar), output, &place)
            used += 4
            continue
          }
        }
        Self.put(Unicode.Scalar(high).map(Self.packed) ?? Self.invalid, output, &place)
        used += 2
      }
      if isLast && used < count {
        Self.put(Self.invalid, output, &place)
        used = count
      }
    }
    written = place - target
    return used
  }

  @inline(__always)
  private static func put(_ packed: UInt32, _ output: Cells<UInt8>, _ place: inout Int) {
    // Four-byte characters fill all 32 bits; their lead byte 0xF0... is lowest and tells.
    let isFour = packed & 0xF8 == 0xF0 && packed >> 24 >= 0x80
    let length = isFour ? 4 : Int(packed >> 24)
    var rest = packed
    for _ in 0..<length {
      output[place] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
      place += 1
    }
  }

  private static func packed(_ scalar: Unicode.Scalar) -> UInt32 {
    let bytes = Array(String(Character(scalar)).utf8)
    var word: UInt32 = 0
    for (index, byte) in bytes.enumerated() { word |= UInt32(byte) << UInt32(8 * index) }
    return bytes.count < 4 ? word | UInt32(bytes.count) << 24 : word
  }
}
