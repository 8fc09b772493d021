internal import ChurnMath

/// Which customers each tree of a forest draws, and how often.
struct CustomerDraws: Sendable {
  /// The number of the customer of each row, in the order of the groups; length *n*.
  let customerOfRow: [Int32]
  /// The number of customers.
  let customerCount: Int
  /// The customers of which one or more rows churned, and the others; or all, and none.
  private let kinds: [[Int32]]
  private let drawsOfKind: [Int]
  private let seed: UInt64

  /// Prepares the draws of a recipe; rows without weight are nobody's.
  init(_ recipe: RandomForest, _ samples: TrainingSamples) {
    var sorted: [Int] = []
    for group in samples.groups.sorted() where sorted.last != group { sorted.append(group) }
    let isDense = sorted.first == 0 && sorted.last == sorted.count - 1
    let customers = samples.groups.map { group in
      Int32(truncatingIfNeeded: isDense ? group : sorted.partitionPoint { $0 < group })
    }
    var isKnown = [Bool](repeating: false, count: sorted.count)
    var hasChurned = isKnown
    for (row, customer) in customers.enumerated() where samples.weights[row] > 0 {
      isKnown[Int(customer)] = true
      if samples.labels[row] { hasChurned[Int(customer)] = true }
    }
    let known = isKnown.indices.filter { isKnown[$0] }.map { Int32(truncatingIfNeeded: $0) }
    customerOfRow = customers
    customerCount = sorted.count
    seed = recipe.seed
    func draws(_ count: Int) -> Int {
      max(1, Int((Double(count) * recipe.bootstrapShare).rounded()))
    }
    guard recipe.balance == .bootstrap else {
      kinds = [known]
      drawsOfKind = [draws(known.count)]
      return
    }
    let kinds = [
      known.filter { hasChurned[Int($0)] }, known.filter { !hasChurned[Int($0)] },
    ].filter { !$0.isEmpty }
    let rarest = draws(kinds.map(\.count).min() ?? 0)
    self.kinds = kinds
    drawsOfKind = kinds.map { _ in rarest }
  }

  /// The number of draws of a tree.
  var drawCount: Int { drawsOfKind.reduce(0, +) }

  /// How often a tree draws each customer, and the stream to go on with.
  func counts(ofTree number: Int) -> (counts: [Int32], stream: RandomStream) {
    var stream = RandomStream(seed: seed, stream: UInt64(number))
    var counts = [Int32](repeating: 0, count: customerCount)
    for (kind, draws) in zip(kinds, drawsOfKind) {
      for _ in 0..<draws { counts[Int(kind[stream.below(kind.count)])] += 1 }
    }
    return (counts, stream)
  }
}
