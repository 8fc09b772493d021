internal import Churn

/// Scores that `churn score` wrote, as candidates for a list.
enum ScoresFile {
  private static let reasons = ["reason_1", "reason_2", "reason_3"]

  /// Reads candidates; with a horizon, its risk takes the place of the churn probability.
  ///
  /// - Throws: `DataError`; `WrongFileError` when it is no file of scores, or one without the horizon.
  static func read(
    _ path: String, horizon: Int? = nil, threads: Int
  ) throws -> [AtRiskList.Candidate] {
    var options = TableOptions()
    options.threads = threads
    let file = try TableFile(paths: [path], options: options)
    let names = file.columnNames
    func place(_ name: String) throws -> Int {
      guard let place = names.firstIndex(of: name) else {
        let nearest = NearestName.of(name, in: names).map { " Its \"\($0)\" is not it." }
        throw WrongFileError(
          "\(path): is no file of scores: it has no column \"\(name)\".\(nearest ?? "") "
            + "Pass what churn score BUNDLE DATA --out FILE has written.")
      }
      return place
    }
    var requests = [
      ColumnRequest(column: try place("customer_id"), meaning: .identifier),
      ColumnRequest(column: try place("churn_probability"), meaning: .number),
    ]
    var columns = ["customer_id", "churn_probability"]
    let within = horizon.map(ScoreWriter.column(ofHorizon:))
    if let within, let horizon {
      guard let place = names.firstIndex(of: within) else {
        throw WrongFileError(
          "\(path): has no column \"\(within)\". Write it with churn score BUNDLE DATA --horizons "
            + "\(horizon) --out FILE.")
      }
      requests.append(ColumnRequest(column: place, meaning: .number))
      columns.append(within)
    }
    if let value = names.firstIndex(of: "value_at_risk") {
      requests.append(ColumnRequest(column: value, meaning: .number))
      columns.append("value_at_risk")
    }
    for name in ["segment", "action"] + reasons {
      guard let place = names.firstIndex(of: name) else { continue }
      requests.append(ColumnRequest(column: place, meaning: .identifier))
      columns.append(name)
    }
    let table = try file.read(requests)
    let read = Columns(names: columns, table: table)
    return (0..<table.rowCount).map { row in
      let churn = read.number("churn_probability", row) ?? .nan
      let probability = within.map { read.number($0, row) ?? .nan } ?? churn
      return AtRiskList.Candidate(
        id: read.text("customer_id", row) ?? "", churnProbability: probability,
        // Value at risk is the probability times what the customer is worth.
        valueAtRisk: read.number("value_at_risk", row).map { value in
          within == nil ? value : churn > 0 ? value / churn * probability : 0
        }, segment: read.text("segment", row) ?? "",
        action: read.text("action", row) ?? "",
        reasons: reasons.compactMap { read.text($0, row) })
    }
  }

  private struct Columns {
    let names: [String]
    let table: ColumnTable

    func text(_ name: String, _ row: Int) -> String? {
      guard let place = names.firstIndex(of: name), case .text(let column) = table.columns[place],
        column.codes[row] != TextColumn.missing
      else { return nil }
      return SpreadsheetSafety.unprotect(column.levels[Int(column.codes[row])])
    }

    func number(_ name: String, _ row: Int) -> Double? {
      guard let place = names.firstIndex(of: name), case .number(let values) = table.columns[place],
        !values[row].isNaN
      else { return nil }
      return values[row]
    }
  }
}
