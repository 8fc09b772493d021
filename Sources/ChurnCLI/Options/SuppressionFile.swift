internal import Churn

/// The ids that must not be contacted, from a file.
enum SuppressionFile {
  /// - Throws: `DataError` when the file cannot be read.
  static func read(_ path: String) throws -> Suppression {
    let file: TableFile
    do { file = try TableFile(paths: [path], options: TableOptions()) } catch {
      // An empty list suppresses nobody.
      if case .emptyFile = error { return .none }
      throw error
    }
    // A list without a header is one column of ids: then its first line is an id, too.
    let names = file.columnNames
    let column = names.firstIndex(of: "customer_id") ?? 0
    var options = TableOptions()
    options.hasHeader = names.contains("customer_id")
    let table = options.hasHeader ? file : try TableFile(paths: [path], options: options)
    let read = try table.read([ColumnRequest(column: column, meaning: .identifier)])
    guard case .text(let ids) = read.columns[0] else { return .none }
    return Suppression(
      ids: (0..<ids.levels.count).map { SpreadsheetSafety.unprotect(ids.levels[$0]) })
  }
}
