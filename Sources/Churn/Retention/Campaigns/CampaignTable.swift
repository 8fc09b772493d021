internal import ChurnData

/// Columns of a text file that are found by their names: a list of customers, a table of rates.
struct CampaignTable: Sendable {
  /// What messages call the file.
  let file: String
  /// The number of rows read.
  let rowCount: Int
  /// What was read and what was not.
  let report: ReadReport
  /// All columns that the file has.
  let columnNames: [String]

  private let places: [String: Int]
  private let table: ColumnTable

  /// A column that is wanted.
  struct Wanted {
    let name: String
    let meaning: ColumnRequest.Meaning
    var isRequired = false

    /// A column of text.
    static func text(_ name: String, isRequired: Bool = false) -> Wanted {
      Wanted(name: name, meaning: .identifier, isRequired: isRequired)
    }

    /// A column of numbers.
    static func number(_ name: String, isRequired: Bool = false) -> Wanted {
      Wanted(name: name, meaning: .number, isRequired: isRequired)
    }
  }

  /// Reads the columns that are there.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - what: What the file should be, for the error, such as "list of customers".
  ///   - wanted: The columns; one that is required must be there.
  ///   - options: How the text is read.
  /// - Throws: `DataError`, `CampaignError.missingColumn`.
  init(
    reading path: String, as what: String, _ wanted: [Wanted], options: TableOptions
  ) throws {
    let source = try TableFile(paths: [path], options: options)
    columnNames = source.columnNames
    file = source.displayName
    var requests: [ColumnRequest] = []
    var places: [String: Int] = [:]
    for column in wanted where places[column.name] == nil {
      guard let place = source.columnNames.firstIndex(of: column.name) else {
        guard column.isRequired else { continue }
        throw CampaignError.missingColumn(
          file: source.displayName, column: column.name,
          nearest: NearestName.of(column.name, in: source.columnNames), what: what)
      }
      places[column.name] = requests.count
      requests.append(
        ColumnRequest(column: place, meaning: column.meaning, isRequired: false))
    }
    self.places = places
    table = try source.read(requests)
    rowCount = table.rowCount
    report = table.report
  }

  /// Whether the file has the column.
  func has(_ name: String) -> Bool { places[name] != nil }

  /// The text of a row, the apostrophe that protects spreadsheets taken off; nil when blank.
  func text(_ name: String, _ row: Int) -> String? {
    guard let place = places[name], case .text(let column) = table.columns[place],
      let text = column.text(row)
    else { return nil }
    return SpreadsheetSafety.unprotect(text)
  }

  /// The number of a row; nil when blank.
  func number(_ name: String, _ row: Int) -> Double? {
    guard let place = places[name], case .number(let values) = table.columns[place],
      !values[row].isNaN
    else { return nil }
    return values[row]
  }

  /// The column as it was read; nil when the file has none.
  func column(_ name: String) -> ColumnTable.Column? { places[name].map { table.columns[$0] } }
}
