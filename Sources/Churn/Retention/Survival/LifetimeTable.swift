public import ChurnData
internal import ChurnMath
public import Logging

/// A ready table of lifetimes that was read: one row a customer, with a duration and an event.
public struct LifetimeTable: Sendable {
  /// The lifetimes.
  public let sample: SurvivalSample
  /// What was read and what was not.
  public let report: ReadReport

  /// Where a table of lifetimes is and how it is read.
  public struct Source: Sendable {
    /// Files of one shape, or `-` for the standard input.
    public var paths: [String]
    /// How the text is read.
    public var file = FileOptions()
    /// The column of how long each customer was observed.
    public var duration: String
    /// The column of whether he left then.
    public var event: String
    /// The value of that column that means leaving; nil = found for yes/no, 1/0 and the like.
    public var eventValue: String?
    /// The column of the time at which each came under observation; nil = from the start.
    public var entry: String?
    /// The column of how often each row counts; nil = once.
    public var weight: String?
    /// The column of whose lifetime each is; nil = one each.
    public var customer: String?
    /// The column of why each left; nil = reasons are not told apart.
    public var reason: String?
    /// Columns whose groups are compared.
    public var by: [String] = []
    /// Columns within whose groups alone comparisons are made.
    public var strata: [String] = []
    /// Columns of a Cox model.
    public var covariates: [String] = []
    /// Columns that are categories although they look like numbers.
    public var categorical: [String] = []
    /// Columns that are numbers although they look like words.
    public var numeric: [String] = []
    /// The unit of durations, a label.
    public var unit = ""
    /// Share of unusable rows above which reading fails.
    public var maxRejectShare = 0.2
    /// Whether the text of unusable rows is kept for `--rejects`.
    public var keepsRejects = false

    /// A source of some files.
    public init(paths: [String], duration: String, event: String) {
      self.paths = paths
      self.duration = duration
      self.event = event
    }
  }

  /// Reads the table.
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
    let duration = try columns.ask(
      source.duration, option: "--duration", meaning: .number, isRequired: true)
    let event = try columns.ask(
      source.event, option: "--event", meaning: .identifier, isRequired: true)
    let entry = try source.entry.map { name in
      try columns.ask(
        name, option: "--entry", meaning: .number, blankReason: "blank \(name), so observed from 0")
    }
    let weight = try source.weight.map { name in
      try columns.ask(name, option: "--weight", meaning: .number, isRequired: true)
    }
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
        attributes: names, option: option, categorical: source.categorical,
        numeric: source.numeric)
    }
    let table = try file.read(columns.requests, keepingRejects: source.keepsRejects)
    report = table.report
    for reason in report.reasons { logger.notice("\(reason.description)") }
    guard table.rowCount > 0 else {
      throw PipelineError.emptyTable(what: "\(file.displayName) has no usable row")
    }
    let rows = Rows(
      table, file: file.displayName, duration: duration, event: event, entry: entry, weight: weight,
      customer: customer, reason: reason)
    sample = try rows.sample(
      source, compared: compared, attributes: columns.attributes(table), logger: logger)
  }
}

extension LifetimeTable {
  /// The columns of a table that was read, before they are checked.
  private struct Rows {
    let file: String
    let durations: [Double]
    let events: TextColumn?
    let entries: [Double]?
    let weights: [Double]?
    let customers: [Int]?
    let reasons: TextColumn?
    let hasRejects: Bool

    init(
      _ table: ColumnTable, file: String, duration: Int, event: Int, entry: Int?, weight: Int?,
      customer: Int?, reason: Int?
    ) {
      func numbers(_ place: Int?) -> [Double]? {
        guard let place, case .number(let values) = table.columns[place] else { return nil }
        return values
      }
      func texts(_ place: Int?) -> TextColumn? {
        guard let place, case .text(let column) = table.columns[place] else { return nil }
        return column
      }
      self.file = file
      durations = numbers(duration) ?? []
      events = texts(event)
      entries = numbers(entry)?.map { $0.isNaN ? 0 : $0 }
      weights = numbers(weight)
      customers = texts(customer).map(Self.numbered)
      reasons = texts(reason)
      hasRejects = table.report.rejectedRows > 0
    }

