public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// Reads what a randomised test brought off a ready table: one row a customer, with the group he was
/// drawn for and what he did.
///
///     let test = TableOutcome(arm: "segment", control: "No E-Mail", outcomes: ["visit", "spend"])
///     let report = try test.run(reading: ["hillstrom.csv"], threads: 4, logger: logger)
///
/// Each group but the control is compared with the control. An outcome of zeros and ones, or of a
/// known pair of words, is a share; another number is a mean.
public struct TableOutcome: Sendable {
  /// The column of the groups.
  public var arm: String
  /// The group that was left alone.
  public var control: String
  /// The columns of what customers did.
  public var outcomes: [String]
  /// Columns of what was known before.
  public var covariates: [String] = []
  /// Columns that figures are broken down by.
  public var breakdowns: [String] = []
  /// The column of the strata within which customers were drawn; nil for none.
  public var stratum: String?
  /// The share of rows that were to be left alone; nil = not known.
  public var controlShare: Double?
  /// How sure to be, and which look this is.
  public var certainty = OutcomeCertainty()
  /// How the text is read.
  public var file = FileOptions()
  /// Share of unusable rows above which reading fails.
  public var maxRejectShare = 0.2
  /// Whether the text of unusable rows is kept for `--rejects`.
  public var keepsRejects = false

  /// Groups that a table may have.
  private static let mostArms = 50
  /// Values that a column of words may have to be a covariate.
  private static let mostLevels = 50

  /// A test with the given columns.
  public init(arm: String, control: String, outcomes: [String]) {
    self.arm = arm
    self.control = control
    self.outcomes = outcomes
  }

  /// Reads the table and compares.
  ///
  /// - Returns: The report, and what was read and what was not.
  /// - Throws: `DataError`, `CampaignError`.
  public func run(
    reading paths: [String], threads: Int, logger: Logger
  ) throws -> (report: OutcomeReport, read: ReadReport) {
    let (confidence, look) = try certainty.resolved()
    try checkColumns()
    let source = try TableFile(
      paths: paths,
      options: file.tableOptions(threads: threads, maxRejectShare: maxRejectShare))
    var columns = NamedColumns(columnNames: source.columnNames)
    let armPlace = try columns.ask(arm, option: "--arm", meaning: .identifier)
    var outcomePlaces: [Int] = []
    for name in outcomes {
      outcomePlaces.append(try columns.ask(name, option: "--outcome", meaning: .automatic))
    }
    var covariatePlaces: [Int] = []
    for name in covariates {
      covariatePlaces.append(try columns.ask(name, option: "--covariates", meaning: .automatic))
    }
    var wordPlaces: [Int] = []
    for name in breakdowns {
      wordPlaces.append(try columns.ask(name, option: "--by", meaning: .identifier))
    }
    let stratumPlace = try stratum.map {
      try columns.ask($0, option: "--stratum", meaning: .identifier)
    }
    let table = try source.read(columns.requests, keepingRejects: keepsRejects)
    for reason in table.report.reasons { logger.notice("\(reason.description)") }
    guard case .text(let arms) = table.columns[armPlace] else {
      throw CampaignError.noRows(what: "\(source.displayName) has no usable row")
    }
    var outcomeColumns: [(name: String, values: [Double], isShare: Bool)] = []
    for (name, place) in zip(outcomes, outcomePlaces) {
      outcomeColumns.append(try outcome(name, table.columns[place]))
    }
    var known: [(name: String, values: [Double])] = []
    for (name, place) in zip(covariates, covariatePlaces) {
      known += try covariate(name, table.columns[place])
    }
    func words(_ place: Int) -> [String] {
      guard case .text(let column) = table.columns[place] else { return [] }
      return (0..<table.rowCount).map { column.text($0) ?? "" }
    }
    let rows = TestRows(
      arms: (0..<table.rowCount).map { arms.text($0) ?? "" }, outcomes: outcomeColumns,
      covariates: known, words: wordPlaces.map(words), strata: stratumPlace.map(words))
    let report = try report(rows.usable(), source.displayName, confidence, look)
    return (report, table.report)
  }

  // MARK: - Columns

  private func checkColumns() throws(CampaignError) {
    guard !outcomes.isEmpty else {
      throw .badOption(option: "--outcome", problem: "name at least one column.")
    }
    let all = [arm] + outcomes + covariates
    if let twice = all.indices.first(where: { all[..<$0].contains(all[$0]) }) {
      throw .badOption(
        option: twice <= outcomes.count ? "--outcome" : "--covariates",
        problem: "column \"\(all[twice])\" has another part already.")
    }
  }

