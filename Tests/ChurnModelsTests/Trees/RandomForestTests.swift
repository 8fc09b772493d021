import ChurnMath
import TestSupport
import Testing

@testable import ChurnModels

@Suite("RandomForest")
struct RandomForestTests {
  static let small = RandomForest(treeCount: 20, minLeafRows: 2, seed: 3)

  @Test("The order of rows and columns changes no prediction")
  func orderDoesNotMatter() throws {
    let samples = treeSamples(rows: 300, numbers: 5, customers: 120, seed: 1)
    let (model, outOfBag) = try Self.small.fitReporting(samples)
    let expected = try model.predict(samples.features)
    let (shuffled, order) = samples.shuffledRows(seed: 4)
    let other = try Self.small.fitReporting(shuffled)
    #expect(try other.model.predict(samples.features) == expected)
    #expect(same(other.outOfBag, order.map { outOfBag[$0] }))
    #expect(try Self.small.fit(samples.reversedColumns).predict(samples.features) == expected)
  }

  @Test("One thread and two give the same forest and estimates")
  func threadsDoNotMatter() throws {
    let samples = treeSamples(rows: 400, numbers: 6, customers: 200, seed: 2)
    for balance in RandomForest.Balance.allCases {
      var recipe = Self.small
      recipe.balance = balance
      recipe.treeCount = 50
      let one = try recipe.fitReporting(samples, threads: 1)
      let two = try recipe.fitReporting(samples, threads: 2)
      #expect(one.model == two.model)
      #expect(same(one.outOfBag, two.outOfBag))
      #expect(try recipe.fit(samples, threads: 2) == one.model)
    }
  }

  private func same(_ a: [Double], _ b: [Double]) -> Bool {
    a.map(\.bitPattern) == b.map(\.bitPattern)
  }

  /// The rows of a customer are all in a tree or all out of it, and only trees without it speak.
  @Test("Out-of-bag estimates come from trees that never saw the customer")
  func outOfBagIsHonest() throws {
    let samples = treeSamples(rows: 240, numbers: 4, customers: 60, seed: 5)
    let (model, outOfBag) = try Self.small.fitReporting(samples, threads: 2)
    let draws = CustomerDraws(Self.small, samples)
    let single = try model.ensemble.trees.map { tree in
      try TreeEnsemble(
        features: model.ensemble.features, trees: [tree], base: 0, output: .probability
      ).decision(samples.features)
    }
    var unseen = 0
    for row in 0..<samples.count {
      let trees = (0..<20).filter {
        draws.counts(ofTree: $0).counts[Int(draws.customerOfRow[row])] == 0
      }
      guard !trees.isEmpty else {
        #expect(outOfBag[row].isNaN)
        continue
      }
      unseen += trees.count
      let mean = trees.reduce(0) { $0 + single[$1][row] * 20 } / Double(trees.count)
      #expect(abs(mean - outOfBag[row]) < 1e-12)
    }
    // (1 − 1/60)⁶⁰ = 0.365 of the customers are not drawn.
    #expect(abs(Double(unseen) / Double(20 * samples.count) - 0.365) < 0.05)
    #expect(draws.drawCount == 60)
  }

  @Test("Pure noise looks like noise out of bag, though the trees know it by heart")
  func noiseLooksLikeNoise() throws {
    var stream = RandomStream(seed: 9, stream: 0)
    let rows = 800
    let columns = (0..<4).map { j in
      FeatureMatrix.Column(name: "x\(j)", values: (0..<rows).map { _ in stream.uniform() })
    }
    // Ten rows a customer, alike but for a little, with the label of the customer.
    let customers = (0..<80).map { _ in (stream.uniform(), stream.chance(0.5)) }
    let features = FeatureMatrix(
      columns: columns + [
        .init(name: "who", values: (0..<rows).map { customers[$0 / 10].0 + 1e-6 * Double($0) })
      ], rowCount: rows)
    let samples = TrainingSamples(
      features: features, labels: (0..<rows).map { customers[$0 / 10].1 },
      groups: (0..<rows).map { $0 / 10 })
    let recipe = RandomForest(treeCount: 100, minLeafRows: 1, featuresPerSplit: 5)
    let (model, outOfBag) = try recipe.fitReporting(samples, threads: 2)
    let known = RocAUC.value(
      of: try RankedScores(labels: samples.labels, scores: model.predict(features)))
    let honest = RocAUC.value(of: try RankedScores(labels: samples.labels, scores: outOfBag))
    #expect(try #require(known) > 0.95)
    #expect(abs(try #require(honest) - 0.5) < 0.2)
  }

