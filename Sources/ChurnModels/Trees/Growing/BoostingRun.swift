internal import ChurnMath

/// One fitting of gradient boosting: scores, and the trees so far.
struct BoostingRun {
  let recipe: GradientBoosting
  let features: [TreeFeature]
  let binned: BinnedMatrix
  let groups: [Int]
  let team: WorkerTeam
  let workspace: TreeWorkspace
  /// The log-odds of churn over all rows.
  let base: Double
  private(set) var trees: [Tree] = []
  private let units: BoostingUnits
  private var rules: GrowthRules

  init(
    recipe: GradientBoosting, samples: TrainingSamples, weights: [Double], features: [TreeFeature],
    binned: BinnedMatrix, team: WorkerTeam
  ) {
    self.recipe = recipe
    self.features = features
    self.binned = binned
    groups = samples.groups
    self.team = team
    units = BoostingUnits(weights: weights)
    let isWeighted = !weights.allSatisfy { $0 == 1 }
    workspace = TreeWorkspace(
      bins: binned.bins, binCounts: features.map(\.binCount),
      order: TreeFeature.orderByName(features), labels: samples.labels,
      weights: isWeighted ? weights.map { [scale = units.weightScale] in $0 * scale } : nil,
      team: team)
    // Sums in 2⁻²⁰ of the largest weight, which no order of the rows changes.
    let isChurned = samples.labels
    var churned = 0.0
    var retained = 0.0
    if isWeighted {
      let most = weights.max() ?? 1
      var sums: (churned: Int64, retained: Int64) = (0, 0)
      for (row, weight) in weights.enumerated() {
        let units = Int64((weight / most * 0x1p30).rounded())
        if isChurned[row] { sums.churned &+= units } else { sums.retained &+= units }
      }
      churned = Double(sums.churned)
      retained = Double(sums.retained)
    } else {
      churned = Double(isChurned.count { $0 })
      retained = Double(isChurned.count) - churned
    }
    base = logOdds(min(max(churned / (churned + retained), 1e-9), 1 - 1e-9))
    rules = units.rules(recipe, features: features)
    workspace.setScores(base)
  }

  /// Grows the trees.
  ///
  /// - Returns: How many of them to keep: all, or those up to the smallest loss.
  mutating func grow(judgedBy judge: BoostingJudge?) -> Int {
    var judge = judge
    judge?.begin(base)
    let isRandom = recipe.rowShare < 1 || recipe.featureShare < 1
    for round in 0..<recipe.rounds {
      guard let tree = tree(round) else {
        // Another draw of rows or features may find something; the same rows will not.
        if isRandom { continue }
        break
      }
      trees.append(tree)
      judge?.add(tree, features: features, count: trees.count, team: team)
      if let judge, judge.isHopeless(after: trees.count, patience: recipe.stoppingRounds) { break }
    }
    return judge?.bestCount ?? trees.count
  }

  /// Grows one tree and adds it to the scores; nil when no split gains.
  private mutating func tree(_ round: Int) -> Tree? {
    let workspace = workspace
    let units = units
    let isTaken = takenRows(round)
    rules.isActive = activeFeatures(round)
    let seed = UInt32(
      truncatingIfNeeded: StableHash.mixed(recipe.seed ^ StableHash.mixed(UInt64(round))) >> 32)
    let counts = team.map(workspace.partCount) { part in
      workspace.writeGradients(
        part: part, firstScale: units.first, secondScale: units.second, seed: seed,
        isTaken: isTaken)
    }
    let rows = LeafRows(starts: workspace.rowPieces.map(\.lowerBound), counts: counts)
    guard rows.count > 0, !features.isEmpty else { return nil }
    var grown = HistogramGrower(workspace: workspace, team: team, rules: rules).grow(rows)
    guard grown.leaves.count > 1 else { return nil }
    let rate = recipe.learningRate * units.second / units.first
    let leaves = grown.leaves
    grown.tree.setValues(leaves.map { ($0.node, rate * $0.output) })
    grown.tree.scaleCovers(by: 1 / units.weightScale)
    let tree = grown.tree
    let binned = binned
    let isCategorical = features.map(\.isCategorical)
    team.run(workspace.partCount) { part in
      for leaf in leaves {
        workspace.addToScores(tree.nodes[leaf.node].value, of: leaf.rows, part: part)
      }
      if let isTaken {
        workspace.addToScores(part: part, whereNot: isTaken) { row in
          tree.value(binned, row: row, isCategorical: isCategorical)
        }
      }
    }
    return tree
  }

  /// Which rows the tree of a round learns from; nil = all.
  private func takenRows(_ round: Int) -> [Bool]? {
    guard recipe.rowShare < 1 else { return nil }
    let key = StableHash.mixed(recipe.seed &+ StableHash.mixed(UInt64(round) | 1 << 63))
    let groups = groups
    let share = recipe.rowShare
    // By customer, not by row: the rows of one customer are nearly one row.
    return fillPieces(workspace.rowPieces, initial: false, threads: workspace.partCount) {
      piece, span in
      let first = workspace.rowPieces[piece].lowerBound
      for place in span.indices {
        let group = UInt64(bitPattern: Int64(groups[first + place]))
        let hash = StableHash.mixed(key ^ StableHash.mixed(group))
        span[place] = Double(hash >> 11) * 0x1p-53 < share
      }
    }
  }

  /// Which features the tree of a round may ask for.
  private func activeFeatures(_ round: Int) -> [Bool] {
    let count = features.count
    guard recipe.featureShare < 1 else { return Array(repeating: true, count: count) }
    var stream = RandomStream(seed: recipe.seed, stream: UInt64(round))
    var order = workspace.order
    let wanted = max(1, Int((recipe.featureShare * Double(count)).rounded(.up)))
    var isActive = [Bool](repeating: false, count: count)
    for place in 0..<min(wanted, count) {
      order.swapAt(place, place + stream.below(count - place))
      isActive[order[place]] = true
    }
    return isActive
  }
}

extension TreeFeature {
  /// The places of features in the order of their names, by which equal splits are told apart.
  static func orderByName(_ features: [TreeFeature]) -> [Int] {
    features.indices.sorted { left, right in
      features[left].name.utf8.lexicographicallyPrecedes(features[right].name.utf8)
    }
  }
}

extension Tree {
  /// What the tree adds to a row of binned values.
  func value(_ binned: BinnedMatrix, row: Int, isCategorical: [Bool]) -> Double {
    var place = 0
    while !nodes[place].isLeaf {
      let node = nodes[place]
      let feature = Int(node.feature)
      let bin = Int(binned.bins[feature * binned.rowCount + row])
      let isLeft = goesLeft(node, bin: bin, isCategorical: isCategorical[feature])
      place = Int(isLeft ? node.left : node.right)
    }
    return nodes[place].value
  }
}
