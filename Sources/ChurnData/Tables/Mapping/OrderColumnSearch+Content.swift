// Files without a header: only the content can tell.
//
// time       the one column of dates
// customer   the one column of ids: whole numbers or words, many of them, that repeat
// amount     the one numeric column that writes decimals
// quantity   the one column of few whole numbers
//
// Two id columns that always change together (a master id and a sample id) mean the same customers,
// so either will do.
extension OrderColumnSearch {
  mutating func findByContent() throws(DataError) {
    try findTimeByContent()
    try findCustomerByContent()
    let free = columnNames.indices.filter { !taken.contains($0) }
    let money = free.filter { profiles[$0].isNumeric && profiles[$0].pointed > 0 }
    if reasons[.amount] == nil {
      if money.count == 1 {
        take(.amount, money[0], .byContent)
      } else {
        notes.append("No amount was found by content. Pass --amount NUMBER if there is one.")
      }
    }
    let counts = free.filter { position in
      let profile = profiles[position]
      return profile.isNumeric && profile.pointed == 0 && !taken.contains(position)
        && profile.distinct > 1 && profile.distinct * 10 <= profile.filled
    }
    if reasons[.quantity] == nil, counts.count == 1 {
      take(.quantity, counts[0], .byContent)
      if reasons[.amount] == .byContent, let value = amount {
        notes.append(
          "Column \(value) is taken as the value of the line. If it is the price of a piece, "
            + "pass --amount '\(columnNames[counts[0]])*\(value)'.")
      }
    }
  }

  private mutating func findTimeByContent() throws(DataError) {
    guard reasons[.time] == nil else { return }
    let dated = columnNames.indices.filter { !taken.contains($0) && profiles[$0].isDate }
    guard let first = dated.first else {
      throw .mapping(
        .missingRole(role: "time", expected: "a column of dates", columns: columnNames))
    }
    guard dated.count == 1 else {
      throw .mapping(.ambiguousRole(role: "time", candidates: dated.map { columnNames[$0] }))
    }
    take(.time, first, .byContent)
  }

  private mutating func findCustomerByContent() throws(DataError) {
    guard reasons[.customer] == nil else { return }
    let possible = columnNames.indices.filter { position in
      let profile = profiles[position]
      return !taken.contains(position) && !profile.isDate && profile.filled > 0
        && profile.fractions == 0 && profile.negatives == 0
        && (profile.repeats || profile.filled < 20)
    }
    // Ids are many; quantities, channels and regions are few.
    let most = possible.map { profiles[$0].distinct }.max() ?? 0
    let candidates = possible.filter { profiles[$0].distinct * 4 > most }
    guard let first = candidates.first else {
      throw .mapping(
        .missingRole(
          role: "customer", expected: "a column of ids that repeat", columns: columnNames))
    }
    let twins = candidates.dropFirst().filter { changeTogether(first, $0) }
    guard twins.count == candidates.count - 1 else {
      throw .mapping(
        .ambiguousRole(role: "customer", candidates: candidates.map { columnNames[$0] }))
    }
    take(.customer, first, .byContent)
    guard !twins.isEmpty else { return }
    let others = twins.map { columnNames[$0] }.joined(separator: ", ")
    notes.append(
      "Columns \(columnNames[first]) and \(others) name the same customers; "
        + "column \(columnNames[first]) is taken.")
  }

  /// Whether two columns are one-to-one over the sample, with at least one repeated value.
  private func changeTogether(_ a: Int, _ b: Int) -> Bool {
    var forward: [String: String] = [:]
    var backward: [String: String] = [:]
    for row in sample where a < row.count && b < row.count {
      guard forward[row[a], default: row[b]] == row[b], backward[row[b], default: row[a]] == row[a]
      else { return false }
      forward[row[a]] = row[b]
      backward[row[b]] = row[a]
    }
    return forward.count < sample.count
  }
}
