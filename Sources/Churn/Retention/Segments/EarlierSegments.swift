internal import ChurnData

/// The segments that an earlier run wrote.
struct EarlierSegments {
  /// The segment of each customer.
  let names: [String: String]
  /// Rows of a customer who was there before.
  let repeated: Int

  /// Reads a column of a file that `churn segments` wrote.
  ///
  /// - Throws: `DataError`; `SegmentError.notSegments`.
  init(reading path: String, column: String, threads: Int) throws {
    var options = TableOptions()
    options.threads = threads
    let file = try TableFile(paths: [path], options: options)
    func place(_ name: String) throws -> Int {
      guard let place = file.columnNames.firstIndex(of: name) else {
        throw SegmentError.notSegments(
          path: path, column: name, nearest: NearestName.of(name, in: file.columnNames))
      }
      return place
    }
    let table = try file.read([
      ColumnRequest(column: try place("customer_id"), meaning: .identifier),
      ColumnRequest(column: try place(column), meaning: .identifier),
    ])
    var names: [String: String] = [:]
    var repeated = 0
    if case .text(let ids) = table.columns[0], case .text(let segments) = table.columns[1] {
      let words = (0..<segments.levels.count).map {
        SpreadsheetSafety.unprotect(segments.levels[$0])
      }
      for (row, code) in ids.codes.enumerated() where code != TextColumn.missing {
        let id = SpreadsheetSafety.unprotect(ids.levels[Int(code)])
        let segment = segments.codes[row]
        guard segment != TextColumn.missing else { continue }
        if names[id] == nil { names[id] = words[Int(segment)] } else { repeated += 1 }
      }
    }
    self.names = names
    self.repeated = repeated
  }
}
