/// What can be wrong with the meaning given to a file's columns.
public enum MappingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An option names a column that the file does not have.
  case unknownColumn(option: String, name: String, nearest: String?, columns: [String])

  /// No column could be found for a role that every orders file needs.
  case missingRole(role: String, expected: String, columns: [String])

  /// Several columns fit a role that must not be guessed.
  case ambiguousRole(role: String, candidates: [String])

  /// One column was given two meanings that exclude each other.
  case conflictingUse(column: String, first: String, second: String)

  /// An amount that is neither a column nor a product of two.
  case badExpression(text: String)

  /// A mapping file that does not exist.
  case missingFile(path: String)

  /// A mapping file that could not be read or written.
  case ioFailed(path: String, reason: String)

  /// A mapping file that is not the YAML it should be; the line is 0 when unknown.
  case malformed(path: String, line: Int, problem: String)

  /// A key of a mapping file that means nothing.
  case unknownKey(path: String, line: Int, key: String, nearest: String?, known: [String])

  /// A value of the wrong kind in a mapping file.
  case wrongType(path: String, line: Int, key: String, expected: String, found: String)

  /// Every row of a ready table has the same label.
  case singleLevel(label: String, level: String?, rows: Int)

  /// Which level of the label means churn is not known.
  case positiveUnclear(label: String, levels: [String], levelCount: Int)

  /// The level named as churn does not occur.
  case positiveNotFound(
    label: String, positive: String, nearest: String?, levels: [String], levelCount: Int)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .unknownColumn(let option, let name, let nearest, let columns):
      return "\(option): no column \"\(name)\".\(Self.hint(nearest)) "
        + "The columns are \(Self.list(columns))."
    case .missingRole(let role, let expected, let columns):
      return "No column for the \(role) was found: expected \(expected). "
        + "The columns are \(Self.list(columns)). Pass --\(role) COLUMN"
        + (role == "time" ? ", or --label COLUMN if each row is a customer with an outcome." : ".")
    case .ambiguousRole(let role, let candidates):
      return "Several columns could be the \(role): \(Self.list(candidates)). "
        + "Pass --\(role) COLUMN to say which."
    case .conflictingUse(let column, let first, let second):
      return "Column \"\(column)\" cannot be both \(first) and \(second). Name another for one."
    case .badExpression(let text):
      return "--amount: expected a column or a product of two such as Quantity*UnitPrice, "
        + "got \"\(Self.cut(text))\"."
    case .missingFile(let path):
      return "\(path): no such mapping file. "
        + "Make one with churn inspect DATA --write-mapping FILE.yaml."
    case .ioFailed(let path, let reason):
      return "\(path): \(reason)"
    case .malformed(let path, let line, let problem):
      return "\(Self.place(path, line)): \(problem)"
    case .unknownKey(let path, let line, let key, let nearest, let known):
      return "\(Self.place(path, line)): unknown key \"\(Self.cut(key))\"."
        + "\(Self.hint(nearest)) Known keys here are \(known.joined(separator: ", "))."
    case .wrongType(let path, let line, let key, let expected, let found):
      return "\(Self.place(path, line)): \(key): expected \(expected), got \(found)."
    case .singleLevel(let label, let level, let rows):
      let value = level.map { "\"\(Self.cut($0))\"" } ?? "missing"
      return "Column \"\(label)\": all \(rows) rows are \(value); "
        + "a label needs customers who left and customers who stayed."
    case .positiveUnclear(let label, let levels, let count):
      return "Column \"\(label)\": which of \(Self.list(levels, of: count)) means churn? "
        + "Pass --positive VALUE; all other values then count as stayed."
    case .positiveNotFound(let label, let positive, let nearest, let levels, let count):
      return
        "--positive: column \"\(label)\" never holds \"\(Self.cut(positive))\".\(Self.hint(nearest)) "
        + "Its values are \(Self.list(levels, of: count))."
    }
  }

  /// The kind of failure, for exit codes.
  public var category: DataError.Category {
    switch self {
    case .badExpression, .conflictingUse: .usage
    case .missingFile: .missingInput
    case .ioFailed: .ioFailed
    default: .badData
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { " Did you mean \"\(cut($0))\"?" } ?? ""
  }

  private static func place(_ path: String, _ line: Int) -> String {
    line > 0 ? "\(path):\(line)" : path
  }

  /// At most 40 characters, on one line.
  private static func cut(_ text: String) -> String {
    let line = text.map { $0.isNewline ? " " : $0 }
    return line.count > 40 ? String(line.prefix(40)) + "..." : String(line)
  }

  /// At most 30 names in quotes, and how many more there are.
  private static func list(_ names: [String], of total: Int? = nil) -> String {
    let shown = names.prefix(30)
    let quoted = shown.map { "\"\(cut($0))\"" }
    let more = max(total ?? 0, names.count) - shown.count
    return quoted.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
