internal import ChurnModels

/// How often the next order fell into the interval that was told.
///
/// Each end is judged on the customers who were followed beyond it, which depends on what was told and
/// not on what happened, so that the data's end favours nobody.
public struct NextOrderFigures: Sendable, Equatable, Encodable {
  /// Customers of whom something was told.
  public let rows: Int
  /// The share of orders that should fall into the interval.
  public let stated: Double
  /// The share that did: what is left of 1 after those too early and those too late.
  public let covered: Double
  /// The share of customers who ordered before the interval.
  public let tooEarly: Double
  /// The share of customers who did not order before its end.
  public let tooLate: Double
  /// The share who had ordered by the expected day; should be one half.
  public let byExpected: Double?
  /// The median length of the intervals that end within reach, in days.
  public let medianLength: Int?
  /// Customers with an expected day at all: an order within reach is likelier than none.
  public let expected: Int

  /// Judges what was told; nil where nobody was followed to either end.
  init?(_ judged: JudgedFutures) {
    let hazards = judged.outlook.next
    let told = judged.futures.indices.map { NextOrder(hazards, row: $0) }
    let last = hazards.grid.last
    func share(_ rows: [Int], _ isMissed: (Int) -> Bool) -> Double? {
      rows.isEmpty ? nil : Double(rows.count(where: isMissed)) / Double(rows.count)
    }
    let early = share(told.indices.filter { (told[$0].earliest ?? last) <= judged.followUps[$0] }) {
      row in
      judged.futures[row].nextOrder.map { $0 < told[row].earliest ?? last } ?? false
    }
    let late = share(
      told.indices.filter { row in told[row].latest.map { $0 < judged.followUps[row] } ?? true }
    ) { row in
      told[row].latest.map { latest in
        judged.futures[row].nextOrder.map { $0 > latest } ?? true
      } ?? false
    }
    guard let early, let late else { return nil }
    rows = told.count
    stated = NextOrder.coverage
    tooEarly = early
    tooLate = late
    covered = 1 - early - late
    byExpected = share(
      told.indices.filter { row in told[row].expected.map { $0 < judged.followUps[row] } ?? false }
    ) { row in
      judged.futures[row].nextOrder.map { $0 <= told[row].expected ?? 0 } ?? false
    }
    let lengths = told.compactMap { order in
      order.latest.flatMap { latest in order.earliest.map { latest - $0 + 1 } }
    }.sorted()
    medianLength = lengths.isEmpty ? nil : lengths[lengths.count / 2]
    expected = told.count { $0.expected != nil }
  }
}
