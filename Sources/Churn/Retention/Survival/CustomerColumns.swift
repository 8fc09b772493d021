internal import ChurnData
internal import ChurnMath

/// What customers can be compared by: attributes, what their first order tells, and words.
struct CustomerColumns {
  /// Words that are no columns.
  enum Word: String, CaseIterable {
    /// The stage of life at the landmark.
    case segment
    /// When the customer came.
    case cohort
    /// The number of the order that a pause follows.
    case orderNumber = "order-number"
  }

  private let book: OrderBook
  /// The stages at the landmark, once they are known.
  var stages: StagesAtDay?
  /// The days on which each customer bought, once they are known.
  var days: PurchaseDays?

  init(_ book: OrderBook) { self.book = book }

  /// The columns of the log by the names that they may be called by.
  private var roles: [(names: [String], column: PurchaseLog.LevelColumn)] {
    let (log, mapping) = (book.log, book.mapping)
    let all: [(String, String?, PurchaseLog.LevelColumn?)] = [
      ("channel", mapping.channel, log.channels), ("category", mapping.category, log.categories),
      ("region", mapping.region, log.regions), ("device", mapping.device, log.devices),
      ("product", mapping.product, log.products),
    ]
    return all.compactMap { role, name, column in
      column.map { (names: [role] + [name].compactMap { $0 }, column: $0) }
    }
  }

  private func attribute(_ name: String) -> FeatureMatrix.Column? {
    book.attributes?.columns.first { $0.name == name }
  }

  /// Whether a name is a word and not a column that bears it.
  func isWord(_ word: Word, among names: [String]) -> Bool {
    names.contains(word.rawValue) && attribute(word.rawValue) == nil
  }

  /// Fails for a name that means nothing here.
  func check(_ compared: ComparedColumns, ending: OrderLifetimes.Ending) throws {
    for (names, option) in [
      (compared.by, "--by"), (compared.strata, "--strata"), (compared.covariates, "--cox"),
    ] {
      for name in names where attribute(name) == nil {
        if let word = Word(rawValue: name) {
          if word == .segment, option != "--by" {
            throw PipelineError.badOption(
              option: option, problem: "segments are compared with --by segment only.")
          }
          if word == .orderNumber, ending != .nextOrder {
            throw PipelineError.badOption(
              option: option, problem: "orders are numbered with --of next-order only.")
          }
          continue
        }
        guard !roles.contains(where: { $0.names.contains(name) }) else { continue }
        let known = (book.attributes?.columns.map(\.name) ?? []) + roles.flatMap(\.names)
        let distinct = known.indices.filter { !known[..<$0].contains(known[$0]) }.map { known[$0] }
        let all = distinct + Word.allCases.map(\.rawValue)
        throw DataError.mapping(
          .unknownColumn(
            option: option, name: name, nearest: NearestName.of(name, in: all), columns: all))
      }
    }
  }

  /// A column of lifetimes by name; pooled, the tenth order and later ones are one level.
  func column(
    _ name: String, of lives: [OrderLifetimes.Life], isPooled: Bool = true
  ) throws -> FeatureMatrix.Column {
    if let column = attribute(name) {
      return FeatureMatrix.Column(
        name: name, kind: column.kind, values: lives.map { column.values[$0.customer] })
    }
    switch Word(rawValue: name) {
    case .segment:
      let levels = LifecycleStage.allCases.map(\.rawValue)
      return FeatureMatrix.Column(
        name: name, kind: .categorical(levels: levels),
        values: lives.map { stages?.stages[$0.customer] ?? .nan })
    case .cohort: return CohortNames.column(firstDays(lives))
    case .orderNumber:
      guard isPooled else {
        return FeatureMatrix.Column(name: name, values: lives.map { Double($0.order) })
      }
      // The tenth pause and later ones are alike.
      let levels = (1...9).map { "order \($0)" } + ["order 10 or later"]
      return FeatureMatrix.Column(
        name: name, kind: .categorical(levels: levels),
        values: lives.map { Double(min($0.order, levels.count) - 1) })
    case nil:
      guard let role = roles.first(where: { $0.names.contains(name) }) else {
        throw PipelineError.badOption(option: "--by", problem: "no column \"\(name)\".")
      }
      return firstOrders(role.column, name: name, of: lives)
    }
  }

  /// When the customer of each lifetime came.
  private func firstDays(_ lives: [OrderLifetimes.Life]) -> [Day] {
    if stages != nil { return lives.map { days?.first($0.customer) ?? $0.start } }
    var first: [Int: Day] = [:]
    for life in lives { first[life.customer] = min(first[life.customer] ?? life.start, life.start) }
    return lives.map { first[$0.customer] ?? $0.start }
  }

  /// What the first order of each customer tells: of several names the one with the most money.
  private func firstOrders(
    _ column: PurchaseLog.LevelColumn, name: String, of lives: [OrderLifetimes.Life]
  ) -> FeatureMatrix.Column {
    let log = book.log
    var found: [Int: Double] = [:]
    for life in lives where found[life.customer] == nil {
      let lines = log.lines(of: life.customer).filter { log.isReturn?[$0] != true }
      guard let first = lines.first else { continue }
      let day = Day(containing: log.times[first])
      var weights: [UInt32: Int64] = [:]
      for line in lines {
        guard Day(containing: log.times[line]) == day else { break }
        let code = column.codes[line]
        guard code != TextColumn.missing else { continue }
        weights[code] =
          (weights[code] ?? 0).addingReportingOverflow(log.amounts?[line] ?? 1)
          .partialValue
      }
      let best = weights.min { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      found[life.customer] = best.map { Double($0.key) } ?? .nan
    }
    return FeatureMatrix.Column(
      name: name,
      kind: .categorical(levels: (0..<column.levels.count).map { column.levels[$0] }),
      values: lives.map { found[$0.customer] ?? .nan })
  }
}
