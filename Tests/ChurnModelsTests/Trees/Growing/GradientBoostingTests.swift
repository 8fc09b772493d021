import ChurnMath
import Foundation
import Testing

@testable import ChurnModels

func naturalLog(_ x: Double) -> Double { log(x) }
func power(_ x: Double) -> Double { exp(x) }

@Suite struct GradientBoostingTests {
  /// Columns that matter, one that does not, gaps, a category, several rows a customer.
  private func samples(rows: Int = 1_500, seed: UInt64 = 5) -> TrainingSamples {
    var stream = RandomStream(seed: seed, stream: 1)
    var columns: [[Double]] = [[], [], [], []]
    var labels: [Bool] = []
    for _ in 0..<rows {
      let days = (90 * stream.uniform()).rounded()
      let spend = stream.chance(0.15) ? Double.nan : 40 * stream.exponential()
      let level = stream.below(6)
      columns[0].append(days)
      columns[1].append(spend)
      columns[2].append(stream.chance(0.05) ? .nan : Double(level))
      columns[3].append(stream.normal())
      let score =
        days / 25 - 2.5 + (spend.isNaN ? 1 : spend > 50 ? -1 : 0) + (level % 2 == 0 ? 1 : 0)
      labels.append(stream.uniform() < 1 / (1 + exp(-score)))
    }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [
          .init(name: "recency", values: columns[0]), .init(name: "spend", values: columns[1]),
          .init(
            name: "plan", kind: .categorical(levels: ["f", "b", "e", "a", "d", "c"]),
            values: columns[2]), .init(name: "noise", values: columns[3]),
        ], rowCount: rows), labels: labels, groups: (0..<rows).map { $0 / 3 })
  }

  private let quick = GradientBoosting(rounds: 25, maxLeaves: 8, minLeafRows: 5)

  /// Three columns with gaps and ties, and labels that hang on two of them.
  private func small(seed: Int) -> (columns: [[Double]], samples: TrainingSamples) {
    var stream = RandomStream(seed: UInt64(seed), stream: 3)
    let rows = 120
    let columns = (0..<3).map { column in
      (0..<rows).map { _ in
        column > 0 && stream.chance(0.1) ? Double.nan : (stream.normal() * 8).rounded()
      }
    }
    let labels = (0..<rows).map { row in
      stream.uniform() < 1 / (1 + exp(-(columns[0][row] / 6 + (columns[1][row].isNaN ? 1 : 0))))
    }
    let matrix = FeatureMatrix(
      columns: columns.enumerated().map { .init(name: "x\($0)", values: $1) }, rowCount: rows)
    return (columns, TrainingSamples(features: matrix, labels: labels))
  }

  @Test("The first tree is that of a naive booster that tries every split", arguments: 0..<6)
  func agreesWithNaiveTwin(seed: Int) throws {
    let (columns, samples) = small(seed: seed)
    let naive = NaiveBoosting(rounds: 1, rate: 0.3, maxLeaves: 5, minLeafRows: 8, l2: 0.5)
      .scores(columns, labels: samples.labels)
    let model = try GradientBoosting(
      rounds: 1, learningRate: 0.3, maxLeaves: 5, minLeafRows: 8, minLeafHessian: 0, l2: 0.5
    ).fit(samples)
    let scores = try model.ensemble.decision(samples.features)
    #expect(zip(scores, naive).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test("Every split of every tree is the best of all, and every leaf has its value")
  func splitsAreBest() throws {
    for seed in 0..<4 {
      let (columns, samples) = small(seed: seed)
      let naive = NaiveBoosting(rounds: 0, rate: 0.3, maxLeaves: 6, minLeafRows: 1, l2: 0.5)
      let ensemble = try GradientBoosting(
        rounds: 15, learningRate: 0.3, maxLeaves: 6, minLeafRows: 1, minLeafHessian: 0, l2: 0.5
      ).fit(samples).ensemble
      let binned = try BinnedMatrix(samples.features, features: ensemble.features, threads: 1)
      var scores = Array(repeating: ensemble.base, count: samples.count)
      for tree in ensemble.trees {
        let p = scores.map { 1 / (1 + exp(-$0)) }
        let g = zip(p, samples.labels).map { $0 - ($1 ? 1 : 0) }
        let h = p.map { $0 * (1 - $0) }
        var rows = [[Int]](repeating: [], count: tree.nodes.count)
        rows[0] = Array(0..<samples.count)
        for (place, node) in tree.nodes.enumerated() {
          guard !node.isLeaf else {
            let value =
              -0.3 * rows[place].reduce(0) { $0 + g[$1] }
              / (rows[place].reduce(0) { $0 + h[$1] } + 0.5)
            #expect(abs(node.value - value) < 1e-3)
            for row in rows[place] { scores[row] += node.value }
            continue
          }
          for row in rows[place] {
            let bin = Int(binned.bins[Int(node.feature) * samples.count + row])
            let isLeft = tree.goesLeft(node, bin: bin, isCategorical: false)
            rows[Int(isLeft ? node.left : node.right)].append(row)
          }
          let gain =
            naive.quality(rows[Int(node.left)], g, h)
            + naive.quality(rows[Int(node.right)], g, h) - naive.quality(rows[place], g, h)
          #expect(gain > naive.bestGain(rows[place], columns, g, h) * (1 - 1e-3) - 1e-3)
        }
      }
    }
  }

  @Test("It learns, and its leaves have the rows they must have")
  func learns() throws {
    let samples = samples()
    let model = try quick.fit(samples)
    let test = self.samples(seed: 6)
    let metrics = try ClassificationMetrics(
      labels: test.labels, probabilities: model.predict(test.features))
    #expect((metrics.rocAUC ?? 0) > 0.77)
    #expect(model.ensemble.inconsistency == nil)
    for tree in model.ensemble.trees {
      #expect(tree.leafCount <= 8 && tree.nodes[0].cover == 1_500)
      #expect(tree.nodes.filter(\.isLeaf).allSatisfy { $0.cover >= 5 })
      for node in tree.nodes where !node.isLeaf {
        let (left, right) = (tree.nodes[Int(node.left)], tree.nodes[Int(node.right)])
        #expect(node.cover == left.cover + right.cover)
      }
    }
  }

  @Test("No leaf has fewer rows than asked for, even where hessians say otherwise")
  func leavesAreLargeEnough() throws {
    let samples = samples()
    var recipe = quick
    recipe.rounds = 60
    recipe.learningRate = 0.5
    recipe.minLeafRows = 40
    recipe.maxLeaves = 20
    let model = try recipe.fit(samples)
    #expect(
      model.ensemble.trees.allSatisfy { tree in
        tree.nodes.filter(\.isLeaf).allSatisfy { $0.cover >= 40 }
      })
    var shallow = recipe
    shallow.maxDepth = 2
    #expect(try shallow.fit(samples).ensemble.trees.allSatisfy { $0.depth <= 2 })
  }

  @Test("Threads, and the order of rows and columns, do not change a prediction")
  func orderDoesNotMatter() throws {
    let samples = samples()
    var stream = RandomStream(seed: 9, stream: 0)
    var recipe = quick
    recipe.rowShare = 0.7
    recipe.featureShare = 0.7
    for recipe in [quick, recipe] {
      let model = try recipe.fit(samples)
      #expect(try recipe.fit(samples, threads: 2) == model)
      #expect(try recipe.fit(samples, threads: 3) == model)
      let expected = try model.predict(samples.features)
      let rows = (0..<samples.count).shuffled(using: &stream)
      let shuffled = try recipe.fit(samples.selecting(rows: rows), threads: 2)
      #expect(try shuffled.predict(samples.features) == expected)
      let columns = FeatureMatrix(
        columns: samples.features.columns.reversed(), rowCount: samples.count)
      let turned = TrainingSamples(
        features: columns, labels: samples.labels, groups: samples.groups)
      #expect(try recipe.fit(turned).predict(samples.features) == expected)
    }
  }

  @Test("The numbers that stand for levels do not change a prediction")
  func levelNumbersDoNotMatter() throws {
    let samples = samples()
    let plan = samples.features.columns[2]
    guard case .categorical(let levels) = plan.kind else { return }
    let renumbered = FeatureMatrix.Column(
      name: "plan", kind: .categorical(levels: levels.reversed()),
      values: plan.values.map { Double(levels.count - 1) - $0 })
    var columns = samples.features.columns
    columns[2] = renumbered
    let other = TrainingSamples(
      features: FeatureMatrix(columns: columns, rowCount: samples.count), labels: samples.labels,
      groups: samples.groups)
    let expected = try quick.fit(samples).predict(samples.features)
    #expect(try quick.fit(other).predict(other.features) == expected)
    #expect(try quick.fit(other).predict(samples.features) == expected)
  }

  @Test("A whole weight counts as that many rows")
  func weightsAreRepetition() throws {
    let samples = samples(rows: 700)
    let weights = (0..<700).map { Double(1 + $0 % 3) }
    let weighted = TrainingSamples(
      features: samples.features, labels: samples.labels, weights: weights, groups: samples.groups)
    let repeated = samples.selecting(
      rows: (0..<700).flatMap { Array(repeating: $0, count: Int(weights[$0])) })
    // Both round gradients in units of their own, since a row of weight 3 needs room for three; so
    // later trees may choose the other of two splits that are nearly equal.
    var first = quick
    first.rounds = 1
    let one = try first.fit(weighted).predict(samples.features)
    let other = try first.fit(repeated).predict(samples.features)
    #expect(zip(one, other).allSatisfy { abs($0 - $1) < 1e-4 })
    func loss(_ samples: TrainingSamples) throws -> Double {
      try ClassificationMetrics(
        labels: repeated.labels, probabilities: quick.fit(samples).predict(repeated.features)
      ).logLoss ?? 9
    }
    #expect(abs(try loss(weighted) - loss(repeated)) < 0.02 * (try loss(repeated)))
    // Rows of weight 0 are as good as absent.
    let halved = TrainingSamples(
      features: samples.features, labels: samples.labels,
      weights: (0..<700).map { Double($0 % 2) }, groups: samples.groups)
    let odd = samples.selecting(rows: (0..<700).filter { $0 % 2 == 1 })
    #expect(
      try quick.fit(halved).predict(samples.features) == quick.fit(odd).predict(samples.features))
  }

  @Test("A direction holds for every row and every step, and costs little where it is true")
  func monotoneConstraintsHold() throws {
    let samples = samples()
    var recipe = quick
    recipe.rounds = 60
    recipe.monotone = ["recency": .increasing, "noise": .decreasing, "absent": .increasing]
    let model = try recipe.fit(samples, threads: 2)
    let free = try quick.fit(samples)
    func risks(_ model: GradientBoosting.Model, _ name: String, _ value: Double) throws -> [Double]
    {
      let columns = samples.features.columns.map { column in
        column.name == name
          ? FeatureMatrix.Column(
            name: name, values: Array(repeating: value, count: samples.count)) : column
      }
      return try model.predict(FeatureMatrix(columns: columns, rowCount: samples.count))
    }
    var freeBreaks = false
    for (name, sign, grid) in [
      ("recency", 1.0, stride(from: -5.0, to: 100, by: 3)),
      ("noise", -1.0, stride(from: -4.0, to: 4, by: 0.2)),
    ] {
      let values = Array(grid)
      for (low, high) in zip(values, values.dropFirst()) {
        let before = try risks(model, name, low)
        let after = try risks(model, name, high)
        #expect(zip(before, after).allSatisfy { sign * ($1 - $0) >= 0 })
        let freeAfter = try risks(free, name, high)
        if zip(try risks(free, name, low), freeAfter).contains(where: { sign * ($1 - $0) < 0 }) {
          freeBreaks = true
        }
      }
    }
    #expect(freeBreaks)
    let test = self.samples(seed: 8)
    let metrics = try ClassificationMetrics(
      labels: test.labels, probabilities: model.predict(test.features))
    #expect((metrics.rocAUC ?? 0) > 0.78)
  }

  @Test("Fitting stops where the later rows are served best, and says where that was")
  func stopsEarly() throws {
    let samples = samples()
    let later = self.samples(seed: 7)
    var recipe = quick
    recipe.rounds = 400
    recipe.learningRate = 0.3
    recipe.stoppingRounds = 10
    let (model, rounds) = try recipe.fit(samples, validation: later, threads: 2)
    #expect(rounds == model.ensemble.trees.count && rounds > 3 && rounds < 300)
    recipe.rounds = rounds
    #expect(try recipe.fit(samples) == model)
    func loss(_ model: GradientBoosting.Model) throws -> Double {
      try ClassificationMetrics(
        labels: later.labels, probabilities: model.predict(later.features)
      ).logLoss ?? 9
    }
    let best = try loss(model)
    recipe.rounds = rounds + 9
    #expect(try loss(recipe.fit(samples)) >= best)
    #expect(throws: FitError.noRows) {
      try recipe.fit(samples, validation: later.selecting(rows: []))
    }
  }

  @Test("A penalty draws leaves to zero, and a large one leaves nothing to say")
  func penaltiesShrink() throws {
    let samples = samples()
    func spread(_ recipe: GradientBoosting) throws -> Double {
      let scores = try recipe.fit(samples).ensemble.decision(samples.features)
      return (scores.max() ?? 0) - (scores.min() ?? 0)
    }
    var ridge = quick
    ridge.l2 = 200
    var lasso = quick
    lasso.l1 = 20
    var harsh = quick
    harsh.l1 = 1e6
    let free = try spread(quick)
    #expect(try spread(ridge) < 0.8 * free)
    #expect(try spread(lasso) < 0.8 * free)
    #expect(try harsh.fit(samples).ensemble.trees.isEmpty)
  }

  @Test("Counting churned rows more often raises the risk of all")
  func churnerWeightShifts() throws {
    let samples = samples()
    var heavy = quick
    heavy.churnerWeight = 4
    let plain = try quick.fit(samples).predict(samples.features)
    let raised = try heavy.fit(samples).predict(samples.features)
    #expect(zip(plain, raised).count { $0 < $1 } > 1_400)
  }

  @Test("Odd columns are taken as they are")
  func oddColumns() throws {
    let rows = 400
    var stream = RandomStream(seed: 21, stream: 0)
    let labels = (0..<rows).map { $0 % 4 == 0 }
    let useful = labels.map { $0 ? 1 + stream.uniform() : 2 * stream.uniform() }
    let names = (0..<3_000).map { "id \($0)" }
    let matrix = FeatureMatrix(
      columns: [
        .init(name: "constant", values: Array(repeating: 7, count: rows)),
        .init(name: "empty", values: Array(repeating: .nan, count: rows)),
        .init(
          name: "huge",
          values: (0..<rows).map { [1e308, -1e308, .infinity, -.infinity, 0][$0 % 5] }),
        .init(name: "useful", values: useful),
        .init(
          name: "id", kind: .categorical(levels: names),
          values: (0..<rows).map { Double($0 * 7 % 3_000) }),
        .init(
          name: "nameless", kind: .categorical(levels: []),
          values: Array(repeating: .nan, count: rows)),
      ], rowCount: rows)
    let model = try quick.fit(TrainingSamples(features: matrix, labels: labels), threads: 2)
    let risks = try model.predict(matrix)
    #expect(risks.allSatisfy { $0 > 0 && $0 < 1 })
    #expect((try ClassificationMetrics(labels: labels, probabilities: risks).rocAUC ?? 0) > 0.8)
  }

  @Test("Weights of any size are weights")
  func hugeWeights() throws {
    let samples = samples(rows: 300)
    for scale in [1e-12, 1e12, 1e300] {
      var recipe = quick
      recipe.minLeafRows = 5 * scale
      recipe.minLeafHessian = 0
      let scaled = TrainingSamples(
        features: samples.features, labels: samples.labels,
        weights: (0..<300).map { scale * Double(1 + $0 % 2) }, groups: samples.groups)
      let risks = try recipe.fit(scaled).predict(samples.features)
      #expect(risks.allSatisfy { $0 > 0 && $0 < 1 })
      let metrics = try ClassificationMetrics(labels: samples.labels, probabilities: risks)
      #expect((metrics.rocAUC ?? 0) > 0.8, "weights of \(scale)")
      let cover = try recipe.fit(scaled).ensemble.trees[0].nodes[0].cover / scale
      #expect(abs(cover - 450) < 1e-3)
    }
  }

  @Test("What cannot be learned from is refused")
  func badInput() throws {
    let samples = samples(rows: 60)
    #expect(throws: FitError.noRows) { try quick.fit(samples.selecting(rows: [])) }
    let churned = samples.selecting(rows: samples.labels.indices.filter { samples.labels[$0] })
    #expect(throws: FitError.singleClass(churned: true, rows: churned.count)) {
      try quick.fit(churned)
    }
    let none = TrainingSamples(
      features: FeatureMatrix(columns: [], rowCount: 60), labels: samples.labels)
    #expect(try quick.fit(none).ensemble.trees.isEmpty)
    let changes: [(String, (inout GradientBoosting) -> Void)] = [
      ("rounds", { $0.rounds = 0 }), ("learningRate", { $0.learningRate = .nan }),
      ("maxLeaves", { $0.maxLeaves = 1 }), ("maxDepth", { $0.maxDepth = 0 }),
      ("minLeafRows", { $0.minLeafRows = -1 }), ("l2", { $0.l2 = .infinity }),
      ("rowShare", { $0.rowShare = 0 }), ("featureShare", { $0.featureShare = 1.5 }),
      ("maxBins", { $0.maxBins = 256 }), ("churnerWeight", { $0.churnerWeight = 0 }),
    ]
    for (name, change) in changes {
      var recipe = quick
      change(&recipe)
      #expect {
        try recipe.fit(samples)
      } throws: { error in
        guard case .invalidParameter(let found, _, _) = error as? FitError else { return false }
        return found == name
      }
    }
  }
}
