import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

/// Trees of random shape over numbers and names, and rows for them.
enum RandomTrees {
  static let features = [
    TreeFeature(name: "days", scale: .numeric(cuts: [-.infinity, 0, 2.5, 7, 100])),
    TreeFeature(
      name: "plan", scale: .categorical(levels: ["basic", "plus", "pro"], hasOther: false)),
    TreeFeature(name: "spend", scale: .numeric(cuts: [1e-3, 12])),
    TreeFeature(name: "city", scale: .categorical(levels: ["Ulm", "Bern"], hasOther: true)),
    TreeFeature(name: "empty", scale: .numeric(cuts: [])),
  ]

  /// A tree of a number of questions; leaf values lie within `values`.
  static func tree(
    _ questions: Int, _ values: ClosedRange<Double>, _ random: inout RandomStream
  ) -> Tree {
    var nodes = [TreeNode.leaf(value: 0, cover: 0)]
    var sets: [BinSet] = []
    for _ in 0..<questions {
      let leaves = nodes.indices.filter { nodes[$0].isLeaf }
      let place = leaves[random.below(leaves.count)]
      let feature = random.below(4)
      var goesLeft = random.chance(0.5)
      var cut = 0
      switch features[feature].scale {
      case .numeric(let cuts): cut = random.below(cuts.count)
      case .categorical:
        let bins = (0..<features[feature].binCount).filter { _ in random.chance(0.5) }
        goesLeft = bins.contains(0)
        cut = sets.count
        sets.append(BinSet(bins))
      }
      nodes[place] = TreeNode(
        feature: Int32(feature), cut: Int32(cut), missingGoesLeft: goesLeft,
        left: Int32(nodes.count), right: Int32(nodes.count + 1), value: 0, cover: 0)
      nodes += [.leaf(value: 0, cover: 0), .leaf(value: 0, cover: 0)]
    }
    for place in nodes.indices.reversed() {
      if nodes[place].isLeaf {
        nodes[place].value = Double.random(in: values, using: &random)
        nodes[place].cover = Double(1 + random.below(40))
      } else {
        let left = nodes[Int(nodes[place].left)]
        let right = nodes[Int(nodes[place].right)]
        nodes[place].cover = left.cover + right.cover
        nodes[place].value =
          (left.value * left.cover + right.value * right.cover) / nodes[place].cover
      }
    }
    return Tree(nodes: nodes, levelSets: sets)
  }

  static func ensemble(_ kind: String, seed: UInt64 = 1) -> TreeEnsemble {
    var random = RandomStream(seed: seed, stream: UInt64(kind.utf8.count))
    switch kind {
    case "boosting":
      return TreeEnsemble(
        features: features, trees: (0..<20).map { _ in tree(6, -0.4...0.4, &random) }, base: -0.7,
        output: .logOdds)
    case "forest":
      return TreeEnsemble(
        features: features, trees: (0..<20).map { _ in tree(6, 0...0.05, &random) }, base: 0,
        output: .probability)
    default:
      return TreeEnsemble(
        features: features, trees: [tree(12, 0...1, &random)], base: 0, output: .probability)
    }
  }

  static func model(_ kind: String) -> TrainedModel {
    let ensemble = ensemble(kind)
    return switch kind {
    case "boosting": .boosting(GradientBoosting.Model(ensemble: ensemble))
    case "forest": .forest(RandomForest.Model(ensemble: ensemble))
    default: .tree(DecisionTree.Model(ensemble: ensemble))
    }
  }

  /// Rows with missing and infinite values and levels that the trees do not know.
  static let rows = FeatureMatrix(
    columns: [
      FeatureMatrix.Column(
        name: "days", values: [.nan, -3, 0, 2.5, 2.6, 7, 99, 1e9, .infinity, -.infinity]),
      FeatureMatrix.Column(
        name: "plan", kind: .categorical(levels: ["pro", "basic", "gold"]),
        values: [.nan, 0, 1, 2, 0, 1, 2, 0, 1, 2]),
      FeatureMatrix.Column(name: "spend", values: [0, .nan, 12, 13, 1, 2, 3, 4, 5, 6]),
      FeatureMatrix.Column(
        name: "city", kind: .categorical(levels: ["Bern", "Rome"]),
        values: [0, 1, .nan, 0, 1, 0, 1, 0, 1, 0]),
      FeatureMatrix.Column(name: "empty", values: [Double](repeating: .nan, count: 10)),
    ], rowCount: 10)

