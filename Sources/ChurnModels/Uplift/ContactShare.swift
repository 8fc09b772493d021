/// The share of a ranking whose contacts bring the most, costs taken off.
///
/// Chosen where the sum of *value · Γ − cost* down the ranking is highest. What that brings is not read
/// off the same sum, which is highest where luck helped: for each part of the customers the cut is
/// chosen on the others, and the part shows what it brings.
public struct ContactShare: Sendable, Equatable {
  /// The share to contact.
  public let share: Double
  /// The least score contacted; nil where nobody is.
  public let leastScore: Double?
  /// Whether each customer is contacted when his part is left out of the choice; length *n*.
  public let isContacted: [Bool]

  /// Chooses a share.
  ///
  /// - Parameters:
  ///   - scores: What customers are ranked by, the highest first; length *n*.
  ///   - effects: *Γ* of each; length *n*.
  ///   - value: Money a gain.
  ///   - cost: Money a contact.
  ///   - parts: The part of each customer, from 0 up to but not including `count`; length *n*.
  ///   - count: How many parts there are.
  /// - Complexity: O(*n* log *n* + *n* · count).
  public init(
    scores: [Double], effects: EffectScores, value: Double, cost: Double, parts: [Int], count: Int
  ) {
    let order = scores.indices.sorted {
      scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
    }
    let gains = effects.values.map { value * $0 - cost }
    func cut(leavingOut part: Int?) -> Double? {
      var sum = 0.0
      var best = 0.0
      var cut: Double?
      for (place, row) in order.enumerated() {
        if parts[row] != part { sum += gains[row] }
        // Equal scores are contacted together or not at all.
        if place + 1 < order.count, scores[order[place + 1]] == scores[row] { continue }
        if sum > best {
          best = sum
          cut = scores[row]
        }
      }
      return cut
    }
    let least = cut(leavingOut: nil)
    leastScore = least
    let contacted = least.map { least in scores.count { $0 >= least } } ?? 0
    share = scores.isEmpty ? 0 : Double(contacted) / Double(scores.count)
    let cuts = (0..<count).map { cut(leavingOut: $0) }
    isContacted = scores.indices.map { row in cuts[parts[row]].map { scores[row] >= $0 } ?? false }
  }
}
