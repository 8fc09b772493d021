public import ChurnData
internal import ChurnMath
public import Logging

/// Contracts with what they bring a period: who is still there, since when, and who left.
///
/// Either a ready table, one row a customer, with a duration and whether he left then; or a table of
/// starts and ends, one or several rows a customer, of which what overlaps or follows on is one
/// period of being a customer, as in ``ContractTable``. What several contracts bring that are active
/// at the end is added up.
public struct ContractBook: Sendable {
  /// Ids of the customers, or of the periods of customers who came back.
  let ids: [String]
  /// How long each has been a customer, or was; in months.
  let lifetimes: Lifetimes
  /// What each brings a month; `NaN` where it is not known.
  let amounts: [Double]
  /// The group of each, whose curve he follows; nil = everybody follows one.
  let groups: SurvivalGrouping?
  /// What a reader must know, one sentence each.
  let notes: [String]
  /// What was read and what was not.
  public let report: ReadReport
  /// Every contract with its days; nil for a table of durations.
  let history: ContractHistory?

  /// Where the contracts are and how they are read.
  public struct Source: Sendable {
    /// Files of one shape, or `-` for the standard input.
    public var paths: [String]
    /// How the text is read.
    public var file = FileOptions()
    /// What tells how long customers stayed.
    public var time: Time
    /// The column of the money a month.
    public var amount: String
    /// The column of the customer; nil = each row is one, numbered.
    public var customer: String?
    /// Columns whose groups have curves of their own.
    public var by: [String] = []
    /// Share of unusable rows above which reading fails.
    public var maxRejectShare = 0.2
    /// Whether the text of unusable rows is kept for `--rejects`.
    public var keepsRejects = false

    /// A source of some files.
    public init(paths: [String], time: Time, amount: String) {
      self.paths = paths
      self.time = time
      self.amount = amount
    }
  }

  /// What tells how long customers stayed.
  public enum Time: Sendable, Equatable {
    /// Columns of months, and of whether the customer left then; nil value = found for yes/no and such.
    case duration(column: String, event: String, eventValue: String?)
    /// Columns of the first day and of the first day without service, and the day after the last that
    /// counts; nil = the day after the last start or end.
    case dates(start: String, end: String, at: Day?)
  }

  /// Reads the contracts.
  ///
  /// - Throws: `DataError`, `SurvivalError`, `PipelineError.emptyTable`.
  public init(reading source: Source, threads: Int, logger: Logger) throws {
    let file = try TableFile(
      paths: source.paths,
      options: source.file.tableOptions(threads: threads, maxRejectShare: source.maxRejectShare))
    var columns = NamedColumns(columnNames: file.columnNames)
    let amount = try columns.ask(
      source.amount, option: "--amount", meaning: .number, isRequired: true)
    let customer = try source.customer.map { name in
      try columns.ask(name, option: "--customer", meaning: .identifier, isRequired: true)
    }
    try columns.ask(attributes: source.by, option: "--by", categorical: [], numeric: [])
    let (first, second): (Int, Int)
    switch source.time {
    case .duration(let column, let event, _):
      first = try columns.ask(column, option: "--duration", meaning: .number, isRequired: true)
      second = try columns.ask(event, option: "--event", meaning: .identifier, isRequired: true)
    case .dates(let start, let end, _):
      first = try columns.ask(start, option: "--start", meaning: .time, isRequired: true)
      second = try columns.ask(end, option: "--end", meaning: .time)
    }
    let table = try file.read(columns.requests, keepingRejects: source.keepsRejects)
    report = table.report
    for reason in report.reasons { logger.notice("\(reason.description)") }
    guard table.rowCount > 0, case .number(let amounts) = table.columns[amount] else {
      throw PipelineError.emptyTable(what: "\(file.displayName) has no usable row")
    }
    let rows = ContractRows(
      file: file.displayName, amounts: amounts,
      ids: customer.flatMap { place in
        if case .text(let column) = table.columns[place] { column } else { nil }
      }, groups: SurvivalGrouping(source.by.compactMap { columns.attributes(table)[$0] }),
      maxRejectShare: source.maxRejectShare)
    let kept: ContractRows.Kept
    var history: ContractHistory?
    switch source.time {
    case .duration(let column, let event, let value):
      kept = try rows.durations(
        table.columns[first], table.columns[second], names: (column, event), eventValue: value)
    case .dates(_, _, let at):
      kept = try rows.dates(table.columns[first], table.columns[second], at: at)
      history = ContractHistory(rows, table.columns[first], table.columns[second], at: at)
    }
    self.history = history
    ids = kept.ids
    lifetimes = kept.lifetimes
    self.amounts = kept.amounts
    groups = rows.groups?.selecting(rows: kept.rows)
    notes = kept.notes
  }
}
