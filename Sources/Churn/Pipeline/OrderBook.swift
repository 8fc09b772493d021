public import ChurnData
internal import ChurnMath
public import Logging

/// An orders file that was read: the purchases, what its columns mean, and what was left out.
public struct OrderBook: Sendable {
  /// All purchases, sorted.
  public let log: PurchaseLog
  /// The customers file, joined; nil when none was given.
  public let attributes: CustomerAttributes?
  /// For each column of the customers file that figures are broken down by, the group of each customer
  /// of the log.
  public let groups: [(name: String, names: [String?])]
  /// What the columns mean.
  public let mapping: OrderMapping
  /// How the mapping was found, one line a role.
  public let mappingLines: [String]
  /// What was read and what was not.
  public let report: ReadReport
  /// The day after the last event.
  public let end: Day
  /// The last event, when it lies oddly far after the others.
  let tail: EventTail
  /// Sum of amounts of all lines of the log, in currency; nil without amounts.
  public var revenue: Double? {
    log.amounts.map { Double($0.reduce(0, +)) / log.amountScale }
  }

  /// Where the data are and how they are read.
  public struct Source: Sendable {
    /// Files of one shape, or `-` for the standard input.
    public var paths: [String]
    /// Columns and options given by flags or kept in a mapping.
    public var given: OrderMapping.Given
    /// The customers file, if any.
    public var customersPath: String?
    /// Attributes of the customers file asked for by name, protected ones among them.
    public var requestedAttributes: [String] = []
    /// Columns of the customers file that are no attributes.
    public var droppedAttributes: [String] = []
    /// Columns of the customers file by which figures are broken down, attributes or not.
    public var groups: [String] = []
    /// Share of unreadable rows above which reading fails.
    public var maxRejectShare = 0.2
    /// Whether the text of unusable rows is kept for `--rejects`.
    public var keepsRejects = false

    /// A source of some files.
    public init(paths: [String], given: OrderMapping.Given = OrderMapping.Given()) {
      self.paths = paths
      self.given = given
    }
  }

  /// Reads the files.
  ///
  /// - Throws: `DataError`, `PipelineError`.
  public init(reading source: Source, threads: Int, logger: Logger) throws {
    let read = try OrderColumns(reading: source, threads: threads, logger: logger)
    report = read.report
    mapping = read.mapping
    mappingLines = read.mappingLines
    tail = EventTail(times: read.purchases.times.seconds)
    let name = read.displayName
    let log = PurchaseLog(read.purchases, returns: mapping.returns, threads: threads)
    self.log = log
    end = log.end
    guard log.customerCount > 0 else {
      throw PipelineError.emptyTable(what: "no line of \(name) names a customer")
    }
    if log.amounts == nil {
      logger.notice("No amount column: money features and columns are left out.")
    }
    let customers = try CustomersFile(
      source, log: log, customer: read.mapping.customer,
      options: read.mapping.file.tableOptions(threads: threads), logger: logger)
    attributes = customers?.attributes
    groups = customers?.groups ?? []
  }

  /// Fails when the last event lies more than a horizon after 99.9 % of the rows.
  public func checkTail(horizonDays: Int) throws(PipelineError) {
    if tail.lastDay - tail.usualEnd > horizonDays {
      throw .strayLastEvent(
        row: tail.lastRow + 1, day: tail.lastDay, usualEnd: tail.usualEnd,
        horizonDays: horizonDays)
    }
  }
}

/// The last event and the day by which 99.9 % of all events have happened.
struct EventTail: Sendable, Equatable {
  let lastRow: Int
  let lastDay: Day
  let usualEnd: Day

  init(times: [Int64]) {
    guard let first = times.min(), let last = times.max() else {
      (lastRow, lastDay, usualEnd) = (0, Day(number: 0), Day(number: 0))
      return
    }
    lastRow = times.firstIndex(of: last) ?? 0
    lastDay = Day(containing: last)
    let firstDay = Day(containing: first)
    var counts = [Int](repeating: 0, count: lastDay - firstDay + 1)
    for time in times { counts[Day(containing: time) - firstDay] += 1 }
    // Rounded up, so that a short file, too, may have one stray row.
    let needed = Int((Double(times.count) * 0.999).rounded(.down))
    var seen = 0
    var day = 0
    while day + 1 < counts.count, seen + counts[day] < needed {
      seen += counts[day]
      day += 1
    }
    usualEnd = firstDay + day
  }
}
