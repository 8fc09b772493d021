// The few system calls behind files, each checked; nothing else in this module calls the system.

internal import CKernels
internal import Glibc

/// An open file of the system, closed when it goes out of scope.
struct OpenFile: ~Copyable {
  /// Why a call failed.
  struct Failure: Error, Equatable {
    /// The system's error number.
    let number: Int32

    /// The last failure of this thread.
    static var last: Failure { Failure(number: errno) }

    /// The disk or the quota is full.
    var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }

    /// The reader at the other end of a pipe has gone.
    var isClosedPipe: Bool { number == EPIPE }

    /// The failure in words, without a full stop.
    var reason: String {
      switch number {
      case ENOENT: "the folder or file does not exist"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case EISDIR: "it is a folder"
      case ENOTDIR: "a part of the path is not a folder"
      case ENAMETOOLONG: "the name is too long"
      case EFBIG: "the file would be larger than allowed"
      default: unsafe String(cString: strerror(number))
      }
    }
  }

  /// The kind of a thing in the file system.
  enum Kind: Equatable { case file, folder, other, absent }

  private var descriptor: Int32
  private let isOwned: Bool

  /// The standard output, which stays open.
  static var standardOutput: OpenFile { OpenFile(descriptor: STDOUT_FILENO, isOwned: false) }

  private init(descriptor: Int32, isOwned: Bool) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  /// A new file; fails with `EEXIST` when the path is taken.
  init(creating path: String, mode: UInt32 = 0o666) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .last }
    self.init(descriptor: descriptor, isOwned: true)
  }

  /// What stands at the path, emptied if it is a file, made if there is nothing.
  init(overwriting path: String) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .last }
    self.init(descriptor: descriptor, isOwned: true)
  }

  deinit {
    if isOwned, descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  /// Writes all bytes, however many calls that takes.
  func write(_ bytes: [UInt8]) throws(Failure) {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      start += count
    }
  }

  /// Waits until the bytes are on the disk; devices and pipes, which cannot, are left alone.
  func synchronize() throws(Failure) {
    if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS, errno != ENOTSUP { throw .last }
  }

  /// Gives the file the permissions of another.
  func setMode(_ mode: UInt32) {
    // A file that keeps the default permissions is still the right file.
    _ = fchmod(descriptor, mode)
  }

  /// Closes the file; some systems report a failed write only here.
  mutating func close() throws(Failure) {
    guard isOwned, descriptor >= 0 else { return }
    let status = Glibc.close(descriptor)
    descriptor = -1
    if status != 0 { throw .last }
  }
}

extension OpenFile {
  /// What stands at a path, with symbolic links followed, and its permissions.
  static func kind(_ path: String) -> (kind: Kind, mode: UInt32) {
    var info = stat()
    guard unsafe stat(path, &info) == 0 else { return (.absent, 0) }
    let mode = info.st_mode & 0o7777
    switch info.st_mode & S_IFMT {
    case S_IFREG: return (.file, mode)
    case S_IFDIR: return (.folder, mode)
    default: return (.other, mode)
    }
  }

  /// The text of a symbolic link, nil for everything else.
  static func link(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return 0 }
      return unsafe readlink(path, base, bytes.count)
    }
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// Moves a file or folder, replacing a file that stands there.
  static func move(_ source: String, to target: String) throws(Failure) {
    guard unsafe rename(source, target) == 0 else { throw .last }
  }

  /// Exchanges two folders in one step; false where the file system cannot.
  static func swap(_ source: String, with target: String) throws(Failure) -> Bool {
    if unsafe churn_exchange(source, target) == 0 { return true }
    let failure = Failure.last
    if failure.isUnsupported { return false }
    throw failure
  }

  /// Moves a folder to a place that is free, failing with `EEXIST` when it is not.
  static func moveToFree(_ source: String, to target: String) throws(Failure) {
    if unsafe churn_rename_to_free(source, target) == 0 { return }
    let failure = Failure.last
    guard failure.isUnsupported else { throw failure }
    // A plain move would replace an empty folder silently, so look first.
    guard kind(target).kind == .absent else { throw Failure(number: EEXIST) }
    try move(source, to: target)
  }

  /// Makes a folder; fails with `EEXIST` when the path is taken.
  static func makeFolder(_ path: String) throws(Failure) {
    guard unsafe mkdir(path, 0o777) == 0 else { throw .last }
  }

  /// Removes a file, as far as that is possible.
  static func remove(_ path: String) { _ = unsafe unlink(path) }

  /// Makes a rename in a folder last through a power cut, where the file system can.
  static func synchronizeFolder(_ path: String) {
    let descriptor = unsafe open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = Glibc.close(descriptor)
  }

  /// The number of this process.
  static var processNumber: Int32 { getpid() }

  /// The bytes of a regular file.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    // Opening a pipe would wait for a writer; anything but a file is refused below.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .last }
    defer { _ = Glibc.close(descriptor) }
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw .last }
    switch info.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw Failure(number: EISDIR)
    default: throw Failure(number: EINVAL)
    }
    // One byte more than the size, so that the last call sees the end.
    var bytes = [UInt8](repeating: 0, count: max(0, Int(info.st_size)) + 1)
    var filled = 0
    while true {
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: filled)) }
      let start = filled
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(
          descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      if count == 0 { break }
      filled += count
    }
    bytes.removeSubrange(filled...)
    return bytes
  }
}

extension OpenFile.Failure {
  /// The file system does not know this kind of move.
  fileprivate var isUnsupported: Bool {
    number == EINVAL || number == ENOSYS || number == ENOTSUP
  }

  /// There is nothing at the path.
  var isMissing: Bool { number == ENOENT || number == ENOTDIR }

  /// The path is taken.
  var isTaken: Bool { number == EEXIST || number == ENOTEMPTY }
}
