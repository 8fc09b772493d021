internal import Churn

/// Scores that `churn score` wrote, as candidates for a list.
struct ScoresFile {
  /// The candidates, in the order of the file.
  let candidates: [AtRiskList.Candidate]
  /// The columns of the file for conditions, `stage` and `margin_expected` added; none unless asked
  /// for.
  let columns: FeatureMatrix

  private static let reasons = ["reason_1", "reason_2", "reason_3"]

  /// Reads candidates; with a horizon, its risk takes the place of the churn probability.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - horizon: The horizon in days; nil = the bundle's.
  ///   - wantsColumns: Whether columns are kept for conditions.
  ///   - threads: The most threads to use.
  /// - Throws: `DataError`; `WrongFileError` when it is no file of scores, or one without the horizon.
  init(
    reading path: String, horizon: Int? = nil, wantsColumns: Bool = false, threads: Int
  ) throws {
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
    for name in ["segment", "action", "risk_band"] + Self.reasons {
      guard let place = names.firstIndex(of: name) else { continue }
      requests.append(ColumnRequest(column: place, meaning: .identifier))
      columns.append(name)
    }
    let ownColumns = columns.count
    if wantsColumns {
      requests += names.indices.map { ColumnRequest(column: $0, meaning: .automatic) }
    }
    var table = try file.read(requests)
    var kept: [FeatureMatrix.Column] = []
    if wantsColumns {
      for (place, name) in names.enumerated() {
        kept.append(
          FeatureMatrix.Column(reading: name, table.takeColumn(ownColumns + place)))
      }
    }
    let read = Columns(names: columns, table: table)
    let reasons = Self.reasons
    candidates = (0..<table.rowCount).map { row in
      let churn = read.number("churn_probability", row) ?? .nan
      let probability = within.map { read.number($0, row) ?? .nan } ?? churn
      let value = read.number("value_at_risk", row)
      var candidate = AtRiskList.Candidate(
        id: read.text("customer_id", row) ?? "", churnProbability: probability,
        // Value at risk is the probability times what the customer is worth.
        valueAtRisk: value.map { value in
          within == nil ? value : churn > 0 ? value / churn * probability : 0
        }, segment: read.text("segment", row) ?? "",
        action: read.text("action", row) ?? "",
        reasons: reasons.compactMap { read.text($0, row) })
      candidate.riskBand = read.text("risk_band", row) ?? ""
      candidate.marginExpected = churn > 0 ? value.map { $0 / churn } : nil
      return candidate
    }
    if wantsColumns {
      let margins = candidates.map { $0.marginExpected ?? .nan }
      if !names.contains("margin_expected"), names.contains("value_at_risk") {
        kept.append(FeatureMatrix.Column(name: "margin_expected", values: margins))
      }
      if !names.contains("stage"), let segment = kept.first(where: { $0.name == "segment" }) {
        kept.append(
          FeatureMatrix.Column(name: "stage", kind: segment.kind, values: segment.values))
      }
    }
    self.columns = FeatureMatrix(columns: kept, rowCount: table.rowCount)
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
