/// One file of a simulated base: lines gathered into blocks, whole or not there at all.
struct SimulationFile: ~Copyable {
  private var file: AtomicFile
  private var buffer: [UInt8] = []

  /// Bytes gathered before they are handed on.
  private static let block = 1 << 20

  /// Opens a file that will stand at `path`, and writes the names of its columns.
  init(_ path: String, columns: String) throws(OutputError) {
    file = try AtomicFile(path)
    buffer.reserveCapacity(Self.block + 4096)
    buffer += columns.utf8
    buffer.append(10)
  }

  /// Adds text that needs no quotes.
  mutating func append(_ text: String) {
    buffer.append(contentsOf: text.utf8)
  }

  /// Adds bytes.
  mutating func append(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
  }

  /// Adds a whole number, with leading zeros up to `width` digits.
  mutating func append(_ number: Int, width: Int = 1) {
    if number < 0 { buffer.append(45) }
    var rest = number.magnitude
    let start = buffer.count
    repeat {
      buffer.append(48 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    while buffer.count - start < width { buffer.append(48) }
    buffer[start...].reverse()
  }

  /// Adds money given in minor units, with two decimals.
  mutating func append(minorUnits: Int) {
    if minorUnits < 0 { buffer.append(45) }
    append(Int(minorUnits.magnitude / 100))
    buffer.append(46)
    append(Int(minorUnits.magnitude % 100), width: 2)
  }

  /// Ends the line, and writes what has gathered when it is enough.
  mutating func endLine() throws(OutputError) {
    buffer.append(10)
    if buffer.count >= Self.block { try flush() }
  }

  /// Writes what has gathered.
  mutating func flush() throws(OutputError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Moves the file into its place.
  mutating func commit() throws(OutputError) {
    try flush()
    try file.commit()
  }
}