  private func outcome(
    _ name: String, _ column: ColumnTable.Column
  ) throws(DataError) -> (name: String, values: [Double], isShare: Bool) {
    switch column {
    case .number(let values):
      return (name, values, values.allSatisfy { $0.isNaN || $0 == 0 || $0 == 1 })
    case .text(let text):
      var counts = [Int](repeating: 0, count: text.levels.count)
      for code in text.codes where code != TextColumn.missing { counts[Int(code)] += 1 }
      let coding = try LabelCoding(
        levels: counts.indices.map { (text: text.levels[$0], rows: counts[$0]) }, label: name)
      return (
        name,
        text.codes.map { code in
          guard code != TextColumn.missing else { return .nan }
          switch coding.meanings[Int(code)] {
          case .churned: return 1
          case .retained: return 0
          case .missing: return .nan
          }
        }, true
      )
    default: return (name, [], false)
    }
  }

  /// A number as it is; words as one column for each but the first.
  private func covariate(
    _ name: String, _ column: ColumnTable.Column
  ) throws(CampaignError) -> [(name: String, values: [Double])] {
    switch column {
    case .number(let values): return [(name, values.map { $0.isFinite ? $0 : .nan })]
    case .text(let text):
      guard text.levels.count <= Self.mostLevels else {
        throw .badOption(
          option: "--covariates",
          problem: "column \"\(name)\" has \(text.levels.count) values, more than "
            + "\(Self.mostLevels): leave it out, or bring it with fewer.")
      }
      return (0..<text.levels.count).dropFirst().map { level in
        (
          "\(name) \(text.levels[level])",
          text.codes.map { $0 == TextColumn.missing ? .nan : Int($0) == level ? 1 : 0 }
        )
      }
    default: return []
    }
  }

  // MARK: - Comparing

  private func report(
    _ rows: TestRows, _ name: String, _ confidence: Confidence, _ look: OutcomeReport.Look?
  ) throws(CampaignError) -> OutcomeReport {
    guard !rows.arms.isEmpty else { throw .noRows(what: "\(name) has no usable row") }
    let names = Set(rows.arms).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard names.contains(control) else {
      throw .unknownValue(
        option: "--control", column: arm, value: control,
        nearest: NearestName.of(control, in: names), all: names)
    }
    guard names.count <= Self.mostArms else {
      throw .badOption(
        option: "--arm",
        problem: "column \"\(arm)\" has \(names.count) values, more than \(Self.mostArms) groups.")
    }
    let controlRows = rows.arms.indices.filter { rows.arms[$0] == control }
    let treated = names.filter { $0 != control }
    guard !treated.isEmpty else {
      throw .groupTooSmall(
        group: "treated", rows: 0, needed: 2, tryThis: "All rows are of the control group.")
    }
    var arms: [OutcomeReport.Arm] = []
    for name in treated {
      let own = rows.arms.indices.filter { rows.arms[$0] == name }
      for (group, count) in [(control, controlRows.count), (name, own.count)] where count < 2 {
        throw .groupTooSmall(
          group: group, rows: count, needed: 2, tryThis: "Leave its rows out, or bring more.")
      }
      arms.append(compared(name, rows, own + controlRows, confidence))
    }
    Self.adjustForMany(&arms)
    var notes = arms.flatMap { $0.fairness.warnings } + rows.notes
    if arms.count * outcomes.count > 1 {
      notes.append(
        "\(arms.count * outcomes.count) comparisons were made; p by Holm takes all of them into "
          + "account, intervals hold one by one.")
    }
    return OutcomeReport(
      name: name, control: control, controlRows: controlRows.count, arms: arms, window: nil,
      level: certainty.level, look: look, notFound: nil, notes: notes)
  }

  private func compared(
    _ name: String, _ all: TestRows, _ places: [Int], _ confidence: Confidence
  ) -> OutcomeReport.Arm {
    let rows = ComparedRows(
      isTreated: places.map { all.arms[$0] != control },
      covariates: all.covariates.map { column in
        (column.name, places.map { column.values[$0] })
      },
      strata: all.strata.flatMap { strata in
        CampaignOutcome.numbered(places.map { strata[$0] })
      })
    let columns = OutcomeColumns(
      columns: all.outcomes.map { column in
        (column.name, places.map { column.values[$0] }, column.isShare)
      })
    return OutcomeReport.Arm(
      name: name, rows: rows.isTreated.count { $0 },
      outcomes: columns.compare(rows, at: nil, confidence: confidence), gains: nil,
      breakdowns: zip(breakdowns, all.words).map { column, words in
        OutcomeReport.breakdown(
          column, places.map { words[$0] }, rows, columns, countsSaved: false,
          confidence: confidence)
      }, fairness: FairnessCheck(rows, arm: name, expectedShare: share))
  }

  /// The control's share of one treated group and the control; known for a single treated group only.
  private var share: Double? { controlShare }

  /// Holm's p-values over all groups and outcomes.
  private static func adjustForMany(_ arms: inout [OutcomeReport.Arm]) {
    let places = arms.indices.flatMap { arm in
      arms[arm].outcomes.indices.map { (arm: arm, outcome: $0) }
    }
    guard places.count > 1 else { return }
    let adjusted = Holm.adjusted(places.map { arms[$0.arm].outcomes[$0.outcome].bestP })
    for (place, p) in zip(places, adjusted) { arms[place.arm].outcomes[place.outcome].holmP = p }
  }
}
