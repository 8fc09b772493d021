public import ChurnData
internal import ChurnMath
public import Logging

/// Cuts a base into segments: by recency, frequency and money, by stage, value, habits and columns, and
/// by likeness; and tells what each of them did afterwards.
///
///     var analysis = SegmentAnalysis()
///     analysis.condition = try CustomerFilter("orders_365 >= 3")
///     let result = try analysis.run(book, logger: logger)
///
/// Churn is measured out of the past: customers are put into segments as they stood one horizon before
/// the day, by what was known then, and churned are those who have not ordered since.
public struct SegmentAnalysis: Sendable {
  /// The day at whose first second everything is told; nil = the end of the data.
  public var at: Day?
  /// Days of silence that count as churn; nil = found in the data.
  public var horizonDays: Int?
  /// Segments, habits and tiers.
  public var table = SegmentTable.standard
  /// The customers wanted; nil = all.
  public var condition: CustomerFilter?
  /// The segment, stage, tier, habit, cluster or saved condition whose customers are listed; nil = all.
  public var only: String?
  /// Further columns to cut by.
  public var by: [String] = []
  /// Whether there are clusters, and how many; nil = none, 0 = as many as set themselves apart best.
  public var clusters: Int?
  /// Columns that clusters go by; empty = the usual ones.
  public var clusterColumns: [String] = []
  /// What is compared with an earlier run or day.
  public var compareBy = "rfm_segment"
  /// A file that an earlier run wrote.
  public var comparedFile: String?
  /// An earlier day.
  public var comparedDay: Day?
  /// How far ahead value is reckoned, and at what discount.
  public var schedule = DiscountSchedule(months: 12, yearlyRate: 0.1)
  /// Margin as a share of revenue; nil = by the margin column, else 1.
  public var marginRate: Double?
  /// Decides where clusters begin.
  public var seed: UInt64 = 1
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// An analysis with the usual settings.
  public init() {}

  /// Days of silence that count as churn where the data do not tell.
  static let usualHorizon = 90

  /// Cuts the base.
  ///
  /// - Throws: `SegmentError`, `PipelineError.cutoffOutsideData`, `.noCustomerActive`, `DataError` for
  ///   a file to compare with, `FitError` for clusters that cannot be made.
  public func run(_ book: OrderBook, logger: Logger) throws -> SegmentResult {
    var notes: [String] = []
    let at = at ?? book.end
    let horizon = horizonDays ?? foundHorizon(book, at: at, &notes)
    var settings = CustomerTable.Settings()
    settings.horizonDays = horizon
    settings.segments = table
    settings.schedule = schedule
    settings.marginRate = marginRate
    let known = CustomerTable.columns(of: book, at: at, wanted: wanted, settings: settings)
    try check(known, &notes)
    let columns = Set(
      known.map(\.name).filter { Self.always.contains($0) || $0.hasPrefix("behaviour_") }
        + wanted)
    notes += table.remarks
    let present = try SegmentBase(
      try CustomerTable(
        book, at: at, columns: columns, settings: settings, threads: threads, logger: logger),
      condition: condition, outcome: nil)
    guard !present.rows.isEmpty else {
      throw SegmentError.nobodyMeets(
        condition: condition?.text ?? "", customers: present.table.customers.count)
    }
    notes += present.table.notes
    let past = try pastBase(book, at: at, horizon, columns, settings, logger, &notes)
    let making = try SegmentMaking(self, book, present: present, past: past, horizonDays: horizon)
    return try making.result(
      at: at,
      migration: try migration(
        book, at: at, present, columns, settings, logger, &notes), notes: notes)
  }

  /// Columns that every analysis looks at, as far as the data have them.
  private static let always: Set<String> = [
    "recency_days", "btyd_x", "orders_all", "revenue_all", "r_score", "f_score", "m_score",
    "rfm_segment", "stage", "clv", "value_tier",
  ]

  /// The columns that are asked for by name, by conditions and options.
  public var wanted: [String] {
    (condition?.columnNames ?? []) + table.columnNames + by + [compareBy]
      + (clusters == nil ? [] : clusterColumns.isEmpty ? ClusterSpace.usual : clusterColumns)
  }

  // MARK: - Checks

  /// Fails for conditions and columns that ask for what is not there.
  private func check(
    _ known: [(name: String, kind: FeatureMatrix.Kind)], _ notes: inout [String]
  ) throws {
    func check(
      _ filter: CustomerFilter, _ option: String,
      _ columns: [(name: String, kind: FeatureMatrix.Kind)]
    ) throws {
      do {
        try filter.check(columns: columns)
      } catch {
        throw SegmentError.badCondition(option: option, problem: error.description)
      }
      for warning in filter.warnings(columns: columns) { notes.append("\(option): \(warning)") }
    }
    if let condition { try check(condition, "--where", known) }
    // A segment cannot be made of itself.
    let before = known.filter { $0.name != "rfm_segment" }
    for entry in table.entries {
      if let condition = entry.condition { try check(condition, "segment \(entry.name)", before) }
      for score in SegmentTable.Score.allCases where entry.ranges[score] != nil {
        guard known.contains(where: { $0.name == score.column }) else {
          throw SegmentError.badCondition(
            option: "segment \(entry.name)",
            problem: "there is no score \(score.rawValue), because the data have no amounts.")
        }
      }
    }
    for saved in table.saved { try check(saved.condition, "saved \(saved.name)", known) }
    let names = known.map(\.name)
    func needColumn(_ option: String, _ name: String) throws {
      guard !names.contains(name), !names.contains(AttributeFeature.prefix + name) else { return }
      let bare = names.map { name in
        name.hasPrefix(AttributeFeature.prefix)
          ? String(name.dropFirst(AttributeFeature.prefix.count)) : name
      }
      throw SegmentError.unknownColumn(
        option: option, name: name, nearest: NearestName.of(name, in: bare), known: bare)
    }
    for name in by { try needColumn("--by", name) }
    for name in clusterColumns { try needColumn("--cluster-on", name) }
    try needColumn("--compare-by", compareBy)
    let compared = known.first {
      $0.name == compareBy || $0.name == AttributeFeature.prefix + compareBy
    }
    if comparedFile != nil || comparedDay != nil, compared?.kind == .numeric {
      throw SegmentError.badCondition(
        option: "--compare-by",
        problem:
          "\"\(compareBy)\" holds numbers. Name a column of names, such as rfm_segment, stage "
          + "or value_tier.")
    }
  }

