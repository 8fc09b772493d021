internal import ChurnMath
internal import ChurnModels

// Trees as flat arrays, the nodes of all trees one after another.
//
// The numbers a tree holds are tied to each other: an inner node covers what its children cover,
// and its value is their mean. Both are checked, so that a single number that was exchanged does not
// pass, even under a new checksum.

extension ModelSections {
  /// Appends the features and trees of a model.
  static func append(_ ensemble: TreeEnsemble, to writer: inout SectionWriter) {
    let features = ensemble.features
    let cuts = features.compactMap(cuts)
    let levels = features.compactMap(levels)
    writer.append("trees.names", strings: features.map(\.name))
    writer.append("trees.kinds", uint8s: features.map { ScaleKind($0).rawValue })
    writer.append("trees.cutcount", int32s: cuts.map { Int32($0.count) })
    writer.append("trees.cuts", doubles: cuts.flatMap { $0 })
    writer.append("trees.levelcount", int32s: levels.map { Int32($0.count) })
    writer.append("trees.levels", strings: levels.flatMap { $0 })
    writer.append("trees.output", strings: [name(of: ensemble.output)])
    writer.append("trees.base", doubles: [ensemble.base])
    let trees = ensemble.trees
    writer.append("trees.nodecount", int32s: trees.map { Int32($0.nodes.count) })
    writer.append("trees.setcount", int32s: trees.map { Int32($0.levelSets.count) })
    let nodes = trees.flatMap(\.nodes)
    writer.append("trees.feature", int32s: nodes.map(\.feature))
    writer.append("trees.cut", int32s: nodes.map(\.cut))
    writer.append("trees.missing", uint8s: nodes.map { $0.missingGoesLeft ? 1 : 0 })
    writer.append("trees.left", int32s: nodes.map(\.left))
    writer.append("trees.right", int32s: nodes.map(\.right))
    writer.append("trees.value", doubles: nodes.map(\.value))
    writer.append("trees.cover", doubles: nodes.map(\.cover))
    let words = trees.flatMap { $0.levelSets.flatMap(\.words) }
    writer.append(
      "trees.sets",
      uint32s: words.flatMap {
        [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)]
      })
  }

  /// Reads the features and trees of a model of some output.
  static func ensemble(
    _ output: TreeEnsemble.Output, from reader: SectionReader
  ) throws(BundleError) -> TreeEnsemble {
    guard try reader.strings("trees.output", count: 1) == [name(of: output)] else {
      throw damaged("its trees add up to something else than its kind of model does")
    }
    let ensemble = TreeEnsemble(
      features: try treeFeatures(from: reader), trees: try trees(from: reader),
      base: try reader.finiteDoubles("trees.base", count: 1)[0], output: output)
    if let reason = ensemble.inconsistency ?? ensemble.implausibility { throw damaged(reason) }
    return ensemble
  }

  /// How a feature is stored.
  private enum ScaleKind: UInt8 {
    case numeric = 0
    case categorical = 1
    case categoricalWithOther = 2

    init(_ feature: TreeFeature) {
      switch feature.scale {
      case .numeric: self = .numeric
      case .categorical(_, let hasOther): self = hasOther ? .categoricalWithOther : .categorical
      }
    }
  }

  private static func cuts(_ feature: TreeFeature) -> [Double]? {
    if case .numeric(let cuts) = feature.scale { cuts } else { nil }
  }

  private static func levels(_ feature: TreeFeature) -> [String]? {
    if case .categorical(let levels, _) = feature.scale { levels } else { nil }
  }

  private static func name(of output: TreeEnsemble.Output) -> String {
    switch output {
    case .probability: "probability"
    case .logOdds: "log-odds"
    }
  }

  private static func treeFeatures(
    from reader: SectionReader
  ) throws(BundleError) -> [TreeFeature] {
    let names = try reader.strings("trees.names")
    var kinds: [ScaleKind] = []
    for kind in try reader.uint8s("trees.kinds", count: names.count) {
      guard let known = ScaleKind(rawValue: kind) else {
        throw damaged("a feature is of no known kind")
      }
      kinds.append(known)
    }
    let numericCount = kinds.count { $0 == .numeric }
    var cuts = try pieces(
      try reader.doubles("trees.cuts"), try reader.int32s("trees.cutcount", count: numericCount),
      "cuts")[...]
    var levels = try pieces(
      try reader.strings("trees.levels"),
      try reader.int32s("trees.levelcount", count: names.count - numericCount), "levels")[...]
    return zip(names, kinds).map { name, kind in
      kind == .numeric
        ? TreeFeature(name: name, scale: .numeric(cuts: Array(cuts.popFirst() ?? [])))
        : TreeFeature(
          name: name,
          scale: .categorical(
            levels: Array(levels.popFirst() ?? []), hasOther: kind == .categoricalWithOther))
    }
  }

  private static func trees(from reader: SectionReader) throws(BundleError) -> [Tree] {
    let nodeCounts = try reader.int32s("trees.nodecount")
    let features = try reader.int32s("trees.feature")
    let count = features.count
    let cuts = try reader.int32s("trees.cut", count: count)
    let missing = try reader.uint8s("trees.missing", count: count)
    let left = try reader.int32s("trees.left", count: count)
    let right = try reader.int32s("trees.right", count: count)
    let values = try reader.finiteDoubles("trees.value", count: count)
    let covers = try reader.finiteDoubles("trees.cover", count: count)
    guard missing.allSatisfy({ $0 < 2 }) else {
      throw damaged("a node sends missing values neither left nor right")
    }
    let nodes = features.indices.map { place in
      TreeNode(
        feature: features[place], cut: cuts[place], missingGoesLeft: missing[place] == 1,
        left: left[place], right: right[place], value: values[place], cover: covers[place])
    }
    let words = try reader.uint32s("trees.sets")
    guard words.count % wordsOfSet == 0 else { throw damaged("a set of levels is cut short") }
    let sets = (0..<words.count / wordsOfSet).map { set in
      BinSet(
        (0..<32 * wordsOfSet).filter { bin in
          words[set * wordsOfSet + bin / 32] >> UInt32(bin % 32) & 1 == 1
        })
    }
    let setCounts = try reader.int32s("trees.setcount", count: nodeCounts.count)
    return zip(
      try pieces(nodes, nodeCounts, "nodes"), try pieces(sets, setCounts, "sets of levels")
    )
    .map { Tree(nodes: Array($0), levelSets: Array($1)) }
  }

  /// Numbers of 32 bits that a set of 256 bins takes.
  private static let wordsOfSet = 8

  /// Cuts an array into pieces of announced lengths, which must use it up.
  private static func pieces<Element>(
    _ all: [Element], _ counts: [Int32], _ what: String
  ) throws(BundleError) -> [ArraySlice<Element>] {
    var pieces: [ArraySlice<Element>] = []
    pieces.reserveCapacity(counts.count)
    var start = 0
    for count in counts {
      guard count >= 0, Int(count) <= all.count - start else {
        throw damaged("it has fewer \(what) than it announces")
      }
      pieces.append(all[start..<start + Int(count)])
      start += Int(count)
    }
    guard start == all.count else { throw damaged("it has more \(what) than it announces") }
    return pieces
  }

  private static func damaged(_ what: String) -> BundleError {
    .damaged(file: "model.bin", what: what)
  }
}

