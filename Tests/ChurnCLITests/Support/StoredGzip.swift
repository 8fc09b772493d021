import Foundation

/// Gzip files without compression (RFC 1952, stored blocks of RFC 1951): enough to test a reader.
enum StoredGzip {
  static func file(_ text: String) -> Data {
    let bytes = Array(text.utf8)
    var out = Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      out.append(end == bytes.count ? 1 : 0)
      out.append(littleEndian: UInt16(end - start))
      out.append(littleEndian: ~UInt16(end - start))
      out.append(contentsOf: bytes[start..<end])
      start = end
    } while start < bytes.count
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    out.append(littleEndian: ~sum)
    out.append(littleEndian: UInt32(truncatingIfNeeded: bytes.count))
    return out
  }
}

extension Data {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    var rest = value
    for _ in 0..<(value.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}
