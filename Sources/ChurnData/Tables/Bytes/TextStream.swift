/// The text of a file as UTF-8, unpacked and transcoded, from its first character to its last.
///
/// Bytes that are no character of a transcoded encoding come out as 0xFF, which UTF-8 never holds,
/// so that the one check of the text finds them and can name their line.
final class TextStream {
  let file: InputFile
  let encoding: TextEncoding
  private let unpacked: GzipStream?
  private let transcoder: Transcoder?
  private let raw: Slab<UInt8>
  private var rawCount = 0
  private var offset = 0
  private var isAtEnd = false

  /// Opens a file's text; without an encoding, a byte order mark decides and UTF-8 is assumed.
  init(_ file: InputFile, encoding wanted: TextEncoding?) throws(DataError) {
    self.file = file
    unpacked = try GzipStream.isGzip(file) ? GzipStream(file) : nil
    raw = Slab<UInt8>(capacity: 1 << 16)
    let head = raw.cells
    rawCount = 0
    if let unpacked {
      rawCount = try unpacked.read(into: head, at: 0, count: 4)
    } else {
      rawCount = try file.read(at: 0, into: head, at: 0, count: 4)
      offset = rawCount
    }
    let isUTF8Marked = rawCount >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF
    let isLittle = rawCount >= 2 && head[0] == 0xFF && head[1] == 0xFE
    let isBig = rawCount >= 2 && head[0] == 0xFE && head[1] == 0xFF
    let encoding = wanted ?? (isLittle || isBig ? .utf16 : .utf8)
    self.encoding = encoding
    var skipped = 0
    switch encoding {
    case .utf8:
      transcoder = nil
      skipped = isUTF8Marked ? 3 : 0
    case .utf16:
      // Without a mark the place of the zero byte of the first character tells.
      let isBigEndian = isBig || (!isLittle && rawCount >= 2 && head[0] == 0 && head[1] != 0)
      transcoder = Transcoder(utf16BigEndian: isBigEndian)
      skipped = isBig || isLittle ? 2 : 0
    default: transcoder = Transcoder(singleByte: encoding)
    }
    head.copy(skipped..<rawCount, to: head, at: 0)
    rawCount -= skipped
  }

  /// Appends up to `count` bytes of text (at least 16) at `target`; none only at the end.
  func read(into cells: Cells<UInt8>, at target: Int, count: Int) throws(DataError) -> Int {
    guard let transcoder else {
      let kept = min(rawCount, count)
      raw.cells.copy(0..<kept, to: cells, at: target)
      raw.cells.copy(kept..<rawCount, to: raw.cells, at: 0)
      rawCount -= kept
      return kept + (try readRaw(into: cells, at: target + kept, count: count - kept))
    }
    var done = 0
    while done == 0 {
      // One byte of input makes at most three of output.
      let wanted = min(raw.capacity, max(4, count / 3))
      if !isAtEnd && rawCount < wanted {
        let got = try readRaw(into: raw.cells, at: rawCount, count: wanted - rawCount)
        isAtEnd = got == 0
        rawCount += got
      }
      if rawCount == 0 { return 0 }
      let used = transcoder.decode(
        raw.cells, count: min(rawCount, wanted), isLast: isAtEnd, into: cells, at: target,
        written: &done)
      raw.cells.copy(used..<rawCount, to: raw.cells, at: 0)
      rawCount -= used
    }
    return done
  }

  private func readRaw(
    into cells: Cells<UInt8>, at target: Int, count: Int
  ) throws(DataError) -> Int {
    guard count > 0 else { return 0 }
    if let unpacked { return try unpacked.read(into: cells, at: target, count: count) }
    let got = try file.read(at: offset, into: cells, at: target, count: count)
    offset += got
    return got
  }
}
