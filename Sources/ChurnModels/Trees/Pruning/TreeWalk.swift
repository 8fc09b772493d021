internal import ChurnMath

/// Rows on their way down a tree, by their values as they are.
struct TreeWalk {
  private enum Column {
    case numeric(values: [Double], cuts: [Double])
    case categorical(bins: [Int])
  }

  private let columns: [Column]

  /// Matches the columns of a matrix to the features of an ensemble.
  init(_ ensemble: TreeEnsemble, _ matrix: FeatureMatrix) throws(FitError) {
    let matched = try BinnedMatrix.matched(matrix, to: ensemble.features)
    columns = zip(ensemble.features, matched).map { feature, column in
      switch feature.scale {
      case .numeric(let cuts): return .numeric(values: column.values, cuts: cuts)
      case .categorical:
        let bins = feature.binsOfLevels(in: column)
        return .categorical(
          bins: column.values.map { value in
            value >= 0 && value < Double(bins.count) ? bins[Int(value)] : 0
          })
      }
    }
  }

  /// The nodes a row comes by, from the root to its leaf.
  func path(of row: Int, in tree: Tree) -> [Int] {
    var places = [0]
    var node = tree.nodes[0]
    while !node.isLeaf {
      let goesLeft =
        switch columns[Int(node.feature)] {
        case .numeric(let values, let cuts):
          values[row].isNaN ? node.missingGoesLeft : values[row] <= cuts[Int(node.cut)]
        case .categorical(let bins): tree.goesLeft(node, bin: bins[row], isCategorical: true)
        }
      let place = Int(goesLeft ? node.left : node.right)
      places.append(place)
      node = tree.nodes[place]
    }
    return places
  }
}
