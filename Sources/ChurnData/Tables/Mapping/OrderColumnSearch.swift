/// The search for the columns of an orders file: required roles first, then the money, then the rest.
struct OrderColumnSearch {
  let columnNames: [String]
  let sample: [[String]]
  let given: OrderMapping.Given
  let profiles: [ColumnProfile]

  /// Columns that a role has taken, by position.
  var taken: Set<Int> = []
  var chosen: [OrderRole: String] = [:]
  var amount: AmountExpression?
  var reasons: [OrderRole: OrderMapping.Reason] = [:]
  var notes: [String] = []

  init(columnNames: [String], sample: [[String]], given: OrderMapping.Given) {
    self.columnNames = columnNames
    self.sample = sample
    self.given = given
    let shape = DateShape(format: given.file.dateFormat ?? given.kept?.file.dateFormat)
    profiles = columnNames.indices.map { ColumnProfile(sample, column: $0, dates: shape) }
  }

  /// Whether the columns are only numbered.
  var isNumbered: Bool {
    columnNames.enumerated().allSatisfy { $0.element == String($0.offset + 1) }
  }

  mutating func run() throws(DataError) -> OrderMapping.Found {
    if let kept = given.kept { return try following(kept) }
    try takeGiven()
    if isNumbered {
      try findByContent()
    } else {
      try findTime()
      try findCustomer()
      for role in [OrderRole.order, .discount, .margin, .quantity] { findOptional(role) }
      findAmount()
      for role in [OrderRole.product, .category, .channel, .device, .region, .status] {
        findOptional(role)
      }
    }
    var mapping = OrderMapping(
      customer: chosen[.customer] ?? "", time: chosen[.time] ?? "", amount: amount)
    for role in OrderRole.allCases where role != .amount {
      if let column = chosen[role] { mapping.set(role, to: column) }
    }
    mapping.file = given.file
    mapping.currency = given.currency
    mapping.returns = given.returns ?? .net
    try mapping.check(columnNames: columnNames)
    return OrderMapping.Found(mapping: mapping, reasons: reasons, notes: notes)
  }

  /// A kept mapping decides alone; flags replace its columns one by one.
  private mutating func following(_ kept: OrderMapping) throws(DataError) -> OrderMapping.Found {
    var mapping = kept
    for role in OrderRole.allCases {
      guard let text = given.columns[role] else { continue }
      let isNone = text == "none" && !role.isRequired && !columnNames.contains(text)
      if role == .amount {
        mapping.amount =
          isNone ? nil : try AmountExpression(text, columnNames: columnNames)
      } else {
        mapping.set(role, to: isNone ? nil : text)
      }
    }
    if given.file != FileOptions() { mapping.file = given.file }
    if let currency = given.currency { mapping.currency = currency }
    if let returns = given.returns { mapping.returns = returns }
    try mapping.check(columnNames: columnNames)
    for role in mapping.roles { reasons[role] = .given }
    return OrderMapping.Found(mapping: mapping, reasons: reasons, notes: notes)
  }

  /// Takes the columns that flags name.
  private mutating func takeGiven() throws(DataError) {
    for role in OrderRole.allCases {
      guard let text = given.columns[role] else { continue }
      reasons[role] = .given
      if text == "none", !role.isRequired, !columnNames.contains(text) { continue }
      let names: [String]
      if role == .amount {
        let expression = try AmountExpression(text, columnNames: columnNames)
        amount = expression
        names = expression.columns
      } else {
        chosen[role] = text
        names = [text]
      }
      for name in names {
        guard let position = columnNames.firstIndex(of: name) else {
          throw .mapping(
            .unknownColumn(
              option: role.option, name: name,
              nearest: NearestName.of(name, in: columnNames), columns: columnNames))
        }
        // Factors of the amount stay free: one of them is the quantity.
        if role != .amount || names.count == 1 { taken.insert(position) }
      }
    }
  }

