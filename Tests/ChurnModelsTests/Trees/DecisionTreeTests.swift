import ChurnMath
import Testing

@testable import ChurnModels

@Suite("DecisionTree")
struct DecisionTreeTests {
  static let full = DecisionTree(
    maxDepth: nil, minLeafRows: 1, minImpurityDecrease: 0, method: .exact)

  static func column(_ values: [Double], name: String = "x") -> FeatureMatrix.Column {
    FeatureMatrix.Column(name: name, values: values)
  }

  static func samples(_ columns: [FeatureMatrix.Column], _ labels: [Bool]) -> TrainingSamples {
    TrainingSamples(
      features: FeatureMatrix(columns: columns, rowCount: labels.count), labels: labels)
  }

  static let methods: [DecisionTree.Method] = [.exact, .histogram]

  @Test("The order of rows and columns changes no prediction", arguments: methods)
  func orderDoesNotMatter(_ method: DecisionTree.Method) throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      let samples = treeSamples(rows: 80, seed: seed)
      var recipe = Self.full
      recipe.method = method
      let expected = try recipe.fit(samples).predict(samples.features)
      let shuffled = samples.shuffledRows(seed: seed).samples
      #expect(try recipe.fit(shuffled).predict(samples.features) == expected)
      let reversed = samples.reversedColumns
      #expect(try recipe.fit(reversed).predict(samples.features) == expected)
    }
  }

  @Test("A weight of three equals the row three times", arguments: methods)
  func weightsEqualRepetition(_ method: DecisionTree.Method) throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      var stream = RandomStream(seed: seed, stream: 9)
      let samples = treeSamples(rows: 60, seed: seed)
      let weights = (0..<60).map { $0 < 2 ? 1 : stream.below(4) }
      var recipe = Self.full
      recipe.method = method
      recipe.minLeafRows = 4
      let weighted = try recipe.fit(samples.weighted(weights.map(Double.init)))
      let repeated = try recipe.fit(
        samples.selecting(
          rows: weights.enumerated().flatMap { Array(repeating: $0, count: $1) }))
      #expect(
        try weighted.predict(samples.features) == repeated.predict(samples.features))
    }
  }

  @Test("Weights that are not whole do not depend on the order of the rows")
  func fractionalWeights() throws {
    let samples = treeSamples(rows: 90, seed: 5)
    var stream = RandomStream(seed: 5, stream: 3)
    let weighted = samples.weighted((0..<90).map { _ in stream.uniform() })
    let shuffled = weighted.shuffledRows(seed: 2)
    for method in Self.methods {
      var recipe = Self.full
      recipe.method = method
      #expect(
        try recipe.fit(weighted).predict(samples.features)
          == recipe.fit(shuffled.samples).predict(samples.features))
    }
  }

  @Test("Both methods part few values alike", arguments: 1...20 as ClosedRange<UInt64>)
  func methodsAgree(_ seed: UInt64) throws {
    for criterion in SplitCriterion.allCases {
      let samples = treeSamples(rows: 120, seed: seed)
      let exact = DecisionTree(
        criterion: criterion, maxDepth: 3, minLeafRows: 2, minImpurityDecrease: 0, method: .exact)
      var histogram = exact
      histogram.method = .histogram
      let first = try exact.fit(samples)
      let second = try histogram.fit(samples)
      // Equal gains may be told apart by rounding, so the trees may differ, but not what they lose.
      let losses = [first, second].map { model in
        PruningPath(model.ensemble.trees[0], criterion: criterion).steps[0].impurity
      }
      #expect(abs(losses[0] - losses[1]) < 0.02)
      let roots = [first, second].map { model in
        let tree = model.ensemble.trees[0]
        let root = tree.nodes[0]
        return [root.left, root.right].reduce(0.0) { sum, child in
          let node = tree.nodes[Int(child)]
          return sum + node.cover * criterion.impurity(node.value)
        }
      }
      #expect(abs(roots[0] - roots[1]) < 1e-9)
    }
  }

  /// By hand: the two without a value churned, and of those with one, those above 2.
  @Test("Rows without a value go to the side that fits them", arguments: methods)
  func missingGoesWhereItFits(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    let samples = Self.samples(
      [Self.column([1, 2, 3, 4, .nan, .nan])], [false, false, true, true, true, true])
    let model = try recipe.fit(samples)
    #expect(model.ensemble.trees[0].leafCount == 2)
    #expect(try model.predict(samples.features) == [0, 0, 1, 1, 1, 1])
    let mixed = Self.samples(
      [Self.column([1, 2, 3, 4, .nan, .nan])], [true, true, false, false, true, true])
    #expect(try recipe.fit(mixed).predict(mixed.features) == [1, 1, 0, 0, 1, 1])
  }

  /// By hand: all numbers are alike, only their absence tells anything.
  @Test("A question can be whether there is a value at all", arguments: methods)
  func absenceIsAQuestion(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    let samples = Self.samples(
      [Self.column([5, 5, 5, .nan, .nan])], [false, false, false, true, true])
    let model = try recipe.fit(samples)
    #expect(try model.predict(samples.features) == [0, 0, 0, 1, 1])
    #expect(model.ensemble.features[0].scale == .numeric(cuts: [.infinity]))
    #expect(!model.ensemble.trees[0].nodes[0].missingGoesLeft)
    #expect(model.ensemble.inconsistency == nil)
    let huge = FeatureMatrix(
      columns: [Self.column([-1e300, 1e300, .infinity, .nan])], rowCount: 4)
    #expect(try model.predict(huge) == [0, 0, 0, 1])
  }

  /// By hand: levels a and c churn, b and d do not, in whatever order they are listed.
  @Test("Levels are parted by sets", arguments: methods)
  func levelsArePartedBySets(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    let levels = ["d", "a", "c", "b"]
    let values = [0.0, 1, 2, 3, 0, 1, 2, 3, .nan]
    let samples = Self.samples(
      [.init(name: "plan", kind: .categorical(levels: levels), values: values)],
      values.map { $0 == 1 || $0 == 2 })
    let model = try recipe.fit(samples)
    #expect(model.ensemble.trees[0].leafCount == 2)
    #expect(try model.predict(samples.features) == samples.labels.map { $0 ? 1 : 0 })
    let others = FeatureMatrix(
      columns: [.init(name: "plan", kind: .categorical(levels: ["new", "c"]), values: [0, 1])],
      rowCount: 2)
    #expect(try model.predict(others) == [0, 1])
  }

  @Test("Neighbouring numbers, infinities and huge values are parted", arguments: methods)
  func extremeValues(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    for values in [
      [1.0, 1.0.nextUp], [-.infinity, .infinity], [0, .infinity], [-.infinity, 0],
      [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude], [0, .leastNonzeroMagnitude],
      [-.infinity, .nan], [.infinity, .nan],
    ] {
      let samples = Self.samples([Self.column(values)], [true, false])
      let model = try recipe.fit(samples)
      #expect(model.ensemble.inconsistency == nil)
      #expect(try model.predict(samples.features) == [1, 0], "\(values)")
    }
  }

  @Test("What cannot be parted stays one leaf", arguments: methods)
  func constantsAreOneLeaf(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    let alike: [[FeatureMatrix.Column]] = [
      [Self.column([3, 3])], [Self.column([.nan, .nan])], [], [Self.column([0, -0.0])],
      [.init(name: "plan", kind: .categorical(levels: ["a"]), values: [0, 0])],
    ]
    for columns in alike {
      let samples = Self.samples(columns, [true, false])
      let model = try recipe.fit(samples)
      #expect(model.ensemble.trees[0].nodes.count == 1)
      #expect(try model.predict(samples.features) == [0.5, 0.5])
    }
  }

  @Test("Nothing to learn from is an error")
  func nothingToLearn() throws {
    #expect(throws: FitError.noRows) { try Self.full.fit(Self.samples([Self.column([])], [])) }
    #expect(throws: FitError.singleClass(churned: true, rows: 1)) {
      try Self.full.fit(Self.samples([Self.column([1])], [true]))
    }
    let weightless = Self.samples([Self.column([1, 2])], [true, false]).weighted([0, 0])
    #expect(throws: FitError.noRows) { try Self.full.fit(weightless) }
    let odd = Self.samples([Self.column([1, 2])], [true, false]).weighted([1, .nan])
    #expect(throws: FitError.invalidWeight(row: 1)) { try Self.full.fit(odd) }
    let good = Self.samples([Self.column([1, 2])], [true, false])
    for recipe in [
      DecisionTree(maxDepth: 0), DecisionTree(maxLeaves: 1), DecisionTree(minLeafRows: .nan),
      DecisionTree(pruningAlpha: -1), DecisionTree(churnerWeight: 0),
      DecisionTree(minImpurityDecrease: .infinity),
    ] {
      #expect(throws: FitError.self) { try recipe.fit(good) }
    }
  }

  @Test("Huge and tiny weights are learned from", arguments: methods)
  func extremeWeights(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    recipe.minLeafRows = 0
    recipe.minSplitRows = 0
    let samples = Self.samples([Self.column([1, 2, 3])], [true, false, true])
    for weight in [1e308, 1e-308, .leastNonzeroMagnitude, 1e30, 0.1] {
      let model = try recipe.fit(samples.weighted([weight, weight, weight]))
      #expect(model.ensemble.inconsistency == nil)
      #expect(try model.predict(samples.features) == [1, 0, 1])
    }
    let uneven = try recipe.fit(samples.weighted([1e300, 1e-300, 1]))
    #expect(uneven.ensemble.inconsistency == nil)
  }

  @Test("Thousands of levels are pooled, and learned from", arguments: methods)
  func thousandsOfLevels(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    let values = (0..<6_000).map { Double($0 % 3_000) }
    let samples = Self.samples(
      [
        .init(
          name: "town", kind: .categorical(levels: (0..<3_000).map { "town \($0)" }),
          values: values)
      ], values.map { $0.truncatingRemainder(dividingBy: 2) == 0 })
    let model = try recipe.fit(samples)
    #expect(model.ensemble.inconsistency == nil)
    #expect(model.ensemble.features[0].binCount <= 256)
  }

  @Test("The number of leaves is limited, the largest gains first")
  func leavesAreLimited() throws {
    let samples = treeSamples(rows: 300, seed: 3)
    let tree = Self.full
    var losses: [Double] = []
    for most in [2, 3, 5, 9] {
      var recipe = tree
      recipe.maxLeaves = most
      let grown = try recipe.fit(samples).ensemble.trees[0]
      #expect(grown.leafCount == most)
      losses.append(PruningPath(grown, criterion: .gini).steps[0].impurity)
    }
    #expect(losses == losses.sorted(by: >))
  }

  @Test("Limits of depth and leaf weight hold", arguments: methods)
  func limitsHold(_ method: DecisionTree.Method) throws {
    let samples = treeSamples(rows: 400, seed: 8)
    let recipe = DecisionTree(maxDepth: 3, minLeafRows: 30, method: method)
    let tree = try recipe.fit(samples).ensemble.trees[0]
    #expect(tree.depth <= 3)
    #expect(tree.nodes.allSatisfy { !$0.isLeaf || $0.cover >= 30 })
    #expect(tree.nodes[0].cover == 400)
    for node in tree.nodes where !node.isLeaf {
      let sides = [tree.nodes[Int(node.left)], tree.nodes[Int(node.right)]]
      #expect(sides[0].cover + sides[1].cover == node.cover)
      let mean = sides.reduce(0) { $0 + $1.cover * $1.value } / node.cover
      #expect(abs(mean - node.value) < 1e-12)
    }
  }

  @Test("One thread and two give the same tree")
  func threadsDoNotMatter() throws {
    let samples = treeSamples(rows: 500, seed: 4)
    for method in Self.methods {
      var recipe = Self.full
      recipe.method = method
      #expect(try recipe.fit(samples, threads: 1) == recipe.fit(samples, threads: 2))
    }
  }

  @Test("Churners count as often as told")
  func churnerWeightCounts() throws {
    let samples = treeSamples(rows: 100, seed: 6)
    var recipe = Self.full
    recipe.churnerWeight = 3
    let weighted = samples.weighted(samples.labels.map { $0 ? 3 : 1 })
    #expect(try recipe.fit(samples) == Self.full.fit(weighted))
  }

  /// By hand, on eight rows of which two churned.
  ///
  /// Their impurity is 0.375. Asking a leaves half of the rows at 0.5, asking b then nothing; b first
  /// would gain as much, but a comes first by name.
  @Test("Importances are shares of the impurity lost", arguments: methods)
  func importancesAreShares(_ method: DecisionTree.Method) throws {
    var recipe = Self.full
    recipe.method = method
    let samples = Self.samples(
      [
        Self.column([0, 0, 1, 1, 0, 0, 1, 1], name: "b"),
        Self.column([0, 0, 0, 0, 1, 1, 1, 1], name: "a"),
      ], [false, false, false, false, false, false, true, true])
    let importances = try recipe.fit(samples).impurityImportances()
    #expect(agree(importances, [0.25 / 0.375, 0.125 / 0.375], within: 1e-12))
  }
}
