internal import ChurnMath

/// Follows the log loss on later rows while trees are added.
struct BoostingJudge {
  private let binned: BinnedMatrix
  private let labels: [Bool]
  private let weights: [Double]
  private let pieces: [Range<Int>]
  private var scores: [Double] = []
  private var bestLoss = Double.infinity
  /// The number of trees at the smallest loss.
  private(set) var bestCount = 0

  /// Rows of one piece, so that sums are added in the same order on any number of threads.
  private static let pieceRows = 4_096

  init(binned: BinnedMatrix, samples: TrainingSamples) {
    self.binned = binned
    labels = samples.labels
    weights = samples.weights
    pieces = evenPieces(binned.rowCount, (binned.rowCount + Self.pieceRows - 1) / Self.pieceRows)
  }

  /// Starts with the same score for every row.
  mutating func begin(_ base: Double) {
    scores = Array(repeating: base, count: labels.count)
    bestLoss = loss(base: base)
    bestCount = 0
  }

  /// Adds a tree, the `count`th, and compares the loss.
  mutating func add(_ tree: Tree, features: [TreeFeature], count: Int, team: WorkerTeam) {
    let isCategorical = features.map(\.isCategorical)
    let (binned, labels, weights, pieces) = (binned, labels, weights, pieces)
    let old = scores
    let parts = team.map(pieces.count) { piece in
      var loss = 0.0
      let scores = pieces[piece].map { row in
        let score = old[row] + tree.value(binned, row: row, isCategorical: isCategorical)
        loss += weights[row] * rowLoss(score, churned: labels[row])
        return score
      }
      return (scores: scores, loss: loss)
    }
    scores = parts.flatMap(\.scores)
    let loss = parts.reduce(0) { $0 + $1.loss }
    if loss < bestLoss {
      bestLoss = loss
      bestCount = count
    }
  }

  /// Whether the loss has not fallen for so many trees.
  func isHopeless(after count: Int, patience: Int) -> Bool { count - bestCount >= patience }

  private func loss(base: Double) -> Double {
    labels.indices.reduce(0) { $0 + weights[$1] * rowLoss(base, churned: labels[$1]) }
  }
}