  mutating func take(_ role: OrderRole, _ position: Int, _ reason: OrderMapping.Reason) {
    taken.insert(position)
    reasons[role] = reason
    if role == .amount {
      amount = .column(columnNames[position])
    } else {
      chosen[role] = columnNames[position]
    }
  }

  /// Free columns whose name fits a role, the best rank alone, in the file's order.
  func best(_ role: OrderRole, where suits: (Int) -> Bool) -> [Int] {
    var best: [Int] = []
    var bestRank = 1
    for position in columnNames.indices where !taken.contains(position) {
      let rank = RoleVocabulary.rank(of: columnNames[position], as: role)
      guard rank >= bestRank, suits(position) else { continue }
      if rank > bestRank { best = [] }
      bestRank = rank
      best.append(position)
    }
    return best
  }

  private mutating func findTime() throws(DataError) {
    guard reasons[.time] == nil else { return }
    let named = best(.time) { profiles[$0].isDate || profiles[$0].isEpoch }
    let dated = columnNames.indices.filter { !taken.contains($0) && profiles[$0].isDate }
    // A file of one date column needs no name for it.
    let candidates = named.isEmpty ? dated : named
    guard let first = candidates.first else {
      throw .mapping(
        .missingRole(role: "time", expected: "a column of dates", columns: columnNames))
    }
    guard candidates.count == 1 else {
      throw .mapping(.ambiguousRole(role: "time", candidates: candidates.map { columnNames[$0] }))
    }
    take(.time, first, named.isEmpty ? .byContent : .byName)
    let others = dated.filter { $0 != first }.map { "\"\(columnNames[$0])\"" }
    if !others.isEmpty {
      notes.append(
        "Time is \"\(columnNames[first])\"; other columns hold dates too: "
          + others.joined(separator: ", ") + ".")
    }
  }

  private mutating func findCustomer() throws(DataError) {
    guard reasons[.customer] == nil else { return }
    let candidates = best(.customer) { isIdentifier($0) }
    guard let first = candidates.first else {
      throw .mapping(
        .missingRole(
          role: "customer", expected: "a name such as customer_id, client or Kundennummer",
          columns: columnNames))
    }
    guard candidates.count == 1 else {
      throw .mapping(
        .ambiguousRole(role: "customer", candidates: candidates.map { columnNames[$0] }))
    }
    take(.customer, first, .byName)
    let profile = profiles[first]
    if profile.filled >= 100, !profile.repeats {
      notes.append(
        "No customer of the sample has two rows: is \"\(columnNames[first])\" the customer, "
          + "and not the number of the row?")
    }
  }

  /// Whether a column can be the customer: something in it, no dates, no fractions; a column of
  /// numbered rows, which never repeats, only under a name that says customer.
  private func isIdentifier(_ position: Int) -> Bool {
    let profile = profiles[position]
    guard !profile.isDate, profile.fractions == 0 else { return false }
    let rank = RoleVocabulary.rank(of: columnNames[position], as: .customer)
    return rank > 1 || profile.repeats || profile.filled < 20
  }

  private mutating func findOptional(_ role: OrderRole) {
    guard reasons[role] == nil else { return }
    let isNumber = [OrderRole.quantity, .discount, .margin].contains(role)
    let isKey = role == .order || role == .product
    let candidates = best(role) { position in
      let profile = profiles[position]
      if isNumber { return profile.isNumeric && !profile.isDate }
      // Categories of a shop are words or few codes, not measurements.
      return profile.filled > 0 && !profile.isDate && (isKey || profile.fractions == 0)
    }
    guard let first = candidates.first else { return }
    take(role, first, .byName)
    if candidates.count > 1 {
      let others = candidates.dropFirst().map { "\"\(columnNames[$0])\"" }.joined(separator: ", ")
      notes.append(
        "\(role.rawValue) is \"\(columnNames[first])\"; \(others) would do as well: "
          + "pass \(role.option) to choose.")
    }
  }
}
