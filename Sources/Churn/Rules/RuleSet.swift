public import ChurnModels

/// The decision tree of a bundle as rules, each with the training rows that it holds for.
///
/// Where the champion is a tree, the rules are the champion's. Beside any other champion a small
/// tree is fitted to the same rows for reading only: it says in a dozen lines where churn is high and
/// low, and scores nobody.
public struct RuleSet: Sendable, Equatable {
  /// The leaves, from left to right.
  public let rules: [TreeRule]
  /// Whether they are the champion itself.
  public let isChampion: Bool

  /// Puts a set together; nil without rows or with more churners than rows.
  public init?(rules: [TreeRule], isChampion: Bool) {
    var rows = 0
    for rule in rules {
      let (sum, isTooLarge) = rows.addingReportingOverflow(rule.rows)
      guard !isTooLarge, rule.rows >= 0, (0...rule.rows).contains(rule.churners) else { return nil }
      rows = sum
    }
    guard rows > 0 else { return nil }
    self.rules = rules
    self.isChampion = isChampion
  }

  /// The training rows: customers, each once at every cutoff.
  public var rows: Int { rules.reduce(0) { $0 + $1.rows } }

  /// The share of churners among them.
  public var churnRate: Double { Double(rules.reduce(0) { $0 + $1.churners }) / Double(rows) }

  /// What rules are ranked by.
  public enum Order: String, Sendable, CaseIterable {
    /// The churn rate, as a multiple of the base's.
    case lift
    /// How many leavers a rule finds.
    case leavers
  }

  /// The rules that hold for any row, best first; ties as they stand in the tree.
  public func ranked(by order: Order) -> [TreeRule] {
    let held = rules.enumerated().filter { $0.element.rows > 0 }
    func key(_ rule: TreeRule) -> (Double, Double) {
      switch order {
      case .lift: (rule.churnRate, Double(rule.churners))
      case .leavers: (Double(rule.churners), rule.churnRate)
      }
    }
    return held.sorted { left, right in
      let (first, second) = (key(left.element), key(right.element))
      return first != second ? first > second : left.offset < right.offset
    }.map(\.element)
  }
}
