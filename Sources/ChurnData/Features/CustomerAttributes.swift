public import ChurnMath

/// The columns of a customers file, one value for each customer of a purchase log.
public struct CustomerAttributes: Sendable {
  /// The columns, with one row for each customer of the log, in the log's order.
  public let columns: [FeatureMatrix.Column]
  /// Customers of the log that the file does not list.
  public let absentCustomers: Int
  /// Rows of the file whose customer has no line in the log.
  public let unusedRows: Int

  private let places: [String: Int]

  /// Joins a customers file to a log by id.
  ///
  /// - Parameters:
  ///   - log: Whose customers are wanted.
  ///   - ids: The id of each row of the file; blank rows are skipped.
  ///   - columns: The file's other columns, one value a row.
  /// - Throws: `DataError.duplicateCustomers` when an id stands in two rows.
  public init(
    log: PurchaseLog, ids: TextColumn, columns: [FeatureMatrix.Column]
  ) throws(DataError) {
    var rowOfLevel = [Int](repeating: -1, count: ids.levels.count)
    for (row, code) in ids.codes.enumerated() where code != TextColumn.missing {
      guard rowOfLevel[Int(code)] < 0 else {
        throw .duplicateCustomers(rows: [rowOfLevel[Int(code)] + 1, row + 1])
      }
      rowOfLevel[Int(code)] = row
    }
    var rows = [Int](repeating: -1, count: log.customerCount)
    var used = 0
    for customer in rows.indices {
      guard let level = ids.levels.index(of: log.customerIDs[customer]) else { continue }
      rows[customer] = rowOfLevel[level]
      if rows[customer] >= 0 { used += 1 }
    }
    self.columns = columns.map { column in
      FeatureMatrix.Column(
        name: column.name, kind: column.kind,
        values: rows.map { $0 < 0 ? .nan : column.values[$0] })
    }
    absentCustomers = rows.count - used
    unusedRows = rowOfLevel.count { $0 >= 0 } - used
    places = Dictionary(
      uniqueKeysWithValues: columns.enumerated().map { ($0.element.name, $0.offset) })
  }

  /// The kind of a column, or nil when the file has none of that name.
  func kind(of column: String) -> FeatureMatrix.Kind? {
    places[column].map { columns[$0].kind }
  }

  /// The value of a customer; missing when the file has no such column or customer.
  func value(of column: String, customer: Int) -> Double {
    places[column].map { columns[$0].values[customer] } ?? .nan
  }
}
