internal import Foundation

/// Outputs that would destroy an input or one another.
enum OutputClash {
  /// Options whose value is a file to make.
  private static let outputs: Set<String> = [
    "--out", "--csv", "--html", "--svg", "--skipped", "--rejects", "--write-mapping",
    "--write-split", "--write-segments", "--why-not", "--write-playbooks", "--itemsets",
    "--transitions",
  ]

  /// Refuses arguments in which a file to make is also named as something else.
  ///
  /// - Throws: `ClashError` that names the option and the file.
  static func check(_ arguments: [String]) throws {
    var made: [(option: String, file: String, place: String)] = []
    var others: Set<String> = []
    var pending: String?
    for argument in arguments.dropFirst(2) {
      if let option = pending {
        made.append((option, argument, place(argument)))
        pending = nil
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if outputs.contains(argument) {
        pending = argument
      } else if argument.hasPrefix("--"), parts.count == 2 {
        let (option, value) = (String(parts[0]), String(parts[1]))
        if outputs.contains(option) {
          made.append((option, value, place(value)))
        } else {
          others.insert(place(value))
        }
      } else if !argument.hasPrefix("-") {
        others.insert(place(argument))
      }
    }
    var seen: [String: String] = [:]
    for output in made where output.file != "-" {
      if others.contains(output.place) {
        throw ClashError(
          "\(output.option) \(output.file): this file is also an input, which would be lost. Name "
            + "another file.")
      }
      if let other = seen.updateValue(output.option, forKey: output.place) {
        throw ClashError(
          "\(other) and \(output.option) name the same file, \(output.file). Name one for each.")
      }
    }
  }

  /// The place of a file, links followed.
  private static func place(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