extension TreeEnsemble {
  /// How far rounding may put a node's numbers from what its children say, relative.
  private static let rounding = 1e-6
  /// Log-odds beyond which no sum of trees that was ever fitted comes.
  private static let largestDecision = 1e9

  /// What no fitted model shows, in parts that fit together; nil when there is nothing.
  ///
  /// Ask it after `inconsistency`.
  var implausibility: String? {
    // Boosting that found nothing to split has none, and everybody gets the base.
    if output == .probability, trees.isEmpty { return "it has no trees" }
    if output == .probability, base != 0 { return "its probabilities start from another than 0" }
    var lower = base
    var upper = base
    for (number, tree) in trees.enumerated() {
      for (place, node) in tree.nodes.enumerated() where !node.isLeaf {
        let left = tree.nodes[Int(node.left)]
        let right = tree.nodes[Int(node.right)]
        let cover = left.cover + right.cover
        guard abs(cover - node.cover) <= Self.rounding * max(1, abs(cover)) else {
          return "tree \(number): node \(place) does not cover what its children do"
        }
        let mean = (left.cover * left.value + right.cover * right.value) / cover
        let size = max(abs(left.value), abs(right.value), abs(node.value))
        // Without cover there is no mean, and NaN compares to nothing.
        if cover > 0, !(abs(mean - node.value) <= Self.rounding * size) {
          return "tree \(number): node \(place) is not the mean of its children"
        }
      }
      let values = tree.nodes.lazy.filter(\.isLeaf).map(\.value)
      lower += values.min() ?? 0
      upper += values.max() ?? 0
    }
    let range =
      output == .probability
      ? -Self.rounding...1 + Self.rounding : -Self.largestDecision...Self.largestDecision
    guard range.contains(lower), range.contains(upper) else {
      return "its trees add up to what cannot be"
    }
    return nil
  }
}
