internal import Synchronization

/// A block of whole records in its buffer, numbered in the order of the files.
struct Block: Sendable {
  let index: Int
  let file: Int
  /// Whether this is the file's first block, which begins with the header if there is one.
  let isFirst: Bool
  /// The records, the last one ending in a newline.
  let range: Range<Int>
  let dialect: Dialect
  /// Set instead of records where reading has to end here.
  let failure: BlockFailure?
}

/// Why a block could not be read or parsed; lines count from 0 at the block's begin.
enum BlockFailure: Sendable {
  case input(DataError)
  case unbalancedQuote(line: Int)
  case recordTooLong(line: Int)
  case nul(line: Int)
  case invalidText(line: Int, column: Int)
  case notANumber(line: Int, request: Int, field: String, decimalComma: Bool)
}

/// Hands out the text of several files in blocks of whole records, to one thread at a time.
///
/// A block ends at a record's end. What follows is carried over to the next block, so that every
/// block can be parsed on its own and splitting never shows.
final class BlockSource: Sendable {
  /// Bytes in front of a block that may be read (but mean nothing).
  static let headRoom = 64
  /// Bytes behind a block that may be read.
  static let tailRoom = 128

  private struct State: ~Copyable {
    var file = 0
    var block = 0
    var stream: TextStream?
    var isFirst = true
    var carried = 0
    var isStopped = false
    let carry = Slab<UInt8>(capacity: 1 << 12)
  }

  private let files: [InputFile]
  private let dialects: [Dialect]
  private let encoding: TextEncoding?
  private let blockBytes: Int
  private let recordBytes: Int
  private let state: Mutex<State>

  init(
    files: [InputFile], dialects: [Dialect], encoding: TextEncoding?, blockBytes: Int,
    recordBytes: Int
  ) {
    self.files = files
    self.dialects = dialects
    self.encoding = encoding
    self.blockBytes = max(1, blockBytes)
    self.recordBytes = max(1, recordBytes)
    state = Mutex(State())
  }

  /// No block is handed out any more.
  func stop() { state.withLock { $0.isStopped = true } }

  /// Fills `buffer` with the next block; nil at the end.
  func next(_ buffer: Slab<UInt8>) -> Block? {
    state.withLock { state -> Block? in
      guard !state.isStopped else { return nil }
      do throws(DataError) {
        while state.file < files.count {
          if let block = try fill(buffer, &state) { return block }
          state.file += 1
          state.stream = nil
          state.isFirst = true
        }
        return nil
      } catch {
        return failed(&state, .input(error))
      }
    }
  }

  /// The next block of the current file; nil where the file has ended.
  private func fill(_ buffer: Slab<UInt8>, _ state: inout State) throws(DataError) -> Block? {
    let stream: TextStream
    if let open = state.stream {
      stream = open
    } else {
      stream = try TextStream(files[state.file], encoding: encoding)
      state.stream = stream
    }
    let begin = Self.headRoom
    let dialect = dialects[state.file]
    var length = state.carried
    var target = max(blockBytes, length + 1)
    buffer.reserve(begin + target + 16 + Self.tailRoom, keeping: 0)
    state.carry.cells.copy(0..<length, to: buffer.cells, at: begin)
    while true {
      buffer.reserve(begin + target + 16 + Self.tailRoom, keeping: begin + length)
      var isAtEnd = false
      while length < target {
        let got = try stream.read(
          into: buffer.cells, at: begin + length, count: max(16, target - length))
        if got == 0 {
          isAtEnd = true
          break
        }
        length += got
        buffer.reserve(begin + length + 16 + Self.tailRoom, keeping: begin + length)
      }
      let cells = buffer.cells
      let boundary = RecordBoundary(cells, begin..<(begin + length), dialect)
      if isAtEnd {
        if let quote = boundary.openQuote {
          return failed(&state, .unbalancedQuote(line: line(cells, quote, dialect)))
        }
        state.carried = 0
        if length == 0 { return nil }
        if cells[begin + length - 1] != dialect.newline {
          cells[begin + length] = dialect.newline
          length += 1
        }
        return made(&state, begin..<(begin + length), dialect)
      }
      if let end = boundary.end {
        state.carried = begin + length - end
        state.carry.reserve(state.carried, keeping: 0)
        cells.copy(end..<(begin + length), to: state.carry.cells, at: 0)
        return made(&state, begin..<end, dialect)
      }
      if length > recordBytes {
        if let quote = boundary.openQuote {
          return failed(&state, .unbalancedQuote(line: line(cells, quote, dialect)))
        }
        return failed(&state, .recordTooLong(line: 0))
      }
      target = min(2 * target, recordBytes + 1)
      target = max(target, length + 1)
    }
  }

  private func line(_ cells: Cells<UInt8>, _ place: Int, _ dialect: Dialect) -> Int {
    cells.occurrences(of: dialect.newline, in: Self.headRoom..<place)
  }

  private func made(_ state: inout State, _ range: Range<Int>, _ dialect: Dialect) -> Block {
    let block = Block(
      index: state.block, file: state.file, isFirst: state.isFirst, range: range,
      dialect: dialect, failure: nil)
    state.block += 1
    state.isFirst = false
    return block
  }

  private func failed(_ state: inout State, _ failure: BlockFailure) -> Block {
    state.isStopped = true
    return Block(
      index: state.block, file: min(state.file, files.count - 1), isFirst: state.isFirst,
      range: Self.headRoom..<Self.headRoom, dialect: Dialect(delimiter: .comma, newline: 10),
      failure: failure)
  }
}