  /// How long a silence must be, by the data; the usual length where they do not tell.
  private func foundHorizon(_ book: OrderBook, at: Day, _ notes: inout [String]) -> Int {
    let span = book.log.span.lowerBound..<at
    do {
      let choice = try SilenceCurve(book.log, end: at, threads: threads).recommendation { days in
        let plan = try? CutoffPlan(
          span: span, horizon: Horizon(days: days), minHistoryDays: 90)
        return plan.map { $0.all.count >= SilenceCurve.leastCutoffs } ?? false
      }
      notes.append(choice.sentence)
      return choice.days
    } catch {
      notes.append(
        "How long a silence counts as churn cannot be told from these data; \(Self.usualHorizon) days "
          + "are taken. --horizon says otherwise.")
      return Self.usualHorizon
    }
  }

  // MARK: - The past

  /// The base a horizon earlier with what came; nil with a note where there was none.
  private func pastBase(
    _ book: OrderBook, at: Day, _ horizon: Int, _ columns: Set<String>,
    _ settings: CustomerTable.Settings, _ logger: Logger, _ notes: inout [String]
  ) throws -> SegmentBase? {
    let cutoff = at - horizon
    guard at <= book.end else {
      notes.append(
        "No churn rates: the data end on \(book.end), before \(at), so what came is not known.")
      return nil
    }
    guard cutoff > book.log.span.lowerBound else {
      notes.append(
        "No churn rates: the data begin on \(book.log.span.lowerBound), less than \(horizon) days "
          + "before \(at). A shorter --horizon makes them possible.")
      return nil
    }
    let table: CustomerTable
    do {
      table = try CustomerTable(
        book, at: cutoff, columns: columns, settings: settings, threads: threads, logger: logger)
    } catch let error as PipelineError {
      guard case .noCustomerActive = error else { throw error }
      notes.append("No churn rates: nobody was a customer on \(cutoff).")
      return nil
    } catch is FilterError {
      notes.append(
        "No churn rates: on \(cutoff) the data could not tell yet what a segment asks for.")
      return nil
    }
    // Not all that can be told today could be told then, such as what needs a year of data.
    if let condition {
      let columns = table.matrix.columns.map { (name: $0.name, kind: $0.kind) }
      guard (try? condition.check(columns: columns)) != nil else {
        notes.append("No churn rates: on \(cutoff) the data could not tell what --where asks for.")
        return nil
      }
    }
    return try SegmentBase(
      table, condition: condition,
      outcome: SegmentOutcome(
        book.log, customers: table.customers, from: cutoff, to: at, threads: threads))
  }

  // MARK: - Migration

  private func migration(
    _ book: OrderBook, at: Day, _ present: SegmentBase, _ columns: Set<String>,
    _ settings: CustomerTable.Settings, _ logger: Logger, _ notes: inout [String]
  ) throws -> SegmentMigration? {
    guard comparedFile != nil || comparedDay != nil else { return nil }
    let now = names(present, book)
    var then: [String: String] = [:]
    var with = ""
    if let comparedFile {
      let earlier = try EarlierSegments(
        reading: comparedFile, column: compareBy, threads: threads)
      then = earlier.names
      with = comparedFile.split(separator: "/").last.map(String.init) ?? comparedFile
      if earlier.repeated > 0 {
        notes.append(
          "\(comparedFile): \(earlier.repeated) rows name a customer again; the first one counts.")
      }
    } else if let comparedDay {
      do {
        let table = try CustomerTable(
          book, at: comparedDay, columns: columns, settings: settings, threads: threads,
          logger: logger)
        then = names(try SegmentBase(table, condition: condition, outcome: nil), book)
      } catch let error as FilterError {
        throw SegmentError.badCondition(
          option: "--compare-at",
          problem: "on \(comparedDay) the data could not tell what is asked for. \(error)")
      }
      with = comparedDay.description
    }
    var order: [String] = []
    if let column = present.column(compareBy), case .categorical(let levels) = column.kind {
      order = levels
    }
    return SegmentMigration(
      by: compareBy, comparedWith: with, order: order, then: then, now: now)
  }

  /// The segment of each customer of a base by id.
  private func names(_ base: SegmentBase, _ book: OrderBook) -> [String: String] {
    guard let column = base.column(compareBy), case .categorical(let levels) = column.kind else {
      return [:]
    }
    var names: [String: String] = [:]
    for (place, row) in base.rows.enumerated() where !column.values[place].isNaN {
      names[book.log.customerIDs[base.table.customers[row]]] = levels[Int(column.values[place])]
    }
    return names
  }
}
