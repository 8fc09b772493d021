internal import Foundation

extension OrderMapping {
  /// The mapping as a YAML file with comments.
  public var yaml: String {
    var lines = [
      "# How churn reads this orders file. Pass it with --mapping FILE.",
      "# Columns are named as in the file's header, or 1, 2, ... in a file without one.",
      "# A role that is left out or empty is not used.",
      "columns:",
    ]
    for role in OrderRole.allCases {
      let name = role == .amount ? amountText : self[role].map(MappingYAML.quoted)
      let key = name == nil ? "  # \(role.rawValue):" : "  \(role.rawValue): \(name ?? "")"
      lines.append(key + "  # " + role.phrase + (role.isRequired ? "; required" : ""))
    }
    lines += [
      "", "# What the amounts are in; only a label.",
      "currency:" + (currency.map { " " + MappingYAML.quoted($0) } ?? ""),
      "", "# Cancellations and returns: net (each at its own time), drop or keep.",
      "returns: " + returns.rawValue, "",
    ]
    return (lines + file.yamlLines).joined(separator: "\n") + "\n"
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
  /// - Throws: `MappingError.missingFile`, `.malformed` (not YAML), `.unknownKey`, `.wrongType`, each
  ///   with the line.
  public static func read(_ path: String) throws(DataError) -> OrderMapping {
    try OrderMapping(MappingYAML(path: path))
  }

  /// Reads a mapping from text; the path is for messages.
  static func parse(_ text: String, path: String) throws(DataError) -> OrderMapping {
    try OrderMapping(MappingYAML(text: text, path: path))
  }

  private init(_ yaml: MappingYAML) throws(DataError) {
    try yaml.allow(["columns", "currency", "returns", "file"])
    guard let columns = try yaml.section("columns") else {
      throw .mapping(
        .malformed(path: yaml.path, line: 0, problem: "the key \"columns\" is missing."))
    }
    try columns.allow(OrderRole.allCases.map(\.rawValue))
    guard let customer = try columns.text("customer"), let time = try columns.text("time") else {
      let missing = try columns.text("customer") == nil ? "customer" : "time"
      throw .mapping(
        .malformed(
          path: yaml.path, line: yaml.line(of: "columns"),
          problem: "\"columns\" must name the \(missing)."))
    }
    self.init(customer: customer, time: time)
    for role in OrderRole.allCases where !role.isRequired && role != .amount {
      set(role, to: try columns.text(role.rawValue))
    }
    amount = try Self.amount(columns)
    currency = try yaml.text("currency")
    let policies = ReturnsPolicy.allCases.map(\.rawValue)
    returns =
      try yaml.choice("returns", among: policies, ReturnsPolicy.init(rawValue:)) ?? .net
    if let part = try yaml.section("file") { file = try FileOptions(part) }
  }

  /// An amount written as text, or as a list of one or two names when a name holds a `*`.
  private static func amount(_ columns: MappingYAML) throws(DataError) -> AmountExpression? {
    let key = OrderRole.amount.rawValue
    if let names = try? columns.texts(key) {
      guard let first = names.first, names.count <= 2 else {
        throw .mapping(
          .wrongType(
            path: columns.path, line: columns.line(of: key), key: "columns.amount",
            expected: "one or two columns", found: "\(names.count)"))
      }
      return names.count == 2 ? .product(first, names[1]) : .column(first)
    }
    guard let text = try columns.text(key) else { return nil }
    do {
      return try AmountExpression(text)
    } catch {
      throw .mapping(
        .wrongType(
          path: columns.path, line: columns.line(of: key), key: "columns.amount",
          expected: "a column or a product of two", found: "\"\(text.prefix(40))\""))
    }
  }

  private var amountText: String? {
    guard let amount else { return nil }
    guard amount.columns.contains(where: { $0.contains("*") }) else {
      return MappingYAML.quoted(amount.description)
    }
    return "[" + amount.columns.map(MappingYAML.quoted).joined(separator: ", ") + "]"
  }
}

extension FileOptions {
  static let keys = [
    "delimiter", "encoding", "decimal-comma", "date-format", "time-zone", "header",
  ]

  init(_ yaml: MappingYAML) throws(DataError) {
    self.init()
    try yaml.allow(Self.keys)
    delimiter = try yaml.choice(
      "delimiter", among: ["\",\"", "\";\"", "tab", "\"|\"", "spaces"], Delimiter.init(named:))
    encoding = try yaml.choice(
      "encoding", among: TextEncoding.allCases.map(\.rawValue)
    ) { TextEncoding(rawValue: $0.lowercased()) }
    decimalComma = try yaml.flag("decimal-comma") ?? false
    dateFormat = try yaml.text("date-format")
    timeZone = try yaml.text("time-zone") ?? "UTC"
    hasHeader = try yaml.flag("header") ?? true
  }

  /// The part of a mapping file that says how the text is read.
  var yamlLines: [String] {
    let found = "  # found by itself when empty"
    return [
      "# How the text is read; the same words as the options.",
      "file:",
      "  delimiter: " + (delimiter.map { MappingYAML.quoted($0.name) } ?? "") + found,
      "  encoding: " + (encoding?.rawValue ?? "") + found,
      "  decimal-comma: \(decimalComma)",
      "  date-format: " + (dateFormat.map(MappingYAML.quoted) ?? "") + found,
      "  time-zone: " + MappingYAML.quoted(timeZone),
      "  header: \(hasHeader)",
    ]
  }
}
