internal import Foundation

extension CustomerMapping {
  /// The mapping as a YAML file with comments.
  public var yaml: String {
    let head = [
      "# How churn reads this customers file.",
      "# customer: the id, as in the orders. attributes: the columns used as features.",
      "customer: " + MappingYAML.quoted(customer),
      attributes.isEmpty ? "attributes: []" : "attributes:",
    ]
    let list = attributes.map { "  - " + MappingYAML.quoted($0) }
    return (head + list + [""] + file.yamlLines).joined(separator: "\n") + "\n"
  }

  /// Writes the mapping, beside its place first and then moved into it.
  ///
  /// - Throws: `MappingError.ioFailed`.
  public func write(to path: String) throws(DataError) {
    do {
      try Data(yaml.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .mapping(.ioFailed(path: path, reason: "cannot be written."))
    }
  }

  /// Reads a mapping file.
  ///
  /// - Throws: `MappingError.missingFile`, `.malformed`, `.unknownKey`, `.wrongType`.
  public static func read(_ path: String) throws(DataError) -> CustomerMapping {
    try CustomerMapping(MappingYAML(path: path))
  }

  /// Reads a mapping from text; the path is for messages.
  static func parse(_ text: String, path: String) throws(DataError) -> CustomerMapping {
    try CustomerMapping(MappingYAML(text: text, path: path))
  }

  private init(_ yaml: MappingYAML) throws(DataError) {
    try yaml.allow(["customer", "attributes", "file"])
    guard let customer = try yaml.text("customer") else {
      throw .mapping(
        .malformed(path: yaml.path, line: 0, problem: "the key \"customer\" is missing."))
    }
    self.init(customer: customer, attributes: try yaml.texts("attributes") ?? [])
    if let part = try yaml.section("file") { file = try FileOptions(part) }
  }
}
