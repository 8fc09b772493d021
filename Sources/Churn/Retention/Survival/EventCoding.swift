internal import ChurnData

/// Which values of an event column mean that a customer left.
///
/// Known pairs such as yes/no and 1/0 are told by themselves, as are labels of ready tables; besides,
/// of 1 and 2 the 2 counts as leaving, as in R's survival. Unlike a label, the column may hold one
/// value only: everybody left, or nobody did.
struct EventCoding: Sendable {
  /// Whether each level means leaving, in the order of the levels given; nil for a blank one.
  let hasLeft: [Bool?]
  /// The value that means leaving; nil where nobody left.
  let value: String?
  /// What the reader must know; nil when nothing was guessed.
  let note: String?

  /// Words that come in known pairs, to tell what a single one means.
  private static let words = [
    "0", "1", "-1", "no", "yes", "false", "true", "n", "y", "f", "t", "faux", "vrai", "non", "oui",
    "nein", "ja", "active", "churned", "stayed", "left", "retained",
  ]

  /// Decides the meaning of every level.
  ///
  /// - Parameters:
  ///   - levels: The values that occur, with how many rows have each.
  ///   - column: The column's name, for messages.
  ///   - given: The value that means leaving, when the user says so.
  /// - Throws: `SurvivalError.eventUnclear`, `.eventValueNotFound`.
  init(levels: [(text: String, rows: Int)], column: String, given: String?) throws {
    let problem: MappingError
    do {
      let coding = try LabelCoding(levels: levels, label: column, given: given)
      self.init(
        hasLeft: coding.meanings.map(Self.hasLeft), value: coding.positive, note: nil)
      return
    } catch {
      guard case .mapping(let found) = error else { throw error }
      problem = found
    }
    if case .positiveUnclear(_, let found, _) = problem {
      try self.init(oneAndTwo: levels.map(\.text), column: column, distinct: found)
    } else if case .positiveNotFound(_, let value, _, let found, _) = problem {
      throw SurvivalError.eventValueNotFound(column: column, value: value, levels: found)
    } else if case .singleLevel(_, let level, _) = problem {
      try self.init(
        single: level, levels: levels.map(\.text), column: column, isGiven: given != nil)
    } else {
      throw DataError.mapping(problem)
    }
  }

  private init(hasLeft: [Bool?], value: String?, note: String?) {
    self.hasLeft = hasLeft
    self.value = value
    self.note = note
  }

  /// Of 1 and 2 the 2 counts as leaving.
  private init(
    oneAndTwo levels: [String], column: String, distinct: [String]
  ) throws(SurvivalError) {
    let numbers = levels.map { Double($0) }
    guard numbers.allSatisfy({ $0 == 1 || $0 == 2 }) else {
      throw .eventUnclear(column: column, levels: distinct)
    }
    self.init(
      hasLeft: numbers.map { $0 == 2 }, value: levels.first { Double($0) == 2 },
      note: """
        Column "\(column)" holds 1 and 2: 2 counts as leaving, as in R's survival. \
        Pass --event-value to say otherwise.
        """)
  }

  /// Everybody left, or nobody did.
  private init(
    single level: String?, levels: [String], column: String, isGiven: Bool
  ) throws(SurvivalError) {
    guard let level, let isLeaving = isGiven ? true : Self.meaning(of: level) else {
      throw .eventUnclear(column: column, levels: [level].compactMap { $0 })
    }
    self.init(
      hasLeft: levels.map { Self.isMissing($0) ? nil : isLeaving },
      value: isLeaving ? level : nil,
      note: isLeaving
        ? "Column \"\(column)\": every row left, so no lifetime is censored."
        : "Column \"\(column)\": nobody left, so every lifetime is censored.")
  }

  private static func isMissing(_ text: String) -> Bool {
    ["", "na", "nan", "null", "none", "n/a"].contains(text.lowercased())
  }

  private static func hasLeft(_ meaning: LabelCoding.Meaning) -> Bool? {
    switch meaning {
    case .churned: true
    case .retained: false
    case .missing: nil
    }
  }

  /// What a value means when it stands alone; nil when no known pair has it.
  private static func meaning(of level: String) -> Bool? {
    for word in words {
      let pair = [(text: level, rows: 1), (text: word, rows: 1)]
      if let coding = try? LabelCoding(levels: pair, label: "") {
        return coding.meanings[0] == .churned
      }
    }
    return nil
  }
}
