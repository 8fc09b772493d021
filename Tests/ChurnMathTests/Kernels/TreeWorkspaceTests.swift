import Testing

@testable import ChurnMath

@Suite struct TreeWorkspaceTests {
  /// Random bins, labels and weights.
  private struct Table {
    var rows: Int
    var binCounts: [Int]
    var bins: [UInt8] = []
    var labels: [Bool] = []
    var weights: [Double]?

    init(rows: Int, binCounts: [Int], isWeighted: Bool, seed: UInt64) {
      self.rows = rows
      self.binCounts = binCounts
      var stream = RandomStream(seed: seed, stream: 0)
      for count in binCounts {
        for _ in 0..<rows { bins.append(UInt8(stream.below(count))) }
      }
      labels = (0..<rows).map { _ in stream.chance(0.3) }
      if isWeighted { weights = (0..<rows).map { _ in 3 * stream.uniform() } }
    }

    func workspace(_ team: WorkerTeam, level: SIMDLevel = .current) -> TreeWorkspace {
      TreeWorkspace(
        bins: bins, binCounts: binCounts, order: Array(binCounts.indices.reversed()),
        labels: labels, weights: weights, team: team, level: level)
    }
  }

  private func root(_ workspace: TreeWorkspace, seed: UInt32 = 7) -> LeafRows {
    let counts = (0..<workspace.partCount).map { part in
      workspace.writeGradients(
        part: part, firstScale: 1_000, secondScale: 4_000, seed: seed, isTaken: nil)
    }
    return LeafRows(starts: workspace.rowPieces.map(\.lowerBound), counts: counts)
  }

  private func cells(_ workspace: TreeWorkspace, slot: Int) -> [[Int64]] {
    workspace.order.indices.map { place in
      workspace.withCells(slot: slot, place: place) { cells in
        cells.indices.map { cells[$0] }
      }
    }
  }

  private func build(_ workspace: TreeWorkspace, _ rows: LeafRows, slot: Int) {
    workspace.reserveSlots(slot + 1)
    for part in 0..<workspace.partCount {
      workspace.buildHistograms(part: part, of: rows, slot: slot)
    }
  }

  @Test("Histograms do not depend on threads or instruction set", arguments: [false, true])
  func histogramsAreExact(isWeighted: Bool) {
    // More features than one pass adds up, and a row length that is no multiple of anything.
    let table = Table(
      rows: 1_003, binCounts: (0..<67).map { 2 + 37 * $0 % 255 }, isWeighted: isWeighted, seed: 3)
    var seen: [[[Int64]]] = []
    for threads in [1, 2, 3] {
      for level in SIMDLevel.allCases where level <= .supported {
        withWorkerTeam(threads: threads) { team in
          let workspace = table.workspace(team, level: level)
          workspace.setScores(-0.8)
          build(workspace, root(workspace), slot: 0)
          seen.append(cells(workspace, slot: 0))
        }
      }
    }
    #expect(seen.allSatisfy { $0 == seen[0] })
    // Every histogram sums up the same rows.
    let total = seen[0][0].reduce(0, &+)
    #expect(seen[0].allSatisfy { $0.reduce(0, &+) == total })
  }

