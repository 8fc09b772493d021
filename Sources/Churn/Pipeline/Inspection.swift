public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// What `churn inspect` says of an orders file: its columns, its quality, and what is usable of it.
public struct OrderInspection: Sendable {
  /// What the columns mean.
  public let mapping: OrderMapping
  /// How that was found, one line a role.
  public let mappingLines: [String]
  /// Counts, calendar, outliers, and findings in words.
  public let quality: OrderQuality
  /// What was read and what was not.
  public let report: ReadReport
  /// Sum of the amounts of all rows, in currency; nil without amounts.
  public let totalAmount: Double?
  /// Sum of the quantities of all rows; nil without quantities.
  public let totalQuantity: Double?
  /// What the rows amount to once returns are treated as the mapping says.
  public let usable: Usable
  /// Columns of the customers file that look like leaks, one sentence each; empty without one.
  public let leakSuspects: [String]

  /// The customers, orders and revenue that training would see.
  public struct Usable: Sendable, Encodable {
    /// Customers with a purchase that was kept.
    public let customers: Int
    /// Their orders.
    public let orders: Int
    /// Purchase and return lines.
    public let lines: Int
    /// Net revenue in currency; nil without amounts.
    public let revenue: Double?
    /// Customers with one order.
    public let oneTimeCustomers: Int
    /// Orders of the customer with the most.
    public let mostOrders: Int
  }

  /// Reads and inspects a file.
  ///
  /// - Throws: `DataError`, `PipelineError`.
  public init(reading source: OrderBook.Source, threads: Int, logger: Logger) throws {
    let read = try OrderColumns(
      reading: source, threads: threads, countingDuplicates: true, logger: logger)
    let columns = read.purchases
    mapping = read.mapping
    mappingLines = read.mappingLines
    report = read.report
    totalAmount = columns.amounts.map(Self.total)
    totalQuantity = columns.quantities.map(Self.total)
    var lines = OrderQuality.Lines(
      customers: columns.customers.codes, seconds: columns.times.seconds)
    lines.amounts = columns.amounts?.units
    lines.amountDecimals = columns.amounts?.decimals ?? 2
    lines.quantities = columns.quantities?.units
    lines.kinds = columns.lineKinds()
    lines.isMarked = columns.markedOrders()
    var facts = OrderQuality.Facts(rows: read.report.rows)
    facts.rejectedRows = read.report.rejectedRows
    facts.duplicateRows = read.report.duplicateRows
    quality = OrderQuality(lines, facts)
    let log = PurchaseLog(columns, returns: mapping.returns, threads: threads)
    usable = Self.usable(log)
    let customers = try CustomersFile(
      source, log: log, customer: mapping.customer,
      options: mapping.file.tableOptions(threads: threads), logger: logger)
    leakSuspects = Self.suspects(customers?.attributes, log, threads: threads)
  }

  /// Columns that speak of outcomes, or that say what the orders said only in the second half of the
  /// data; there are no labels before a horizon is chosen.
  private static func suspects(
    _ attributes: CustomerAttributes?, _ log: PurchaseLog, threads: Int
  ) -> [String] {
    guard let attributes else { return [] }
    let (first, end) = (log.span.lowerBound, log.end)
    let later = LaterFigures(
      log, cutoffs: [first + (end - first) / 2, first + (end - first) * 3 / 4], horizon: nil,
      end: end, activeWithinDays: nil, seed: 1, threads: threads)
    return CustomersFileAudit(attributes: attributes, later: later, threads: threads)
      .suspicions(
        attributes.columns.map { Feature.attribute(AttributeFeature(column: $0.name)).name }
      ) { _ in nil }
      .map(\.description)
  }

  private static func total(_ column: DecimalColumn) -> Double {
    let units = column.units.reduce(0) { $1 == DecimalColumn.missing ? $0 : $0 + $1 }
    return Double(units) / (0..<column.decimals).reduce(1.0) { scale, _ in scale * 10 }
  }

  private static func usable(_ log: PurchaseLog) -> Usable {
    var history = PurchaseHistory(log)
    var customers = 0
    var orders = 0
    var single = 0
    var most = 0
    for customer in 0..<log.customerCount {
      history.begin(customer: customer)
      history.advance(to: log.end)
      let count = history.orderCount
      customers += count > 0 ? 1 : 0
      orders += count
      single += count == 1 ? 1 : 0
      most = max(most, count)
    }
    let units = log.amounts.map { amounts in amounts.reduce(0, +) }
    return Usable(
      customers: customers, orders: orders, lines: log.lineCount,
      revenue: units.map { Double($0) / log.amountScale }, oneTimeCustomers: single,
      mostOrders: most)
  }
}

/// What `churn inspect` says of a ready table.
public struct TableInspection: Sendable, Encodable {
  /// The number of rows.
  public let rows: Int
  /// The number of churned rows.
  public let churners: Int
  /// The value of the label that means churn.
  public let positive: String
  /// Every feature column.
  public let columns: [Column]
  /// Columns that look like leaks, one sentence each.
  public let leakSuspects: [String]
  /// Columns that describe protected attributes.
  public let protectedColumns: [String]

  /// One column of the table.
  public struct Column: Sendable, Encodable {
    /// Its name.
    public let name: String
    /// `number` or `category`.
    public let kind: String
    /// Rows without a value.
    public let missing: Int
    /// The least value; nil for categories.
    public let minimum: Double?
    /// The middle value; nil for categories.
    public let median: Double?
    /// The largest value; nil for categories.
    public let maximum: Double?
    /// Distinct values of a category; nil for numbers.
    public let levels: Int?
  }

  /// Inspects a table that was read with its label.
  public init(_ book: TableBook, threads: Int) {
    let labels = book.labels ?? []
    rows = book.ids.count
    churners = labels.count { $0 }
    positive = book.positive ?? ""
    columns = book.features.columns.map { column in
      let known = column.values.filter { !$0.isNaN }
      let missing = column.values.count - known.count
      switch column.kind {
      case .numeric:
        return Column(
          name: column.name, kind: "number", missing: missing, minimum: known.min(),
          median: Typical.median(column), maximum: known.max(), levels: nil)
      case .categorical(let levels):
        return Column(
          name: column.name, kind: "category", missing: missing, minimum: nil, median: nil,
          maximum: nil, levels: levels.count)
      }
    }
    leakSuspects = LeakScan.suspicions(book.features, labels, threads: threads)
      .map(\.description)
    protectedColumns = book.schema.protectedFeatures
  }
}