  static let kinds = ["tree", "forest", "boosting"]
}

@Suite("Trees in a bundle")
struct TreeSectionsTests {
  private func bytes(_ model: TrainedModel) -> [UInt8] {
    var writer = SectionWriter()
    ModelSections.append(model, .identity, to: &writer)
    return writer.bytes()
  }

  @Test("Trees read back are equal and score to the bit", arguments: RandomTrees.kinds)
  func roundTrip(kind: String) throws {
    let model = RandomTrees.model(kind)
    #expect(model.name == kind)
    let read = try ModelSections.model(kind, from: try SectionReader(bytes(model)))
    #expect(read == model)
    let scores = try model.logOdds(RandomTrees.rows)
    #expect(try read.logOdds(RandomTrees.rows).map(\.bitPattern) == scores.map(\.bitPattern))
    #expect(Set(scores).count > 1 && scores.allSatisfy(\.isFinite))
    #expect(bytes(read) == bytes(model))
  }

  @Test("Trees of one kind are not taken for another whose sums mean something else")
  func exchangedKinds() throws {
    let boosting = try SectionReader(bytes(RandomTrees.model("boosting")))
    #expect(throws: BundleError.self) { try ModelSections.model("tree", from: boosting) }
    #expect(throws: BundleError.self) { try ModelSections.model("logistic", from: boosting) }
    let tree = try SectionReader(bytes(RandomTrees.model("tree")))
    #expect(throws: BundleError.self) { try ModelSections.model("boosting", from: tree) }
  }

  /// Where one section lies.
  private struct Section {
    let name: String
    let kind: UInt32
    let start: Int
    let count: Int
  }

