/// Reads little-endian numbers and texts one after another, and throws where the bytes end.
struct ByteCursor {
  private let bytes: [UInt8]
  private let file: String

  /// Where the next value starts.
  private(set) var offset: Int
  /// Where the bytes end.
  let limit: Int

  /// A cursor at the start of `range`, which must lie within the bytes; nil stands for all of them.
  init(_ bytes: [UInt8], file: String, range: Range<Int>? = nil) {
    self.bytes = bytes
    self.file = file
    offset = range?.lowerBound ?? 0
    limit = range?.upperBound ?? bytes.count
  }

  /// The next bytes.
  mutating func bytes(_ count: Int) throws(BundleError) -> [UInt8] {
    Array(bytes[try take(count)])
  }

  /// The next 4 bytes as a number.
  mutating func uint32() throws(BundleError) -> UInt32 {
    var value: UInt32 = 0
    for (index, place) in try take(4).enumerated() { value |= UInt32(bytes[place]) << (8 * index) }
    return value
  }

  /// The next 8 bytes as a number.
  mutating func uint64() throws(BundleError) -> UInt64 {
    var value: UInt64 = 0
    for (index, place) in try take(8).enumerated() { value |= UInt64(bytes[place]) << (8 * index) }
    return value
  }

  /// The next 8 bytes as a count, which must fit into an `Int`.
  mutating func count() throws(BundleError) -> Int {
    guard let count = Int(exactly: try uint64()) else { throw damaged("a size in it is absurd") }
    return count
  }

  /// The next bytes as text.
  mutating func string(_ count: UInt32) throws(BundleError) -> String {
    guard let text = String(validating: bytes[try take(Int(count))], as: UTF8.self) else {
      throw damaged("a text in it is not UTF-8")
    }
    return text
  }

  /// The next bytes as text that is followed by zeros.
  mutating func paddedString(_ count: Int) throws(BundleError) -> String {
    let field = bytes[try take(count)]
    let text = field.prefix { $0 != 0 }
    guard !text.isEmpty, field[text.endIndex...].allSatisfy({ $0 == 0 }),
      let name = String(validating: text, as: UTF8.self)
    else { throw damaged("the name of a section is not as it must be") }
    return name
  }

  /// Checks that a range holds so many texts and nothing else.
  func checkStrings(
    _ count: Int, in range: Range<Int>, section: String
  ) throws(BundleError) {
    // Each text takes 4 bytes at least, so that a wrong count ends the loop soon.
    var cursor = ByteCursor(bytes, file: file, range: range)
    for _ in 0..<count { _ = try cursor.string(try cursor.uint32()) }
    guard cursor.offset == range.upperBound else {
      throw damaged("section \"\(section)\" has bytes after its last text")
    }
  }

  /// The error that says what is wrong.
  func damaged(_ what: String) -> BundleError { .damaged(file: file, what: what) }

  private mutating func take(_ count: Int) throws(BundleError) -> Range<Int> {
    guard count >= 0, count <= limit - offset else { throw damaged("it is cut short") }
    defer { offset += count }
    return offset..<offset + count
  }
}
