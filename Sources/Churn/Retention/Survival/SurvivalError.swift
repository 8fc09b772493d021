/// Why lifetimes cannot be made of some data: facts here, the sentence in ``description``.
public enum SurvivalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A duration, entry or weight that makes no sense.
  case invalidNumber(file: String, row: Int, column: String, found: Double, expected: String)
  /// Which value of the event column means leaving is not known.
  case eventUnclear(column: String, levels: [String])
  /// The event column never holds the value that was to mean leaving.
  case eventValueNotFound(column: String, value: String, levels: [String])
  /// Too many rows cannot be used.
  case tooManyUnusable(file: String, unusable: Int, rows: Int, limit: Double, reasons: [String])
  /// The last end lies far after the last start.
  case strayEnd(file: String, row: Int, end: String, lastStart: String)
  /// Everybody's first order is too early or too late to say anything.
  case nobodyToFollow(reasons: [String])
  /// Nobody left, so there is nothing to compare.
  case nobodyLeft(what: String)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .invalidNumber(let file, let row, let column, let found, let expected):
      """
      \(file): data row \(row): column "\(column)": expected \(expected), got \
      \(PlainNumber.shortest(found) ?? "a number that is not finite"). \
      Mend or remove the row, or name another column.
      """
    case .eventUnclear(let column, let levels):
      """
      Column "\(column)": which of \(Self.list(levels)) means that the customer left? \
      Pass --event-value VALUE; all other values then count as still there.
      """
    case .eventValueNotFound(let column, let value, let levels):
      """
      --event-value: column "\(column)" never holds "\(value.prefix(40))". Its values are \
      \(Self.list(levels)); name one of them.
      """
    case .tooManyUnusable(let file, let unusable, let rows, let limit, let reasons):
      """
      \(file): \(unusable) of \(rows) rows cannot be used, more than \
      \(PlainNumber.fixed(limit * 100, decimals: 0) ?? "0") %: \(reasons.joined(separator: "; ")). \
      Check the columns, or raise --max-rejects.
      """
    case .strayEnd(let file, let row, let end, let lastStart):
      """
      \(file): data row \(row) ends on \(end), more than a year after the last start (\(lastStart)): \
      a planned end says nothing yet. Blank such ends, or pass --at to say where the data end.
      """
    case .nobodyToFollow(let reasons):
      """
      No customer can be followed from the first order on: \(reasons.joined(separator: "; ")). \
      Pass a shorter --horizon or --burn-in, or bring more data.
      """
    case .nobodyLeft(let what): "\(what): nobody left, so there is nothing to compare."
    }
  }

  private static func list(_ levels: [String]) -> String {
    let shown = levels.prefix(10).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
    return levels.count > 10 ? shown + " and \(levels.count - 10) more" : shown
  }
}
