public import ChurnData
public import ChurnMath
public import Logging

/// A campaign whose arms were drawn at random, one row a customer, as it was read.
public struct ArmTable: Sendable {
  /// Where the table is and what its columns mean.
  public struct Source: Sendable {
    /// The file and how it is read; its flags name the id and the columns to leave out.
    public var table: TableBook.Source
    /// The column of what was done to each customer.
    public var arm: String
    /// Its value for those left alone.
    public var control: String
    /// The column of what each did afterwards.
    public var outcome: String
    /// The value of that column that means yes; nil = found for 1/0, yes/no and the like.
    public var positive: String?
    /// The column of a risk to compare with; nil = the outcome expected of those left alone.
    public var risk: String?
    /// Columns to learn from although they look as if they were known only afterwards.
    public var kept: [String] = []

    /// A source of one table.
    public init(table: TableBook.Source, arm: String, control: String, outcome: String) {
      self.table = table
      self.arm = arm
      self.control = control
      self.outcome = outcome
    }
  }

  /// The id of each customer; the number of the row where there is none.
  public let ids: [String]
  /// The name of each customer's arm.
  public let arms: [String]
  /// What each did: 0 and 1 for no and yes, else the amount.
  public let outcomes: [Double]
  /// The value that means yes; nil where outcomes are amounts.
  public let positive: String?
  /// The risk to compare with; NaN = missing; nil without such a column.
  public let risks: [Double]?
  /// What was known of each before the campaign.
  public let features: FeatureMatrix
  /// Columns that are not learned from, and why.
  public let leftOut: [LaterColumn]
  /// The columns' parts.
  public let source: Source
  /// What a reader must know, one sentence each.
  public let notes: [String]
  /// What was read and what was not.
  public let report: ReadReport

  /// A hash of each row that does not depend on where it stands.
  let keys: [[UInt8]]

