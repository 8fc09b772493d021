import ChurnMath
import ChurnModels
import Testing

@Suite struct TreeScoringTests {
  /// Sizes on both sides of the 256 leaves that questions are laid out for, in mixed order.
  static let sizes = [1, 2, 63, 64, 65, 255, 256, 257, 300, 7, 700, 31, 31, 31, 31, 31, 1, 258, 3]

  @Test(arguments: [1, 2, 3, 4])
  func `a batch scores every row as a plain walk does, to the bit`(seed: UInt64) throws {
    var random = RandomTrees(seed: seed)
    let ensemble = random.ensemble(leaves: Self.sizes)
    let matrix = random.rows(1_000, for: ensemble.features)
    let plain = PlainTrees(ensemble: ensemble, matrix: matrix)
    let expected = (0..<1_000).map { plain.decision(row: $0) }
    #expect(try ensemble.decision(matrix, threads: 1) == expected)
    #expect(try ensemble.decision(matrix, threads: 2) == expected)
  }

  @Test(arguments: [254, 255, 256, 257, 1_000])
  func `features may have more cuts than a byte tells apart`(cuts: Int) throws {
    var random = RandomTrees(seed: UInt64(cuts))
    // So many leaves that nearly all cuts of the two numeric features are asked for.
    let ensemble = random.ensemble(leaves: [5 * cuts, 100, 200], features: 2, cuts: cuts)
    let matrix = random.rows(600, for: ensemble.features)
    let plain = PlainTrees(ensemble: ensemble, matrix: matrix)
    #expect(
      try ensemble.decision(matrix, threads: 2) == (0..<600).map { plain.decision(row: $0) })
  }

  @Test(arguments: [5, 6])
  func `one row scores as it does in a batch, to the bit`(seed: UInt64) throws {
    var random = RandomTrees(seed: seed)
    let ensemble = random.ensemble(leaves: Self.sizes)
    let matrix = random.rows(300, for: ensemble.features)
    let plain = PlainTrees(ensemble: ensemble, matrix: matrix)
    let scorer = try TreeScorer(ensemble)
    let batch = try ensemble.decision(matrix)
    let shares = try ensemble.probabilities(matrix)
    for row in 0..<300 {
      #expect(scorer.decision(row: plain.values(row: row)) == batch[row])
      #expect(scorer.probability(row: plain.values(row: row)) == shares[row])
    }
  }

  @Test(arguments: [0, 1, 2, 255, 256, 257, 2_047, 2_048, 2_049, 40_000])
  func `any number of rows can be scored`(rows: Int) throws {
    var random = RandomTrees(seed: 8)
    let ensemble = random.ensemble(leaves: [15, 31, 400], features: 3)
    let matrix = random.rows(rows, for: ensemble.features)
    let plain = PlainTrees(ensemble: ensemble, matrix: matrix)
    #expect(
      try ensemble.decision(matrix, threads: 2) == (0..<rows).map { plain.decision(row: $0) })
  }

  @Test func `without trees or features every row gets the base`() throws {
    let empty = TreeEnsemble(features: [], trees: [], base: -1.5, output: .logOdds)
    let matrix = FeatureMatrix(columns: [], rowCount: 3)
    #expect(try empty.decision(matrix) == [-1.5, -1.5, -1.5])
    #expect(try TreeScorer(empty).decision(row: []) == -1.5)
    let leaf = TreeEnsemble(
      features: [], trees: [Tree(nodes: [.leaf(value: 0.25, cover: 1)])], base: 0,
      output: .probability)
    #expect(try leaf.probabilities(matrix, threads: 2) == [0.25, 0.25, 0.25])
  }

  @Test func `probabilities stay within 0 and 1`() throws {
    let matrix = FeatureMatrix(columns: [], rowCount: 1)
    func share(_ base: Double, _ output: TreeEnsemble.Output) throws -> Double {
      try TreeEnsemble(features: [], trees: [], base: base, output: output)
        .probabilities(matrix)[0]
    }
    #expect(try share(1 + 1e-12, .probability) == 1)
    #expect(try share(-1e-12, .probability) == 0)
    #expect(try share(800, .logOdds) == 1)
    #expect(try share(0, .logOdds) == 0.5)
  }

  @Test func `a feature that no tree asks for must be there all the same`() throws {
    let features = [
      TreeFeature(name: "a", scale: .numeric(cuts: [])),
      TreeFeature(name: "b", scale: .categorical(levels: ["x"], hasOther: false)),
    ]
    let ensemble = TreeEnsemble(features: features, trees: [], base: 0, output: .logOdds)
    let a = FeatureMatrix.Column(name: "a", values: [1])
    let b = FeatureMatrix.Column(name: "b", values: [1])
    #expect(throws: FitError.missingFeature(name: "b")) {
      try ensemble.decision(FeatureMatrix(columns: [a], rowCount: 1))
    }
    #expect(throws: FitError.wrongKind(feature: "b", categoricalExpected: true)) {
      try ensemble.decision(FeatureMatrix(columns: [a, b], rowCount: 1))
    }
  }

  @Test func `trees that do not fit their features are refused`() throws {
    let node = TreeNode(
      feature: 0, cut: 7, missingGoesLeft: true, left: 1, right: 2, value: 0, cover: 2)
    let tree = Tree(nodes: [node, .leaf(value: 0, cover: 1), .leaf(value: 1, cover: 1)])
    let ensemble = TreeEnsemble(
      features: [TreeFeature(name: "a", scale: .numeric(cuts: [1]))], trees: [tree], base: 0,
      output: .probability)
    let matrix = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "a", values: [1])], rowCount: 1)
    let error = FitError.inconsistentModel(reason: "tree 0: node 0 has no such cut")
    #expect(throws: error) { try ensemble.decision(matrix) }
    #expect(throws: error) { try ensemble.contributions(matrix) }
    #expect(throws: error) { try TreeScorer(ensemble) }
  }
}
