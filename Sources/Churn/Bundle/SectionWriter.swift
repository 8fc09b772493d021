/// Collects named arrays and lays them out as a section file.
///
///     var writer = SectionWriter()
///     writer.append("coefficients", doubles: [0.5, -1.25])
///     let bytes = writer.bytes()
///
/// The same sections in the same order give the same bytes. The layout is described in
/// `SectionFormat.swift`.
public struct SectionWriter: Sendable {
  private var entries: [(name: String, kind: SectionFormat.Kind, count: Int, bytes: [UInt8])] = []

  /// No sections yet.
  public init() {}

  /// Appends a section of 64-bit numbers, kept to the bit.
  public mutating func append(_ name: String, doubles: [Double]) {
    append(name, .doubles, doubles.count, Self.flat(doubles.map(\.bitPattern)))
  }

  /// Appends a section of 32-bit numbers, kept to the bit.
  public mutating func append(_ name: String, floats: [Float]) {
    append(name, .floats, floats.count, Self.flat(floats.map(\.bitPattern)))
  }

  /// Appends a section of whole numbers.
  public mutating func append(_ name: String, int32s: [Int32]) {
    append(name, .int32s, int32s.count, Self.flat(int32s))
  }

  /// Appends a section of bytes.
  public mutating func append(_ name: String, uint8s: [UInt8]) {
    append(name, .uint8s, uint8s.count, uint8s)
  }

  /// Appends a section of natural numbers.
  public mutating func append(_ name: String, uint32s: [UInt32]) {
    append(name, .uint32s, uint32s.count, Self.flat(uint32s))
  }

  /// Appends a section of texts.
  public mutating func append(_ name: String, strings: [String]) {
    var bytes: [UInt8] = []
    for string in strings {
      bytes.append(contentsOf: Self.flat([UInt32(string.utf8.count)]))
      bytes.append(contentsOf: string.utf8)
    }
    append(name, .strings, strings.count, bytes)
  }

  /// The whole file.
  public func bytes() -> [UInt8] {
    var bytes = SectionFormat.magic
    var offset = SectionFormat.headerSize + entries.count * SectionFormat.entrySize
    var table: [UInt8] = []
    for entry in entries {
      table.append(contentsOf: entry.name.utf8)
      table.append(contentsOf: Self.zeros(SectionFormat.nameSize - entry.name.utf8.count))
      table.append(contentsOf: Self.flat([entry.kind.rawValue, 0]))
      table.append(contentsOf: Self.flat([entry.count, offset, entry.bytes.count]))
      offset += entry.bytes.count + Self.padding(entry.bytes.count)
    }
    bytes.append(contentsOf: Self.flat([SectionFormat.version, UInt32(entries.count)]))
    bytes.append(contentsOf: Self.flat([UInt64(offset)]))
    bytes.append(contentsOf: Self.zeros(SectionFormat.digestRange.count))
    bytes.append(contentsOf: table)
    for entry in entries {
      bytes.append(contentsOf: entry.bytes)
      bytes.append(contentsOf: Self.zeros(Self.padding(entry.bytes.count)))
    }
    bytes.replaceSubrange(SectionFormat.digestRange, with: SectionFormat.digest(bytes))
    return bytes
  }

  private mutating func append(
    _ name: String, _ kind: SectionFormat.Kind, _ count: Int, _ bytes: [UInt8]
  ) {
    precondition(
      (1...SectionFormat.nameSize).contains(name.utf8.count) && !name.utf8.contains(0),
      "a section's name has 1 to \(SectionFormat.nameSize) bytes, \"\(name)\" has not")
    precondition(
      !entries.contains { $0.name.utf8.elementsEqual(name.utf8) },
      "there is a section \"\(name)\" already")
    entries.append((name, kind, count, bytes))
  }

  private static func flat(_ values: [some FixedWidthInteger]) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in values {
      for shift in stride(from: 0, to: value.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    return bytes
  }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private static func padding(_ count: Int) -> Int { (8 - count % 8) % 8 }
}
