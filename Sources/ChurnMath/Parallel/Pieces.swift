// Filling one array from several threads, each of which owns a piece of it.
//
// Inlinable, because elsewhere the loops over elements would go through witness tables.

/// An array of which `body` fills consecutive pieces, each on one thread.
///
/// - Parameters:
///   - pieces: Consecutive ranges that begin at 0; the last one's end is the length of the array.
///   - initial: What every element holds before its piece is handed to `body`.
///   - threads: The most threads to use.
///   - body: Fills the piece of the given number; index 0 of the span is the piece's first element.
/// - Returns: The array, as long as the pieces together.
@inlinable
public func fillPieces<Element: BitwiseCopyable & Sendable>(
  _ pieces: [Range<Int>], initial: Element, threads: Int,
  _ body: @Sendable (_ piece: Int, _ span: inout MutableSpan<Element>) -> Void
) -> [Element] {
  let count = checkedEnd(of: pieces)
  return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
    let base = unsafe PieceBase(start: buffer.baseAddress)
    forEachIndex(pieces.count, threads: threads) { piece, _ in
      guard let start = unsafe base.start else { return }
      let range = pieces[piece]
      let part = unsafe UnsafeMutableBufferPointer(
        start: start.advanced(by: range.lowerBound), count: range.count)
      unsafe part.initialize(repeating: initial)
      var span = unsafe part.mutableSpan
      body(piece, &span)
    }
    initialized = count
  }
}

/// Changes consecutive pieces of `array` in place, each on one thread.
///
/// - Parameters:
///   - array: What is changed; as long as the last piece's end.
///   - pieces: Consecutive ranges that begin at 0 and cover the array.
///   - threads: The most threads to use.
///   - body: Changes the piece of the given number; index 0 of the span is its first element.
@inlinable
public func mutatePieces<Element: BitwiseCopyable & Sendable>(
  of array: inout [Element], _ pieces: [Range<Int>], threads: Int,
  _ body: @Sendable (_ piece: Int, _ span: inout MutableSpan<Element>) -> Void
) {
  let count = checkedEnd(of: pieces)
  precondition(count == array.count, "pieces end at \(count), the array at \(array.count)")
  unsafe array.withUnsafeMutableBufferPointer { buffer in
    let base = unsafe PieceBase(start: buffer.baseAddress)
    forEachIndex(pieces.count, threads: threads) { piece, _ in
      guard let start = unsafe base.start else { return }
      let range = pieces[piece]
      let part = unsafe UnsafeMutableBufferPointer(
        start: start.advanced(by: range.lowerBound), count: range.count)
      var span = unsafe part.mutableSpan
      body(piece, &span)
    }
  }
}

/// `0..<count` cut into `pieces` consecutive ranges of nearly equal length.
public func evenPieces(_ count: Int, _ pieces: Int) -> [Range<Int>] {
  let pieces = max(1, min(pieces, max(1, count)))
  return (0..<pieces).map { count * $0 / pieces..<count * ($0 + 1) / pieces }
}

@usableFromInline
func checkedEnd(of pieces: [Range<Int>]) -> Int {
  var end = 0
  for piece in pieces {
    precondition(piece.lowerBound == end, "a piece starts at \(piece.lowerBound), not at \(end)")
    end = piece.upperBound
  }
  return end
}

/// Where the array starts; each thread touches its own piece only.
@usableFromInline
@safe struct PieceBase<Element>: @unchecked Sendable {
  @usableFromInline let start: UnsafeMutablePointer<Element>?

  @inlinable
  init(start: UnsafeMutablePointer<Element>?) { unsafe self.start = start }
}
