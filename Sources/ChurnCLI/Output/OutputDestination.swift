internal import Churn

/// Where a command's data go: the standard output, or the file named with `--out`.
enum OutputDestination: Sendable, Equatable {
  /// The standard output.
  case standardOutput
  /// A file, made whole or not at all.
  case file(String)

  /// The destination of `--out`; none and `-` are the standard output.
  init(_ path: String?) {
    if let path, path != "-" { self = .file(path) } else { self = .standardOutput }
  }

  /// Opens the destination for writing; nothing appears before it is committed.
  func open() throws(OutputError) -> AtomicFile {
    switch self {
    case .standardOutput: .standardOutput()
    case .file(let path): try AtomicFile(path)
    }
  }

  /// Writes a whole text.
  func write(_ text: String) throws(OutputError) {
    var file = try open()
    try file.write(text)
    try file.commit()
  }
}
