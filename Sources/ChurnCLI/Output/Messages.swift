internal import Glibc
internal import Synchronization

/// The words for people on the standard error, and the status line below them.
///
/// Lines and the status line share one lock, so that no thread's line is torn by another's, and a
/// line never lands inside of a progress bar.
final class Messages: Sendable {
  /// Whether only errors are said.
  let isQuiet: Bool
  /// Whether a status line can be shown.
  let isInteractive: Bool

  private let isColored: Bool
  private let status = Mutex("")
  private let write: @Sendable (String) -> Void

  /// Messages to the standard error.
  convenience init(isQuiet: Bool, terminal: Terminal = .current) {
    self.init(isQuiet: isQuiet, terminal: terminal) { text in
      // Nobody can be told when this fails.
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { bytes in
          unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// Messages to any place.
  init(isQuiet: Bool, terminal: Terminal, write: @escaping @Sendable (String) -> Void) {
    self.isQuiet = isQuiet
    isInteractive = terminal.isErrorInteractive
    isColored = terminal.colorsError
    self.write = write
  }

  /// Says something that belongs to the result: a summary, a table for people.
  func say(_ text: String) {
    if !isQuiet { line(text) }
  }

  /// Says something worth knowing.
  func note(_ text: String) {
    if !isQuiet { line(TextStyle.dim.applied(to: "note:", isColored: isColored) + " " + text) }
  }

  /// Says something that may be wrong.
  func warn(_ text: String) {
    guard !isQuiet else { return }
    line(TextStyle.yellow.applied(to: "warning:", isColored: isColored) + " " + text)
  }

  /// Says why the command fails; also when quiet.
  func fail(_ text: String) {
    line(TextStyle.red.applied(to: "error:", isColored: isColored) + " " + text)
  }

  /// Shows a line that the next one replaces; an empty one takes it away.
  ///
  /// Does nothing unless the standard error is a terminal.
  func show(status text: String) {
    guard isInteractive, !isQuiet else { return }
    status.withLock { current in
      guard current != text else { return }
      current = text
      write(Self.clearLine + text)
    }
  }

  private func line(_ text: String) {
    status.withLock { current in
      if current.isEmpty {
        write(text + "\n")
      } else {
        write(Self.clearLine + text + "\n" + current)
      }
    }
  }

  /// Back to the start of the line, which is erased.
  private static let clearLine = "\r\u{1B}[2K"
}
