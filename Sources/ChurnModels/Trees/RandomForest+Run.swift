internal import ChurnMath

/// One fitting of a forest.
struct ForestRun: Sendable {
  private let recipe: RandomForest
  private let labels: [Bool]
  private let bins: ForestBins
  private let draws: CustomerDraws
  private let weights: FixedWeights
  private let settings: ForestSettings
  private let churnShare: Double
  private let threads: Int

  /// Bins the rows and prepares the draws.
  init(
    _ recipe: RandomForest, _ samples: TrainingSamples, threads: Int
  ) throws(FitError) {
    try recipe.checkParameters()
    try samples.checkLearnable()
    self.recipe = recipe
    self.threads = threads
    labels = samples.labels
    bins = try ForestBins(samples, threads: threads)
    draws = CustomerDraws(recipe, samples)
    var rowsOfCustomer = [Int](repeating: 0, count: draws.customerCount)
    for customer in draws.customerOfRow { rowsOfCustomer[Int(customer)] += 1 }
    let summands = draws.drawCount.multipliedReportingOverflow(by: rowsOfCustomer.max() ?? 1)
    weights = FixedWeights(
      try Self.weights(recipe, samples), summands: summands.overflow ? .max : summands.partialValue,
      bits: 31)
    var churned = 0
    var total = 0
    for (row, steps) in weights.steps.enumerated() {
      total += steps
      if samples.labels[row] { churned += steps }
    }
    churnShare = total > 0 ? Double(churned) / Double(total) : 0
    let columns = bins.columns.count
    let wanted = recipe.featuresPerSplit ?? Int(Double(columns).squareRoot())
    settings = ForestSettings(
      columnsPerSplit: max(1, min(wanted, columns)), maxDepth: recipe.maxDepth ?? .max,
      minLeaf: weights.steps(atLeast: recipe.minLeafRows), minSplit: 2, minDecrease: 0,
      usesEntropy: recipe.criterion == .entropy)
  }

  /// Grows all trees.
  func model() -> RandomForest.Model {
    ensemble(mapIndices(recipe.treeCount, threads: threads) { grow($0).tree })
  }

  /// Grows all trees, some at a time, and adds up what those say that have not seen a row.
  func modelAndOutOfBag() -> (model: RandomForest.Model, outOfBag: [Double]) {
    var trees: [Tree] = []
    var sums = [Double](repeating: 0, count: labels.count)
    var counts = [Int32](repeating: 0, count: labels.count)
    let wave = 16 * max(1, threads)
    while trees.count < recipe.treeCount {
      let first = trees.count
      let grown = mapIndices(min(wave, recipe.treeCount - first), threads: threads) { place in
        let (tree, forestTree, outside) = grow(first + place)
        return (
          tree: tree, rows: outside, shares: forestTree.leafShares(bins.table, rows: outside)
        )
      }
      for (tree, rows, shares) in grown {
        trees.append(tree)
        for (row, share) in zip(rows, shares) {
          sums[Int(row)] += share
          counts[Int(row)] += 1
        }
      }
    }
    let outOfBag = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan }
    return (ensemble(trees), outOfBag)
  }

  private func ensemble(_ trees: [Tree]) -> RandomForest.Model {
    RandomForest.Model(
      ensemble: TreeEnsemble(
        features: bins.features, trees: trees, base: 0, output: .probability))
  }

  /// Grows one tree; with the rows whose customers it has not drawn.
  private func grow(_ number: Int) -> (tree: Tree, grown: ForestTree, outside: [Int32]) {
    let (counts, stream) = draws.counts(ofTree: number)
    var entries: [UInt64] = []
    var outside: [Int32] = []
    entries.reserveCapacity(labels.count)
    for (row, customer) in draws.customerOfRow.enumerated() {
      let count = Int(counts[Int(customer)])
      if count == 0 { outside.append(Int32(truncatingIfNeeded: row)) }
      let weight = count * weights.steps[row]
      guard weight > 0 else { continue }
      entries.append(ForestTree.entry(row: row, weight: weight, churned: labels[row]))
    }
    guard !entries.isEmpty else {
      // Only weights of next to nothing were drawn: such a tree says what all rows say.
      let value = churnShare / Double(recipe.treeCount)
      return (Tree(nodes: [.leaf(value: value, cover: 0)]), .empty, [])
    }
    let grown = ForestTree(
      growingFrom: entries, table: bins.table, columns: bins.columns, settings: settings,
      stream: stream)
    return (
      bins.tree(grown, weights: weights, share: 1 / Double(recipe.treeCount)), grown, outside
    )
  }

  /// The weights of the rows, with those of the classes.
  private static func weights(
    _ recipe: RandomForest, _ samples: TrainingSamples
  ) throws(FitError) -> [Double] {
    guard recipe.balance == .classWeights else {
      return try samples.classWeights(churner: recipe.churnerWeight, retained: 1)
    }
    let fixed = FixedWeights(samples.weights, summands: samples.count, bits: 52)
    var churned = 0
    var total = 0
    for (row, steps) in fixed.steps.enumerated() {
      total += steps
      if samples.labels[row] { churned += steps }
    }
    // Of one class there may be next to nothing, which no weight makes equal.
    guard churned > 0, churned < total else { return samples.weights }
    return try samples.classWeights(
      churner: recipe.churnerWeight * Double(total) / (2 * Double(churned)),
      retained: Double(total) / (2 * Double(total - churned)))
  }
}
