// Why records are rejected or noted, as numbers while reading and as words afterwards.
//
// code 0             the record is fine
// code 1             another number of fields than the header
// code 2 + 3 * i     request i: blank where a value is required (rejected)
// code 3 + 3 * i     request i: unreadable (rejected)
// code 4 + 3 * i     request i: blank, counted under the request's own reason (kept)

/// The reasons that a read with the given requests can give.
struct Reasons: Sendable {
  static let ragged: UInt32 = 1

  let requests: [ColumnRequest]
  let columnNames: [String]

  static func blank(_ request: Int) -> UInt32 { UInt32(2 + 3 * request) }
  static func unreadable(_ request: Int) -> UInt32 { UInt32(3 + 3 * request) }
  static func noted(_ request: Int) -> UInt32 { UInt32(4 + 3 * request) }

  /// How many codes there are.
  var count: Int { 2 + 3 * requests.count }

  func codes(_ request: Int) -> RejectCodes {
    RejectCodes(
      blank: requests[request].isRequired ? Self.blank(request) : nil,
      unreadable: Self.unreadable(request))
  }

  func isRejected(_ code: Int) -> Bool { code == 1 || (code - 2) % 3 != 2 }

  /// What messages call a request's column or product of columns.
  func name(_ request: Int) -> String {
    let wanted = requests[request]
    let name = columnNames[wanted.column]
    guard let factor = wanted.factor else { return name }
    return "\(name)*\(columnNames[factor])"
  }

  /// The reason in words.
  func words(_ code: Int) -> String {
    guard code >= 2 else { return "wrong number of fields" }
    let request = (code - 2) / 3
    switch (code - 2) % 3 {
    case 0: return "blank \(name(request))"
    case 1: return "unreadable \(name(request))"
    default: return requests[request].blankReason ?? "blank \(name(request))"
    }
  }
}

/// One block's count of one reason; lines count from 0 at the block's begin.
struct ReasonTally: Sendable {
  static let shownLines = 5

  var count = 0
  var firstLines: [Int] = []
  var example: String?

  mutating func add(line: Int) {
    count += 1
    if firstLines.count < Self.shownLines { firstLines.append(line) }
  }
}
