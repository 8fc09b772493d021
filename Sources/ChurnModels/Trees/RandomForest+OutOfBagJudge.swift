internal import ChurnMath

/// Out-of-bag estimates of some training rows, with the values of a feature dealt out anew.
struct OutOfBagJudge {
  private let recipe: RandomForest
  private let ensemble: TreeEnsemble
  private let samples: TrainingSamples
  private let binned: BinnedMatrix
  private let isCategorical: [Bool]
  /// The rows judged, in the order of customers and cutoffs.
  private let rows: [Int]
  /// The numbers of the trees that have not seen each of them.
  private let trees: [[Int32]]
  private let threads: Int

  init(
    _ recipe: RandomForest, _ ensemble: TreeEnsemble, _ samples: TrainingSamples, mostRows: Int,
    threads: Int
  ) throws(FitError) {
    self.recipe = recipe
    self.ensemble = ensemble
    self.samples = samples
    self.threads = threads
    binned = try BinnedMatrix(samples.features, features: ensemble.features, threads: threads)
    isCategorical = ensemble.features.map(\.isCategorical)
    let draws = CustomerDraws(recipe, samples)
    var rows = Self.chosenRows(samples, mostRows: mostRows, seed: recipe.seed)
    var trees = [[Int32]](repeating: [], count: rows.count)
    for tree in 0..<recipe.treeCount {
      let counts = draws.counts(ofTree: tree).counts
      for (place, row) in rows.enumerated() where counts[Int(draws.customerOfRow[row])] == 0 {
        trees[place].append(Int32(truncatingIfNeeded: tree))
      }
    }
    let judged = rows.indices.filter { !trees[$0].isEmpty }
    rows = judged.map { rows[$0] }
    trees = judged.map { trees[$0] }
    guard !rows.isEmpty else { throw .noRows }
    self.rows = rows
    self.trees = trees
  }

  /// Rows of some weight in an order that is theirs, not that of the samples.
  private static func chosenRows(
    _ samples: TrainingSamples, mostRows: Int, seed: UInt64
  ) -> [Int] {
    let share = Double(max(1, mostRows)) / Double(max(1, samples.count))
    let key = StableHash.mixed(seed ^ 0x6F6F_6200)
    let chosen = samples.labels.indices.filter { row in
      guard samples.weights[row] > 0 else { return false }
      let group = UInt64(bitPattern: Int64(samples.groups[row]))
      return share >= 1 || Double(StableHash.mixed(group ^ key) >> 11) * 0x1p-53 < share
    }
    return chosen.sorted { a, b in
      (samples.groups[a], samples.cutoffs[a], samples.weights[a], a)
        < (samples.groups[b], samples.cutoffs[b], samples.weights[b], b)
    }
  }

  /// The estimates, with the values of one feature changing hands among the rows.
  func estimates(swapping feature: Int?) -> [Double] {
    var donors = rows
    if let feature {
      let name = ensemble.features[feature].name
      var stream = RandomStream(seed: recipe.seed, stream: ~StableHash.hash(name, seed: 1))
      for place in donors.indices.dropLast() {
        donors.swapAt(place, place + stream.below(donors.count - place))
      }
    }
    let pieces = evenPieces(rows.count, (rows.count + 255) / 256)
    let dealt = donors
    return fillPieces(pieces, initial: 0.0, threads: threads) { piece, span in
      for place in pieces[piece] {
        span[place - pieces[piece].lowerBound] = estimate(
          place, donor: dealt[place], feature: feature ?? -1)
      }
    }
  }

  private func estimate(_ place: Int, donor: Int, feature: Int) -> Double {
    var sum = 0.0
    let row = rows[place]
    for number in trees[place] {
      let tree = ensemble.trees[Int(number)]
      var node = tree.nodes[0]
      while !node.isLeaf {
        let column = Int(node.feature)
        let source = column == feature ? donor : row
        let bin = Int(binned.bins[column * binned.rowCount + source])
        let goesLeft = tree.goesLeft(node, bin: bin, isCategorical: isCategorical[column])
        node = tree.nodes[Int(goesLeft ? node.left : node.right)]
      }
      sum += node.value
    }
    return sum * Double(recipe.treeCount) / Double(trees[place].count)
  }

  /// How bad estimates are: minus the AUC, or the log loss.
  func loss(
    of estimates: [Double], _ measure: RandomForest.ImportanceMeasure
  ) throws(FitError) -> Double {
    let labels = rows.map { samples.labels[$0] }
    let ranked = try RankedScores(
      labels: labels, scores: estimates.map { min(max($0, 0), 1) },
      weights: rows.map { samples.weights[$0] })
    let value =
      switch measure {
      case .auc: RocAUC.value(of: ranked).map { -$0 }
      case .logLoss: LogLoss.value(of: ranked)
      }
    guard let value else { throw .singleClass(churned: labels[0], rows: labels.count) }
    return value
  }
}