  /// The arms besides the control, in the order of their names' bytes.
  public var treatments: [String] {
    Set(arms).filter { $0 != source.control }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// Reads the table.
  ///
  /// - Throws: `DataError`, `PipelineError`, `UpliftError`, `CampaignError.unknownValue`.
  public init(reading source: Source, threads: Int, logger: Logger) throws {
    let book = try TableBook(reading: source.table, threads: threads, logger: logger)
    func column(_ name: String, _ option: String) throws -> FeatureMatrix.Column {
      guard let column = book.features.columns.first(where: { $0.name == name }) else {
        throw UpliftError.noSuchColumn(
          option: option, name: name,
          nearest: NearestName.of(name, in: book.features.columnNames.filter { $0 != name }))
      }
      return column
    }
    var notes: [String] = []
    let armNames = Self.arms(try column(source.arm, "--arm"), source, &notes)
    let outcomeColumn = try column(source.outcome, "--outcome")
    let riskColumn = try source.risk.map { try column($0, "--risk") }
    let roles =
      [("--arm", source.arm), ("--outcome", source.outcome)]
      + (source.risk.map { [("--risk", $0)] } ?? [])
    for (place, role) in roles.enumerated() {
      if let earlier = roles[..<place].first(where: { $0.1 == role.1 }) {
        throw CampaignError.badOption(
          option: role.0, problem: "column \"\(role.1)\" is that of \(earlier.0) already.")
      }
    }
    if let riskColumn, riskColumn.kind != .numeric {
      throw CampaignError.badOption(
        option: "--risk", problem: "column \"\(riskColumn.name)\" holds no numbers.")
    }
    let coded = try OutcomeColumn(outcomeColumn, positive: source.positive)
    let rows = Self.usable(armNames, coded, source, &notes)
    guard !rows.isEmpty else {
      throw PipelineError.emptyTable(what: "no row has both an arm and an outcome")
    }
    let known = Set(rows.compactMap { armNames[$0] })
    guard known.contains(source.control) else {
      let all = known.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      throw CampaignError.unknownValue(
        option: "--control", column: source.arm, value: source.control,
        nearest: NearestName.of(source.control, in: all), all: all)
    }
    let outcomes = rows.map { coded.values[$0] }
    if let first = outcomes.first, outcomes.allSatisfy({ $0 == first }) {
      throw UpliftError.constantOutcome(
        column: source.outcome, value: coded.name(of: first), rows: outcomes.count)
    }
    let parts = Set(roles.map(\.1))
    let candidates = FeatureMatrix(
      columns: book.features.columns.filter { !parts.contains($0.name) },
      rowCount: book.features.rowCount
    ).selecting(rows: rows)
    for name in source.kept where !candidates.columnNames.contains(name) {
      throw UpliftError.noSuchColumn(
        option: "--keep", name: name, nearest: NearestName.of(name, in: candidates.columnNames))
    }
    let arms = rows.map { armNames[$0] ?? "" }
    let later = LaterColumn.found(
      candidates, arms: arms, control: source.control, outcomes: outcomes,
      outcome: source.outcome, threads: threads)
    leftOut = later.filter { !source.kept.contains($0.column) }
    for column in later where source.kept.contains(column.column) {
      notes.append("\(column.sentence) Used all the same (--keep).")
    }
    notes += leftOut.map { "\($0.sentence) It is left out; --keep \($0.column) uses it." }
    let hidden = Set(leftOut.map(\.column))
    features = FeatureMatrix(
      columns: candidates.columns.filter { !hidden.contains($0.name) }, rowCount: rows.count)
    if features.columns.isEmpty {
      notes.append("No column is left to tell customers apart by: every uplift is that of all.")
    }
    ids = rows.map { book.ids[$0] }
    keys = rows.map { book.keys[$0] }
    self.arms = arms
    self.outcomes = outcomes
    positive = coded.positive
    risks = riskColumn.map { column in rows.map { column.values[$0] } }
    self.source = source
    self.notes = notes
    report = book.report
    for note in notes { logger.notice("\(note)") }
  }

  /// The arm of each row; nil = missing.
  ///
  /// A control called `none` or the like is read as a missing value: then blank rows are the control.
  private static func arms(
    _ column: FeatureMatrix.Column, _ source: Source, _ notes: inout [String]
  ) -> [String?] {
    let names = names(column)
    let blank = names.count { $0 == nil }
    guard blank > 0, isMissing(source.control), !names.contains(source.control) else {
      return names
    }
    notes.append(
      "\"\(source.control)\" is a mark of a missing value: all \(blank) rows without a value in "
        + "\"\(source.arm)\" count as left alone.")
    return names.map { $0 ?? source.control }
  }

  /// Whether the reader takes a text for a missing value, as a label would.
  private static func isMissing(_ text: String) -> Bool {
    // A label's coding knows the marks; of two other levels one has to mean something.
    let levels = [(text: text, rows: 1), (text: "1", rows: 1), (text: "0", rows: 1)]
    let coding = try? LabelCoding(levels: levels, label: "", given: "1")
    return coding?.meanings.first == .missing
  }

  /// The rows with an arm and an outcome; the others are counted.
  private static func usable(
    _ arms: [String?], _ outcome: OutcomeColumn, _ source: Source, _ notes: inout [String]
  ) -> [Int] {
    let withoutArm = arms.count { $0 == nil }
    let rows = arms.indices.filter { arms[$0] != nil && outcome.values[$0].isFinite }
    let withoutOutcome = arms.count - withoutArm - rows.count
    for (count, column) in [(withoutArm, source.arm), (withoutOutcome, source.outcome)]
    where count > 0 {
      notes.append(
        "\(count) \(count == 1 ? "row" : "rows") without a value in \"\(column)\" left out.")
    }
    return rows
  }

  /// The values of a column as texts; nil = missing.
  static func names(_ column: FeatureMatrix.Column) -> [String?] {
    switch column.kind {
    case .numeric:
      column.values.map { PlainNumber.shortest($0) }
    case .categorical(let levels):
      column.values.map { value in
        guard let level = Int(exactly: value), levels.indices.contains(level) else { return nil }
        return levels[level]
      }
    }
  }
}
