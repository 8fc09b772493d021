internal import ChurnMath

/// The trees of an ensemble, laid out for scoring many rows.
///
/// Runs of small trees are asked by blocks of rows, large ones are walked down; the values of all
/// are added in the order of the trees, whatever their size.
struct BatchTrees: Sendable {
  private enum Run: Sendable {
    case questions(QuestionTrees)
    case walks(WalkTrees)
  }

  private let ensemble: TreeEnsemble
  private let layout: ScoringColumns
  private let runs: [Run]

  /// Lays out trees that fit together.
  ///
  /// - Throws: `FitError.inconsistentModel`, `.tooManyColumns`.
  init(_ ensemble: TreeEnsemble) throws(FitError) {
    if let reason = ensemble.inconsistency { throw .inconsistentModel(reason: reason) }
    let layout = ScoringColumns(ensemble)
    guard layout.columns.count <= WalkTrees.mostColumns else {
      throw .tooManyColumns(columns: layout.columns.count, most: WalkTrees.mostColumns)
    }
    self.ensemble = ensemble
    self.layout = layout
    var runs: [Run] = []
    var questions = QuestionTrees()
    var walks = WalkTrees()
    for tree in ensemble.trees {
      let asked = AskedTree(tree, features: ensemble.features, layout: layout)
      if asked.leafCount <= QuestionTrees.mostLeaves {
        if !walks.isEmpty { runs.append(.walks(walks)) }
        walks = WalkTrees()
        asked.append(to: &questions)
      } else {
        if !questions.isEmpty { runs.append(.questions(questions)) }
        questions = QuestionTrees()
        walks.append(asked.walk)
      }
    }
    if !questions.isEmpty { runs.append(.questions(questions)) }
    if !walks.isEmpty { runs.append(.walks(walks)) }
    self.runs = runs
  }

  /// The base and the trees' values of each row, added up.
  ///
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  func decision(_ matrix: FeatureMatrix, threads: Int) throws(FitError) -> [Double] {
    let rows = try ByteRows(matrix, features: ensemble.features, layout: layout)
    // Several chunks a piece, so that its scratch is made once for them.
    let pieces = evenPieces(rows.count, max(threads, rows.count / 16_384))
    return fillPieces(pieces, initial: ensemble.base, threads: threads) { piece, sums in
      add(rows, pieces[piece], to: &sums)
    }
  }

  private func add(_ rows: ByteRows, _ piece: Range<Int>, to sums: inout MutableSpan<Double>) {
    let block = QuestionTrees.block
    let chunk = min(rows.chunk, (piece.count + block - 1) / block * block)
    guard chunk > 0 else { return }
    var bins = [UInt8](repeating: 0, count: layout.columns.count * chunk)
    var padded = [Double](repeating: 0, count: chunk)
    for first in stride(from: piece.lowerBound, to: piece.upperBound, by: chunk) {
      let part = first..<min(first + chunk, piece.upperBound)
      rows.fill(&bins, stride: chunk, rows: part)
      // Rows to fill up the last block repeat old bytes, and their sums are thrown away.
      let length = (part.count + block - 1) / block * block
      for row in 0..<length { padded[row] = ensemble.base }
      var span = padded.mutableSpan
      for run in runs {
        switch run {
        case .questions(let trees):
          trees.add(bins: bins.span, stride: chunk, rows: length, to: &span)
        case .walks(let trees): trees.add(bins: bins.span, stride: chunk, rows: length, to: &span)
        }
      }
      for row in part.indices {
        sums[row - piece.lowerBound] = padded[row - part.lowerBound]
      }
    }
  }
}
