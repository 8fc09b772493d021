/// Reads a section file, taking nothing on trust.
///
///     let reader = try SectionReader(bytes, file: "model.bin")
///     let weights = try reader.finiteDoubles("coefficients", count: 12)
///
/// On opening, the checksum and the whole structure are checked: sizes exact, sections in order
/// without gaps or overlaps, unused bytes zero, no trailing bytes. A getter throws when a section is
/// missing, of another kind or of another length than expected, so that bytes from elsewhere can
/// end in a sentence only.
///
/// - Complexity: O(*n*) to open and O(*m*) a getter, in bytes of the file and the section.
public struct SectionReader: Sendable {
  /// One section, its place within the file checked.
  private struct Entry {
    let name: String
    let kind: SectionFormat.Kind
    let count: Int
    let range: Range<Int>
  }

  private let bytes: [UInt8]
  private let file: String
  private let entries: [Entry]

  /// The names of the sections, in their order.
  public var names: [String] { entries.map(\.name) }

  /// Checks the bytes of a section file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: Its name, for messages.
  /// - Throws: `BundleError.damaged`, or `.newerFormat` for a version that is not known yet.
  public init(_ bytes: [UInt8], file: String = "model.bin") throws(BundleError) {
    self.bytes = bytes
    self.file = file
    var cursor = ByteCursor(bytes, file: file)
    guard try cursor.bytes(SectionFormat.magic.count) == SectionFormat.magic else {
      throw cursor.damaged("it does not start as a model file does")
    }
    let version = try cursor.uint32()
    guard version <= SectionFormat.version else {
      throw .newerFormat(
        found: Int(version), supported: Int(SectionFormat.version), madeBy: nil)
    }
    guard version > 0 else { throw cursor.damaged("its format is 0") }
    let sections = try cursor.uint32()
    guard try cursor.uint64() == UInt64(bytes.count) else {
      throw cursor.damaged("it has \(bytes.count) bytes and says otherwise")
    }
    guard try cursor.bytes(SectionFormat.digestRange.count) == SectionFormat.digest(bytes) else {
      throw cursor.damaged("it does not match its checksum")
    }
    // Checked before anything is made for the number of sections.
    guard Int(sections) <= (bytes.count - cursor.offset) / SectionFormat.entrySize else {
      throw cursor.damaged("its table of sections is longer than the file")
    }
    var entries: [Entry] = []
    var end = cursor.offset + Int(sections) * SectionFormat.entrySize
    for _ in 0..<sections {
      let entry = try Self.entry(&cursor, at: end)
      guard !entries.contains(where: { $0.name.utf8.elementsEqual(entry.name.utf8) }) else {
        throw cursor.damaged("it has two sections \"\(entry.name)\"")
      }
      entries.append(entry)
      guard let next = SectionFormat.padded(entry.range.upperBound), next <= bytes.count,
        bytes[entry.range.upperBound..<next].allSatisfy({ $0 == 0 })
      else { throw cursor.damaged("section \"\(entry.name)\" is not followed by zeros") }
      end = next
    }
    guard end == bytes.count else {
      throw cursor.damaged("it has \(bytes.count - end) bytes after the last section")
    }
    self.entries = entries
  }

