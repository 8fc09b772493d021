import ChurnMath
import Testing

@testable import Churn

@Suite("Section files")
struct SectionFileTests {
  static func sample() -> [UInt8] {
    var writer = SectionWriter()
    writer.append("doubles", doubles: [0.5, -0.0, .nan, .infinity, 0x1p-1074])
    writer.append("floats", floats: [1.5, -2])
    writer.append("int32s", int32s: [.min, -1, 0, .max, 7])
    writer.append("uint8s", uint8s: [1, 2, 3])
    writer.append("uint32s", uint32s: [.max])
    writer.append("strings", strings: ["", "Zürich", "a\0b"])
    writer.append("none", doubles: [])
    return writer.bytes()
  }

  @Test("Every kind comes back to the bit")
  func roundTrip() throws {
    let reader = try SectionReader(Self.sample())
    let doubles = try reader.doubles("doubles", count: 5)
    #expect(
      doubles.map(\.bitPattern)
        == [0.5, -0.0, .nan, .infinity, 0x1p-1074].map(\.bitPattern))
    #expect(try reader.floats("floats") == [1.5, -2])
    #expect(try reader.int32s("int32s") == [.min, -1, 0, .max, 7])
    #expect(try reader.uint8s("uint8s", count: 3) == [1, 2, 3])
    #expect(try reader.uint32s("uint32s") == [.max])
    #expect(try reader.strings("strings") == ["", "Zürich", "a\0b"])
    #expect(try reader.finiteDoubles("none", count: 0) == [])
    #expect(reader.names.count == 7)
    #expect(reader.contains("none") && !reader.contains("absent"))
    #expect(Self.sample() == Self.sample())
    #expect(try SectionReader(SectionWriter().bytes()).names == [])
  }

  @Test("A section that is missing, of another kind or length, or not finite is refused")
  func getters() throws {
    let reader = try SectionReader(Self.sample())
    #expect(throws: BundleError.self) { try reader.doubles("absent") }
    #expect(throws: BundleError.self) { try reader.doubles("floats") }
    #expect(throws: BundleError.self) { try reader.floats("floats", count: 3) }
    #expect(throws: BundleError.self) { try reader.finiteDoubles("doubles") }
    #expect(try reader.finiteFloats("floats", count: 2) == [1.5, -2])
  }

  @Test("A newer version is refused as such")
  func newerVersion() {
    var bytes = Self.sample()
    bytes[8] = 2
    #expect(throws: BundleError.newerFormat(found: 2, supported: 1, madeBy: nil)) {
      try SectionReader(bytes)
    }
  }

  @Test("Any single changed bit, cut or added byte is refused")
  func everyBitCounts() {
    let bytes = Self.sample()
    for index in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[index] ^= 1 << UInt8(bit)
        #expect(throws: BundleError.self) { try SectionReader(changed) }
      }
    }
    for length in 0..<bytes.count {
      #expect(throws: BundleError.self) { try SectionReader(Array(bytes[..<length])) }
    }
    #expect(throws: BundleError.self) { try SectionReader(bytes + [0]) }
  }

  /// 10,000 seeded edits; with the checksum made to fit, the structure itself must hold.
  @Test("Random damage never traps: refused, or consistent where the checksum was made to fit")
  func fuzz() {
    let sample = Self.sample()
    var random = RandomStream(seed: 7, stream: 0)
    var accepted = 0
    for _ in 0..<10_000 {
      var bytes = sample
      for _ in 0...random.below(3) { Self.damage(&bytes, &random) }
      if bytes == sample { continue }
      #expect(throws: BundleError.self) { try SectionReader(bytes) }
      guard bytes.count >= SectionFormat.headerSize else { continue }
      bytes.replaceSubrange(SectionFormat.digestRange, with: SectionFormat.digest(bytes))
      if bytes == sample { continue }
      guard let reader = try? SectionReader(bytes) else { continue }
      accepted += 1
      Self.useEverything(reader)
    }
    // Changed values inside of a section are a consistent file of another content.
    #expect(accepted > 100)
  }

  /// As above, aimed at the table: every entry's numbers replaced by extreme ones.
  @Test("Absurd sizes in the table are refused without a trap")
  func absurdSizes() {
    let sample = Self.sample()
    let extremes: [UInt64] = [0, 1, 7, 1 << 31, 1 << 32, 1 << 62, 1 << 63, .max, .max - 7]
    let firstEntry = SectionFormat.headerSize
    for place in [12, 16]
      + (0..<7).flatMap({ entry in
        [32, 36, 40, 48, 56].map { firstEntry + entry * SectionFormat.entrySize + $0 }
      })
    {
      for value in extremes {
        var bytes = sample
        for index in 0..<8 where place + index < bytes.count {
          bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
        }
        bytes.replaceSubrange(SectionFormat.digestRange, with: SectionFormat.digest(bytes))
        if let reader = try? SectionReader(bytes) { Self.useEverything(reader) }
      }
    }
  }

  private static func damage(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    let place = random.below(bytes.count)
    switch random.below(6) {
    case 0, 1, 2: bytes[place] ^= 1 << UInt8(random.below(8))
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(UInt8(random.below(256)), at: place)
    default: bytes[place] = [0, 1, 127, 128, 255][random.below(5)]
    }
  }

  private static func useEverything(_ reader: SectionReader) {
    for name in reader.names {
      _ = try? reader.doubles(name)
      _ = try? reader.finiteDoubles(name)
      _ = try? reader.floats(name)
      _ = try? reader.int32s(name)
      _ = try? reader.uint8s(name)
      _ = try? reader.uint32s(name)
      _ = try? reader.strings(name)
    }
  }
}
