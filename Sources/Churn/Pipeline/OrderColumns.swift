internal import ChurnData
internal import Logging

/// The columns of an orders file as they were read, before they are sorted into a log.
struct OrderColumns: Sendable {
  /// The columns.
  let purchases: PurchaseColumns
  /// What they mean.
  let mapping: OrderMapping
  /// How that was found, one line a role.
  let mappingLines: [String]
  /// What was read and what was not.
  let report: ReadReport
  /// What messages call the input.
  let displayName: String

  /// Opens, maps and reads the files of a source.
  ///
  /// - Throws: `DataError`; `PipelineError.emptyTable`.
  init(
    reading source: OrderBook.Source, threads: Int, countingDuplicates: Bool = false, logger: Logger
  ) throws {
    var given = source.given
    if let kept = given.kept, given.file == FileOptions() { given.file = kept.file }
    let table = try TableFile(
      paths: source.paths,
      options: given.file.tableOptions(threads: threads, maxRejectShare: source.maxRejectShare))
    displayName = table.displayName
    // A header alone says nothing about what the columns hold.
    guard !table.sample.isEmpty else { throw DataError.noDataRows(path: table.displayName) }
    let found = try OrderMapping.find(
      columnNames: table.columnNames, sample: table.sample, given: given)
    let wanted = try found.mapping.requests(columnNames: table.columnNames)
    var columns = try table.read(
      wanted.requests, keepingRejects: source.keepsRejects,
      countingDuplicates: countingDuplicates)
    report = columns.report
    mapping = found.mapping
    mappingLines = found.lines
    if mapping.status != nil, mapping.returns == .net {
      logger.notice(
        """
        The state of an order has no date, so with --returns net it is passed over: an order counts \
        until a negative line takes it back. --returns drop leaves cancelled and returned orders out.
        """)
    }
    for note in found.notes + report.notes { logger.notice("\(note)") }
    for reason in report.reasons { logger.notice("\(reason.description)") }
    guard let purchases = PurchaseColumns(&columns, roles: wanted.roles), purchases.count > 0 else {
      throw PipelineError.emptyTable(what: "\(displayName) has no usable row")
    }
    self.purchases = purchases
  }
}

extension PurchaseColumns {
  /// Takes the columns of the roles out of a table that was read; nil without customer or time.
  init?(_ table: inout ColumnTable, roles: [OrderRole]) {
    var texts: [OrderRole: TextColumn] = [:]
    var decimals: [OrderRole: DecimalColumn] = [:]
    var keys: KeyColumn?
    var times: TimeColumn?
    for (place, role) in roles.enumerated() {
      switch table.takeColumn(place) {
      case .text(let column): texts[role] = column
      case .decimal(let column): decimals[role] = column
      case .key(let column): keys = column
      case .time(let column): times = column
      case .number: break
      }
    }
    guard let customers = texts[.customer], let times else { return nil }
    self.init(customers: customers, times: times)
    amounts = decimals[.amount]
    orders = keys
    quantities = decimals[.quantity]
    discounts = decimals[.discount]
    margins = decimals[.margin]
    products = texts[.product]
    categories = texts[.category]
    channels = texts[.channel]
    devices = texts[.device]
    regions = texts[.region]
    statuses = texts[.status]
  }
}
