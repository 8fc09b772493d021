/// A file that appears at its place whole, or not at all.
///
///     var file = try AtomicFile("scores.csv")
///     try file.write(bytes)
///     try file.commit()
///
/// The bytes go to a new file beside the target, every write, flush to disk and close is checked,
/// and only ``commit()`` moves it into place; without a commit the target stays as it was and the
/// new file is removed. A file that is replaced hands on its permissions. Symbolic links are
/// followed to the file they stand for. Devices, pipes and the standard output have no place
/// beside them: they are written straight.
///
/// When the reader of the standard output has gone (`| head`), the rest is dropped without an
/// error: whoever closed it has seen enough.
public struct AtomicFile: ~Copyable {
  /// The path as it was given, for messages.
  public let path: String

  /// Where the bytes are and where they belong; nil when they are written straight.
  private let place: (temporary: OutputPath, target: OutputPath)?
  private var file: OpenFile
  private let isStandardOutput: Bool
  private var isDone = false

  /// Whether the reader of the standard output has gone, so that nothing more need be made.
  public private(set) var isClosedByReader = false

  /// Opens the new file.
  ///
  /// - Throws: `OutputError.cannotCreate` when there is no such folder or no right to write.
  public init(_ path: String) throws(OutputError) {
    self.init(path: path, try Self.open(path))
  }

  /// The standard output, written straight.
  public static func standardOutput() -> AtomicFile {
    AtomicFile(
      path: "standard output",
      Opened(file: .standardOutput, place: nil, isStandardOutput: true))
  }

  private init(path: String, _ opened: consuming Opened) {
    self.path = path
    place = opened.place
    isStandardOutput = opened.isStandardOutput
    file = opened.file
  }

  deinit {
    if let place, !isDone { OpenFile.remove(place.temporary.path) }
  }

  /// Appends bytes.
  ///
  /// - Throws: `OutputError.diskFull` or `.ioFailed`.
  public mutating func write(_ bytes: [UInt8]) throws(OutputError) {
    guard !isClosedByReader else { return }
    do { try file.write(bytes) } catch {
      if isStandardOutput, error.isClosedPipe {
        isClosedByReader = true
        return
      }
      throw OutputError(error, path: path, isCreating: false)
    }
  }

  /// Appends text as UTF-8.
  public mutating func write(_ text: String) throws(OutputError) {
    try write(Array(text.utf8))
  }

  /// Brings the bytes to disk and moves the file to its place; nothing can be written afterwards.
  public mutating func commit() throws(OutputError) {
    guard !isDone else { return }
    do {
      if let place {
        try file.synchronize()
        try file.close()
        try OpenFile.move(place.temporary.path, to: place.target.path)
        isDone = true
        OpenFile.synchronizeFolder(place.target.folder)
      } else {
        try file.close()
        isDone = true
      }
    } catch {
      throw OutputError(error, path: path, isCreating: false)
    }
  }

  /// Writes a whole file in one go.
  public static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    var file = try AtomicFile(path)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes a whole text as UTF-8 in one go.
  public static func write(_ text: String, to path: String) throws(OutputError) {
    try write(Array(text.utf8), to: path)
  }
}

extension AtomicFile {
  /// An open file and where it belongs.
  private struct Opened: ~Copyable {
    let file: OpenFile
    let place: (temporary: OutputPath, target: OutputPath)?
    let isStandardOutput: Bool
  }

  private static func open(_ path: String) throws(OutputError) -> Opened {
    if path == "/dev/stdout" || path == "/dev/fd/1" {
      // Opening it anew would start over at the front of a file that others append to.
      return Opened(file: .standardOutput, place: nil, isStandardOutput: true)
    }
    guard let given = OutputPath(path), !path.hasSuffix("/") else {
      throw .cannotCreate(path: path, reason: "it does not name a file")
    }
    let existing = OpenFile.kind(path)
    if existing.kind == .folder { throw .cannotCreate(path: path, reason: "it is a folder") }
    guard existing.kind != .other, let target = given.resolvingLinks() else {
      do {
        return Opened(
          file: try OpenFile(overwriting: path), place: nil, isStandardOutput: false)
      } catch {
        throw OutputError(error, path: path, isCreating: true)
      }
    }
    var attempt = 0
    while true {
      let temporary = target.temporary(attempt: attempt)
      do {
        let file = try OpenFile(creating: temporary.path)
        if existing.kind == .file { file.setMode(existing.mode) }
        return Opened(file: file, place: (temporary, target), isStandardOutput: false)
      } catch {
        // A leftover of a crash may have the same process number.
        attempt += 1
        guard error.isTaken, attempt < 100 else {
          throw OutputError(error, path: path, isCreating: true)
        }
      }
    }
  }
}

extension OutputError {
  /// The failure of a system call, told apart by whether anything was being written yet.
  init(_ failure: OpenFile.Failure, path: String, isCreating: Bool) {
    if failure.isDiskFull {
      self = .diskFull(path: path)
    } else if isCreating {
      self = .cannotCreate(path: path, reason: failure.reason)
    } else {
      self = .ioFailed(path: path, reason: failure.reason)
    }
  }
}
