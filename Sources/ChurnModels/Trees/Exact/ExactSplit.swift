/// A question asked of the rows of a node, and what it does to them.
struct ExactSplit: Equatable {
  /// What is asked.
  enum Question: Equatable {
    /// Whether the value is at most `cut`.
    case atMost(cut: Double, missingGoesLeft: Bool)
    /// Whether the bin of the level is in the set.
    case among(BinSet)
  }

  /// The place of the column, in name order.
  var column: Int
  /// What is asked of it.
  var question: Question
  /// The purity of both sides together.
  var purity: Double
  /// The steps of weight that go left.
  var leftWeight: Int
  /// Those of them that churned.
  var leftChurned: Int
}

/// The best split of one node found so far.
struct ExactSearch {
  let criterion: SplitCriterion
  let minLeaf: Int
  let weight: Int
  let churned: Int
  private(set) var best: ExactSplit?

  init(criterion: SplitCriterion, minLeaf: Int, weight: Int, churned: Int) {
    self.criterion = criterion
    self.minLeaf = minLeaf
    self.weight = weight
    self.churned = churned
  }

  /// Takes a split if it is allowed and better than what was seen before; the first of equals stays.
  @inline(__always)
  mutating func offer(
    column: Int, leftWeight: Int, leftChurned: Int, question: @autoclosure () -> ExactSplit.Question
  ) {
    let rightWeight = weight - leftWeight
    guard leftWeight >= minLeaf, rightWeight >= minLeaf else { return }
    let purity =
      criterion.purity(weight: Double(leftWeight), churned: Double(leftChurned))
      + criterion.purity(weight: Double(rightWeight), churned: Double(churned - leftChurned))
    guard purity > best?.purity ?? -.infinity else { return }
    best = ExactSplit(
      column: column, question: question(), purity: purity, leftWeight: leftWeight,
      leftChurned: leftChurned)
  }
}

/// A number from `lower` on and under `upper`: midway, if that is one; finite or −∞.
func cutBetween(_ lower: Double, _ upper: Double) -> Double {
  let middle = lower / 2 + upper / 2
  return middle > lower && middle < upper ? middle : lower
}
