public import ChurnData
internal import ChurnMath
public import Logging

/// Contracts that were read: a start and an end a row, one or several rows a customer.
///
/// Lifetimes are active periods (``ContractPeriods``), in days from the first day of service to the
/// first without; those still active are censored at the end of the data. Who had been a customer
/// before the day from which the data list everybody enters the risk set at the age he had then: had
/// he left earlier, he would not be in the data.
public struct ContractTable: Sendable {
  /// The lifetimes.
  public let sample: SurvivalSample
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
    /// The column of why a contract ended; nil = reasons are not told apart.
    public var reason: String?
    /// Columns whose groups are compared, of the first contract; `cohort` = when it began.
    public var by: [String] = []
    /// Columns within whose groups alone comparisons are made.
    public var strata: [String] = []
    /// Columns of a Cox model.
    public var covariates: [String] = []
    /// Columns that are categories although they look like numbers.
    public var categorical: [String] = []
    /// Columns that are numbers although they look like words.
    public var numeric: [String] = []
    /// The longest gap between two contracts that does not end an active period, in days.
    public var allowedGapDays = 0
    /// The day after the last to count; nil = the day after the last start or end.
    public var at: Day?
    /// The day from which the data list everybody who was active; nil = from the beginning.
    public var listedFrom: Day?
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

  /// Reads the contracts.
  ///
  /// - Throws: `DataError`, `SurvivalError`, `PipelineError.emptyTable`, `.badOption`.
  public init(reading source: Source, threads: Int, logger: Logger) throws {
    let compared = ComparedColumns(
      by: source.by, strata: source.strata, covariates: source.covariates)
    try compared.check()
    let file = try TableFile(
      paths: source.paths,
      options: source.file.tableOptions(threads: threads, maxRejectShare: source.maxRejectShare))
    var columns = NamedColumns(columnNames: file.columnNames)
    let start = try columns.ask(source.start, option: "--start", meaning: .time, isRequired: true)
    let end = try columns.ask(source.end, option: "--end", meaning: .time)
    let customer = try source.customer.map { name in
      try columns.ask(name, option: "--customer", meaning: .identifier, isRequired: true)
    }
    let reason = try source.reason.map { name in
      try columns.ask(name, option: "--reason", meaning: .identifier)
    }
    for (names, option) in [
      (source.by, "--by"), (source.strata, "--strata"), (source.covariates, "--cox"),
    ] {
      try columns.ask(
        attributes: names.filter { $0 != CohortNames.word || file.columnNames.contains($0) },
        option: option, categorical: source.categorical, numeric: source.numeric)
    }
    let table = try file.read(columns.requests, keepingRejects: source.keepsRejects)
    report = table.report
    for reason in report.reasons { logger.notice("\(reason.description)") }
    guard table.rowCount > 0, case .time(let starts) = table.columns[start],
      case .time(let ends) = table.columns[end]
    else { throw PipelineError.emptyTable(what: "\(file.displayName) has no usable row") }
    var reasons: TextColumn?
    if let reason, case .text(let column) = table.columns[reason] { reasons = column }
    var customers = Array(0..<table.rowCount)
    if let customer, case .text(let column) = table.columns[customer] {
      customers = column.codes.map(Int.init)
    }
    let contracts = Contracts(
      file: file.displayName, starts: starts.seconds.map { Day(containing: $0) },
      ends: ends.seconds.map { $0 == TimeColumn.missing ? nil : Day(containing: $0) },
      customers: customers, reasons: reasons, hasCustomers: customer != nil)
    sample = try contracts.sample(
      source, compared: compared, attributes: columns.attributes(table), logger: logger)
  }

  /// Contracts as they were read, before they are checked and merged.
  private struct Contracts {
    let file: String
    let starts: [Day]
    let ends: [Day?]
    let customers: [Int]
    let reasons: TextColumn?
    let hasCustomers: Bool

    /// The day after the last that counts.
    private func end(_ source: Source) throws -> Day {
      if let at = source.at { return at }
      let lastStart = starts.max() ?? Day(number: 0)
      guard let row = ends.indices.max(by: { order($0) < order($1) }), let last = ends[row] else {
        return lastStart + 1
      }
      guard last - lastStart <= ContractTable.plannedDays else {
        throw SurvivalError.strayEnd(
          file: file, row: row + 1, end: last.description, lastStart: lastStart.description)
      }
      return max(last, lastStart) + 1
    }

    private func order(_ row: Int) -> Int { ends[row]?.number ?? .min }

