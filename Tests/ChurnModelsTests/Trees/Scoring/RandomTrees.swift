import ChurnMath
import ChurnModels

/// Ensembles and rows drawn at random, with everything a model may hold.
struct RandomTrees {
  var stream: RandomStream

  init(seed: UInt64) { stream = RandomStream(seed: seed, stream: 0) }

  mutating func number(below limit: Int) -> Int { Int(stream.uniform() * Double(limit)) }

  /// Every fourth feature has levels, the others `cuts` cuts each.
  mutating func features(_ count: Int, cuts: Int = 20) -> [TreeFeature] {
    (0..<count).map { place in
      guard place % 4 == 3 else {
        var values = Set((0..<cuts).map { _ in stream.uniform() })
        if place == 0, cuts > 3 { values.insert(-.infinity) }
        return TreeFeature(name: "n\(place)", scale: .numeric(cuts: values.sorted()))
      }
      let levels = place % 8 == 3 ? 5 : 200
      return TreeFeature(
        name: "c\(place)",
        scale: .categorical(
          levels: (0..<levels).map { "level \($0)" }, hasOther: place % 3 == 0))
    }
  }

  /// A tree that grows by splitting leaves drawn at random, so that some paths are long.
  mutating func tree(leaves: Int, features: [TreeFeature], covers: Bool = true) -> Tree {
    var tree = Tree(nodes: [.leaf(value: 0, cover: 0)])
    var open = [0]
    while open.count < leaves {
      let slot = number(below: open.count)
      let place = open[slot]
      let feature = number(below: features.count)
      var missingGoesLeft = stream.uniform() < 0.5
      var cut = 0
      switch features[feature].scale {
      case .numeric(let cuts): cut = number(below: cuts.count)
      case .categorical:
        let set = BinSet((0..<features[feature].binCount).filter { _ in stream.uniform() < 0.5 })
        missingGoesLeft = set.contains(0)
        cut = tree.levelSets.count
        tree.levelSets.append(set)
      }
      let left = tree.nodes.count
      tree.nodes[place] = TreeNode(
        feature: Int32(feature), cut: Int32(cut), missingGoesLeft: missingGoesLeft,
        left: Int32(left), right: Int32(left + 1), value: 0, cover: 0)
      tree.nodes += [.leaf(value: 0, cover: 0), .leaf(value: 0, cover: 0)]
      open[slot] = left
      open.append(left + 1)
    }
    for place in open {
      tree.nodes[place].value = stream.uniform() - 0.5
      tree.nodes[place].cover = covers ? Double(number(below: 50)) : 0
    }
    for place in tree.nodes.indices.reversed() where !tree.nodes[place].isLeaf {
      let children = [tree.nodes[place].left, tree.nodes[place].right].map { tree.nodes[Int($0)] }
      tree.nodes[place].cover = children[0].cover + children[1].cover
    }
    return tree
  }

  /// An ensemble of trees with these numbers of leaves.
  mutating func ensemble(
    leaves: [Int], features count: Int = 9, cuts: Int = 20, output: TreeEnsemble.Output = .logOdds
  ) -> TreeEnsemble {
    let features = features(count, cuts: cuts)
    return TreeEnsemble(
      features: features, trees: leaves.map { tree(leaves: $0, features: features) },
      base: stream.uniform() - 0.5, output: output)
  }

  /// Rows with values at the cuts, between and outside of them, missing ones and unknown levels.
  mutating func rows(_ count: Int, for features: [TreeFeature]) -> FeatureMatrix {
    let columns = features.map { feature in
      switch feature.scale {
      case .numeric(let cuts):
        let odd = [Double.nan, .infinity, -.infinity, 0, -0.0, 1e300, .greatestFiniteMagnitude]
        return FeatureMatrix.Column(
          name: feature.name,
          values: (0..<count).map { _ in
            switch number(below: 4) {
            case 0: odd[number(below: odd.count)]
            case 1: cuts.isEmpty ? 0 : cuts[number(below: cuts.count)]
            case 2: cuts.isEmpty ? 0 : cuts[number(below: cuts.count)].nextUp
            default: stream.uniform()
            }
          })
      case .categorical(let levels, _):
        // The matrix knows other levels than the model, in another order.
        let names = ["new"] + levels.reversed().dropLast(levels.count / 5) + ["newer"]
        return FeatureMatrix.Column(
          name: feature.name, kind: .categorical(levels: names),
          values: (0..<count).map { _ in
            stream.uniform() < 0.1 ? .nan : Double(number(below: names.count))
          })
      }
    }
    return FeatureMatrix(columns: Array(columns.reversed()), rowCount: count)
  }
}

/// The plain meaning of trees: one row, one question after the other, as `TreeFeature` defines
/// bins.
struct PlainTrees {
  let ensemble: TreeEnsemble
  let matrix: FeatureMatrix

  func column(_ feature: Int) -> FeatureMatrix.Column? {
    matrix.columns.first { $0.name == ensemble.features[feature].name }
  }

  func bin(_ feature: Int, row: Int) -> Int {
    guard let column = column(feature), !column.values[row].isNaN else { return 0 }
    let value = column.values[row]
    switch (ensemble.features[feature].scale, column.kind) {
    case (.numeric(let cuts), _): return 1 + cuts.count { $0 < value }
    case (.categorical(let levels, let hasOther), .categorical(let names)):
      if let place = levels.firstIndex(of: names[Int(value)]) { return place + 1 }
      return hasOther ? levels.count + 1 : 0
    default: return 0
    }
  }

  func goesLeft(_ node: TreeNode, in tree: Tree, row: Int) -> Bool {
    let feature = Int(node.feature)
    return tree.goesLeft(
      node, bin: bin(feature, row: row), isCategorical: ensemble.features[feature].isCategorical)
  }

  func decision(row: Int) -> Double {
    var sum = ensemble.base
    for tree in ensemble.trees {
      var node = tree.nodes[0]
      while !node.isLeaf {
        node = tree.nodes[Int(goesLeft(node, in: tree, row: row) ? node.left : node.right)]
      }
      sum += node.value
    }
    return sum
  }

  /// A row in the form that `TreeScorer` takes: levels numbered as the model numbers them.
  func values(row: Int) -> [Double] {
    ensemble.features.indices.map { feature in
      let value = column(feature)?.values[row] ?? .nan
      guard case .categorical(let levels, _) = ensemble.features[feature].scale, !value.isNaN
      else { return value }
      let bin = bin(feature, row: row)
      // Unknown levels are given as a place beyond the known ones.
      return Double(bin == 0 || bin == levels.count + 1 ? levels.count + 3 : bin - 1)
    }
  }
}
