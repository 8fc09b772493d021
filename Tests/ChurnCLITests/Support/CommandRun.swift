import Foundation

/// One run of the built `churn`, as a shell would do it.
struct CommandRun {
  let status: Int32
  let output: String
  let errors: String

  /// The binary beside the running tests; nil when only the tests were built.
  static let binary: URL? = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let url = tests.deletingLastPathComponent().appendingPathComponent("churn")
    return FileManager.default.isExecutableFile(atPath: url.path) ? url : nil
  }()

  /// What a skipped test says.
  static let hint = "needs the built command: swift build --product churn"

  /// Runs the command in a folder and waits for its end.
  init(_ arguments: [String], in folder: URL, input: Data = Data()) throws {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["NO_COLOR"] = "1"
    environment["COLUMNS"] = nil
    process.environment = environment
    // Files instead of pipes: no output can fill them up and stop the command.
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-run-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let names = ["input", "output", "errors"].map { place.appendingPathComponent($0) }
    try input.write(to: names[0])
    for name in names.dropFirst() { try Data().write(to: name) }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    // A signal is no exit code: below zero it fails every comparison.
    status =
      process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus
    output = String(decoding: try Data(contentsOf: names[1]), as: UTF8.self)
    errors = String(decoding: try Data(contentsOf: names[2]), as: UTF8.self)
  }

  /// The rows of the standard output, split at commas.
  var rows: [[String]] {
    output.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// The standard output as JSON.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(output.utf8), options: [.fragmentsAllowed])
  }
}
