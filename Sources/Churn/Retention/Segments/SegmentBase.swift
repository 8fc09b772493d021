internal import ChurnData
internal import ChurnMath

/// The customers of one day who meet the condition, and what came of them where that is known.
struct SegmentBase: Sendable {
  /// The table of all customers of the day.
  let table: CustomerTable
  /// The rows that meet the condition, ascending.
  let rows: [Int]
  /// What the customers of these rows did afterwards; nil where it is not known.
  let outcome: SegmentOutcome?

  init(_ table: CustomerTable, condition: CustomerFilter?, outcome: SegmentOutcome?) throws {
    self.table = table
    let isMet = try condition?.matches(table.matrix)
    let rows = table.customers.indices.filter { isMet?[$0] ?? true }
    self.rows = rows
    self.outcome = outcome?.selecting(rows)
  }

  /// A column of the rows.
  func column(_ name: String) -> FeatureMatrix.Column? {
    let all = table.matrix.columns
    guard
      let found = all.first(where: { $0.name == name })
        ?? all.first(where: { $0.name == AttributeFeature.prefix + name })
    else { return nil }
    return FeatureMatrix.Column(
      name: found.name, kind: found.kind, values: rows.map { found.values[$0] })
  }

  /// The values of a column of the rows; nil when there is none.
  func values(_ name: String) -> [Double]? { column(name)?.values }
}
