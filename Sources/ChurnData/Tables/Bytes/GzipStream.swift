internal import CZlib

/// The bytes inside a gzip file of one or several members.
///
/// Zero bytes after the last member are padding; anything else there, a failed check or an early
/// end is an error.
@safe final class GzipStream {
  private let file: InputFile
  private let input = Slab<UInt8>(capacity: 1 << 17)
  private var offset = 0
  private var filled = 0
  private var used = 0
  private var stream = unsafe z_stream()
  private var isInside = false
  private var isOpen = false

  /// Whether a file begins like gzip.
  static func isGzip(_ file: InputFile) throws(DataError) -> Bool {
    let head = Slab<UInt8>(capacity: 2)
    guard try file.read(at: 0, into: head.cells, at: 0, count: 2) == 2 else { return false }
    return head.cells[0] == 0x1F && head.cells[1] == 0x8B
  }

  init(_ file: InputFile) { self.file = file }

  deinit { if isOpen { unsafe inflateEnd(&stream) } }

  /// Unpacks up to `count` bytes; none only at the end.
  func read(into cells: Cells<UInt8>, at target: Int, count: Int) throws(DataError) -> Int {
    var done = 0
    while done < count {
      if used == filled {
        filled = try file.read(at: offset, into: input.cells, at: 0, count: input.capacity)
        offset += filled
        used = 0
        if filled == 0 {
          if isInside { throw .damagedGzip(path: file.name, cause: "it ends early") }
          return done
        }
      }
      if !isInside {
        guard try beginMember() else { continue }
      }
      done += try inflateSome(into: cells, at: target + done, count: count - done)
    }
    return done
  }

  /// Gets ready for the member that begins at the input; false where there was padding only.
  private func beginMember() throws(DataError) -> Bool {
    if offset > filled || used > 0 {
      while used < filled, input.cells[used] == 0 { used += 1 }
      guard used < filled else { return false }
      guard input.cells[used] == 0x1F else {
        throw .damagedGzip(path: file.name, cause: "other data follow the packed ones")
      }
    }
    let status: Int32
    if isOpen {
      status = unsafe inflateReset(&stream)
    } else {
      // 31 = a window of 32 KiB and a gzip header.
      status = unsafe inflateInit2_(
        &stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      isOpen = status == Z_OK
    }
    guard status == Z_OK else { throw .damagedGzip(path: file.name, cause: "zlib \(status)") }
    isInside = true
    return true
  }

  private func inflateSome(
    into cells: Cells<UInt8>, at target: Int, count: Int
  ) throws(DataError) -> Int {
    let room = min(count, 1 << 30)
    let available = filled - used
    let status = unsafe input.cells.withPointer(used..<filled) { source in
      unsafe cells.withPointer(target..<(target + room)) { sink in
        unsafe stream.next_in = source.baseAddress
        unsafe stream.avail_in = UInt32(available)
        unsafe stream.next_out = sink.baseAddress
        unsafe stream.avail_out = UInt32(room)
        return unsafe inflate(&stream, Z_NO_FLUSH)
      }
    }
    used = unsafe filled - Int(stream.avail_in)
    let made = unsafe room - Int(stream.avail_out)
    switch status {
    case Z_STREAM_END: isInside = false
    case Z_OK, Z_BUF_ERROR: break
    default: throw .damagedGzip(path: file.name, cause: "its contents do not unpack")
    }
    return made
  }
}
