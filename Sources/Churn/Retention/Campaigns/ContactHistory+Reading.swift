internal import ChurnData

extension ContactHistory {
  /// Names that the column of days may have, the best first.
  private static let dayNames = ["day", "date", "time", "contacted_at", "sent_at"]
  /// Words of the column `group` for those who were contacted.
  private static let contactWords: Set<String> = [
    "contact", "contacted", "treatment", "treated", "test", "yes", "true", "1",
  ]
  /// Words of the column `group` for those who were left alone.
  private static let holdOutWords: Set<String> = [
    "holdout", "hold-out", "hold_out", "held out", "control", "no", "false", "0",
  ]

  /// Reads a file of contacts.
  ///
  /// Rows without a customer or a day are left out as every reader does it: more than a fifth of them
  /// is an error. A file with a header alone, or empty, has no contacts.
  ///
  /// - Throws: `DataError`; `ContactHistoryError` where a column is missing, a group is no such word or
  ///   a cost is no money.
  public init(reading path: String, threads: Int = 1) throws {
    var options = TableOptions()
    options.threads = threads
    let file: TableFile
    do { file = try TableFile(paths: [path], options: options) } catch {
      guard case .emptyFile = error else { throw error }
      self = .none
      return
    }
    guard !file.sample.isEmpty else {
      self = .none
      return
    }
    let names = file.columnNames
    let lowercased = names.map { $0.lowercased() }
    func place(_ wanted: [String]) -> Int? {
      wanted.lazy.compactMap { lowercased.firstIndex(of: $0) }.first
    }
    func needed(_ wanted: [String]) throws(ContactHistoryError) -> Int {
      guard let place = place(wanted) else {
        throw .missingColumn(
          path: path, name: wanted[0], nearest: NearestName.of(wanted[0], in: names),
          columns: names)
      }
      return place
    }
    let optional = [
      place(["group"]), place(["playbook"]) ?? place(["action"]), place(["channel"]),
    ]
    let cost = place(["cost"])
    var requests = [
      ColumnRequest(column: try needed(["customer_id"]), meaning: .identifier, isRequired: true),
      ColumnRequest(column: try needed(Self.dayNames), meaning: .time, isRequired: true),
    ]
    requests += optional.compactMap { $0 }.map { ColumnRequest(column: $0, meaning: .identifier) }
    if let cost { requests.append(ColumnRequest(column: cost, meaning: .number)) }
    let table = try file.read(requests)
    guard case .text(let ids) = table.columns[0], case .time(let times) = table.columns[1] else {
      self = .none
      return
    }
    var texts: [TextColumn?] = []
    var next = 2
    for wanted in optional {
      guard wanted != nil, case .text(let column) = table.columns[next] else {
        texts.append(nil)
        continue
      }
      texts.append(column)
      next += 1
    }
    var costs: [Double]?
    if cost != nil, case .number(let values) = table.columns[next] { costs = values }
    var contacts: [Contact] = []
    contacts.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let cost = costs?[row] ?? .nan
      guard cost.isNaN || (cost.isFinite && cost >= 0) else {
        throw ContactHistoryError.invalidCost(path: path, row: row + 1, found: cost)
      }
      contacts.append(
        Contact(
          id: SpreadsheetSafety.unprotect(ids.text(row) ?? ""),
          day: Day(containing: times.seconds[row]),
          isContacted: try Self.isContacted(texts[0]?.text(row), path: path, row: row + 1),
          action: texts[1]?.text(row).map(SpreadsheetSafety.unprotect),
          channel: texts[2]?.text(row).map(SpreadsheetSafety.unprotect),
          cost: cost.isNaN ? nil : cost))
    }
    self.init(contacts)
  }

  private static func isContacted(
    _ group: String?, path: String, row: Int
  ) throws(ContactHistoryError) -> Bool {
    guard let group else { return true }
    let word = group.lowercased()
    if contactWords.contains(word) { return true }
    if holdOutWords.contains(word) { return false }
    throw .unknownGroup(path: path, row: row, found: group)
  }
}

/// Why a file is no history of contacts: facts here, the sentence in ``description``.
public enum ContactHistoryError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A column that every history needs is not there.
  case missingColumn(path: String, name: String, nearest: String?, columns: [String])
  /// A group that means neither contacted nor held out; rows count from 1.
  case unknownGroup(path: String, row: Int, found: String)
  /// A cost that is negative or not finite; rows count from 1.
  case invalidCost(path: String, row: Int, found: Double)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .missingColumn(let path, let name, let nearest, let columns):
      let hint = nearest.map { " Its \"\($0)\" is not it: rename it." } ?? ""
      let other = name == "day" ? " (or date, time)" : ""
      return """
        \(path): is no history of contacts: it has no column \"\(name)\"\(other).\(hint) Expected \
        customer_id and day, and where known group, playbook, channel and cost; its columns are \
        \(columns.prefix(20).joined(separator: ", ")).
        """
    case .unknownGroup(let path, let row, let found):
      return """
        \(path): data row \(row): group is "\(found.prefix(40))", expected contact or holdout.
        """
    case .invalidCost(let path, let row, let found):
      return "\(path): data row \(row): cost is \(found), expected money of 0 or more."
    }
  }
}
