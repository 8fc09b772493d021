internal import ChurnData

/// Customers who may be contacted, as far as a plan must know them: a list of `at-risk`, or scores.
public struct PlannedList: Sendable, Equatable {
  /// How likely each is to leave.
  public let churnProbabilities: [Double]
  /// Churn probability × margin expected of each; nil where no money is known.
  public let valuesAtRisk: [Double]?
  /// The save rate of each, where the list says it.
  public let saveRates: [Double?]
  /// What contacting each costs, where the list says it.
  public let costs: [Double?]

  /// Customers that are known already.
  public init(
    churnProbabilities: [Double], valuesAtRisk: [Double]? = nil, saveRates: [Double?]? = nil,
    costs: [Double?]? = nil
  ) {
    let count = churnProbabilities.count
    self.churnProbabilities = churnProbabilities
    self.valuesAtRisk = valuesAtRisk?.count == count ? valuesAtRisk : nil
    self.saveRates =
      saveRates?.count == count ? saveRates ?? [] : Array(repeating: nil, count: count)
    self.costs = costs?.count == count ? costs ?? [] : Array(repeating: nil, count: count)
  }

  /// How many there are.
  public var count: Int { churnProbabilities.count }

  /// Reads a file with `churn_probability` and, where they are there, `value_at_risk`, `save_rate` and
  /// `contact_cost`.
  ///
  /// - Throws: `DataError`, `CampaignError`.
  public init(reading path: String, threads: Int) throws {
    var options = TableOptions()
    options.threads = threads
    options.maxRejectShare = 0
    let table = try CampaignTable(
      reading: path, as: "list or file of scores",
      [
        .number("churn_probability", isRequired: true), .number("value_at_risk"),
        .number("save_rate"), .number("contact_cost"),
      ], options: options)
    guard table.rowCount > 0 else { throw CampaignError.noRows(what: "\(table.file) is empty") }
    var rows: [Row] = []
    for row in 0..<table.rowCount { rows.append(try Row(table, row)) }
    // The order of the file must not show in sums.
    rows.sort()
    let hasMoney = rows.contains { $0.value != nil }
    self.init(
      churnProbabilities: rows.map(\.probability),
      valuesAtRisk: hasMoney ? rows.map { $0.value ?? 0 } : nil, saveRates: rows.map(\.saveRate),
      costs: rows.map(\.cost))
  }

  private struct Row: Comparable {
    let probability: Double
    let value: Double?
    let saveRate: Double?
    let cost: Double?

    init(_ table: CampaignTable, _ row: Int) throws(CampaignError) {
      func checked(
        _ name: String, _ range: ClosedRange<Double>, _ expected: String
      ) throws(CampaignError) -> Double? {
        guard let value = table.number(name, row) else { return nil }
        guard range.contains(value), value.isFinite else {
          throw .invalidField(
            file: table.file, row: row + 1, column: name, found: "\(value)", expected: expected)
        }
        return value
      }
      let most = Double.greatestFiniteMagnitude
      guard
        let probability = try checked("churn_probability", 0...1, "a number between 0 and 1")
      else {
        throw .invalidField(
          file: table.file, row: row + 1, column: "churn_probability", found: "",
          expected: "a number between 0 and 1")
      }
      self.probability = probability
      value = try checked("value_at_risk", -most...most, "a sum of money")
      saveRate = try checked("save_rate", 0...1, "a share between 0 and 1")
      cost = try checked("contact_cost", 0...most, "a sum of money of 0 or more")
    }

    private var key: [Double] { [probability, value ?? -1, saveRate ?? -1, cost ?? -1] }

    static func < (left: Row, right: Row) -> Bool {
      left.key.lexicographicallyPrecedes(right.key)
    }
  }
}
