internal import Churn

/// Candidates for a list with all that is known of them.
struct ListRequest {
  /// The candidates.
  let candidates: [AtRiskList.Candidate]
  /// Money assumptions.
  let costs: RetentionCosts
  /// The day of the list; nil where the data do not tell it.
  let day: Day?
  /// What was scored; nil where scores were read.
  let scored: BundleScoring.Base?
  /// Columns of a file of scores; nil where a bundle scored.
  private let fileColumns: FeatureMatrix?

  /// Candidates that a bundle has scored.
  init(_ scored: BundleScoring.Base) {
    candidates = scored.base.candidates
    costs = scored.costs
    day = scored.day
    self.scored = scored
    fileColumns = nil
  }

  /// Candidates of a file of scores.
  init(_ file: ScoresFile, costs: RetentionCosts, day: Day?) {
    candidates = file.candidates
    self.costs = costs
    self.day = day
    scored = nil
    fileColumns = file.columns
  }

  /// What conditions can ask for.
  func columns(
    wanted: [String], threads: Int, messages: Messages
  ) throws -> CandidateColumns {
    guard let scored else {
      return CandidateColumns(fileColumns ?? FeatureMatrix(columns: [], rowCount: candidates.count))
    }
    return try CandidateColumns(
      scored.base, wanted: wanted, book: scored.book, at: scored.day, threads: threads,
      logger: MessageLogHandler.logger(messages))
  }

  /// What to offer each candidate, where a playbook asks for it; nil where that cannot be known.
  private func items(for table: PlaybookTable, threads: Int) throws -> [String?]? {
    guard table.playbooks.contains(where: \.needsItem), let scored, let book = scored.book else {
      return nil
    }
    return try CandidateColumns.items(scored.base, book: book, at: scored.day, threads: threads)
  }

  /// What is open to the candidates; slips and playbooks that are left out are said.
  ///
  /// - Throws: `PlaybookError`; what learning offers throws.
  func options(
    _ table: PlaybookTable, columns: CandidateColumns, saveRates: SaveRates? = nil,
    rules: ContactRules = .none, threads: Int, messages: Messages
  ) throws -> PlaybookOptions {
    let options = try PlaybookOptions(
      candidates, table: table, columns: columns.matrix, knownNames: columns.knownNames,
      costs: costs, saveRates: saveRates, rules: rules,
      items: try items(for: table, threads: threads))
    for warning in options.warnings { messages.warn(warning) }
    for missing in options.leftOut {
      messages.note("Playbook \"\(missing.playbook)\" is left out: \(missing.reason)")
    }
    return options
  }

  /// Whether each candidate meets a condition.
  ///
  /// - Throws: `UsageError` that says what is wrong with the condition.
  static func matches(
    _ condition: CustomerFilter, _ columns: CandidateColumns, messages: Messages
  ) throws -> [Bool] {
    let kinds = columns.matrix.columns.map { (name: $0.name, kind: $0.kind) }
    let met: [Bool]
    do { met = try condition.matches(columns.matrix) } catch {
      guard case .unknownColumn(let name, _, _, let place) = error else {
        throw UsageError("--where: \(error.description)")
      }
      let known = columns.knownNames
      let better = FilterError.unknownColumn(
        name: name, nearest: NearestName.of(name, in: known), known: known, at: place)
      throw UsageError("--where: \(better.description)")
    }
    for warning in condition.warnings(columns: kinds) { messages.warn("--where: \(warning)") }
    return met
  }

  /// A condition as it is typed.
  static func condition(_ text: String?) throws -> CustomerFilter? {
    guard let text else { return nil }
    do { return try CustomerFilter(text) } catch {
      throw UsageError("--where: \(error.description)")
    }
  }
}
