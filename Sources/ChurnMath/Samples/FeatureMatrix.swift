/// Feature values, one row per customer and cutoff, one column per feature.
///
/// Numeric columns hold values, categorical ones the number of a level; `NaN` marks a missing value
/// in both. Columns are stored one after the other, so that taking, adding or reading a column
/// copies nothing else.
public struct FeatureMatrix: Sendable, Equatable {
  /// What the values of a column mean.
  public enum Kind: Sendable, Equatable {
    /// A quantity; `NaN` = missing.
    case numeric
    /// The index of one of these names, as a `Double`; `NaN` = missing.
    case categorical(levels: [String])
  }

  /// One feature of every row.
  public struct Column: Sendable, Equatable {
    /// The feature's name, unique in its matrix.
    public let name: String
    /// Whether the values are quantities or level numbers.
    public let kind: Kind
    /// The values; length *n*.
    public let values: [Double]

    /// Creates a column.
    public init(name: String, kind: Kind = .numeric, values: [Double]) {
      self.name = name
      self.kind = kind
      self.values = values
    }
  }

  /// The columns, in order; length *p*.
  public let columns: [Column]
  /// The number of rows, *n*.
  public let rowCount: Int

  /// The number of features, *p*.
  public var columnCount: Int { columns.count }
  /// The names of the features, in column order.
  public var columnNames: [String] { columns.map(\.name) }

  /// Creates an *n* × *p* matrix; every column must have `rowCount` values.
  public init(columns: [Column], rowCount: Int) {
    for column in columns {
      precondition(
        column.values.count == rowCount,
        "column \(column.name) has \(column.values.count) values, the matrix \(rowCount) rows")
    }
    self.columns = columns
    self.rowCount = rowCount
  }

  /// The same columns with only `rows`, in that order; an index may repeat.
  public func selecting(rows: [Int]) -> FeatureMatrix {
    FeatureMatrix(
      columns: columns.map { column in
        Column(name: column.name, kind: column.kind, values: rows.map { column.values[$0] })
      }, rowCount: rows.count)
  }
}