  /// Whether there is a section of this name.
  public func contains(_ name: String) -> Bool {
    entries.contains { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The elements of a section of 64-bit numbers, whatever they are.
  ///
  /// As for every kind, `count` is the length that the section must have; nil allows any.
  public func doubles(_ name: String, count: Int? = nil) throws(BundleError) -> [Double] {
    let range = try range(name, .doubles, count)
    return (0..<range.count / 8).map { Double(bitPattern: integer(range.lowerBound + 8 * $0)) }
  }

  /// The elements of a section of 64-bit numbers, none of them NaN or infinite.
  public func finiteDoubles(_ name: String, count: Int? = nil) throws(BundleError) -> [Double] {
    let values = try doubles(name, count: count)
    guard values.allSatisfy(\.isFinite) else { throw notFinite(name) }
    return values
  }

  /// The elements of a section of 32-bit numbers, whatever they are.
  public func floats(_ name: String, count: Int? = nil) throws(BundleError) -> [Float] {
    let range = try range(name, .floats, count)
    return (0..<range.count / 4).map { Float(bitPattern: integer(range.lowerBound + 4 * $0)) }
  }

  /// The elements of a section of 32-bit numbers, none of them NaN or infinite.
  public func finiteFloats(_ name: String, count: Int? = nil) throws(BundleError) -> [Float] {
    let values = try floats(name, count: count)
    guard values.allSatisfy(\.isFinite) else { throw notFinite(name) }
    return values
  }

  /// The elements of a section of whole numbers.
  public func int32s(_ name: String, count: Int? = nil) throws(BundleError) -> [Int32] {
    let range = try range(name, .int32s, count)
    return (0..<range.count / 4).map { integer(range.lowerBound + 4 * $0) }
  }

  /// The elements of a section of natural numbers.
  public func uint32s(_ name: String, count: Int? = nil) throws(BundleError) -> [UInt32] {
    let range = try range(name, .uint32s, count)
    return (0..<range.count / 4).map { integer(range.lowerBound + 4 * $0) }
  }

  /// The elements of a section of bytes.
  public func uint8s(_ name: String, count: Int? = nil) throws(BundleError) -> [UInt8] {
    Array(bytes[try range(name, .uint8s, count)])
  }

  /// The elements of a section of texts.
  public func strings(_ name: String, count: Int? = nil) throws(BundleError) -> [String] {
    let entry = try entry(name, .strings, count)
    var cursor = ByteCursor(bytes, file: file, range: entry.range)
    var strings: [String] = []
    for _ in 0..<entry.count { strings.append(try cursor.string(try cursor.uint32())) }
    return strings
  }
}

extension SectionReader {
  private static func entry(
    _ cursor: inout ByteCursor, at start: Int
  ) throws(BundleError) -> Entry {
    let name = try cursor.paddedString(SectionFormat.nameSize)
    guard let kind = SectionFormat.Kind(rawValue: try cursor.uint32()) else {
      throw cursor.damaged("section \"\(name)\" is of an unknown kind")
    }
    guard try cursor.uint32() == 0 else {
      throw cursor.damaged("section \"\(name)\" has something where there is nothing to be")
    }
    let count = try cursor.count()
    let offset = try cursor.count()
    let length = try cursor.count()
    let (end, isTooLarge) = offset.addingReportingOverflow(length)
    guard offset == start, !isTooLarge, end <= cursor.limit else {
      throw cursor.damaged("section \"\(name)\" does not lie where it must")
    }
    let entry = Entry(name: name, kind: kind, count: count, range: offset..<end)
    if let size = kind.elementSize {
      let (expected, isTooLarge) = count.multipliedReportingOverflow(by: size)
      guard !isTooLarge, expected == length else {
        throw cursor.damaged("section \"\(name)\" has \(length) bytes for \(count) \(kind.name)")
      }
    } else {
      try cursor.checkStrings(entry.count, in: entry.range, section: name)
    }
    return entry
  }

  private func entry(
    _ name: String, _ kind: SectionFormat.Kind, _ count: Int?
  ) throws(BundleError) -> Entry {
    guard let entry = entries.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      throw .damaged(file: file, what: "it has no section \"\(name)\"")
    }
    guard entry.kind == kind else {
      throw .damaged(
        file: file,
        what: "section \"\(name)\" holds \(entry.kind.name), expected \(kind.name)")
    }
    if let count, count != entry.count {
      throw .damaged(
        file: file, what: "section \"\(name)\" holds \(entry.count) values, expected \(count)")
    }
    return entry
  }

  private func range(
    _ name: String, _ kind: SectionFormat.Kind, _ count: Int?
  ) throws(BundleError) -> Range<Int> {
    try entry(name, kind, count).range
  }

  /// The little-endian number at a place that has been checked.
  private func integer<Number: FixedWidthInteger>(_ offset: Int) -> Number {
    var value: Number = 0
    for index in 0..<Number.bitWidth / 8 {
      value |= Number(truncatingIfNeeded: bytes[offset + index]) << (8 * index)
    }
    return value
  }

  private func notFinite(_ name: String) -> BundleError {
    .damaged(file: file, what: "section \"\(name)\" holds a number that is not finite")
  }
}