  private func sections(_ bytes: [UInt8]) -> [Section] {
    func number(_ place: Int, _ size: Int) -> Int {
      (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    return (0..<number(12, 4)).map { entry in
      let place = SectionFormat.headerSize + entry * SectionFormat.entrySize
      let name = bytes[place..<place + SectionFormat.nameSize].prefix { $0 != 0 }
      return Section(
        name: String(decoding: name, as: UTF8.self), kind: UInt32(number(place + 32, 4)),
        start: number(place + 48, 8), count: number(place + 40, 8))
    }
  }

  /// Something else in the place of one value of one section, under a right checksum.
  private func edited(
    _ bytes: [UInt8], _ sections: [Section], _ random: inout RandomStream
  ) -> (bytes: [UInt8], section: String) {
    var edited = bytes
    var section = sections[random.below(sections.count)]
    while section.count == 0 { section = sections[random.below(sections.count)] }
    func put(_ value: UInt64, at place: Int, size: Int) {
      for index in 0..<size {
        edited[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
      }
    }
    let kind = SectionFormat.Kind(rawValue: section.kind)
    let size = kind?.elementSize ?? 1
    // A text's bytes begin behind its length.
    let place = section.start + (kind == .strings ? 4 : random.below(section.count) * size)
    let old = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
    switch random.below(6) {
    case 0: put(old &+ 1, at: place, size: size)
    case 1: put(old &- 1, at: place, size: size)
    case 2: put(random.next(), at: place, size: size)
    case 3: put(old ^ 1 << UInt64(random.below(8 * size)), at: place, size: size)
    case 4:
      let doubles = [0, -1, 1, 0.5, 1e300, -1e300, 1e-300, .nan, .infinity, -.infinity] as [Double]
      let value = kind == .doubles ? doubles[random.below(10)].bitPattern : UInt64(random.below(7))
      put(value, at: place, size: size)
    default:
      put([UInt64.max, 0x7FFF_FFFF, 0x8000_0000, 255][random.below(4)], at: place, size: size)
    }
    edited.replaceSubrange(SectionFormat.digestRange, with: SectionFormat.digest(edited))
    return (edited, section.name)
  }

  @Test(
    "Of 10,000 edits of one value each is refused, or leaves a model that scores",
    arguments: RandomTrees.kinds)
  func edits(kind: String) throws {
    let model = RandomTrees.model(kind)
    let bytes = bytes(model)
    let sections = sections(bytes).filter { $0.name.hasPrefix("trees.") }
    #expect(sections.count == 18)
    var random = RandomStream(seed: 11, stream: UInt64(kind.utf8.count))
    var kept: [String: Int] = [:]
    for _ in 0..<10_000 {
      let (changed, section) = edited(bytes, sections, &random)
      guard changed != bytes else { continue }
      let read: TrainedModel
      do {
        read = try ModelSections.model(kind, from: try SectionReader(changed))
      } catch {
        // Refused, by the only type of error there is here.
        let _: BundleError = error
        continue
      }
      kept[section, default: 0] += 1
      let scores = try? read.logOdds(RandomTrees.rows)
      #expect(scores?.allSatisfy(\.isFinite) ?? true, "\(section)")
      // A name or level that was changed makes other rows or a missing feature of it.
      if scores == nil { #expect(section == "trees.names", "\(section)") }
    }
    // A count or a child that is wrong never passes. Values and covers are tied to those of their
    // neighbours; what is left moves a cut, renames a level, or is in the last digits.
    for section in ["trees.nodecount", "trees.setcount", "trees.left", "trees.right"] {
      #expect(kept[section, default: 0] == 0, "\(section)")
    }
    #expect(kept["trees.value", default: 0] < 300)
    #expect(kept["trees.cover", default: 0] < 300)
    #expect(kept.values.reduce(0, +) < 5_000)
  }

  @Test("Bits that flip without a new checksum are always found", arguments: RandomTrees.kinds)
  func flips(kind: String) throws {
    let bytes = bytes(RandomTrees.model(kind))
    var random = RandomStream(seed: 12, stream: 0)
    for _ in 0..<1000 {
      var changed = bytes
      changed[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
      #expect(throws: BundleError.self) { try SectionReader(changed) }
    }
  }

  /// Two spellings of é, composed and not, are equal as texts and differ in their bytes.
  @Test("Levels that differ in their bytes alone train, are stored, and keep their own bins")
  func spellings() throws {
    let levels = ["caf\u{e9}", "cafe\u{301}", "x"]
    let values = (0..<300).map { Double($0 % 3) }
    func matrix(_ levels: [String], _ values: [Double]) -> FeatureMatrix {
      FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "a", kind: .categorical(levels: levels), values: values)
        ], rowCount: values.count)
    }
    let samples = TrainingSamples(
      features: matrix(levels, values), labels: (0..<300).map { $0 % 3 == 1 || $0 % 10 == 0 })
    let model = TrainedModel.tree(try DecisionTree().fit(samples))
    let read = try ModelSections.model("tree", from: try SectionReader(bytes(model)))
    let scores = try read.logOdds(matrix(levels, [0, 1, 2]))
    #expect(scores[1] > scores[0])
    let turned = try read.logOdds(matrix(levels.reversed(), [2, 1, 0]))
    #expect(turned == scores)
  }

  @Test("What contradicts itself is told by what does")
  func contradictions() {
    let good = RandomTrees.ensemble("boosting")
    #expect(good.inconsistency == nil && good.implausibility == nil)
    func with(_ change: (inout [Tree]) -> Void) -> TreeEnsemble {
      var trees = good.trees
      change(&trees)
      return TreeEnsemble(
        features: good.features, trees: trees, base: good.base, output: good.output)
    }
    // Boosting on columns that say nothing keeps its base alone.
    #expect(with { $0 = [] }.implausibility == nil)
    let none = TreeEnsemble(features: good.features, trees: [], base: 0, output: .probability)
    #expect(none.implausibility?.contains("no trees") == true)
    #expect(with { $0[3].nodes[0].cover += 1 }.implausibility?.contains("cover") == true)
    #expect(with { $0[3].nodes[0].value += 0.1 }.implausibility?.contains("mean") == true)
    #expect(with { $0[3].nodes[0].left = 0 }.inconsistency?.hasPrefix("tree 3") == true)
    let sure = TreeEnsemble(
      features: good.features, trees: [Tree(nodes: [.leaf(value: 1.5, cover: 3)])], base: 0,
      output: .probability)
    #expect(sure.inconsistency == nil && sure.implausibility != nil)
  }
}
