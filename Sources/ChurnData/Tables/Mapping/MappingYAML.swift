internal import Foundation
internal import Yams

/// One mapping file as keys and values with the lines they stand in.
///
/// The shape is fixed: a mapping of keys whose values are scalars, lists of scalars, or one more such
/// mapping. Whatever else YAML can express (anchors, deeper nesting, large files) is refused before
/// or while it is read, so that no file can exhaust the machine.
struct MappingYAML {
  /// A value and its place.
  struct Entry {
    let key: String
    let line: Int
    let node: Node
  }

  let path: String
  /// The dotted name of the part this is, empty at the top.
  let part: String
  let entries: [Entry]

  /// The most bytes that a mapping file may have.
  static let byteLimit = 1 << 16

  /// Reads and parses a file; a bare list counts as the value of `listKey`, if there is one.
  init(path: String, listKey: String? = nil) throws(DataError) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .mapping(.missingFile(path: path))
    }
    guard !isFolder.boolValue else {
      throw .mapping(.ioFailed(path: path, reason: "is a folder; name the file in it."))
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .mapping(.ioFailed(path: path, reason: "cannot be opened."))
    }
    defer { try? handle.close() }
    let bytes: [UInt8]
    do {
      bytes = Array(try handle.read(upToCount: Self.byteLimit + 1) ?? Data())
    } catch {
      throw .mapping(.ioFailed(path: path, reason: "reading failed."))
    }
    guard bytes.count <= Self.byteLimit else {
      throw .mapping(
        .malformed(
          path: path, line: 0,
          problem: "more than \(Self.byteLimit) bytes; a mapping file is short. Is this the data?"))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .mapping(.malformed(path: path, line: 0, problem: "not valid UTF-8."))
    }
    try self.init(text: text, path: path, listKey: listKey)
  }

  /// Parses a text; the path is for messages.
  init(text: String, path: String, listKey: String? = nil) throws(DataError) {
    try Self.refuseHostile(text, path: path)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw .mapping(Self.malformed(error, path: path))
    }
    guard let root, Self.isGiven(root) else {
      throw .mapping(.malformed(path: path, line: 0, problem: "is empty; expected a mapping."))
    }
    if let listKey, case .sequence = root {
      let entry = Entry(key: listKey, line: root.mark?.line ?? 0, node: root)
      self = MappingYAML(path: path, part: "", entries: [entry])
    } else {
      try self.init(root, path: path, part: "")
    }
  }

  private init(path: String, part: String, entries: [Entry]) {
    self.path = path
    self.part = part
    self.entries = entries
  }

  private init(_ node: Node, path: String, part: String) throws(DataError) {
    guard case .mapping(let mapping) = node else {
      throw .mapping(
        .wrongType(
          path: path, line: node.mark?.line ?? 0, key: part.isEmpty ? "the file" : part,
          expected: "keys with values", found: Self.kind(node)))
    }
    var entries: [Entry] = []
    for (key, value) in mapping {
      let line = key.mark?.line ?? value.mark?.line ?? 0
      guard case .scalar(let scalar) = key else {
        throw .mapping(
          .wrongType(
            path: path, line: line, key: part.isEmpty ? "the file" : part,
            expected: "words as keys", found: Self.kind(key)))
      }
      entries.append(Entry(key: scalar.string, line: line, node: value))
    }
    self.path = path
    self.part = part
    self.entries = entries
  }

  /// Refuses keys that are not known, naming the nearest that is.
  func allow(_ known: [String]) throws(DataError) {
    for entry in entries where !known.contains(entry.key) {
      throw .mapping(
        .unknownKey(
          path: path, line: entry.line, key: entry.key,
          nearest: NearestName.of(entry.key, in: known), known: known))
    }
  }

  /// The part under a key; nil when absent or null.
  func section(_ key: String) throws(DataError) -> MappingYAML? {
    guard let entry = given(key) else { return nil }
    return try MappingYAML(entry.node, path: path, part: key)
  }

  /// The text under a key, as written; nil when absent or null.
  func text(_ key: String) throws(DataError) -> String? {
    guard let entry = given(key) else { return nil }
    guard case .scalar(let scalar) = entry.node else {
      throw wrong(entry, expected: "one value", found: Self.kind(entry.node))
    }
    return scalar.string
  }

  /// The list of texts under a key; nil when absent or null.
  func texts(_ key: String) throws(DataError) -> [String]? {
    guard let entry = given(key) else { return nil }
    guard case .sequence(let sequence) = entry.node else {
      throw wrong(entry, expected: "a list", found: Self.kind(entry.node))
    }
    var texts: [String] = []
    for node in sequence {
      guard case .scalar(let scalar) = node else {
        throw wrong(entry, expected: "a list of values", found: "a list of " + Self.kind(node))
      }
      texts.append(scalar.string)
    }
    return texts
  }

  /// The truth under a key; nil when absent or null.
  func flag(_ key: String) throws(DataError) -> Bool? {
    guard let entry = given(key) else { return nil }
    let text = try text(key) ?? ""
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: throw wrong(entry, expected: "true or false", found: "\"\(text.prefix(40))\"")
    }
  }

  /// A value of a closed set under a key; nil when absent or null.
  func choice<Value>(
    _ key: String, among names: [String], _ make: (String) -> Value?
  ) throws(DataError) -> Value? {
    guard let entry = given(key), let text = try text(key) else { return nil }
    guard let value = make(text) else {
      throw wrong(
        entry, expected: "one of " + names.joined(separator: ", "),
        found: "\"\(text.prefix(40))\"")
    }
    return value
  }

  /// The line of a key, for messages; 0 when absent.
  func line(of key: String) -> Int { entries.first { $0.key == key }?.line ?? 0 }

  private func given(_ key: String) -> Entry? {
    entries.first { $0.key == key && Self.isGiven($0.node) }
  }

  private func wrong(_ entry: Entry, expected: String, found: String) -> DataError {
    let key = part.isEmpty ? entry.key : "\(part).\(entry.key)"
    return .mapping(
      .wrongType(path: path, line: entry.line, key: key, expected: expected, found: found))
  }

  /// Whether a node is anything but a null written plainly.
  private static func isGiven(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return true
    }
    return !["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private static func kind(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): "\"\(scalar.string.prefix(40))\""
    case .mapping: "keys with values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// Refuses what a mapping file never needs and a hostile one could use: deep nesting exhausts the
  /// stack of a recursive parser, anchors let a few lines unfold into billions of nodes.
  private static func refuseHostile(_ text: String, path: String) throws(DataError) {
    var line = 1
    var depth = 0
    var indentation = 0
    var isIndent = true
    var previous: UInt8 = 0x20
    var bytes = text.utf8.makeIterator()
    var current = bytes.next()
    while let byte = current {
      let next = bytes.next()
      switch byte {
      case 0x0A: (line, indentation, isIndent) = (line + 1, 0, true)
      case 0x20, 0x2D, 0x3F, 0x3A: indentation += isIndent ? 1 : 0
      case 0x5B, 0x7B: depth += 1
      case 0x5D, 0x7D: depth = max(0, depth - 1)
      default: isIndent = false
      }
      guard depth <= 64, indentation <= 64 else {
        throw .mapping(
          .malformed(path: path, line: line, problem: "nested too deeply for a mapping file."))
      }
      let isAfterGap = previous <= 0x20 || [0x2C, 0x5B, 0x7B].contains(previous)
      if byte == 0x26, isAfterGap, let next, next > 0x20 {
        throw .mapping(
          .malformed(
            path: path, line: line,
            problem: "a word begins with &, an anchor, which a mapping file may not have."))
      }
      previous = byte
      current = next
    }
  }

  /// The parser's own complaint with the line it names.
  private static func malformed(_ error: any Error, path: String) -> MappingError {
    guard let error = error as? YamlError else {
      return .malformed(path: path, line: 0, problem: "not valid YAML.")
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .malformed(path: path, line: mark.line, problem: "not valid YAML: \(problem).")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
      return .malformed(
        path: path, line: context.mark.line, problem: "the key \(keys) stands there twice.")
    default:
      return .malformed(path: path, line: 0, problem: "not valid YAML.")
    }
  }

  /// A text as a double-quoted YAML scalar.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
