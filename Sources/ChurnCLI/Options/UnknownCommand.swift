internal import ArgumentParser
internal import Churn

/// A first word that is no command, for which the argument parser has no good sentence.
enum UnknownCommand {
  /// - Throws: `UsageError` that names the nearest command.
  static func check(_ arguments: [String]) throws {
    guard arguments.count > 1, let word = arguments[1].first, word != "-" else { return }
    let given = arguments[1]
    // A key path here would crash the compiler (Swift 6.3).
    let names = ChurnCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard given != "help", !names.contains(given) else { return }
    throw UsageError(
      "No command \"\(given)\"."
        + (NearestName.of(given, in: names).map { " Did you mean \"\($0)\"?" } ?? "")
        + " The commands are \(names.joined(separator: ", ")); see churn --help.")
  }
}
