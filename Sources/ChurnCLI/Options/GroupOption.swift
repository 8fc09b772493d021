internal import ArgumentParser

/// The columns by which figures are broken down.
struct GroupOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Columns of the ready table or the customers file to break figures down by, features or "
        + "not. (default: none)", valueName: "columns"))
  var groups: String?

  /// The names.
  var names: [String] { CommaList.parts(groups) }
}
