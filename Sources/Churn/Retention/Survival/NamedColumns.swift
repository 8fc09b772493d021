internal import ChurnData
internal import ChurnMath

/// The columns that a table is asked for, found by name.
struct NamedColumns {
  /// What to ask the reader for.
  private(set) var requests: [ColumnRequest] = []

  private let columnNames: [String]
  private var attributes: [String: Int] = [:]

  /// No columns yet, of a file with these.
  init(columnNames: [String]) { self.columnNames = columnNames }

  /// Asks for a column and says where the table will have it.
  ///
  /// - Throws: `MappingError.unknownColumn` with the nearest name.
  mutating func ask(
    _ name: String, option: String, meaning: ColumnRequest.Meaning, isRequired: Bool = false,
    blankReason: String? = nil
  ) throws(DataError) -> Int {
    guard let column = columnNames.firstIndex(of: name) else {
      throw .mapping(
        .unknownColumn(
          option: option, name: name, nearest: NearestName.of(name, in: columnNames),
          columns: columnNames))
    }
    requests.append(
      ColumnRequest(
        column: column, meaning: meaning, isRequired: isRequired, blankReason: blankReason))
    return requests.count - 1
  }

  /// Asks for columns that lifetimes are compared by, each once.
  mutating func ask(
    attributes names: [String], option: String, categorical: [String], numeric: [String]
  ) throws(DataError) {
    for name in names where attributes[name] == nil {
      let meaning: ColumnRequest.Meaning =
        categorical.contains(name)
        ? .identifier : numeric.contains(name) ? .number : .automatic
      attributes[name] = try ask(name, option: option, meaning: meaning)
    }
  }

  /// The attributes of a table that was read, by name.
  func attributes(_ table: ColumnTable) -> [String: FeatureMatrix.Column] {
    var columns: [String: FeatureMatrix.Column] = [:]
    for (name, place) in attributes {
      columns[name] = FeatureMatrix.Column(name: name, table.columns[place])
    }
    return columns
  }
}

/// The parts of a sample that come from columns, for some of the rows that were read.
struct ComparedColumns {
  /// Names of the columns that make groups, strata and covariates.
  var by: [String] = []
  var strata: [String] = []
  var covariates: [String] = []

  /// Every column, each once.
  var all: [String] {
    let names = by + strata + covariates
    return names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] }
  }

  /// Fails for a column that is to compare and to hold apart at once.
  func check() throws(PipelineError) {
    for name in strata where by.contains(name) || covariates.contains(name) {
      throw .badOption(
        option: "--strata",
        problem: "column \"\(name)\" cannot be held apart and be compared by at once.")
    }
    for names in [by, strata, covariates] {
      if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        throw .badOption(
          option: names == by ? "--by" : names == strata ? "--strata" : "--cox",
          problem: "column \"\(names[twice])\" is named twice.")
      }
    }
  }

  /// The columns of some names, of those that were read.
  static func picked(
    _ names: [String], _ columns: [String: FeatureMatrix.Column]
  ) -> [FeatureMatrix.Column] {
    names.compactMap { columns[$0] }
  }
}

/// Why customers left, as the numbers of exits.
struct ExitReasons {
  /// One name for each kind of exit, in the order of their bytes; pooled ones last.
  let names: [String]
  /// The exit of each row: 0 = still there.
  let exits: [UInt8]
  /// Rows still there that bear a reason all the same.
  let unexpected: Int

  /// What leaving is called where no reason is told apart.
  static let plain = "left"
  /// What an exit without a reason is called.
  static let unknown = "no reason given"
  /// What the rarer reasons are called together.
  static let others = "other reasons"
  private static let most = 12

  /// Exits of some rows.
  ///
  /// - Parameters:
  ///   - hasLeft: Whether each row left; length *n*.
  ///   - texts: The reason of each row; nil = reasons are not told apart.
  init(hasLeft: [Bool], texts: [String?]?) {
    guard let texts else {
      names = [Self.plain]
      exits = hasLeft.map { $0 ? 1 : 0 }
      unexpected = 0
      return
    }
    var counts: [String: Int] = [:]
    for (row, left) in hasLeft.enumerated() where left {
      counts[texts[row] ?? Self.unknown, default: 0] += 1
    }
    let ranked = counts.sorted {
      $0.value != $1.value
        ? $0.value > $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    let kept = ranked.prefix(Self.most).map(\.key)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    names = kept.isEmpty ? [Self.plain] : kept + (ranked.count > kept.count ? [Self.others] : [])
    let places = Dictionary(
      uniqueKeysWithValues: kept.enumerated().map { ($1, UInt8($0 + 1)) })
    let pooled = UInt8(kept.count + 1)
    exits = hasLeft.indices.map { row in
      hasLeft[row] ? places[texts[row] ?? Self.unknown] ?? pooled : 0
    }
    unexpected = hasLeft.indices.count { !hasLeft[$0] && texts[$0] != nil }
  }
}