  @Test("Sums are those of the gradients, up to the rounding of each row")
  func gradientsAreRounded() {
    let table = Table(rows: 5_000, binCounts: [40], isWeighted: false, seed: 9)
    withWorkerTeam(threads: 1) { team in
      let workspace = table.workspace(team)
      workspace.setScores(-1)
      build(workspace, root(workspace), slot: 0)
      let p = 1 / (1 + exp1)
      for (bin, cell) in cells(workspace, slot: 0)[0].enumerated() {
        let rows = (0..<table.rows).filter { Int(table.bins[$0]) == bin }
        let churned = rows.count { table.labels[$0] }
        let first = Double(rows.count) * p - Double(churned)
        let sums = HistogramSums(packed: cell)
        #expect(abs(sums.first / 1_000 - first) <= Double(rows.count) / 1_000)
        #expect(
          abs(sums.second / 4_000 - Double(rows.count) * p * (1 - p))
            <= Double(rows.count) / 4_000)
      }
    }
  }

  /// e, by which the odds at log-odds −1 are divided.
  private let exp1 = 2.718281828459045

  @Test("Rounding keeps the mean over many scores, and is one for equal scores")
  func roundingIsUnbiased() {
    let table = Table(rows: 20_000, binCounts: [3], isWeighted: false, seed: 2)
    withWorkerTeam(threads: 1) { team in
      let workspace = table.workspace(team)
      workspace.setScores(-2)
      let all = LeafRows(starts: [0], counts: [table.rows])
      var mean = 0.0
      for seed in 0..<400 {
        _ = workspace.writeGradients(
          part: 0, firstScale: 10, secondScale: 10, seed: UInt32(seed) &* 2_654_435_761,
          isTaken: nil)
        build(workspace, all, slot: 0)
        mean += workspace.total(slot: 0).second / 400 / Double(table.rows)
      }
      // 10 p (1 - p) at log-odds -2 is 1.0499; rounded alike in one round, its spread over 400
      // rounds of two hashes each is under 0.03.
      #expect(abs(mean - 1.0499) < 0.06)
    }
  }

  @Test("Records keep their order on both sides, and a child taken off its parent is the other")
  func partitionSplitsHistograms() {
    let table = Table(rows: 2_000, binCounts: [9, 200, 30], isWeighted: true, seed: 4)
    withWorkerTeam(threads: 2) { team in
      let workspace = table.workspace(team)
      workspace.setScores(0.3)
      let rows = root(workspace)
      build(workspace, rows, slot: 0)
      let goesLeft = (0..<256).map { UInt8($0 % 3 == 1 ? 1 : 0) }
      var left = rows
      var right = rows
      for part in 0..<workspace.partCount {
        let count = workspace.partition(part: part, rows, column: 1, goesLeft: goesLeft)
        left.counts[part] = count
        right.starts[part] += count
        right.counts[part] -= count
      }
      let expected = (0..<2_000).count { table.bins[2_000 + $0] % 3 == 1 }
      #expect(left.count == expected && right.count == 2_000 - expected)
      build(workspace, left, slot: 1)
      build(workspace, right, slot: 2)
      for part in 0..<workspace.partCount {
        workspace.subtractHistograms(part: part, slot: 1, from: 0)
      }
      #expect(cells(workspace, slot: 0) == cells(workspace, slot: 2))
      // What rows count, by bin and in all, is one sum.
      let weights = (0..<workspace.partCount).map { workspace.weightUnits(part: $0, of: left) }
      #expect(weights[0].prefix(256).reduce(0, +) == workspace.weightUnits(of: left))
    }
  }

  @Test("The best cut is that of trying every cut, on every instruction set")
  func bestCutIsBest() {
    for seed in 0..<40 {
      let table = Table(
        rows: 300, binCounts: [2, 3, 5, 17, 256], isWeighted: false, seed: UInt64(seed))
      for level in SIMDLevel.allCases where level <= .supported {
        withWorkerTeam(threads: 1) { team in
          let workspace = table.workspace(team, level: level)
          workspace.setScores(0)
          build(workspace, root(workspace), slot: 0)
          let node = HistogramNode(
            total: workspace.total(slot: 0), l2: 3_000, leastSecond: 8_000)
          for place in workspace.order.indices {
            let cut = workspace.bestCut(slot: 0, place: place, node: node)
            let naive = workspace.withCells(slot: 0, place: place) { Self.naive($0, node) }
            #expect(cut == naive)
          }
        }
      }
    }
  }

  /// Every cut in turn, missing values right and then left; the first of the best.
  private static func naive(_ cells: Span<Int64>, _ node: HistogramNode) -> HistogramCut? {
    var best: HistogramCut?
    for isLeft in cells[0] == 0 ? [false] : [false, true] {
      for last in 1..<max(1, cells.count - 1) {
        var sum = isLeft ? cells[0] : 0
        for bin in 1...last { sum += cells[bin] }
        let left = HistogramSums(packed: sum)
        let right = node.total - left
        guard left.second >= node.leastSecond, right.second >= node.leastSecond else { continue }
        let a = left.second + node.l2
        let b = right.second + node.l2
        let gain =
          (left.first * left.first * b + right.first * right.first * a) / (a * b)
        if gain > best?.gain ?? -1 {
          best = HistogramCut(
            gain: gain, lastLeftBin: last, missingGoesLeft: isLeft, hasMissing: cells[0] != 0,
            left: left)
        }
      }
    }
    return best
  }

  @Test("Counted records hold weight and churned weight")
  func countsAreKept() {
    let table = Table(rows: 500, binCounts: [12], isWeighted: false, seed: 8)
    withWorkerTeam(threads: 1) { team in
      let workspace = table.workspace(team)
      let count = workspace.writeCounts(part: 0) { UInt16($0 % 3) }
      build(workspace, LeafRows(starts: [0], counts: [count]), slot: 0)
      let total = workspace.total(slot: 0)
      #expect(total.second == Double((0..<500).reduce(0) { $0 + $1 % 3 }))
      #expect(
        total.first == Double((0..<500).reduce(0) { $0 + (table.labels[$1] ? $1 % 3 : 0) }))
    }
  }
}
