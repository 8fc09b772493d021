/// Which segments a base is cut into, editable as a YAML file.
///
/// Each customer is in the first segment that fits; who fits none is in ``other``. Beside them stand
/// saved conditions, which may overlap, thresholds of habits, and the shares of value tiers.
public struct SegmentTable: Sendable, Equatable {
  /// One named segment.
  public struct Entry: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// Scores that it takes, by the column of the score; a score that is not there is free.
    public let ranges: [Score: ClosedRange<Int>]
    /// What customers must meet besides; nil = nothing.
    public let condition: CustomerFilter?
    /// What the segment is, in a sentence; nil when nobody said.
    public let meaning: String?

    /// Creates a segment.
    public init(
      name: String, ranges: [Score: ClosedRange<Int>], condition: CustomerFilter? = nil,
      meaning: String? = nil
    ) {
      self.name = name
      self.ranges = ranges
      self.condition = condition
      self.meaning = meaning
    }

    /// Whether a customer of these scores, `NaN` where there is none, lies within the ranges.
    public func takes(_ score: (Score) -> Double) -> Bool {
      Score.allCases.allSatisfy { kind in
        guard let range = ranges[kind] else { return true }
        let value = score(kind)
        return value >= Double(range.lowerBound) && value <= Double(range.upperBound)
      }
    }

    /// The rule in words: `r 5, f 4 to 5`.
    public var rule: String {
      var parts: [String] = []
      for kind in Score.allCases {
        guard let range = ranges[kind] else { continue }
        parts.append(
          range.count == 1
            ? "\(kind.rawValue) \(range.lowerBound)"
            : "\(kind.rawValue) \(range.lowerBound) to \(range.upperBound)")
      }
      if let condition { parts.append(condition.text) }
      return parts.joined(separator: ", ")
    }
  }

  /// One of the three scores from 1 to 5.
  public enum Score: String, Sendable, CaseIterable {
    /// How recently a customer ordered; 5 = most recently.
    case recency = "r"
    /// On how many days he ordered; 5 = on the most.
    case frequency = "f"
    /// What he brought; 5 = the most.
    case money = "m"

    /// The column that holds it.
    public var column: String { rawValue + "_score" }
  }

  /// A condition with a name.
  public struct Saved: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The condition.
    public let condition: CustomerFilter

    /// Gives a condition a name.
    public init(name: String, condition: CustomerFilter) {
      self.name = name
      self.condition = condition
    }
  }

  /// A part of the base by value, from the most valuable down.
  public struct Tier: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The share of customers that it holds.
    public let share: Double

    /// A tier of a share of the customers.
    public init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// What customers are called who fit no segment.
  public static let other = "other"

  /// The segments; the first that fits is a customer's.
  public var entries: [Entry]
  /// Saved conditions.
  public var saved: [Saved] = []
  /// Thresholds of habits that are not the usual ones.
  public var thresholds: [Behaviour: Double] = [:]
  /// Orders from which on habits are told.
  public var leastOrders = 3
  /// Value tiers, the most valuable first; their shares add up to 1.
  public var tiers: [Tier] = [
    Tier(name: "top", share: 0.1), Tier(name: "high", share: 0.2), Tier(name: "middle", share: 0.3),
    Tier(name: "low", share: 0.4),
  ]

  /// A table of some segments, everything else as usual.
  public init(entries: [Entry]) { self.entries = entries }

  /// The threshold of a habit.
  public func threshold(_ behaviour: Behaviour) -> Double {
    thresholds[behaviour] ?? behaviour.usualThreshold
  }

  /// The names of the segments, and of the rest, in the order of the table.
  public var names: [String] {
    entries.map(\.name) + (entries.contains { $0.name == Self.other } ? [] : [Self.other])
  }

  /// The columns that segments and saved conditions ask for.
  public var columnNames: [String] { segmentColumns + saved.flatMap(\.condition.columnNames) }

  /// The columns that the segments ask for.
  public var segmentColumns: [String] {
    entries.flatMap { entry in
      Score.allCases.filter { entry.ranges[$0] != nil }.map(\.column)
        + (entry.condition?.columnNames ?? [])
    }
  }

  // MARK: - Holes and overlaps

  /// Cells of scores that no segment takes, or that several do, a sentence each.
  ///
  /// A segment with a condition takes a part of its cells only; it covers none and overlaps with none
  /// here, as what it takes shows in the data.
  public var remarks: [String] {
    let plain = entries.filter { $0.condition == nil }
    guard !plain.isEmpty else { return [] }
    let kinds = Score.allCases.filter { kind in plain.contains { $0.ranges[kind] != nil } }
    var holes: [String] = []
    var pairs: [(String, String)] = []
    var cellsOfPair: [[String]] = []
    let count = kinds.reduce(1) { product, _ in product * 5 }
    for cell in 0..<count {
      var scores: [Score: Double] = [:]
      var rest = cell
      for kind in kinds.reversed() {
        scores[kind] = Double(rest % 5 + 1)
        rest /= 5
      }
      let name = kinds.map { "\($0.rawValue) \(Int(scores[$0] ?? 0))" }.joined(separator: " ")
      let takers = plain.filter { $0.takes { scores[$0] ?? .nan } }
      if takers.isEmpty { holes.append(name) }
      guard takers.count > 1 else { continue }
      let pair = (takers[0].name, takers[1].name)
      if let place = pairs.firstIndex(where: { $0 == pair }) {
        cellsOfPair[place].append(name)
      } else {
        pairs.append(pair)
        cellsOfPair.append([name])
      }
    }
    var remarks: [String] = []
    if !holes.isEmpty {
      remarks.append(
        "\(holes.count) of \(count) cells of scores are in no segment and count as \(Self.other): "
          + Self.list(holes) + ".")
    }
    for (pair, cells) in zip(pairs, cellsOfPair) {
      remarks.append(
        "\(pair.0) and \(pair.1) both take \(Self.list(cells)); customers there are \(pair.0), which "
          + "stands first.")
    }
    return remarks
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(5).joined(separator: ", ")
      + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }
}
