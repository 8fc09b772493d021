public import ChurnMath

/// A condition that customers meet or do not, written by people.
///
///     let filter = try CustomerFilter("recency_days > 60 and orders_365 >= 3")
///     try filter.check(columns: table.matrix.columns.map { ($0.name, $0.kind) })
///     let isMet = try filter.matches(table.matrix)
///
/// Values are compared by `= == != <> < <= > >=`, `between 2 and 5` (both included), `in ('a', 'b')`,
/// `is missing` and `is not missing`; numbers are reckoned with by `+ - * /`; conditions are joined by
/// `and`, `or`, `not` and parentheses, `and` before `or`. Texts stand in single or double quotes, a
/// column whose name has blanks or begins with a digit in backquotes, a quote is doubled within its
/// own kind. `30%` is 0.3. Words are read in any case, names and texts as they are. An attribute
/// `customer.age` may be called `age` where nothing else is.
///
/// A missing value makes a comparison unknown, neither true nor false, and so does what is reckoned
/// with one, or divided by zero; `unknown or true` is true, `unknown and false` is false, `not unknown`
/// is unknown. Customers are met only by what is true. So `orders_365 != 3` and `not orders_365 = 3`
/// both pass over customers of whom `orders_365` is missing: ask for them by `is missing`.
public struct CustomerFilter: Sendable, Equatable {
  /// The condition as it was written.
  public let text: String
  let program: FilterProgram

  /// The longest text that is read.
  static let longest = 1 << 16

  /// Reads a condition.
  ///
  /// - Throws: `FilterError` with the place, what was found there and what was expected.
  public init(_ text: String) throws(FilterError) {
    let bytes = text.utf8.count
    guard bytes <= Self.longest else { throw .tooLong(bytes: bytes, limit: Self.longest) }
    self.text = text
    program = try FilterParser.program(text)
    // Whatever the columns hold: a value is no condition, and a text no number.
    try checkKinds { _ in nil }
  }

  /// The columns that the condition asks for, in the order of first use, as they are written there.
  public var columnNames: [String] { program.columnNames }

  /// Which customers meet the condition.
  ///
  /// - Parameter matrix: One row a customer; columns that are not asked for are passed over.
  /// - Returns: Length *n*; false where the condition is false or unknown.
  /// - Throws: `FilterError` as ``check(columns:)``.
  /// - Complexity: O(*n* · length of the condition).
  public func matches(_ matrix: FeatureMatrix) throws(FilterError) -> [Bool] {
    let columns = matrix.columns.map { (name: $0.name, kind: $0.kind) }
    try check(columns: columns)
    let places = columnNames.map { Self.place(of: $0, in: columns) ?? 0 }
    var run = FilterRun(program, columns: places.map { matrix.columns[$0] })
    return run.truths(rowCount: matrix.rowCount)
  }

  /// The place of a column by its name; an attribute's prefix may be left out.
  static func place(
    of name: String, in columns: [(name: String, kind: FeatureMatrix.Kind)]
  ) -> Int? {
    columns.firstIndex { $0.name == name }
      ?? columns.firstIndex { $0.name == AttributeFeature.prefix + name }
  }
}
