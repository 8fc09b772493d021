internal import ArgumentParser
internal import Churn
internal import Logging

/// Options of every command.
struct CommonOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Decides everything random.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads to use; results do not depend on it. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print errors only. (default: off)")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected 1 to 1024, got \(threads).")
    }
  }

  /// Threads to use.
  var threadCount: Int { threads ?? availableProcessors() }

  /// Words for people.
  var messages: Messages { Messages(isQuiet: quiet) }
}

/// Whether a command prints JSON instead of a table.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print one JSON document on stdout and no table. (default: off)")
  var json = false
}
