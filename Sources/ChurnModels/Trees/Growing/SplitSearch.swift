internal import ChurnMath

/// The search for the best split of a leaf on one feature.
struct SplitSearch {
  let rules: GrowthRules
  let workspace: TreeWorkspace

  /// What is known of a leaf.
  struct Leaf: Sendable {
    /// The sums over its rows.
    var sums: HistogramSums
    /// The weight of its rows.
    var weight: Double
    /// Between what its value, and those of what grows from it, must lie.
    var bounds: GrowthRules.Bounds
    /// The slot of its histograms.
    var slot: Int
  }

  /// The best split on the feature at a place; nil when none gains.
  ///
  /// The rows of a side are estimated from its second-order sum unless `weights` (2⁻²⁰, by bin) says
  /// them.
  func best(_ leaf: Leaf, place: Int, weights: ArraySlice<Int64>? = nil) -> HistogramSplit? {
    let feature = workspace.order[place]
    guard rules.isActive[feature], leaf.sums.second > 0 else { return nil }
    let share = leaf.weight > 0 ? leaf.sums.second / leaf.weight : 0
    let needed = weights == nil ? rules.minLeafRows * share : 0
    let least = max(rules.leastSecond, needed, 1)
    let split: HistogramSplit?
    if rules.isCategorical[feature] {
      split = bestLevels(leaf, place, least: least, weights: weights)
    } else if weights == nil, leaf.bounds.isNone, rules.l1 == 0, rules.directions[feature] == 0 {
      let node = HistogramNode(total: leaf.sums, l2: rules.l2, leastSecond: least)
      split = workspace.bestCut(slot: leaf.slot, place: place, node: node).map { cut in
        HistogramSplit(
          gain: cut.gain, place: place,
          rule: .cut(
            lastLeftBin: cut.lastLeftBin,
            missingGoesLeft: cut.hasMissing
              ? cut.missingGoesLeft : isMost(cut.left, of: leaf.sums)), left: cut.left)
      }
    } else {
      split = bestCut(leaf, place, least: least, weights: weights)
    }
    guard var split else { return nil }
    let alone = rules.gain(leaf.sums, output: rules.output(leaf.sums, leaf.bounds))
    split.gain -= alone
    // Sums are exact, gains are rounded: what is left of nothing must not pass for a gain.
    guard split.gain > max(rules.leastGain, 1e-12 * alone) else { return nil }
    return split
  }

  /// Whether one side has more than half: a feature without missing values sends them, if they ever
  /// come, where most rows go.
  private func isMost(_ left: HistogramSums, of all: HistogramSums) -> Bool {
    2 * left.second > all.second
  }

  /// By how much two sides are better than nothing; nil when they may not be.
  private func gain(
    left: HistogramSums, right: HistogramSums, bounds: GrowthRules.Bounds, direction: Int8,
    least: Double
  ) -> Double? {
    guard left.second >= least, right.second >= least else { return nil }
    let leftOutput = rules.output(left, bounds)
    let rightOutput = rules.output(right, bounds)
    if direction > 0, leftOutput > rightOutput { return nil }
    if direction < 0, leftOutput < rightOutput { return nil }
    return rules.gain(left, output: leftOutput) + rules.gain(right, output: rightOutput)
  }

  private func areEnough(_ left: Int64, of total: Int64) -> Bool {
    let needed = Int64((min(rules.minLeafRows, 0x1p40) * 0x1p20).rounded(.up))
    return left >= needed && total - left >= needed
  }

  /// The plain search, one cut after the other, for everything that the fast one does not know.
  private func bestCut(
    _ leaf: Leaf, _ place: Int, least: Double, weights: ArraySlice<Int64>?
  ) -> HistogramSplit? {
    let direction = rules.directions[workspace.order[place]]
    return workspace.withCells(slot: leaf.slot, place: place) { cells in
      guard cells.count >= 3 else { return nil }
      var best: HistogramSplit?
      let totalWeight = weights?.reduce(0, +) ?? 0
      for missingGoesLeft in cells[0] == 0 && (weights?.first ?? 0) == 0 ? [false] : [false, true] {
        var sum = missingGoesLeft ? cells[0] : 0
        var weight = missingGoesLeft ? weights?.first ?? 0 : 0
        for bin in 1..<cells.count - 1 {
          sum &+= cells[bin]
          if let weights {
            weight += weights[weights.startIndex + bin]
            guard areEnough(weight, of: totalWeight) else { continue }
          }
          let left = HistogramSums(packed: sum)
          let gain = gain(
            left: left, right: leaf.sums - left, bounds: leaf.bounds, direction: direction,
            least: least)
          if let gain, gain > best?.gain ?? -.infinity {
            best = HistogramSplit(
              gain: gain, place: place,
              rule: .cut(
                lastLeftBin: bin,
                missingGoesLeft: cells[0] == 0
                  ? isMost(left, of: leaf.sums) : missingGoesLeft), left: left)
          }
        }
      }
      return best
    }
  }

  /// The best subset of levels: with two classes it is a run in the order of their means.
  ///
  /// - SeeAlso: Fisher (1958), doi:10.1080/01621459.1958.10501479.
  private func bestLevels(
    _ leaf: Leaf, _ place: Int, least: Double, weights: ArraySlice<Int64>?
  ) -> HistogramSplit? {
    workspace.withCells(slot: leaf.slot, place: place) { cells in
      var present: [(bin: Int, mean: Double)] = []
      for bin in cells.indices where cells[bin] != 0 {
        let sums = HistogramSums(packed: cells[bin])
        present.append((bin, sums.first / (sums.second + rules.levelSmoothing + 0x1p-20)))
      }
      guard present.count > 1 else { return nil }
      present.sort { ($0.mean, $0.bin) < ($1.mean, $1.bin) }
      var penalised = self.rules
      if present.count > 4 { penalised.l2 += rules.levelL2 }
      let search = SplitSearch(rules: penalised, workspace: workspace)
      let totalWeight = weights?.reduce(0, +) ?? 0
      var best: (gain: Double, count: Int, left: HistogramSums)?
      var sum: Int64 = 0
      var weight: Int64 = 0
      for (count, level) in present.enumerated().dropLast() {
        sum &+= cells[level.bin]
        if let weights {
          weight += weights[weights.startIndex + level.bin]
          guard areEnough(weight, of: totalWeight) else { continue }
        }
        let left = HistogramSums(packed: sum)
        let gain = search.gain(
          left: left, right: leaf.sums - left, bounds: leaf.bounds, direction: 0, least: least)
        if let gain, gain > best?.gain ?? -.infinity { best = (gain, count + 1, left) }
      }
      guard let best else { return nil }
      var goesLeft = Set(present.prefix(best.count).map(\.bin))
      // Levels that no row of the leaf has go where most rows go.
      if isMost(best.left, of: leaf.sums) {
        let isPresent = Set(present.map(\.bin))
        goesLeft.formUnion((0..<cells.count).filter { !isPresent.contains($0) })
      }
      return HistogramSplit(
        gain: best.gain, place: place, rule: .levels(BinSet(goesLeft)), left: best.left)
    }
  }
}
