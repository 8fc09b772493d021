import ChurnMath
import Foundation
import Testing

@testable import ChurnModels

/// The obvious way to find a tree: at every node try every set of values and levels.
private struct NaiveTree {
  let samples: TrainingSamples
  let criterion: SplitCriterion
  let minLeaf: Double

  func impurity(_ rows: [Int]) -> Double {
    let total = rows.reduce(0) { $0 + samples.weights[$1] }
    let churned = rows.reduce(0) { $0 + (samples.labels[$1] ? samples.weights[$1] : 0) }
    let share = churned / total
    guard share > 0, share < 1 else { return 0 }
    switch criterion {
    case .gini: return total * 2 * share * (1 - share)
    case .entropy: return -total * (share * log2(share) + (1 - share) * log2(1 - share))
    }
  }

  func weight(_ rows: [Int]) -> Double { rows.reduce(0) { $0 + samples.weights[$1] } }

  /// The smallest impurity that one question leaves; nil when none is allowed.
  func bestLoss(_ rows: [Int]) -> Double? {
    var best: Double?
    func tryParting(_ goesLeft: (Int) -> Bool) {
      let left = rows.filter(goesLeft)
      let right = rows.filter { !goesLeft($0) }
      guard !left.isEmpty, !right.isEmpty, weight(left) >= minLeaf, weight(right) >= minLeaf else {
        return
      }
      let loss = impurity(left) + impurity(right)
      best = min(best ?? .infinity, loss)
    }
    for column in samples.features.columns {
      let values = column.values
      switch column.kind {
      case .numeric:
        for cut in Set(rows.map { values[$0] }).filter({ !$0.isNaN }) {
          tryParting { values[$0] <= cut }
          tryParting { values[$0].isNaN || values[$0] <= cut }
        }
        tryParting { values[$0].isNaN }
      case .categorical(let levels):
        // Every set of levels, missing being one more; with a least weight of leaves, which rules the
        // best set out at times, only those whose levels all churn less than the others.
        let level = { (row: Int) in values[row].isNaN ? levels.count : Int(values[row]) }
        let rates = (0...levels.count).map { number in
          let members = rows.filter { level($0) == number }
          let churned = members.filter { samples.labels[$0] }
          return members.isEmpty ? Double.nan : weight(churned) / weight(members)
        }
        for set in 0..<1 << (levels.count + 1) {
          let isIn = rates.indices.filter { set >> $0 & 1 == 1 }.map { rates[$0] }
          let isOut = rates.indices.filter { set >> $0 & 1 == 0 }.map { rates[$0] }
          let highest = isIn.filter { !$0.isNaN }.max() ?? 0
          let lowest = isOut.filter { !$0.isNaN }.min() ?? 1
          guard minLeaf <= 1 || highest < lowest else { continue }
          tryParting { set >> level($0) & 1 == 1 }
        }
      }
    }
    return best
  }
}

@Suite("The exact search against all possible questions")
struct ExactTwinTests {
  /// Walks the grown tree and checks at each node that no question would have been better.
  @Test(
    "No question at any node would have been better",
    arguments: 1...12 as ClosedRange<UInt64>, SplitCriterion.allCases)
  func everyNodeIsBest(_ seed: UInt64, _ criterion: SplitCriterion) throws {
    var stream = RandomStream(seed: seed, stream: 77)
    let plain = treeSamples(
      rows: 40, numbers: 2, levels: 4, distinct: 6, missing: 0.2, seed: seed)
    let isWeighted = seed.isMultiple(of: 2)
    let samples =
      isWeighted ? plain.weighted((0..<40).map { _ in Double(1 + stream.below(3)) }) : plain
    let minLeaf = Double(1 + seed % 4)
    for method in [DecisionTree.Method.exact, .histogram] {
      let model = try DecisionTree(
        criterion: criterion, maxDepth: nil, minLeafRows: minLeaf, minImpurityDecrease: 0,
        method: method
      ).fit(samples)
      let tree = model.ensemble.trees[0]
      let naive = NaiveTree(samples: samples, criterion: criterion, minLeaf: minLeaf)
      let walk = try TreeWalk(model.ensemble, samples.features)
      let paths = (0..<40).map { walk.path(of: $0, in: tree) }
      for (place, node) in tree.nodes.enumerated() {
        let rows = (0..<40).filter { paths[$0].contains(place) }
        #expect(naive.weight(rows) == node.cover)
        let best = naive.bestLoss(rows)
        guard !node.isLeaf else {
          #expect(best == nil || naive.impurity(rows) == 0)
          continue
        }
        let sides = [Int(node.left), Int(node.right)].map { child in
          naive.impurity((0..<40).filter { paths[$0].contains(child) })
        }
        #expect(sides[0] + sides[1] < (best ?? .infinity) + 1e-9)
      }
    }
  }

  /// The cut is midway between the values of the node on its two sides.
  @Test("Cuts lie midway")
  func cutsLieMidway() throws {
    let samples = TrainingSamples(
      features: FeatureMatrix(
        columns: [.init(name: "days", values: [1, 2, 10, 20])], rowCount: 4),
      labels: [false, false, true, true])
    let model = try DecisionTree(minLeafRows: 1, method: .exact).fit(samples)
    #expect(model.ensemble.features[0].scale == .numeric(cuts: [6]))
  }
}
