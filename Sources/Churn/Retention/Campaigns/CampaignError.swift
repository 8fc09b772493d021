/// Why a campaign cannot be planned or judged: facts here, the sentence in ``description``.
public enum CampaignError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file lacks a column that it must have.
  case missingColumn(file: String, column: String, nearest: String?, what: String)
  /// A field that makes no sense; rows count from 1.
  case invalidField(file: String, row: Int, column: String, found: String, expected: String)
  /// A customer stands in two rows.
  case repeatedCustomer(file: String, firstRow: Int, secondRow: Int)
  /// One of two groups that are compared has too few rows.
  case groupTooSmall(group: String, rows: Int, needed: Int, tryThis: String)
  /// The window after the contacts has not ended yet.
  case windowNotMature(lastDay: String, dataEnd: String)
  /// A window that holds no day of the data.
  case windowOutsideData(after: String, first: String, dataEnd: String)
  /// Too many of the list's customers never appear in the orders.
  case customersNotFound(missing: Int, rows: Int, example: String?)
  /// A column that holds no such value.
  case unknownValue(option: String, column: String, value: String, nearest: String?, all: [String])
  /// A table without rows.
  case noRows(what: String)
  /// An option that makes no sense by itself or with the others.
  case badOption(option: String, problem: String)

  /// Whether the options rather than the data are at fault.
  public var isUsage: Bool {
    switch self {
    case .badOption, .unknownValue: true
    default: false
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .missingColumn(let file, let column, let nearest, let what):
      """
      \(file): is no \(what): it has no column "\(column)".\
      \(nearest.map { " Its \"\($0)\" is not it." } ?? "")
      """
    case .invalidField(let file, let row, let column, let found, let expected):
      """
      \(file): data row \(row): column "\(column)": expected \(expected), got \
      "\(found.prefix(40))".
      """
    case .repeatedCustomer(let file, let first, let second):
      """
      \(file): data rows \(first) and \(second) are of one customer, who can be in one group only. \
      Keep one of them.
      """
    case .groupTooSmall(let group, let rows, let needed, let tryThis):
      """
      The group "\(group)" has \(rows) \(rows == 1 ? "row" : "rows"); at least \(needed) are needed \
      to compare. \(tryThis)
      """
    case .windowNotMature(let lastDay, let dataEnd):
      """
      The window ends with \(lastDay), and the data end before \(dataEnd): what customers will do \
      then is not known yet. Come back with data up to that day, or pass a shorter window.
      """
    case .windowOutsideData(let after, let first, let dataEnd):
      """
      No day after \(after) can be seen: the data run from \(first) up to \(dataEnd). \
      Pass --after with the day of the contacts, and orders that reach beyond it.
      """
    case .customersNotFound(let missing, let rows, let example):
      """
      \(missing) of the \(rows) customers on the list never appear in the orders, so both files \
      hardly speak of one base.\(example.map { " \($0)" } ?? "") Check the customer columns.
      """
    case .unknownValue(let option, let column, let value, let nearest, let all):
      """
      \(option): column "\(column)" never holds "\(value.prefix(40))".\
      \(nearest.map { " Did you mean \"\($0)\"?" } ?? "") Its values are \(Self.list(all)).
      """
    case .noRows(let what): "There are no rows: \(what)."
    case .badOption(let option, let problem): "\(option): \(problem)"
    }
  }

  private static func list(_ values: [String]) -> String {
    let shown = values.prefix(10).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
    return values.count > 10 ? shown + " and \(values.count - 10) more" : shown
  }
}
