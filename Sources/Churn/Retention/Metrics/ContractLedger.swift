public import ChurnData
internal import ChurnMath
public import Logging

/// Contracts as they were read, a row each: who, from when to when, and what it brings a month.
public struct ContractLedger: Sendable {
  /// One contract.
  struct Contract: Sendable, Equatable {
    let customer: Int
    /// The first day of service.
    let start: Day
    /// The first day without service; nil while it goes on.
    let end: Day?
    /// Money a month; 0 where it is not known.
    let amount: Double
  }

  /// Ascending by customer and start, then by end and amount.
  let contracts: [Contract]
  /// Whether money is known.
  let hasMoney: Bool
  /// The days that were observed.
  let observed: Range<Day>
  /// What a reader must know, one sentence each.
  let notes: [String]
  /// What was read and what was not.
  public let report: ReadReport

  /// Where contracts are and how they are read.
  public struct Source: Sendable {
    /// Files of one shape, or `-` for the standard input.
    public var paths: [String]
    /// How the text is read.
    public var file = FileOptions()
    /// The column of the first day of service.
    public var start: String
    /// The column of the first day without service; blank = still active.
    public var end: String
    /// The column of the customer; nil = each row is a customer.
    public var customer: String?
    /// The column of the money a month; nil = customers alone are counted.
    public var amount: String?
    /// The day after the last that was observed; nil = the day after the last start or end.
    public var at: Day?
    /// Share of unusable rows above which reading fails.
    public var maxRejectShare = 0.2
    /// Whether the text of unusable rows is kept for `--rejects`.
    public var keepsRejects = false

    /// A source of some files.
    public init(paths: [String], start: String, end: String) {
      self.paths = paths
      self.start = start
      self.end = end
    }
  }

  /// Days after the last start that an end may lie without being taken for a planned one.
  private static let plannedDays = 366

  /// Reads contracts.
  ///
  /// - Throws: `DataError`, `SurvivalError.strayEnd`, `.tooManyUnusable`, `PipelineError.emptyTable`.
  public init(reading source: Source, threads: Int, logger: Logger) throws {
    let file = try TableFile(
      paths: source.paths,
      options: source.file.tableOptions(threads: threads, maxRejectShare: source.maxRejectShare))
    var columns = NamedColumns(columnNames: file.columnNames)
    let start = try columns.ask(source.start, option: "--start", meaning: .time, isRequired: true)
    let end = try columns.ask(source.end, option: "--end", meaning: .time)
    let amount = try source.amount.map { try columns.ask($0, option: "--amount", meaning: .number) }
    let customer = try source.customer.map { name in
      try columns.ask(name, option: "--customer", meaning: .identifier, isRequired: true)
    }
    let table = try file.read(columns.requests, keepingRejects: source.keepsRejects)
    report = table.report
    for reason in report.reasons { logger.notice("\(reason.description)") }
    guard table.rowCount > 0, case .time(let firsts) = table.columns[start],
      case .time(let lasts) = table.columns[end]
    else { throw PipelineError.emptyTable(what: "\(file.displayName) has no usable row") }
    let starts = firsts.seconds.map { Day(containing: $0) }
    let ends = lasts.seconds.map { $0 == TimeColumn.missing ? nil : Day(containing: $0) }
    var amounts = [Double](repeating: 0, count: starts.count)
    if let amount, case .number(let values) = table.columns[amount] { amounts = values }
    var customers = Array(0..<starts.count)
    if let customer, case .text(let column) = table.columns[customer] {
      customers = column.codes.map(Int.init)
    }
    hasMoney = source.amount != nil
    let until = try Self.end(source, file.displayName, starts, ends)
    let backwards = starts.indices.filter { row in ends[row].map { $0 < starts[row] } ?? false }
    guard Double(backwards.count) <= source.maxRejectShare * Double(starts.count) else {
      throw SurvivalError.tooManyUnusable(
        file: file.displayName, unusable: backwards.count, rows: starts.count,
        limit: source.maxRejectShare, reasons: ["the end lies before the start"])
    }
    let isOut = Set(backwards)
    let rows = starts.indices.filter { !isOut.contains($0) && starts[$0] < until }
    guard let first = rows.map({ starts[$0] }).min() else {
      throw PipelineError.emptyTable(
        what: "\(file.displayName) has no contract that began before \(until)")
    }
    observed = first..<until
    let read = rows.map { row in
      Contract(
        customer: customers[row], start: starts[row],
        end: ends[row].flatMap { $0 < until ? $0 : nil },
        amount: amounts[row].isFinite ? amounts[row] : 0)
    }
    contracts = source.customer == nil ? Self.numbered(read) : read.sorted(by: Self.comesBefore)
    var notes: [String] = []
    if !backwards.isEmpty {
      notes.append(
        "Contracts whose end lies before their start, left out: \(backwards.count).")
    }
    let unknown = rows.count { !amounts[$0].isFinite }
    if unknown > 0 {
      notes.append(
        "Contracts without an amount, counted as customers but not as money: \(unknown).")
    }
    self.notes = notes
  }

  private static func comesBefore(_ left: Contract, _ right: Contract) -> Bool {
    if left.customer != right.customer { return left.customer < right.customer }
    if left.start != right.start { return left.start < right.start }
    let (first, second) = (left.end?.number ?? .max, right.end?.number ?? .max)
    return first != second ? first < second : left.amount < right.amount
  }

  /// Contracts of a customer each, numbered so that the order of rows does not show.
  private static func numbered(_ contracts: [Contract]) -> [Contract] {
    let same = contracts.map { contract in
      Contract(customer: 0, start: contract.start, end: contract.end, amount: contract.amount)
    }
    return same.sorted(by: comesBefore).enumerated().map { place, contract in
      Contract(
        customer: place, start: contract.start, end: contract.end, amount: contract.amount)
    }
  }

  /// The day after the last that counts.
  private static func end(
    _ source: Source, _ file: String, _ starts: [Day], _ ends: [Day?]
  ) throws -> Day {
    if let at = source.at { return at }
    let lastStart = starts.max() ?? Day(number: 0)
    func order(_ row: Int) -> Int { ends[row]?.number ?? .min }
    guard let row = ends.indices.max(by: { order($0) < order($1) }), let last = ends[row] else {
      return lastStart + 1
    }
    guard last - lastStart <= plannedDays else {
      throw SurvivalError.strayEnd(
        file: file, row: row + 1, end: last.description, lastStart: lastStart.description)
    }
    return max(last, lastStart) + 1
  }
}
