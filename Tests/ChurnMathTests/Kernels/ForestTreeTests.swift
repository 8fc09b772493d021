import Foundation
import Testing

@testable import ChurnMath

/// Rows with whole weights, two columns of ordered bins and one of levels.
private struct BinnedRows {
  let columns: [ForestColumn]
  let bins: [[UInt8]]
  let weights: [Int]
  let churned: [Bool]

  init(rows: Int, seed: UInt64, distinct: Int, heavy: Bool) {
    var stream = RandomStream(seed: seed, stream: 5)
    columns = [
      ForestColumn(binCount: distinct + 2, isCategorical: false),
      ForestColumn(binCount: distinct + 2, isCategorical: false),
      ForestColumn(binCount: 6, isCategorical: true),
    ]
    bins = columns.map { column in
      // The last bin of an ordered column is above an infinite cut: nothing is in it.
      let most = column.isCategorical ? column.binCount - 1 : column.binCount - 2
      return (0..<rows).map { _ in
        UInt8(stream.chance(0.15) ? 0 : 1 + stream.below(most))
      }
    }
    weights = (0..<rows).map { _ in heavy ? 1 + stream.below(5) : 1 }
    let first = bins[0]
    churned = (0..<rows).map { stream.chance(first[$0] > 4 || first[$0] == 0 ? 0.6 : 0.2) }
  }

  var table: RowMajorBins {
    RowMajorBins(
      columns: bins.flatMap { $0 }, rowCount: weights.count, order: [0, 1, 2], threads: 2)
  }

  var entries: [UInt64] {
    weights.indices.map { ForestTree.entry(row: $0, weight: weights[$0], churned: churned[$0]) }
  }

  func tree(_ settings: ForestSettings, seed: UInt64 = 1) -> ForestTree {
    ForestTree(
      growingFrom: entries, table: table, columns: columns, settings: settings,
      stream: RandomStream(seed: seed, stream: 0))
  }

  func weight(_ rows: [Int]) -> Int { rows.reduce(0) { $0 + weights[$1] } }
  func churnedWeight(_ rows: [Int]) -> Int { weight(rows.filter { churned[$0] }) }

  /// Impurity times weight.
  func impurity(_ rows: [Int], entropy: Bool) -> Double {
    let total = Double(weight(rows))
    let share = Double(churnedWeight(rows)) / max(1, total)
    guard share > 0, share < 1 else { return 0 }
    return entropy
      ? -total * (share * log2(share) + (1 - share) * log2(1 - share))
      : 2 * total * share * (1 - share)
  }

  /// Whether a row goes left at a node.
  func goesLeft(_ row: Int, _ node: ForestNode, _ tree: ForestTree) -> Bool {
    let bin = bins[Int(node.column)][row]
    guard node.set >= 0 else { return bin >= node.lowest && bin <= node.highest }
    return tree.sets[Int(node.set) * 4 + Int(bin) / 64] >> UInt64(bin % 64) & 1 == 1
  }

  /// The least impurity one question leaves, of all cuts and all sets; nil when none is allowed.
  func bestLoss(_ rows: [Int], minLeaf: Int, entropy: Bool) -> Double? {
    var best: Double?
    func tryParting(_ isLeft: (UInt8) -> Bool, _ column: [UInt8]) {
      let left = rows.filter { isLeft(column[$0]) }
      let right = rows.filter { !isLeft(column[$0]) }
      guard weight(left) >= minLeaf, weight(right) >= minLeaf else { return }
      best = min(
        best ?? .infinity, impurity(left, entropy: entropy) + impurity(right, entropy: entropy))
    }
    for (column, values) in zip(columns, bins) {
      if column.isCategorical {
        for set in 0..<1 << column.binCount { tryParting({ set >> Int($0) & 1 == 1 }, values) }
      } else {
        for highest in 1..<max(2, column.binCount - 1) {
          tryParting({ $0 <= highest }, values)
          tryParting({ $0 > 0 && $0 <= highest }, values)
        }
      }
    }
    return best
  }
}

@Suite("ForestTree")
struct ForestTreeTests {
  private func settings(columns: Int = 3, entropy: Bool = false) -> ForestSettings {
    ForestSettings(
      columnsPerSplit: columns, maxDepth: .max, minLeaf: 1, minSplit: 2, minDecrease: 0,
      usesEntropy: entropy)
  }

  /// The rows of each node, by walking them down one after the other.
  private func rowsOfNodes(_ tree: ForestTree, _ data: BinnedRows) -> [[Int]] {
    var rows = [[Int]](repeating: [], count: tree.nodes.count)
    rows[0] = Array(data.weights.indices)
    for (place, node) in tree.nodes.enumerated() where node.column >= 0 {
      rows[place + 1] = rows[place].filter { data.goesLeft($0, node, tree) }
      rows[Int(node.right)] = rows[place].filter { !data.goesLeft($0, node, tree) }
    }
    return rows
  }

