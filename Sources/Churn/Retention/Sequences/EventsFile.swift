public import ChurnData
internal import ChurnMath

/// An events file that was read: what customers did besides buying, joined to a log by id.
public struct EventsFile: Sendable {
  /// One event.
  struct Event: Sendable, Equatable {
    let time: Int64
    /// The place of its name in `names`.
    let name: Int
  }

  /// The names of events, ascending by bytes.
  public let names: [String]
  /// The events of each customer of the log, by time and then by name.
  let events: [[Event]]
  /// What was left out, one sentence each.
  public let notes: [String]

  /// Column names by which each meaning is known.
  private static let known = [
    ["customer_id", "customer", "customerid", "user_id", "user", "id", "client_id"],
    ["time", "timestamp", "date", "day", "datetime", "event_time", "occurred_at"],
    ["event", "event_type", "type", "action", "name", "event_name"],
  ]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file, one event a row.
  ///   - columns: The columns of customer, time and event; nil = found by name.
  ///   - log: Whose customers are wanted; their number is the place in `events`.
  ///   - customer: What the orders call the customer column.
  ///   - options: How the orders were read; the delimiter is found anew.
  /// - Throws: `DataError`; `SequenceError.noEventColumn`.
  public init(
    reading path: String, columns: [String]? = nil, log: PurchaseLog, customer: String,
    options: TableOptions
  ) throws {
    var options = options
    options.delimiter = nil
    let table = try TableFile(paths: [path], options: options)
    let meanings = ["customer", "time", "event"]
    var places: [Int] = []
    for (index, meaning) in meanings.enumerated() {
      if let columns, columns.indices.contains(index) {
        guard let place = table.columnNames.firstIndex(of: columns[index]) else {
          throw DataError.mapping(
            .unknownColumn(
              option: "--event-columns", name: columns[index],
              nearest: NearestName.of(columns[index], in: table.columnNames),
              columns: table.columnNames))
        }
        places.append(place)
        continue
      }
      let wanted = (index == 0 ? [customer.lowercased()] : []) + Self.known[index]
      let names = table.columnNames.map { $0.lowercased() }
      guard let place = wanted.compactMap({ names.firstIndex(of: $0) }).first else {
        throw SequenceError.noEventColumn(
          file: path, meaning: meaning, columns: table.columnNames)
      }
      places.append(place)
    }
    let read = try table.read([
      ColumnRequest(column: places[0], meaning: .identifier, isRequired: true),
      ColumnRequest(column: places[1], meaning: .time, isRequired: true),
      ColumnRequest(column: places[2], meaning: .identifier, isRequired: true),
    ])
    var notes = read.report.reasons.map { "\(path): \($0.description)" }
    guard case .text(let ids) = read.columns[0], case .time(let times) = read.columns[1],
      case .text(let kinds) = read.columns[2]
    else {
      throw SequenceError.noEventColumn(
        file: path, meaning: "event", columns: table.columnNames)
    }
    let customers = (0..<ids.levels.count).map { log.customerIDs.index(of: ids.levels[$0]) }
    var events = [[Event]](repeating: [], count: log.customerCount)
    var strangers = 0
    for row in ids.codes.indices {
      guard ids.codes[row] != TextColumn.missing, kinds.codes[row] != TextColumn.missing,
        times.seconds[row] != TimeColumn.missing
      else { continue }
      guard let customer = customers[Int(ids.codes[row])] else {
        strangers += 1
        continue
      }
      events[customer].append(Event(time: times.seconds[row], name: Int(kinds.codes[row])))
    }
    for customer in events.indices {
      events[customer].sort { $0.time != $1.time ? $0.time < $1.time : $0.name < $1.name }
    }
    if strangers > 0 {
      notes.append("\(path): \(strangers) events of customers who never ordered left out.")
    }
    names = (0..<kinds.levels.count).map { kinds.levels[$0] }
    self.events = events
    self.notes = notes
  }
}
