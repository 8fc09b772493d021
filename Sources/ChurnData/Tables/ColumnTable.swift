/// The columns that were asked for, one value a kept row, in the order of the rows in the files.
public struct ColumnTable: Sendable {
  /// One column.
  public enum Column: Sendable {
    /// Identifiers, or an automatic column that is no number.
    case text(TextColumn)
    /// Order keys.
    case key(KeyColumn)
    /// Times.
    case time(TimeColumn)
    /// Exact decimals.
    case decimal(DecimalColumn)
    /// Floating-point numbers; NaN is missing.
    case number([Double])
  }

  /// The number of rows *n* kept.
  public let rowCount: Int
  /// The columns in the order of the requests, each of length *n*.
  public var columns: [Column]
  /// What was read, rejected and counted.
  public let report: ReadReport

  /// A table of columns that are *rowCount* long.
  public init(rowCount: Int, columns: [Column], report: ReadReport) {
    self.rowCount = rowCount
    self.columns = columns
    self.report = report
  }

  /// Hands a column over and frees the table's own copy of it.
  ///
  /// The place is left with an empty column of numbers. An index outside the table gives one too.
  public mutating func takeColumn(_ index: Int) -> Column {
    guard columns.indices.contains(index) else { return .number([]) }
    var column = Column.number([])
    swap(&column, &columns[index])
    return column
  }
}
