import ChurnMath
import ChurnModels
import Testing

@Suite struct LogisticRegressionTests {
  /// Numbers with gaps, a category, and a constant column.
  private func samples(rows: Int = 600, seed: UInt64 = 5) -> TrainingSamples {
    var stream = RandomStream(seed: seed, stream: 1)
    var recency: [Double] = []
    var spend: [Double] = []
    var plan: [Double] = []
    var labels: [Bool] = []
    for _ in 0..<rows {
      let days = 90 * stream.uniform()
      let level = stream.below(3)
      recency.append(days)
      spend.append(stream.uniform() < 0.1 ? .nan : 40 * stream.exponential())
      plan.append(Double(level))
      labels.append(stream.uniform() < 0.1 + days / 200 + (level == 2 ? 0.2 : 0))
    }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [
          .init(name: "recency", values: recency), .init(name: "spend", values: spend),
          .init(name: "plan", kind: .categorical(levels: ["a", "b", "c"]), values: plan),
          .init(name: "same", values: [Double](repeating: 3, count: rows)),
        ], rowCount: rows), labels: labels)
  }

  @Test("Probabilities are probabilities, and better than the base rate")
  func predictionsAreUseful() throws {
    let samples = samples()
    let model = try LogisticRegression().fit(samples)
    let risks = try model.predict(samples.features)
    #expect(risks.count == 600 && risks.allSatisfy { $0 > 0 && $0 < 1 })
    let metrics = try ClassificationMetrics(labels: samples.labels, probabilities: risks)
    #expect((metrics.rocAUC ?? 0) > 0.6)
    #expect(model.encoder.constantFeatures == ["same"])
    // With an intercept the mean probability is the base rate.
    let rate = Double(samples.labels.count { $0 }) / 600
    #expect(abs(risks.reduce(0, +) / 600 - rate) < 1e-7)
  }

  @Test("The pushes of a row and the base add up to its log-odds")
  func contributionsAddUp() throws {
    let samples = samples()
    let model = try LogisticRegression().fit(samples)
    let pushes = try model.contributions(samples.features)
    let logOdds = try model.decision(samples.features)
    #expect(pushes.count == model.featureNames.count)
    for row in logOdds.indices {
      let sum = pushes.reduce(model.baseLogOdds) { $0 + $1[row] }
      #expect(abs(sum - logOdds[row]) < 1e-12)
    }
    #expect(pushes[3].allSatisfy { $0 == 0 })
    // Relative to the training mean: the mean push of a feature is 0.
    for push in pushes { #expect(abs(push.reduce(0, +) / 600) < 1e-12) }
  }

  @Test("The order of the rows does not matter")
  func rowOrderDoesNotMatter() throws {
    let samples = samples()
    let order = Array((0..<600).reversed())
    let recipe = LogisticRegression(tolerance: 1e-11)
    let plain = try recipe.fit(samples).predict(samples.features)
    let turned = try recipe.fit(samples.selecting(rows: order)).predict(samples.features)
    #expect(agree(turned, plain, within: 1e-9))
  }

  @Test("A weight of two equals the row twice, a weight of zero its absence")
  func weightsAreRepetitions() throws {
    let samples = samples()
    let weighted = TrainingSamples(
      features: samples.features, labels: samples.labels,
      weights: samples.labels.indices.map { Double($0 % 3) })
    let repeated = samples.selecting(
      rows: samples.labels.indices.flatMap { Array(repeating: $0, count: $0 % 3) })
    let recipe = LogisticRegression(tolerance: 1e-11)
    let a = try recipe.fit(weighted)
    let b = try recipe.fit(repeated)
    #expect(
      agree(try a.predict(samples.features), try b.predict(samples.features), within: 1e-9))
    #expect(agree(a.standardErrors, b.standardErrors, within: 1e-8))
  }

  @Test("Fitting on one and two threads, and twice, gives the same bits")
  func fitIsRepeatable() throws {
    let samples = samples(rows: 40_000)
    let recipe = LogisticRegression()
    let one = try recipe.fit(samples, threads: 1)
    #expect(try recipe.fit(samples, threads: 2) == one)
    #expect(try recipe.fit(samples, threads: 1) == one)
  }

  @Test("A class prior moves the mean log-odds by the difference of the logits")
  func priorMovesTheIntercept() throws {
    let samples = samples()
    let rate = Double(samples.labels.count { $0 }) / 600
    let plain = try LogisticRegression().fit(samples)
    let moved = try LogisticRegression(classPrior: 0.02).fit(samples)
    #expect(moved.coefficients == plain.coefficients)
    let shift = Calibrator.logOdds(ofProbability: 0.02) - Calibrator.logOdds(ofProbability: rate)
    #expect(abs(moved.intercept - plain.intercept - shift) < 1e-12)
    #expect(throws: FitError.self) { try LogisticRegression(classPrior: 1).fit(samples) }
  }

  @Test("A model put together from its stored parts is the same model")
  func partsMakeTheModel() throws {
    let model = try LogisticRegression().fit(samples())
    let copy = try LogisticRegression.Model(
      encoder: LinearEncoder(
        features: model.encoder.features, indicators: model.encoder.indicators,
        outputMeans: model.encoder.outputMeans), coefficients: model.coefficients,
      intercept: model.intercept, standardErrors: model.standardErrors,
      interceptStandardError: model.interceptStandardError
    ).validated()
    #expect(copy == model)
    #expect(TrainedModel.logistic(copy) == .logistic(model))
  }

  @Test("Parts that do not fit are refused, and never trap")
  func brokenModelsAreRefused() throws {
    let samples = samples()
    let model = try LogisticRegression().fit(samples)
    let short = LogisticRegression.Model(
      encoder: model.encoder, coefficients: [1], intercept: 0, standardErrors: [],
      interceptStandardError: nil)
    #expect(throws: FitError.self) { try short.validated() }
    #expect(throws: FitError.self) { try short.predict(samples.features) }
    #expect(throws: FitError.self) { try short.contributions(samples.features) }
    let stray = LogisticRegression.Model(
      encoder: LinearEncoder(
        features: model.encoder.features, indicators: [99], outputMeans: model.encoder.outputMeans),
      coefficients: model.coefficients, intercept: 0, standardErrors: [],
      interceptStandardError: nil)
    #expect(throws: FitError.self) { try stray.validated() }
    #expect(throws: FitError.self) { try stray.contributions(samples.features) }
    let infinite = LogisticRegression.Model(
      encoder: model.encoder, coefficients: model.coefficients, intercept: .nan,
      standardErrors: [], interceptStandardError: nil)
    #expect(throws: FitError.self) { try infinite.validated() }
  }

  @Test func awkwardSamplesAreRefusedWithAReason() throws {
    let samples = samples(rows: 30)
    #expect(throws: FitError.noRows) {
      try LogisticRegression().fit(samples.selecting(rows: []))
    }
    #expect(throws: FitError.singleClass(churned: samples.labels[4], rows: 1)) {
      try LogisticRegression().fit(samples.selecting(rows: [4]))
    }
    let model = try LogisticRegression().fit(samples)
    #expect(try model.predict(samples.features.selecting(rows: [])) == [])
    #expect(throws: FitError.missingFeature(name: "recency")) {
      try model.predict(FeatureMatrix(columns: [], rowCount: 0))
    }
  }

  @Test("Separated classes are learned with a penalty")
  func separatedClassesAreLearned() throws {
    let values = (0..<40).map(Double.init)
    let samples = TrainingSamples(
      features: FeatureMatrix(columns: [.init(name: "x", values: values)], rowCount: 40),
      labels: values.map { $0 >= 20 })
    let risks = try LogisticRegression(penalty: 1e-3).fit(samples).predict(samples.features)
    #expect(risks[0] < 0.01 && risks[39] > 0.99)
    #expect(throws: FitError.separated(feature: "x")) {
      try LogisticRegression(penalty: 0).fit(samples)
    }
  }
}
