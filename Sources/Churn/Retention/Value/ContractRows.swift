internal import ChurnData
internal import ChurnMath

/// The rows of a table of contracts, before they are lifetimes.
struct ContractRows {
  let file: String
  let amounts: [Double]
  /// The customer of each row; nil = each row is one.
  let ids: TextColumn?
  let groups: SurvivalGrouping?
  let maxRejectShare: Double

  /// Lifetimes with what belongs to them.
  struct Kept {
    let ids: [String]
    let lifetimes: Lifetimes
    let amounts: [Double]
    /// The row that says which group each belongs to.
    let rows: [Int]
    let notes: [String]
  }

  private func id(_ row: Int) -> String {
    guard let ids, ids.codes[row] != TextColumn.missing else { return "\(row + 1)" }
    return ids.levels[Int(ids.codes[row])]
  }

  /// A row a customer, with how long he stayed and whether he left then.
  ///
  /// - Throws: `SurvivalError`, `PipelineError.duplicateID`.
  func durations(
    _ duration: ColumnTable.Column, _ event: ColumnTable.Column, names: (String, String),
    eventValue: String?
  ) throws -> Kept {
    guard case .number(let months) = duration, case .text(let events) = event else {
      throw PipelineError.emptyTable(what: "\(file) has no usable row")
    }
    if let row = months.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SurvivalError.invalidNumber(
        file: file, row: row + 1, column: names.0, found: months[row],
        expected: "a lifetime of 0 or more")
    }
    try checkIDs()
    var counts = [Int](repeating: 0, count: events.levels.count)
    for code in events.codes where code != TextColumn.missing { counts[Int(code)] += 1 }
    let coding = try EventCoding(
      levels: counts.indices.map { (text: events.levels[$0], rows: counts[$0]) },
      column: names.1, given: eventValue)
    let outcomes = events.codes.map { code in
      code == TextColumn.missing ? nil : coding.hasLeft[Int(code)]
    }
    let rows = outcomes.indices.filter { outcomes[$0] != nil }
    let unknown = outcomes.count - rows.count
    try checkShare(unusable: unknown, reason: "no value in \"\(names.1)\"")
    var notes = coding.note.map { [$0] } ?? []
    if unknown > 0 {
      notes.append("Rows without a value in \"\(names.1)\", left out: \(unknown).")
    }
    return Kept(
      ids: rows.map(id),
      lifetimes: Lifetimes(
        durations: rows.map { months[$0] }, churned: rows.map { outcomes[$0] ?? false }),
      amounts: rows.map { amounts[$0] }, rows: rows, notes: notes)
  }

  /// Contracts with a first day and, where they ended, a first day without service.
  ///
  /// - Throws: `SurvivalError`, `PipelineError.emptyTable`.
  func dates(
    _ start: ColumnTable.Column, _ end: ColumnTable.Column, at given: Day?
  ) throws -> Kept {
    guard case .time(let first) = start, case .time(let last) = end else {
      throw PipelineError.emptyTable(what: "\(file) has no usable row")
    }
    let starts = first.seconds.map { Day(containing: $0) }
    let ends = last.seconds.map { $0 == TimeColumn.missing ? nil : Day(containing: $0) }
    let at =
      given
      ?? (max(
        starts.max() ?? Day(number: 0), ends.compactMap(\.self).max() ?? Day(number: .min / 4)) + 1)
    let backwards = starts.indices.filter { row in ends[row].map { $0 < starts[row] } ?? false }
    try checkShare(unusable: backwards.count, reason: "the end lies before the start")
    let isOut = Set(backwards)
    let rows = starts.indices.filter { !isOut.contains($0) && starts[$0] < at }
    let known = ends.map { end in end.flatMap { $0 < at ? $0 : nil } }
    let customers = ids.map { $0.codes.map(Int.init) } ?? Array(starts.indices)
    let periods = ContractPeriods(
      rows: rows, customers: customers, starts: starts, ends: known, allowedGap: 0
    ).periods
    guard !periods.isEmpty else {
      throw PipelineError.emptyTable(what: "\(file) has no contract that began before \(at)")
    }
    var sums: [Int: Double] = [:]
    for row in rows where known[row] == nil { sums[customers[row], default: 0] += amounts[row] }
    var notes: [String] = []
    if !backwards.isEmpty {
      notes.append("Contracts whose end lies before their start, left out: \(backwards.count).")
    }
    notes.append("As of \(at), the day after the last that counts.")
    return Kept(
      ids: periods.map { id($0.firstRow) },
      lifetimes: Lifetimes(
        durations: periods.map { Double(($0.end ?? at) - $0.start) / DiscountSchedule.daysAMonth },
        churned: periods.map { $0.end != nil }),
      amounts: periods.map { $0.end == nil ? sums[$0.customer] ?? .nan : .nan },
      rows: periods.map(\.firstRow), notes: notes)
  }

  private func checkShare(unusable: Int, reason: String) throws {
    guard Double(unusable) <= maxRejectShare * Double(amounts.count) else {
      throw SurvivalError.tooManyUnusable(
        file: file, unusable: unusable, rows: amounts.count, limit: maxRejectShare,
        reasons: [reason])
    }
  }

  /// Fails for an id in two rows.
  private func checkIDs() throws {
    guard let ids else { return }
    var rows = [Int?](repeating: nil, count: ids.levels.count)
    for (row, code) in ids.codes.enumerated() where code != TextColumn.missing {
      if let before = rows[Int(code)] {
        throw PipelineError.duplicateID(
          column: "customer", firstRow: before + 1, secondRow: row + 1)
      }
      rows[Int(code)] = row
    }
  }
}
