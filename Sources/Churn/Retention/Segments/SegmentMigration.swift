/// Who moved from one segment to another between two days.
public struct SegmentMigration: Sendable, Equatable, Encodable {
  /// One way of moving.
  public struct Move: Sendable, Equatable, Encodable {
    /// The segment of the earlier day.
    public let from: String
    /// The segment of the later day.
    public let to: String
    /// Customers who went it.
    public let customers: Int
    /// Their share of the earlier segment.
    public let share: Double
  }

  /// The column that is compared.
  public let by: String
  /// What the later one is compared with: a day or a file.
  public let comparedWith: String
  /// The earlier segments, in the order of the rows.
  public let rows: [String]
  /// The later segments, in the order of the columns.
  public let columns: [String]
  /// Customers by earlier and later segment.
  public let counts: [[Int]]
  /// The same as shares of the earlier segment; nil in a row without customers.
  public let shares: [[Double?]]
  /// Customers in both.
  public let customersInBoth: Int
  /// Those of them whose segment has one name on both days.
  public let unchanged: Int
  /// The ways that most customers went, among those in both.
  public let moves: [Move]

  /// What customers are called who are missing on the earlier day.
  public static let notThen = "(not listed then)"
  /// What customers are called who are missing on the later day.
  public static let notNow = "(not listed now)"

  private static let mostMoves = 5

  /// Compares two days.
  ///
  /// - Parameters:
  ///   - by: The column that is compared.
  ///   - comparedWith: What the later one is compared with.
  ///   - order: Names in the order in which they are to stand; others follow by name.
  ///   - then: The earlier segment of each customer.
  ///   - now: The later one.
  init(
    by: String, comparedWith: String, order: [String], then: [String: String], now: [String: String]
  ) {
    self.by = by
    self.comparedWith = comparedWith
    func sorted(_ names: Set<String>) -> [String] {
      order.filter(names.contains)
        + names.subtracting(order).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    var earlier = sorted(Set(then.values))
    var later = sorted(Set(now.values))
    if now.contains(where: { then[$0.key] == nil }) { earlier.append(Self.notThen) }
    if then.contains(where: { now[$0.key] == nil }) { later.append(Self.notNow) }
    let rowOf = Dictionary(uniqueKeysWithValues: earlier.enumerated().map { ($1, $0) })
    let columnOf = Dictionary(uniqueKeysWithValues: later.enumerated().map { ($1, $0) })
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: later.count), count: earlier.count)
    // Counting does not depend on the order in which a dictionary tells its members.
    for (id, name) in now {
      guard let row = rowOf[then[id] ?? Self.notThen], let column = columnOf[name] else { continue }
      counts[row][column] += 1
    }
    for (id, name) in then where now[id] == nil {
      guard let row = rowOf[name], let column = columnOf[Self.notNow] else { continue }
      counts[row][column] += 1
    }
    rows = earlier
    columns = later
    self.counts = counts
    shares = counts.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum > 0 ? Double($0) / Double(sum) : nil }
    }
    var inBoth = 0
    var unchanged = 0
    var moves: [Move] = []
    for (row, from) in earlier.enumerated() where from != Self.notThen {
      let sum = counts[row].reduce(0, +)
      for (column, to) in later.enumerated() where to != Self.notNow {
        let count = counts[row][column]
        inBoth += count
        if from == to { unchanged += count }
        guard from != to, count > 0 else { continue }
        moves.append(
          Move(from: from, to: to, customers: count, share: Double(count) / Double(sum)))
      }
    }
    customersInBoth = inBoth
    self.unchanged = unchanged
    // Equal ways stay in the order of the table.
    self.moves = Array(
      moves.enumerated().sorted {
        $0.element.customers != $1.element.customers
          ? $0.element.customers > $1.element.customers : $0.offset < $1.offset
      }.prefix(Self.mostMoves).map(\.element))
  }
}