    func sample(
      _ source: Source, compared: ComparedColumns, attributes: [String: FeatureMatrix.Column],
      logger: Logger
    ) throws -> SurvivalSample {
      let at = try end(source)
      if let from = source.listedFrom, from >= at {
        throw PipelineError.badOption(
          option: "--listed-from", problem: "\(from) is not before the end of the data, \(at).")
      }
      var notes: [String] = []
      let backwards = starts.indices.filter { row in ends[row].map { $0 < starts[row] } ?? false }
      if let first = backwards.first {
        guard Double(backwards.count) <= source.maxRejectShare * Double(starts.count) else {
          throw SurvivalError.tooManyUnusable(
            file: file, unusable: backwards.count, rows: starts.count,
            limit: source.maxRejectShare, reasons: ["the end lies before the start"])
        }
        notes.append(
          "\(Self.count(backwards.count, "contract")) left out: the end lies before the start, first "
            + "in data row \(first + 1).")
      }
      let future = starts.indices.filter { starts[$0] >= at }
      if !future.isEmpty {
        notes.append(
          "\(Self.count(future.count, "contract")) left out: the start is not before \(at).")
      }
      let isOut = Set(backwards + future)
      // An end on or after the last day that counts has not happened yet.
      let known = ends.map { end in end.flatMap { $0 < at ? $0 : nil } }
      let merged = ContractPeriods(
        rows: starts.indices.filter { !isOut.contains($0) }, customers: customers, starts: starts,
        ends: known, allowedGap: source.allowedGapDays)
      if merged.merged > 0 {
        notes.append(
          "\(Self.count(merged.merged, "contract")) merged with an earlier one of the same customer, which "
            + "ended at most \(Self.count(source.allowedGapDays, "day")) before.")
      }
      if merged.returners > 0 {
        notes.append(
          "\(Self.count(merged.returners, "customer")) came back after a longer gap: each active "
            + "period is a lifetime of its own.")
      }
      let (periods, entries) = listed(merged.periods, source.listedFrom, &notes)
      guard !periods.isEmpty else {
        throw PipelineError.emptyTable(what: "\(file) has no contract that began before \(at)")
      }
      let exits = ExitReasons(
        hasLeft: periods.map { $0.end != nil },
        texts: reasons.map { column in
          periods.map { $0.end == nil ? nil : column.text($0.lastRow) }
        })
      for note in notes { logger.notice("\(note)") }
      func picked(_ names: [String]) -> [FeatureMatrix.Column] {
        names.map { name in
          guard let column = attributes[name] else {
            return CohortNames.column(periods.map(\.start))
          }
          return FeatureMatrix.Column(
            name: name, kind: column.kind, values: periods.map { column.values[$0.firstRow] })
        }
      }
      return SurvivalSample(
        lifetimes: Lifetimes(
          durations: periods.map { Double(($0.end ?? at) - $0.start) }, exits: exits.exits,
          entries: entries), reasons: exits.names, groups: SurvivalGrouping(picked(compared.by)),
        strata: SurvivalGrouping(strata: picked(compared.strata)),
        covariates: picked(compared.covariates),
        clusters: merged.returners > 0 ? periods.map(\.customer) : nil,
        meaning: SurvivalSample.Meaning(
          span: "from the first day of service to the first without", ending: ExitReasons.plain,
          unit: "days", end: at.description), notes: notes)
    }

    /// The periods that the data can show, and when each came under observation.
    private func listed(
      _ periods: [ContractPeriods.Period], _ from: Day?, _ notes: inout [String]
    ) -> (kept: [ContractPeriods.Period], entries: [Double]?) {
      guard let from else { return (periods, nil) }
      // Ended by the day from which the data are whole: others like it are not listed.
      let kept = periods.filter { period in period.end.map { $0 > from } ?? true }
      if kept.count < periods.count {
        notes.append(
          "\(Self.count(periods.count - kept.count, "active period")) left out: over by \(from), "
            + "when the data begin to list everybody.")
      }
      let late = kept.count { $0.start < from }
      guard late > 0 else { return (kept, nil) }
      // Who left on the very first day was at risk for no time at all.
      let watched = kept.filter { period in
        period.end.map { $0 > max(period.start, from) } ?? true
      }
      if watched.count < kept.count {
        notes.append(
          "\(Self.count(kept.count - watched.count, "active period")) left out: over on the first day, "
            + "and so never at risk.")
      }
      notes.append(
        "\(Self.count(late, "active period")) began before \(from) and \(late == 1 ? "enters" : "enter") "
          + "late: at the age reached on that day.")
      return (watched, watched.map { Double(max(0, from - $0.start)) })
    }

    private static func count(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
  }
}
