/// Where an output really goes: names taken apart, symbolic links followed.
struct OutputPath: Equatable {
  /// The folder it lies in, without a final slash; "." when the path has none.
  let folder: String
  /// The last part of the path.
  let name: String

  /// The whole path.
  var path: String {
    switch folder {
    case ".": name
    case "/": "/" + name
    default: folder + "/" + name
    }
  }

  /// Takes a path apart; nil when it names nothing that could be made ("", ".", "..", "/").
  init?(_ path: String) {
    guard !path.utf8.contains(0) else { return nil }
    var text = Substring(path)
    while text.count > 1, text.last == "/" { text.removeLast() }
    let slash = text.lastIndex(of: "/")
    name = String(slash.map { text[text.index(after: $0)...] } ?? text)
    guard !name.isEmpty, name != ".", name != ".." else { return nil }
    guard let slash else {
      folder = "."
      return
    }
    folder = slash == text.startIndex ? "/" : String(text[..<slash])
  }

  /// The place that a chain of symbolic links at the end of this path leads to.
  ///
  /// Nil when the chain leads into `/dev` or `/proc` (such a link stands for something that is open
  /// already), or in a circle.
  func resolvingLinks() -> OutputPath? {
    var current = self
    // As many links as the system itself would follow.
    for _ in 0..<40 {
      guard !current.isDevice else { return nil }
      guard let link = OpenFile.link(current.path) else { return current }
      let next = link.hasPrefix("/") ? link : current.folder + "/" + link
      guard let target = OutputPath(next) else { return nil }
      current = target
    }
    return nil
  }

  /// Whether this lies where the system keeps devices and open files.
  var isDevice: Bool {
    path.hasPrefix("/dev/") || path.hasPrefix("/proc/")
  }

  /// A free-looking name in the same folder, number `attempt` of this process.
  func temporary(attempt: Int) -> OutputPath {
    // A name may have 255 bytes; the start of it is enough to tell whose the leftover is.
    let start = String(decoding: name.utf8.prefix(120), as: UTF8.self).filter { $0 != "\u{FFFD}" }
    return OutputPath(
      folder: folder, name: ".\(start).tmp-\(OpenFile.processNumber)-\(attempt)")
  }

  private init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }
}
