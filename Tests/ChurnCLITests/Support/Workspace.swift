import Foundation

/// A folder for one test, gone when the test is over.
final class Workspace {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-test-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  /// Writes a file.
  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    let place = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: place)
    return name
  }

  /// The bytes of a file; nil when there is none.
  func bytes(_ name: String) -> Data? {
    try? Data(contentsOf: folder.appendingPathComponent(name))
  }

  /// The text of a file; empty when there is none.
  func text(_ name: String) -> String { String(decoding: bytes(name) ?? Data(), as: UTF8.self) }

  /// Everything that stands in the folder, hidden files too, with the bytes of each file.
  func contents(of name: String = "") throws -> [String: Data] {
    let root = name.isEmpty ? folder : folder.appendingPathComponent(name)
    var all: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      all[path] = (try? Data(contentsOf: root.appendingPathComponent(path))) ?? Data()
    }
    return all
  }

  /// Runs the command here.
  func churn(_ arguments: String..., input: Data = Data()) throws -> CommandRun {
    try CommandRun(arguments, in: folder, input: input)
  }

  /// Runs the command here with a list of words.
  func run(_ arguments: [String], input: Data = Data()) throws -> CommandRun {
    try CommandRun(arguments, in: folder, input: input)
  }
}
