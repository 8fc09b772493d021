public import ChurnData
internal import ChurnMath

/// A table of what customers said: one answer a row, with the customer, the day and the score.
///
/// Columns `nps` (0 to 10) and `csat` (1 to 5) hold scores, either or both; or a column `score` does,
/// and a column `kind` says `nps` or `csat`. Blank scores are no answers. Of several answers of one customer
/// within a period the latest counts, and of one day the lowest, so that nobody votes twice.
public struct SurveyScores: Sendable {
  /// What was asked.
  enum Kind: Int, Sendable, CaseIterable {
    /// How likely one recommends, 0 to 10.
    case nps
    /// How satisfied one is, 1 to 5.
    case csat

    /// The answers that can be given.
    var scores: ClosedRange<Double> { self == .nps ? 0...10 : 1...5 }
    var name: String { self == .nps ? "nps" : "csat" }
  }

  /// One answer.
  struct Answer: Sendable, Equatable {
    let customer: UInt32
    let day: Day
    let kind: Kind
    let score: Double
  }

  /// Ascending by customer, kind, day, then from the highest score to the lowest.
  let answers: [Answer]
  /// What a reader must know, one sentence each.
  public let notes: [String]
  /// What was read and what was not.
  public let report: ReadReport

  /// Names that the columns may have, the first found wins.
  private static let customerNames = ["customer_id", "customer", "customerid", "id", "user_id"]
  private static let dayNames = ["day", "date", "time", "timestamp", "answered"]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: How the text is read; delimiter and date format are found anew.
  ///   - customer: What the customer's column is called in the orders, tried first.
  ///   - threads: The most threads to use.
  /// - Throws: `DataError`, `PipelineError`.
  public init(
    reading path: String, options: FileOptions, customer: String? = nil, threads: Int
  ) throws {
    var options = options.tableOptions(threads: threads)
    options.delimiter = nil
    options.dateFormat = nil
    let file = try TableFile(paths: [path], options: options)
    func column(_ names: [String]) -> String? {
      for name in names {
        if let found = file.columnNames.first(where: { $0.lowercased() == name.lowercased() }) {
          return found
        }
      }
      return nil
    }
    let known = (customer.map { [$0] } ?? []) + Self.customerNames
    guard let idName = column(known), let dayName = column(Self.dayNames) else {
      throw PipelineError.badOption(
        option: "--survey",
        problem:
          "\(path) needs a column of the customer (\(Self.customerNames[0])) and one of the day "
          + "(\(Self.dayNames[0])); it has \(file.columnNames.prefix(12).joined(separator: ", ")).")
    }
    var columns = NamedColumns(columnNames: file.columnNames)
    let id = try columns.ask(idName, option: "--survey", meaning: .identifier, isRequired: true)
    let day = try columns.ask(dayName, option: "--survey", meaning: .time, isRequired: true)
    var scores: [(kind: Kind?, place: Int)] = []
    var kind: Int?
    for asked in Kind.allCases {
      guard let name = column([asked.name]) else { continue }
      scores.append((asked, try columns.ask(name, option: "--survey", meaning: .number)))
    }
    if scores.isEmpty, let score = column(["score"]), let kinds = column(["kind", "survey"]) {
      scores.append((nil, try columns.ask(score, option: "--survey", meaning: .number)))
      kind = try columns.ask(kinds, option: "--survey", meaning: .identifier)
    }
    guard !scores.isEmpty else {
      throw PipelineError.badOption(
        option: "--survey",
        problem: "\(path) needs a column nps (0 to 10) or csat (1 to 5), or the columns score and "
          + "kind; it has \(file.columnNames.prefix(12).joined(separator: ", ")).")
    }
    let table = try file.read(columns.requests)
    report = table.report
    guard case .text(let ids) = table.columns[id], case .time(let times) = table.columns[day] else {
      throw PipelineError.emptyTable(what: "\(path) has no usable row")
    }
    var kinds: TextColumn?
    if let kind, case .text(let column) = table.columns[kind] { kinds = column }
    var answers: [Answer] = []
    var outside = 0
    for (given, place) in scores {
      guard case .number(let values) = table.columns[place] else { continue }
      for row in values.indices where !values[row].isNaN {
        let asked = given ?? Self.kind(kinds?.text(row))
        guard let asked, asked.scores.contains(values[row]) else {
          outside += 1
          continue
        }
        answers.append(
          Answer(
            customer: ids.codes[row], day: Day(containing: times.seconds[row]), kind: asked,
            score: values[row]))
      }
    }
    guard !answers.isEmpty else {
      throw PipelineError.badOption(
        option: "--survey",
        problem: "\(path) has no answer: nps goes from 0 to 10 and csat from 1 to 5"
          + (outside > 0 ? "; answers beyond that or of another kind: \(outside)." : "."))
    }
    self.answers = answers.sorted { left, right in
      if left.customer != right.customer { return left.customer < right.customer }
      if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
      return left.day != right.day ? left.day < right.day : left.score > right.score
    }
    notes =
      outside > 0
      ? [
        "Answers of the survey beyond 0 to 10 (nps) or 1 to 5 (csat), or of another kind, left out: "
          + "\(outside)."
      ] : []
  }

  private static func kind(_ text: String?) -> Kind? {
    Kind.allCases.first { $0.name == text?.lowercased() }
  }

  /// The figures of each period; nil where nobody answered.
  func figures(_ grid: PeriodGrid) -> [SurveyFigures?] {
    var counts = [Tally](repeating: Tally(), count: grid.count)
    for (place, answer) in answers.enumerated() where grid.observed.contains(answer.day) {
      let period = grid.place(of: answer.day)
      // Of one customer's answers within a period the last in order counts.
      if place + 1 < answers.count {
        let next = answers[place + 1]
        if next.customer == answer.customer, next.kind == answer.kind,
          grid.observed.contains(next.day), grid.place(of: next.day) == period
        {
          continue
        }
      }
      counts[period].add(answer)
    }
    return counts.map(\.figures)
  }

  /// What was said within a period.
  private struct Tally {
    var promoters = 0
    var detractors = 0
    var recommending = 0
    var satisfied = 0
    var satisfaction = 0
    /// In thousandths, so that no order of adding shows.
    var sum = 0

    mutating func add(_ answer: Answer) {
      switch answer.kind {
      case .nps:
        recommending += 1
        if answer.score >= 9 { promoters += 1 } else if answer.score < 7 { detractors += 1 }
      case .csat:
        satisfaction += 1
        if answer.score >= 4 { satisfied += 1 }
        sum += Int((answer.score * 1_000).rounded())
      }
    }

    var figures: SurveyFigures? {
      guard recommending + satisfaction > 0 else { return nil }
      return SurveyFigures(
        nps: recommending > 0
          ? SurveyFigures.Recommending(
            promoters: promoters, detractors: detractors, of: recommending) : nil,
        csat: satisfaction > 0
          ? SurveyFigures.Satisfaction(
            satisfied: CountedRate(satisfied, of: satisfaction),
            mean: Double(sum) / 1_000 / Double(satisfaction)) : nil)
    }
  }
}
