internal import ChurnData

/// The table of a promise: `customer_id,churn_probability,risk_band`, and `segment` for orders.
enum PromiseTable {
  private static let columns = ["customer_id", "churn_probability", "risk_band"]
  private static let segment = "segment"

  /// The bytes of the table; probabilities have as many digits as they need.
  static func bytes(_ rows: [Promise.Row], hasSegments: Bool) -> [UInt8] {
    var csv = CSVRows()
    for name in columns + (hasSegments ? [segment] : []) { csv.text(name) }
    csv.endRow()
    for row in rows {
      csv.text(row.id)
      csv.number(row.probability)
      csv.text(row.band.rawValue)
      if hasSegments { csv.text(row.segment?.rawValue) }
      csv.endRow()
    }
    return csv.bytes
  }

  /// The rows of a file.
  ///
  /// - Throws: `LedgerError.damaged`; `DataError`.
  static func read(_ path: String) throws -> [Promise.Row] {
    var options = TableOptions()
    options.delimiter = .comma
    options.maxRejectShare = 0
    let file = try TableFile(paths: [path], options: options)
    let hasSegments = file.columnNames == columns + [segment]
    guard hasSegments || file.columnNames == columns else {
      throw LedgerError.damaged(path: path, what: "its columns are not those of a promise")
    }
    let requests = file.columnNames.indices.map { place in
      ColumnRequest(column: place, meaning: place == 1 ? .number : .identifier)
    }
    let table = try file.read(requests)
    guard case .text(let ids) = table.columns[0],
      case .number(let probabilities) = table.columns[1],
      case .text(let bands) = table.columns[2]
    else { throw LedgerError.damaged(path: path, what: "its columns are of another kind") }
    var stages: TextColumn?
    if hasSegments, case .text(let column) = table.columns[3] { stages = column }
    var seen: Set<UInt32> = []
    return try (0..<table.rowCount).map { row in
      let probability = probabilities[row]
      guard let id = ids.text(row), seen.insert(ids.codes[row]).inserted else {
        throw LedgerError.damaged(
          path: path, what: "data row \(row + 1) has no customer, or one of an earlier row")
      }
      guard probability >= 0, probability <= 1,
        let band = bands.text(row).flatMap({ RiskBands.Band(rawValue: $0) })
      else {
        throw LedgerError.damaged(
          path: path, what: "data row \(row + 1) has no probability or no risk band")
      }
      let name = stages?.text(row)
      let stage = name.flatMap { LifecycleStage(rawValue: $0) }
      guard (name == nil) == (stage == nil) else {
        throw LedgerError.damaged(path: path, what: "data row \(row + 1) has an unknown segment")
      }
      return Promise.Row(
        id: SpreadsheetSafety.unprotect(id), probability: probability, band: band, segment: stage)
    }
  }
}
