internal import FoundationEssentials

/// A folder of files that appears at its place whole, or not at all.
///
///     var folder = try AtomicFolder("models/shop", isForced: false)
///     try folder.write(bytes, as: "model.bin")
///     try folder.commit()
///
/// The files are made in a new folder beside the target; ``commit()`` puts it in place in one step.
/// A folder that stands there is replaced only when forced and only when it holds a
/// `manifest.json`, by exchange, after which the old one is removed. Without a commit nothing
/// changes. Folders above the target are made when they are missing.
public struct AtomicFolder: ~Copyable {
  /// The path as it was given, for messages.
  public let path: String

  private let temporary: OutputPath
  private let target: OutputPath
  private let isReplacing: Bool
  private var isDone = false

  /// Makes the new folder beside the target.
  ///
  /// - Parameters:
  ///   - path: Where the folder is to be.
  ///   - isForced: Whether a bundle that stands there may be replaced.
  /// - Throws: `OutputError.exists`, `.notABundle`, `.cannotCreate`.
  public init(_ path: String, isForced: Bool) throws(OutputError) {
    let opened = try Self.open(path, isForced: isForced)
    self.path = path
    temporary = opened.temporary
    target = opened.target
    isReplacing = opened.isReplacing
  }

  deinit {
    if !isDone { Self.removeAll(temporary.path) }
  }

  /// Writes one file into the folder.
  ///
  /// - Throws: `OutputError.cannotCreate`, `.diskFull`, `.ioFailed`.
  public mutating func write(_ bytes: [UInt8], as name: String) throws(OutputError) {
    let shown = path + "/" + name
    guard let place = OutputPath(name), place.folder == "." else {
      throw .cannotCreate(path: shown, reason: "it does not name a file in the folder")
    }
    do {
      var file = try OpenFile(creating: temporary.path + "/" + place.name)
      try file.write(bytes)
      try file.synchronize()
      try file.close()
    } catch {
      throw OutputError(error, path: shown, isCreating: false)
    }
  }

  /// Puts the folder in its place and removes the one it replaces.
  public mutating func commit() throws(OutputError) {
    guard !isDone else { return }
    OpenFile.synchronizeFolder(temporary.path)
    do {
      if isReplacing {
        try replace()
      } else {
        try OpenFile.moveToFree(temporary.path, to: target.path)
        isDone = true
      }
    } catch {
      if error.isTaken { throw .exists(path: path) }
      throw OutputError(error, path: path, isCreating: false)
    }
    OpenFile.synchronizeFolder(target.folder)
  }

  private mutating func replace() throws(OpenFile.Failure) {
    if try OpenFile.swap(temporary.path, with: target.path) {
      isDone = true
      Self.removeAll(temporary.path)
      return
    }
    try replaceByMoves()
  }

  /// Replaces where the file system cannot exchange: the old folder is moved away, and back again
  /// when the new one cannot take its place.
  mutating func replaceByMoves() throws(OpenFile.Failure) {
    let old = target.temporary(attempt: 1_000)
    try OpenFile.moveToFree(target.path, to: old.path)
    do {
      try OpenFile.moveToFree(temporary.path, to: target.path)
    } catch {
      try OpenFile.moveToFree(old.path, to: target.path)
      throw error
    }
    isDone = true
    Self.removeAll(old.path)
  }

  private static func open(
    _ path: String, isForced: Bool
  ) throws(OutputError) -> (temporary: OutputPath, target: OutputPath, isReplacing: Bool) {
    guard let target = OutputPath(path)?.resolvingLinks() else {
      throw .cannotCreate(path: path, reason: "it does not name a folder of its own")
    }
    let isReplacing: Bool
    switch OpenFile.kind(target.path).kind {
    case .absent:
      isReplacing = false
      try makeParents(of: target, path: path)
    case .folder:
      guard isForced else { throw .exists(path: path) }
      guard OpenFile.kind(target.path + "/manifest.json").kind == .file else {
        throw .notABundle(path: path)
      }
      isReplacing = true
    case .file, .other:
      if isForced { throw .notABundle(path: path) } else { throw .exists(path: path) }
    }
    var attempt = 0
    while true {
      let temporary = target.temporary(attempt: attempt)
      do {
        try OpenFile.makeFolder(temporary.path)
        return (temporary, target, isReplacing)
      } catch {
        attempt += 1
        guard error.isTaken, attempt < 100 else {
          throw OutputError(error, path: path, isCreating: true)
        }
      }
    }
  }

  private static func makeParents(of target: OutputPath, path: String) throws(OutputError) {
    guard target.folder != ".", OpenFile.kind(target.folder).kind == .absent,
      let folder = OutputPath(target.folder)
    else { return }
    try makeParents(of: folder, path: path)
    do { try OpenFile.makeFolder(target.folder) } catch {
      if error.isTaken { return }
      throw OutputError(error, path: path, isCreating: true)
    }
  }

  private static func removeAll(_ path: String) {
    // What cannot be removed is a leftover with a telling name, not a failed output.
    try? FileManager.default.removeItem(atPath: path)
  }
}
