internal import Churn

/// Prints the one JSON document of a command that was asked for `--json`.
enum JSONOutput {
  /// The document of a value: strict JSON, names sorted, undefined figures and absent values `null`.
  static func text(_ value: some Encodable) throws -> String {
    try JSONValue(encoding: value).text
  }

  /// Prints the document of a value.
  static func write(_ value: some Encodable, to destination: OutputDestination) throws {
    try destination.write(try text(value))
  }
}
