public import ChurnData
internal import ChurnMath

/// What is asked of one customer besides why the probability is what it is.
public struct ExplanationQuestions: Sendable, Equatable {
  /// The column whose values are segments; nil = lifecycle stages for orders, none for a ready table.
  public var segmentBy: String?
  /// An earlier cutoff to compare with; only for orders.
  public var since: Day?
  /// Columns of a ready table that can be changed, whatever their names say.
  public var mutable: [String] = []
  /// Columns of a ready table that cannot be changed.
  public var immutable: [String] = []

  /// No questions beyond those that are always answered.
  public init() {}
}

/// Rows that were scored together.
struct ScoredRows: Sendable {
  let ids: [String]
  let features: FeatureMatrix
  let probabilities: [Double]

  /// 1 + how many of some rows are riskier than one, ties by id.
  func rank(of row: Int, among rows: some Sequence<Int>) -> Int {
    let own = probabilities[row]
    let ownID = Array(ids[row].utf8)
    return rows.reduce(1) { rank, other in
      let isRiskier =
        probabilities[other] > own
        || (probabilities[other] == own && ids[other].utf8.lexicographicallyPrecedes(ownID))
      return isRiskier ? rank + 1 : rank
    }
  }
}
