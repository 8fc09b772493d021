public import ChurnMath

extension TreeEnsemble {
  /// How far each feature moves each row's decision away from `expectedDecision`: Shapley values,
  /// exact, along the trees' own paths; *p* × *n*.
  ///
  /// The game is that of a tree walked without knowing some features: at a question about an
  /// unknown one both children are taken, in proportion to their covers. The contributions of a row
  /// and `expectedDecision` add up to its `decision`; a feature that no tree asks for moves
  /// nothing.
  ///
  /// - Parameters:
  ///   - features: The rows to explain.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: For each feature of the ensemble, in its order, the contribution to each row.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`, `.inconsistentModel`.
  /// - Complexity: O(*n* × nodes × features of the longest path).
  /// - SeeAlso: Lundberg et al., Nature Machine Intelligence 2 (2020),
  ///   doi:10.1038/s42256-019-0138-9, for the values; Yu et al., Linear TreeShap (NeurIPS 2022),
  ///   doi:10.48550/arXiv.2209.08192, for products of polynomials carried down and up the tree.
  public func contributions(
    _ features: FeatureMatrix, threads: Int = 1
  ) throws(FitError) -> [[Double]] {
    if let inconsistency { throw .inconsistentModel(reason: inconsistency) }
    let layout = ScoringColumns(self)
    let rows = try ByteRows(features, features: self.features, layout: layout)
    var rules: [Int: GaussLegendre] = [:]
    let trees = trees.map {
      PathTree($0, features: self.features, layout: layout, rules: &rules)
    }
    // The tables of a tree are made once for a piece, so it should not be small.
    let pieces = evenPieces(rows.count, max(min(threads, rows.count / 64), rows.count / 512))
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      contributions(of: rows, pieces[piece], trees: trees, columns: layout.columns.count)
    }
    return mapIndices(self.features.count, threads: threads) { feature in
      var values: [Double] = []
      values.reserveCapacity(rows.count)
      for (part, piece) in zip(parts, pieces) {
        values += part[feature * piece.count..<(feature + 1) * piece.count]
      }
      return values
    }
  }

  /// The contributions to some rows, feature after feature.
  private func contributions(
    of rows: ByteRows, _ piece: Range<Int>, trees: [PathTree], columns: Int
  ) -> [Double] {
    let group = PathTree.group
    let stride = (piece.count + group - 1) / group * group
    var bins = [UInt8](repeating: 0, count: max(1, columns) * stride)
    rows.fill(&bins, stride: stride, rows: piece)
    var values = [Double](repeating: 0, count: features.count * piece.count)
    var span = values.mutableSpan
    var workspace = PathTree.Workspace()
    for tree in trees {
      tree.add(
        bins: bins.span, stride: stride, rows: piece.count, to: &span, valueStride: piece.count,
        workspace: &workspace)
    }
    return values
  }

  /// The mean of the decision, each leaf counted by its cover: what a row is explained against.
  public var expectedDecision: Double {
    guard inconsistency == nil else { return base }
    return trees.reduce(base) { $0 + $1.expectedValue }
  }
}