  @Test("Importances find the planted signal")
  func importancesFindTheSignal() throws {
    var stream = RandomStream(seed: 11, stream: 0)
    let rows = 1_000
    var columns = (0..<5).map { j in
      FeatureMatrix.Column(name: "x\(j)", values: (0..<rows).map { _ in stream.uniform() })
    }
    columns.append(
      .init(
        name: "plan", kind: .categorical(levels: ["a", "b", "c"]),
        values: (0..<rows).map { _ in Double(stream.below(3)) }))
    let labels = (0..<rows).map { row in
      stream.chance(columns[3].values[row] > 0.6 ? 0.85 : columns[5].values[row] == 1 ? 0.5 : 0.1)
    }
    let samples = TrainingSamples(
      features: FeatureMatrix(columns: columns, rowCount: rows), labels: labels)
    let recipe = RandomForest(treeCount: 60, seed: 2)
    let model = try recipe.fit(samples, threads: 2)
    let impurity = model.impurityImportances()
    #expect(abs(impurity.reduce(0, +) - 1) < 1e-12)
    #expect(impurity.indices.max { impurity[$0] < impurity[$1] } == 3)
    for measure in RandomForest.ImportanceMeasure.allCases {
      let drops = try recipe.permutationImportances(
        of: model, samples, measure: measure, threads: 2)
      #expect(drops.indices.sorted { drops[$0] > drops[$1] }.prefix(2) == [3, 5])
      for j in [0, 1, 2, 4] { #expect(abs(drops[j]) < 0.06) }
      #expect(
        try recipe.permutationImportances(of: model, samples, measure: measure, threads: 1)
          == drops)
      let (shuffled, _) = samples.shuffledRows(seed: 8)
      let other = try recipe.permutationImportances(of: model, shuffled, measure: measure)
      #expect(agree(other, drops, within: 1e-12))
    }
    let few = try recipe.permutationImportances(of: model, samples, mostRows: 300)
    #expect(few.indices.max { few[$0] < few[$1] } == 3)
    #expect(throws: FitError.self) {
      try RandomForest(treeCount: 3).permutationImportances(of: model, samples)
    }
  }

  @Test("Balanced forests let rare churners count as much as the others")
  func balance() throws {
    var stream = RandomStream(seed: 21, stream: 0)
    let rows = 2_000
    let values = (0..<rows).map { _ in stream.uniform() }
    let labels = values.map { stream.chance($0 > 0.8 ? 0.15 : 0.02) }
    let samples = TrainingSamples(
      features: FeatureMatrix(columns: [.init(name: "x", values: values)], rowCount: rows),
      labels: labels)
    func mean(_ balance: RandomForest.Balance) throws -> Double {
      let recipe = RandomForest(treeCount: 50, minLeafRows: 20, balance: balance)
      let risks = try recipe.fit(samples).predict(samples.features)
      var sums = (0.0, 0.0)
      for (risk, label) in zip(risks, labels) {
        if label { sums.0 += risk } else { sums.1 += risk }
      }
      let churned = Double(labels.count { $0 })
      return (sums.0 / churned + sums.1 / (Double(rows) - churned)) / 2
    }
    let share = Double(labels.count { $0 }) / Double(rows)
    #expect(try mean(.none) < 3 * share)
    #expect(abs(try mean(.classWeights) - 0.5) < 0.1)
    #expect(abs(try mean(.bootstrap) - 0.5) < 0.1)
  }

  @Test("Every tree of a forest fits its features")
  func forestIsConsistent() throws {
    let samples = treeSamples(rows: 500, numbers: 6, levels: 9, distinct: 400, seed: 14)
    let (model, _) = try RandomForest(treeCount: 30, maxDepth: nil, minLeafRows: 1)
      .fitReporting(samples, threads: 2)
    #expect(model.ensemble.inconsistency == nil)
    #expect(model.ensemble.trees.count == 30)
    for tree in model.ensemble.trees {
      for node in tree.nodes where !node.isLeaf {
        let sides = [tree.nodes[Int(node.left)], tree.nodes[Int(node.right)]]
        #expect(sides[0].cover + sides[1].cover == node.cover)
        #expect(sides.allSatisfy { $0.cover >= 1 })
      }
    }
    let mean = try model.predict(samples.features)
    #expect(mean.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test("Odd data are learned from or refused, never trapped on")
  func oddData() throws {
    func samples(_ columns: [[Double]], _ labels: [Bool]) -> TrainingSamples {
      TrainingSamples(
        features: FeatureMatrix(
          columns: columns.enumerated().map { .init(name: "x\($0)", values: $1) },
          rowCount: labels.count), labels: labels)
    }
    #expect(throws: FitError.noRows) { try Self.small.fit(samples([[]], [])) }
    #expect(throws: FitError.singleClass(churned: false, rows: 1)) {
      try Self.small.fit(samples([[1]], [false]))
    }
    let labels = [true, false, true, false]
    for columns: [[Double]] in [
      [], [[1, 1, 1, 1]], [[.nan, .nan, .nan, .nan]], [[.infinity, -.infinity, .nan, 0]],
      [[1e308, -1e308, .leastNonzeroMagnitude, -0.0]],
    ] {
      let odd = samples(columns, labels)
      let (model, outOfBag) = try Self.small.fitReporting(odd)
      #expect(model.ensemble.inconsistency == nil)
      #expect(try model.predict(odd.features).allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(outOfBag.count == 4)
    }
    let good = samples([[1, 2, 3, 4]], labels)
    for weights in [[1e308, 1e308, 1e308, 1e308], [1e-300, 1, 1, 1e-300], [0.3, 0.2, 0, 5]] {
      let (model, _) = try Self.small.fitReporting(good.weighted(weights))
      #expect(model.ensemble.inconsistency == nil)
    }
    for recipe in [
      RandomForest(treeCount: 0), RandomForest(maxDepth: 0), RandomForest(minLeafRows: -1),
      RandomForest(featuresPerSplit: 0), RandomForest(bootstrapShare: 0),
      RandomForest(bootstrapShare: .nan), RandomForest(churnerWeight: .infinity),
    ] {
      #expect(throws: FitError.self) { try recipe.fit(good) }
    }
    let groups = TrainingSamples(
      features: good.features, labels: labels, groups: [.min, .max, -1, .max])
    #expect(try Self.small.fit(groups).ensemble.inconsistency == nil)
  }

  @Test("Another seed gives another forest, the same the same")
  func seeds() throws {
    let samples = treeSamples(rows: 200, seed: 1)
    var other = Self.small
    other.seed = 4
    #expect(try Self.small.fit(samples) == Self.small.fit(samples))
    #expect(try Self.small.fit(samples) != other.fit(samples))
  }

  /// A share of the draws is a share of the customers.
  @Test("Fewer customers are drawn when told")
  func bootstrapShare() throws {
    let samples = treeSamples(rows: 200, customers: 100, seed: 1)
    var recipe = Self.small
    recipe.bootstrapShare = 0.3
    let draws = CustomerDraws(recipe, samples)
    #expect(draws.drawCount == 30)
    #expect(draws.counts(ofTree: 7).counts.reduce(0, +) == 30)
    #expect(try recipe.fit(samples).ensemble.trees.allSatisfy { $0.nodes[0].cover == 60 })
  }
}
