internal import ChurnData

/// A list of customers who were contacted or held out, as `at-risk` writes it.
///
/// A file with the columns `customer_id` and `group` (`contact` or `holdout`); read where they are
/// there: `churn_probability`, `stratum`, `playbook`, `segment`, `contact_cost` (else `cost`) and the
/// columns that figures are broken down by. The simulator's `campaign.csv` is such a list.
public struct CampaignList: Sendable, Equatable {
  /// A customer of the list.
  public struct Row: Sendable, Equatable {
    /// The customer's id.
    public var id: String
    /// Whether he was contacted; false = held out on purpose.
    public var isContacted: Bool
    /// How likely he was to leave; nil where the list does not say.
    public var churnProbability: Double?
    /// What contacting him cost; nil where the list does not say.
    public var cost: Double?
    /// The stratum within which he was drawn; empty for none.
    public var stratum: String
    /// The playbook; empty for none.
    public var playbook: String
    /// The segment; empty for none.
    public var segment: String
    /// His group by each of ``CampaignList/breakdowns``; empty where blank.
    public var groups: [String]

    /// A customer of a list.
    public init(
      id: String, isContacted: Bool, churnProbability: Double? = nil, cost: Double? = nil,
      stratum: String = "", playbook: String = "", segment: String = "", groups: [String] = []
    ) {
      self.id = id
      self.isContacted = isContacted
      self.churnProbability = churnProbability
      self.cost = cost
      self.stratum = stratum
      self.playbook = playbook
      self.segment = segment
      self.groups = groups
    }
  }

  /// What messages call the list.
  public let name: String
  /// The customers by the bytes of their ids.
  public let rows: [Row]
  /// The columns that figures are broken down by.
  public let breakdowns: [String]

  /// A list of some customers.
  ///
  /// - Throws: `CampaignError.repeatedCustomer`.
  public init(name: String, rows: [Row], breakdowns: [String] = []) throws(CampaignError) {
    let order = rows.indices.sorted {
      let (a, b) = (rows[$0].id.utf8, rows[$1].id.utf8)
      return a.elementsEqual(b) ? $0 < $1 : a.lexicographicallyPrecedes(b)
    }
    for (place, next) in zip(order, order.dropFirst())
    where rows[place].id.utf8.elementsEqual(rows[next].id.utf8) {
      throw .repeatedCustomer(file: name, firstRow: place + 1, secondRow: next + 1)
    }
    self.name = name
    self.rows = order.map { rows[$0] }
    self.breakdowns = breakdowns
  }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: Columns that figures are broken down by; nil = `playbook` and `segment`, where they
  ///     hold something.
  ///   - options: How the text is read; a field that cannot be read is an error.
  /// - Throws: `DataError`, `CampaignError`.
  public init(reading path: String, by columns: [String]?, options: TableOptions) throws {
    var options = options
    options.maxRejectShare = 0
    let wanted: [CampaignTable.Wanted] =
      [.text("customer_id", isRequired: true), .text("group", isRequired: true)]
      + [.number("churn_probability"), .number("contact_cost"), .number("cost")]
      + ["stratum", "playbook", "segment"].map { .text($0) }
      + (columns ?? []).map { .text($0, isRequired: true) }
    let table = try CampaignTable(
      reading: path, as: "list of customers", wanted, options: options)
    guard table.rowCount > 0 else { throw CampaignError.noRows(what: "\(table.file) is empty") }
    let breakdowns =
      columns
      ?? ["playbook", "segment"].filter { name in
        (0..<table.rowCount).contains { table.text(name, $0) != nil }
      }
    var rows: [Row] = []
    for row in 0..<table.rowCount {
      rows.append(try Self.row(table, row, breakdowns))
    }
    try self.init(name: table.file, rows: rows, breakdowns: breakdowns)
  }

  private static func row(
    _ table: CampaignTable, _ row: Int, _ breakdowns: [String]
  ) throws(CampaignError) -> Row {
    func refused(_ column: String, _ found: String, _ expected: String) -> CampaignError {
      .invalidField(
        file: table.file, row: row + 1, column: column, found: found, expected: expected)
    }
    guard let id = table.text("customer_id", row) else {
      throw refused("customer_id", "", "a customer's id")
    }
    let group = table.text("group", row) ?? ""
    guard let isContacted = contacted(group) else {
      throw refused("group", group, "contact or holdout")
    }
    let probability = table.number("churn_probability", row)
    if let probability, !(0...1).contains(probability) {
      throw refused("churn_probability", "\(probability)", "a number between 0 and 1")
    }
    let costColumn = table.has("contact_cost") ? "contact_cost" : "cost"
    let cost = table.number(costColumn, row)
    if let cost, !(cost >= 0 && cost.isFinite) {
      throw refused(costColumn, "\(cost)", "a sum of money of 0 or more")
    }
    return Row(
      id: id, isContacted: isContacted, churnProbability: probability, cost: cost,
      stratum: table.text("stratum", row) ?? "", playbook: table.text("playbook", row) ?? "",
      segment: table.text("segment", row) ?? "",
      groups: breakdowns.map { table.text($0, row) ?? "" })
  }

  private static func contacted(_ group: String) -> Bool? {
    switch group.lowercased() {
    case "contact", "contacted": true
    case "holdout", "hold-out": false
    default: nil
    }
  }
}
