import Foundation
import Testing

@testable import ChurnData

@Suite("Encodings and packing")
struct EncodingTests {
  private let text = "id,name\n1,Łódź café\n2,Привет\n3,😀 smile\n4,plain\n"

  private func names(
    _ bytes: [UInt8], block: Int = 4096, change: (inout TableOptions) -> Void = { _ in }
  ) throws -> [String?] {
    let request = ColumnRequest(column: 1, meaning: .identifier)
    let options = Reading.options(blockBytes: block, change: change)
    return try Reading.read(bytes, [request], options: options).texts(0)
  }

  private static func littleEndian(_ units: [UInt16]) -> [UInt8] {
    units.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
  }

  @Test("UTF-8 with a byte order mark and UTF-16 of either order read alike in all block sizes")
  func unicode() throws {
    let expected: [String?] = ["Łódź café", "Привет", "😀 smile", "plain"]
    let little = Self.littleEndian(Array(text.utf16))
    let big = Self.littleEndian(text.utf16.map(\.byteSwapped))
    for block in [7, 16, 31, 4096] {
      #expect(try names(Array(text.utf8), block: block) == expected)
      #expect(try names([0xEF, 0xBB, 0xBF] + Array(text.utf8), block: block) == expected)
      #expect(try names([0xFF, 0xFE] + little, block: block) == expected)
      #expect(try names([0xFE, 0xFF] + big, block: block) == expected)
      #expect(try names(little, block: block) { $0.encoding = .utf16 } == expected)
      #expect(try names(big, block: block) { $0.encoding = .utf16 } == expected)
    }
    let file = try TemporaryFile([0xFF, 0xFE] + little)
    #expect(try TableFile(paths: [file.path], options: TableOptions()).encoding == .utf16)
  }

  @Test("Code pages decode as Foundation decodes them")
  func codePages() throws {
    let cases: [(TextEncoding, String, String.Encoding)] = [
      (.windows1250, "Łódź Žluťoučký", .windowsCP1250), (.windows1251, "Привет", .windowsCP1251),
      (.windows1252, "café € “x”", .windowsCP1252), (.latin1, "café ñ", .isoLatin1),
      (.latin2, "Łódź", .isoLatin2),
    ]
    for (encoding, word, foundation) in cases {
      let data = try #require("id,name\n1,\(word)\n".data(using: foundation))
      #expect(try names(Array(data), block: 9) { $0.encoding = encoding } == [word])
    }
  }

  @Test("Half a UTF-16 character and undefined bytes are named by line")
  func invalid() {
    var units = Array("id,name\n1,a\n2,b\n".utf16)
    units[14] = 0xD800
    let bytes: [UInt8] = [0xFF, 0xFE] + Self.littleEndian(units)
    let error = Reading.error { _ = try names(bytes) }
    guard case .invalidText(let place, "name", .utf16)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(place.line == 3)
  }

  /// Every scalar boundary of the UTF-8 forms, judged by the standard library.
  @Test("UTF-8 is judged as the standard library judges it")
  func validation() {
    var random = SeededGenerator(seed: 2)
    let leads: [UInt8] = [0x41, 0xC1, 0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0x80]
    let tails: [UInt8] = [0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0x41]
    for _ in 0..<20000 {
      var bytes = [UInt8](repeating: 0x61, count: Int.random(in: 0...70, using: &random))
      bytes.append(leads[Int.random(in: 0..<leads.count, using: &random)])
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        bytes.append(tails[Int.random(in: 0..<tails.count, using: &random)])
      }
      let slab = Slab<UInt8>(capacity: bytes.count + 128)
      for (index, byte) in bytes.enumerated() { slab.cells[index] = byte }
      let isValid = firstFault(slab.cells, 0..<bytes.count) == nil
      #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
      withExtendedLifetime(slab) {}
    }
  }

  /// A gzip member that stores its bytes: RFC 1952 and 1951, made by hand.
  private func packed(_ bytes: [UInt8]) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    crc = ~crc
    let size = UInt16(bytes.count)
    var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
    out += [UInt8(size & 0xFF), UInt8(size >> 8), UInt8(~size & 0xFF), UInt8(~size >> 8)]
    out += bytes
    for word in [crc, UInt32(bytes.count)] {
      out += (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
    return out
  }

  @Test("Gzip is found by content, members and padding included, and damage is said")
  func gzip() throws {
    let parts = [Array("id,name\n1,a\n".utf8), Array("2,b\n3,".utf8), Array("c\n".utf8)]
    let whole = parts.flatMap(packed)
    for block in [7, 4096] {
      #expect(try names(whole, block: block) == ["a", "b", "c"])
      #expect(try names(whole + [0, 0, 0], block: block) == ["a", "b", "c"])
    }
    for cut in 3..<whole.count where cut != packed(parts[0]).count {
      let isBetween = cut == packed(parts[0]).count + packed(parts[1]).count
      let error = Reading.error { _ = try names(Array(whole.prefix(cut))) }
      if isBetween { continue }
      guard case .damagedGzip? = error else {
        Issue.record("cut at \(cut): \(String(describing: error))")
        continue
      }
    }
    var flipped = whole
    flipped[20] ^= 1
    guard case .damagedGzip? = Reading.error({ _ = try names(flipped) }) else {
      return #expect(Bool(false))
    }
    guard case .damagedGzip? = Reading.error({ _ = try names(whole + [1, 2]) }) else {
      return #expect(Bool(false))
    }
  }
}