    /// Checks every number and makes the sample.
    func sample(
      _ source: Source, compared: ComparedColumns, attributes: [String: FeatureMatrix.Column],
      logger: Logger
    ) throws -> SurvivalSample {
      try check(durations, source.duration, "a lifetime of 0 or more")
      if let weights, let name = source.weight { try check(weights, name, "a weight of 0 or more") }
      if let entries, let name = source.entry {
        try check(entries, name, "a time of entry of 0 or more")
      }
      var notes: [String] = []
      let hasLeft = try outcomes(source, &notes)
      let late = durations.indices.filter { row in
        hasLeft[row] != nil && (entries.map { $0[row] >= durations[row] } ?? false)
      }
      if !late.isEmpty {
        notes.append(
          "\(Self.rows(late.count)) came under observation at or after the end of the lifetime and "
            + "\(late.count == 1 ? "was" : "were") never at risk: left out, first in data row "
            + "\((late.first ?? 0) + 1).")
      }
      let isLate = Set(late)
      let kept = durations.indices.filter { hasLeft[$0] != nil && !isLate.contains($0) }
      guard !kept.isEmpty else {
        throw PipelineError.emptyTable(what: "\(file) has no usable row")
      }
      let zeros = kept.count { durations[$0] == 0 && hasLeft[$0] == false }
      if zeros > 0 {
        notes.append(
          "\(Self.rows(zeros)) with a lifetime of 0 \(zeros == 1 ? "was" : "were") still there: "
            + "counted, but never seen for any time, so they change no curve.")
      }
      let left = kept.map { hasLeft[$0] ?? false }
      let exits = ExitReasons(
        hasLeft: left, texts: reasons.map { column in kept.map { column.text($0) } })
      if exits.unexpected > 0 {
        notes.append(
          "\(Self.rows(exits.unexpected)) still there \(exits.unexpected == 1 ? "has" : "have") a "
            + "reason all the same; it is not used.")
      }
      if let weight = source.weight {
        notes.append(
          "Lifetimes, exits and those at risk are sums of \"\(weight)\" over "
            + "\(Self.rows(kept.count)).")
      }
      for note in notes { logger.notice("\(note)") }
      func picked(_ names: [String]) -> [FeatureMatrix.Column] {
        ComparedColumns.picked(names, attributes).map { column in
          FeatureMatrix.Column(
            name: column.name, kind: column.kind,
            values: kept.count == durations.count
              ? column.values : kept.map { column.values[$0] })
        }
      }
      return SurvivalSample(
        lifetimes: Lifetimes(
          durations: kept.map { durations[$0] }, exits: exits.exits,
          entries: entries.map { all in kept.map { all[$0] } },
          weights: weights.map { all in kept.map { all[$0] } }), reasons: exits.names,
        groups: SurvivalGrouping(picked(compared.by)),
        strata: SurvivalGrouping(strata: picked(compared.strata)),
        covariates: picked(compared.covariates),
        clusters: customers.map { all in kept.map { all[$0] } },
        meaning: SurvivalSample.Meaning(
          span: "from 0 to the end in \"\(source.duration)\"", ending: ExitReasons.plain,
          unit: source.unit), notes: notes)
    }

    /// Customers by the order of their names, so that the file's never shows.
    private static func numbered(_ column: TextColumn) -> [Int] {
      let names = (0..<column.levels.count).map { column.levels[$0] }
      let order = names.indices.sorted {
        names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
      }
      var places = [Int](repeating: 0, count: order.count)
      for (place, level) in order.enumerated() { places[level] = place }
      return column.codes.map { $0 == TextColumn.missing ? order.count : places[Int($0)] }
    }

    private static func rows(_ count: Int) -> String { "\(count) \(count == 1 ? "row" : "rows")" }

    /// Whether each row left; nil where that is not known.
    private func outcomes(_ source: Source, _ notes: inout [String]) throws -> [Bool?] {
      guard let events else { return durations.map { _ in nil } }
      var counts = [Int](repeating: 0, count: events.levels.count)
      for code in events.codes where code != TextColumn.missing { counts[Int(code)] += 1 }
      let coding = try EventCoding(
        levels: counts.indices.map { (text: events.levels[$0], rows: counts[$0]) },
        column: source.event, given: source.eventValue)
      if let note = coding.note { notes.append(note) }
      let outcomes = events.codes.map { code in
        code == TextColumn.missing ? nil : coding.hasLeft[Int(code)]
      }
      let unknown = outcomes.count { $0 == nil }
      if unknown > 0 {
        let first = (outcomes.firstIndex { $0 == nil } ?? 0) + 1
        let sentence =
          "\(Self.rows(unknown)) without a value in \"\(source.event)\" "
          + "\(unknown == 1 ? "is" : "are") left out, first in data row \(first)."
        guard Double(unknown) <= source.maxRejectShare * Double(outcomes.count) else {
          throw SurvivalError.tooManyUnusable(
            file: file, unusable: unknown, rows: outcomes.count, limit: source.maxRejectShare,
            reasons: ["no value in \"\(source.event)\""])
        }
        notes.append(sentence)
      }
      return outcomes
    }

    private func check(_ values: [Double], _ column: String, _ expected: String) throws {
      guard let row = values.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) else { return }
      throw SurvivalError.invalidNumber(
        file: file, row: row + 1, column: column, found: values[row],
        expected: expected + (hasRejects ? " (rows counted without the unusable ones)" : ""))
    }
  }
}
