/// Why something could not be written.
public enum OutputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file or folder cannot be made at all.
  case cannotCreate(path: String, reason: String)
  /// Something stands where a folder was to be made, and nobody said that it may be replaced.
  case exists(path: String)
  /// What stands there is not a bundle, so that it is not replaced even when told to.
  case notABundle(path: String)
  /// The disk or the quota is full.
  case diskFull(path: String)
  /// Writing began and failed.
  case ioFailed(path: String, reason: String)

  /// The two kinds of failure that a caller tells apart.
  public enum Category: Sendable, Equatable {
    /// The output cannot be made: somebody has to name another place.
    case cannotCreate
    /// The system failed while writing.
    case ioFailed
  }

  /// Which kind of failure this is.
  public var category: Category {
    switch self {
    case .cannotCreate, .exists, .notABundle: .cannotCreate
    case .diskFull, .ioFailed: .ioFailed
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .cannotCreate(let path, let reason):
      "\(path): cannot be written: \(reason)."
    case .exists(let path):
      "\(path): exists already. Pass --force to replace it, or choose another --out."
    case .notABundle(let path):
      """
      \(path): exists and is no bundle (it is not a folder with a manifest.json), so it is not \
      replaced. Choose another --out or remove it yourself.
      """
    case .diskFull(let path):
      "\(path): the disk is full. Free some space or write to another disk."
    case .ioFailed(let path, let reason):
      "\(path): writing failed: \(reason)."
    }
  }
}
