/// Why no uplift can be told: facts here, the sentence in ``description``.
public enum UpliftError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The table lacks a column, or it is no column to compare by.
  case noSuchColumn(option: String, name: String, nearest: String?)
  /// Everybody did the same.
  case constantOutcome(column: String, value: String, rows: Int)
  /// The outcome is neither yes and no nor numbers.
  case outcomeUnclear(column: String, example: String)

  /// Whether the options rather than the data are at fault.
  public var isUsage: Bool {
    if case .constantOutcome = self { false } else { true }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .noSuchColumn(let option, let name, let nearest):
      """
      \(option): the table has no column "\(name)" that can be used so.\
      \(nearest.map { " Did you mean \"\($0)\"?" } ?? "")
      """
    case .constantOutcome(let column, let value, let rows):
      """
      Column "\(column)" is \(value) in all \(rows) rows: nothing came of the campaign, and nothing of \
      leaving customers alone, that could be compared. Name another --outcome, or wait for what comes.
      """
    case .outcomeUnclear(let column, let example):
      """
      --outcome: column "\(column)" holds texts such as "\(example.prefix(40))", so what counts as the \
      outcome is unclear. Say it with --positive VALUE, or name a column of numbers.
      """
    }
  }
}
