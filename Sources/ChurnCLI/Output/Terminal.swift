internal import Glibc

/// What the standard streams are, and whether they may be coloured.
struct Terminal: Sendable, Equatable {
  /// Whether the standard output is a terminal.
  let isOutputInteractive: Bool
  /// Whether the standard error is a terminal.
  let isErrorInteractive: Bool
  /// Whether colour is wanted at all: `NO_COLOR` is unset or empty, `TERM` is not `dumb`.
  let allowsColor: Bool

  /// Given facts, for tests.
  init(isOutputInteractive: Bool, isErrorInteractive: Bool, environment: [String: String]) {
    self.isOutputInteractive = isOutputInteractive
    self.isErrorInteractive = isErrorInteractive
    allowsColor =
      (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// The streams of this process.
  static var current: Terminal {
    var environment: [String: String] = [:]
    for name in ["NO_COLOR", "TERM"] {
      if let value = unsafe getenv(name) { unsafe environment[name] = String(cString: value) }
    }
    return Terminal(
      isOutputInteractive: isatty(STDOUT_FILENO) == 1,
      isErrorInteractive: isatty(STDERR_FILENO) == 1, environment: environment)
  }

  /// The cells of a line on the standard output: those of the terminal, or 80 where it is none.
  var columns: Int {
    var size = winsize()
    guard isOutputInteractive,
      unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return 80 }
    return min(Int(size.ws_col), 160)
  }

  /// Whether text on the standard output is coloured.
  var colorsOutput: Bool { isOutputInteractive && allowsColor }

  /// Whether text on the standard error is coloured.
  var colorsError: Bool { isErrorInteractive && allowsColor }

  /// Turns writes that would end the process into errors that it can report.
  ///
  /// A reader that goes away (`| head`) and a file-size limit send signals whose default is to kill
  /// the process without a word; ignored, the write returns an error instead.
  static func prepareSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }
}

/// A colour or weight of text on a terminal.
enum TextStyle: String, Sendable {
  /// Headings.
  case bold = "1"
  /// What can be skipped.
  case dim = "2"
  /// Errors.
  case red = "31"
  /// Warnings.
  case yellow = "33"

  /// The text in this style, or as it is.
  func applied(to text: String, isColored: Bool) -> String {
    isColored ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