  /// Nodes of over 256 rows scan all bins, smaller ones those touched; 700 rows have both.
  @Test(
    "No cut and no set of levels at any node would have been better",
    arguments: [40, 700], [false, true])
  func everyNodeIsBest(_ rowCount: Int, _ entropy: Bool) {
    for seed in 1...4 as ClosedRange<UInt64> {
      let data = BinnedRows(
        rows: rowCount, seed: seed, distinct: rowCount == 40 ? 8 : 20, heavy: seed % 2 == 0)
      let tree = data.tree(settings(entropy: entropy))
      for (place, (node, rows)) in zip(tree.nodes, rowsOfNodes(tree, data)).enumerated() {
        #expect(Int(node.weight) == data.weight(rows))
        #expect(Int(node.churned) == data.churnedWeight(rows))
        guard rows.count > 1, rowCount == 40 || place < 40 else { continue }
        let best = data.bestLoss(rows, minLeaf: 1, entropy: entropy)
        guard node.column >= 0 else {
          #expect(best == nil || data.impurity(rows, entropy: entropy) == 0)
          continue
        }
        let left = data.impurity(rows.filter { data.goesLeft($0, node, tree) }, entropy: entropy)
        let right = data.impurity(rows.filter { !data.goesLeft($0, node, tree) }, entropy: entropy)
        #expect(abs(left + right - (best ?? -1)) < 1e-9)
      }
    }
  }

  @Test("Leaf shares are what a plain walk finds")
  func leafShares() {
    let data = BinnedRows(rows: 300, seed: 9, distinct: 200, heavy: true)
    let tree = data.tree(settings(columns: 1))
    let rows = (0..<300).map { Int32(299 - $0) }
    let expected = rows.map { row in
      var place = 0
      while tree.nodes[place].column >= 0 {
        let node = tree.nodes[place]
        place = data.goesLeft(Int(row), node, tree) ? place + 1 : Int(node.right)
      }
      return Double(tree.nodes[place].churned) / Double(tree.nodes[place].weight)
    }
    #expect(tree.leafShares(data.table, rows: rows) == expected)
  }

  /// Sums are whole numbers, so the order in which rows are added does not matter.
  @Test("The order of the entries changes nothing, the stream does")
  func orderOfEntries() {
    let data = BinnedRows(rows: 500, seed: 3, distinct: 100, heavy: true)
    let wanted = settings(columns: 1)
    let tree = data.tree(wanted)
    let reversed = ForestTree(
      growingFrom: data.entries.reversed(), table: data.table, columns: data.columns,
      settings: wanted, stream: RandomStream(seed: 1, stream: 0))
    #expect(tree == reversed)
    #expect(tree != data.tree(wanted, seed: 2))
  }

  @Test("Limits hold")
  func limitsHold() {
    let data = BinnedRows(rows: 600, seed: 4, distinct: 50, heavy: false)
    var limited = settings(columns: 2)
    limited.minLeaf = 20
    limited.maxDepth = 4
    let tree = data.tree(limited)
    #expect(tree.nodes.allSatisfy { $0.weight >= 20 })
    #expect(tree.nodes.count <= 31)
    limited.minDecrease = 1e9
    #expect(data.tree(limited).nodes.count == 1)
  }

  /// Columns 0 and 1 are constant; a node that draws one of them goes on to the third.
  @Test("Further columns are drawn until one parts the rows")
  func furtherColumnsAreDrawn() {
    let bins: [UInt8] = [1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 2, 2]
    let table = RowMajorBins(columns: bins, rowCount: 4, order: [0, 1, 2], threads: 1)
    let columns = [ForestColumn](
      repeating: ForestColumn(binCount: 3, isCategorical: false), count: 3)
    let entries = (0..<4).map { ForestTree.entry(row: $0, weight: 1, churned: $0 > 1) }
    for seed in 1...20 as ClosedRange<UInt64> {
      let tree = ForestTree(
        growingFrom: entries, table: table, columns: columns, settings: settings(columns: 1),
        stream: RandomStream(seed: seed, stream: 0))
      #expect(tree.nodes.map(\.column) == [2, -1, -1])
    }
  }

  @Test("Rows are laid out one after the other, in the order of columns given")
  func rowsAreLaidOut() {
    var columns: [UInt8] = []
    for j in 0..<40 {
      for row in 0..<700 { columns.append(UInt8(truncatingIfNeeded: row &* 7 &+ j)) }
    }
    let order = Array((0..<40).reversed())
    let table = RowMajorBins(columns: columns, rowCount: 700, order: order, threads: 2)
    #expect(table.stride == 64)
    let isRight = table.withBytes { bytes in
      var isRight = true
      for row in 0..<700 {
        for place in 0..<40 {
          let expected = columns[order[place] * 700 + row]
          if unsafe bytes[row * 64 + place] != expected { isRight = false }
        }
      }
      return isRight
    }
    #expect(isRight)
  }
}
