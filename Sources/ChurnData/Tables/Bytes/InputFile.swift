internal import Glibc

/// An open file, or standard input, whose bytes can be read again from any place.
///
/// What is no regular file (a pipe, a terminal) is first copied into an unlinked temporary file, so
/// that it can be looked at and then read. The size is taken once: a file that has become shorter
/// is an error, and what has been appended since is left alone.
final class InputFile: Sendable {
  let path: String
  /// What messages call the file.
  let name: String
  let size: Int
  private let descriptor: Int32

  init(path: String) throws(DataError) {
    let name = path == "-" ? "stdin" : path
    var descriptor: Int32 = 0
    if path != "-" {
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        if errno == ENOENT || errno == ENOTDIR { throw .missingFile(path: path) }
        throw .notReadable(path: path, cause: systemMessage())
      }
    } else {
      descriptor = fcntl(0, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else { throw .notReadable(path: name, cause: systemMessage()) }
    }
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else {
      let cause = systemMessage()
      close(descriptor)
      throw .notReadable(path: name, cause: cause)
    }
    let kind = facts.st_mode & S_IFMT
    if kind == S_IFDIR {
      close(descriptor)
      throw .isDirectory(path: name)
    }
    if kind != S_IFREG {
      let source = descriptor
      defer { close(source) }
      descriptor = try Self.spool(source, name: name)
      guard unsafe fstat(descriptor, &facts) == 0 else {
        let cause = systemMessage()
        close(descriptor)
        throw .readFailed(path: name, cause: cause)
      }
    }
    self.path = path
    self.name = name
    self.size = Int(facts.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Reads up to `count` bytes at `offset` into `cells`; fewer only at the end of the file.
  func read(
    at offset: Int, into cells: Cells<UInt8>, at target: Int, count: Int
  ) throws(DataError) -> Int {
    let wanted = min(count, size - offset)
    var done = 0
    while done < wanted {
      let range = (target + done)..<(target + wanted)
      let place = offset + done
      let got = unsafe cells.withPointer(range) { bytes in
        unsafe pread(descriptor, bytes.baseAddress, bytes.count, off_t(place))
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw .readFailed(path: name, cause: systemMessage())
      }
      if got == 0 {
        throw .fileShrank(path: name, expectedBytes: size, foundBytes: place)
      }
      done += got
    }
    return max(0, done)
  }

  /// Copies all that `source` gives into a temporary file without a name.
  private static func spool(_ source: Int32, name: String) throws(DataError) -> Int32 {
    let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(folder)/churn-XXXXXX".utf8CString)
    let target = unsafe template.withUnsafeMutableBufferPointer { buffer -> Int32 in
      guard let base = buffer.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(base)
      if descriptor >= 0 {
        unsafe unlink(base)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      }
      return descriptor
    }
    guard target >= 0 else { throw .readFailed(path: name, cause: systemMessage()) }
    let buffer = Slab<UInt8>(capacity: 1 << 18)
    defer { withExtendedLifetime(buffer) {} }
    let cells = buffer.cells
    while true {
      let got = unsafe cells.withPointer(0..<cells.count) {
        unsafe Glibc.read(source, $0.baseAddress, $0.count)
      }
      if got == 0 { return target }
      var done = 0
      while done < got {
        let put = unsafe cells.withPointer(done..<got) {
          unsafe write(target, $0.baseAddress, $0.count)
        }
        if put < 0 && errno != EINTR { break }
        done += max(0, put)
      }
      if got < 0 && errno == EINTR { continue }
      if got < 0 || done < got {
        let cause = systemMessage()
        close(target)
        throw .readFailed(path: name, cause: cause)
      }
    }
  }
}

/// What the system says about the last failure.
private func systemMessage() -> String {
  guard let text = unsafe strerror(errno) else { return "error \(errno)" }
  return unsafe String(cString: text)
}
