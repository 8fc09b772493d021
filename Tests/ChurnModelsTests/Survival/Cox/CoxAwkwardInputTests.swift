import ChurnMath
import Testing

@testable import ChurnModels

@Suite struct CoxAwkwardInputTests {
  private func features(_ columns: [(String, [Double])]) -> FeatureMatrix {
    FeatureMatrix(
      columns: columns.map { FeatureMatrix.Column(name: $0.0, values: $0.1) },
      rowCount: columns.first?.1.count ?? 0)
  }

  private let lifetimes = Lifetimes(
    durations: [5, 6, 6, 2, 4, 3], churned: [true, false, true, true, true, false])
  private let values: [Double] = [1, 3, -1, 0.5, 2, -2]

  private func error(
    _ columns: [(String, [Double])], _ lifetimes: Lifetimes, recipe: CoxRegression = CoxRegression()
  ) -> FitError? {
    do {
      _ = try recipe.fit(features(columns), lifetimes)
      return nil
    } catch { return error }
  }

  @Test("The plain case fits")
  func plain() { #expect(error([("x", values)], lifetimes) == nil) }

  @Test("Nothing to learn from is refused by name")
  func nothing() {
    #expect(error([("x", [])], Lifetimes(durations: [], churned: [])) == .noRows)
    #expect(error([], Lifetimes(durations: [], churned: [])) == .noRows)
    let censored = Lifetimes(durations: [1, 2, 3], churned: [false, false, false])
    #expect(error([("x", [1, 2, 3])], censored) == .noExits(rows: 3))
    let weightless = Lifetimes(
      durations: [1, 2, 3], churned: [true, false, true], weights: [0, 1, 0])
    #expect(error([("x", [1, 2, 3])], weightless) == .noExits(rows: 3))
    #expect(
      error([("x", [1])], Lifetimes(durations: [1], churned: [true])) == .collinear(feature: "x"))
    // All leave at once and all are compared with all: at zero the likelihood is flat under Efron
    // only if the columns are, so this one is a matter of the values.
    let together = Lifetimes(durations: [3, 3, 3], churned: [true, true, true])
    #expect(error([("x", [1, 2, 4])], together, recipe: CoxRegression(ties: .breslow)) == nil)
  }

  @Test("Constant, collinear and doubled columns are named")
  func collinear() {
    #expect(
      error([("x", values), ("one", [7, 7, 7, 7, 7, 7])], lifetimes) == .collinear(feature: "one"))
    let sum = zip(values, [1.0, 0, 1, 1, 0, 1]).map { $0 + 2 * $1 + 5 }
    #expect(
      error([("x", values), ("flag", [1, 0, 1, 1, 0, 1]), ("sum", sum)], lifetimes)
        == .collinear(feature: "sum"))
    // A tenth three times is not three tenths: a difference of rounding is no variation.
    let rounded = [0.1 + 0.2, 0.3, 0.3, 0.1 + 0.2, 0.3, 0.3]
    #expect(error([("rounded", rounded)], lifetimes) == .collinear(feature: "rounded"))
    // Varies, but never among those at risk together with somebody who left.
    let late = Lifetimes(durations: [1, 2, 3, 4], churned: [false, false, true, true])
    #expect(error([("x", [1, 2, 5, 5])], late) == .collinear(feature: "x"))
  }

  @Test("Constant within every stratum is constant")
  func constantInStrata() {
    #expect(throws: FitError.collinear(feature: "x")) {
      try CoxRegression().fit(
        features([("x", [1, 1, 1, 2, 2, 2])]), lifetimes, strata: [4, 4, 4, -1, -1, -1])
    }
  }

  @Test("A coefficient without bound is named, among others that have one")
  func monotone() {
    var stay: [Double] = []
    for row in 0..<200 { stay.append(row < 100 ? 0 : 1) }
    let churned = (0..<200).map { $0 < 100 && $0 % 3 != 0 }
    let noise = (0..<200).map { Double($0 * 7_919 % 101) }
    let times = (0..<200).map { Double($0 * 31 % 97 + 1) }
    let data = Lifetimes(durations: times, churned: churned)
    #expect(error([("noise", noise), ("stay", stay)], data) == .monotone(feature: "stay"))
    #expect(
      error([("noise", noise), ("stay", stay)], data, recipe: CoxRegression(penalty: 1e-3)) == nil)
    // A single rare flag whose only bearer stays.
    var rare = [Double](repeating: 0, count: 200)
    rare[150] = 1
    #expect(error([("noise", noise), ("rare", rare)], data) == .monotone(feature: "rare"))
  }

  @Test(
    "Values that are no numbers or too large are named by feature and row",
    arguments: [Double.nan, .infinity, -.infinity, 1e200])
  func notFinite(_ value: Double) {
    var broken = values
    broken[4] = value
    #expect(error([("a", values), ("x", broken)], lifetimes) == .notFinite(feature: "x", row: 4))
  }

  @Test("Huge and tiny values are fitted as they are")
  func huge() throws {
    let plain = try CoxRegression().fit(features([("x", values)]), lifetimes)
    for scale in [1e130, 1e-130] {
      let model = try CoxRegression().fit(
        features([("x", values.map { $0 * scale })]), lifetimes)
      #expect(near([model.estimates[0] * scale], plain.estimates, relative: 1e-9))
      #expect(near([model.coefficients[0].z], [plain.coefficients[0].z], relative: 1e-9))
    }
  }

  @Test("One customer a million times the size of the others does not break the fit")
  func outlier() throws {
    let data = RandomLifetimes(400, seed: 77)
    var columns = data.features.columns
    var values = columns[0].values
    values[7] = 1e6
    columns[0] = FeatureMatrix.Column(name: "x0", values: values)
    do {
      let model = try CoxRegression().fit(
        FeatureMatrix(columns: columns, rowCount: 400), data.lifetimes)
      let areFinite = model.estimates.allSatisfy { $0.isFinite }
      #expect(areFinite)
      #expect(model.logLikelihood > model.nullLogLikelihood)
    } catch {
      // Or there is no finite coefficient, and it says whose.
      #expect(error == .monotone(feature: "x0"))
    }
  }

  @Test("Times, entries and weights that make no sense are refused by row")
  func lifetimesThatCannotBe() {
    func with(
      _ time: Double, entries: [Double]? = nil, weights: [Double]? = nil
    ) -> FitError? {
      error(
        [("x", [1, 3, 2, 4])],
        Lifetimes(
          durations: [5, 6, time, 2], churned: [true, true, true, false], entries: entries,
          weights: weights))
    }
    for time in [-1, Double.nan, .infinity] { #expect(with(time) == .invalidLifetime(index: 2)) }
    #expect(with(4, entries: [0, 6, 0, 0]) == .invalidEntry(index: 1))
    #expect(with(4, entries: [0, 1, 0, .nan]) == .invalidEntry(index: 3))
    #expect(with(4, entries: [-1, 1, 0, 0]) == .invalidEntry(index: 0))
    for weight in [-1, Double.nan, .infinity] {
      #expect(with(4, weights: [1, weight, 1, 1]) == .invalidWeight(row: 1))
    }
    #expect(with(0) == nil)
  }

  @Test("Lengths that differ and settings out of range are refused")
  func mismatch() {
    #expect(error([("x", [1, 2])], lifetimes) == .lengthMismatch(rows: 2, labels: 6))
    #expect(throws: FitError.lengthMismatch(rows: 6, labels: 1)) {
      try CoxRegression().fit(features([("x", values)]), lifetimes, strata: [1])
    }
    #expect(throws: FitError.lengthMismatch(rows: 6, labels: 2)) {
      try CoxRegression().fit(features([("x", values)]), lifetimes, clusters: [1, 2])
    }
    for penalty in [-1, Double.nan, .infinity] {
      let error = error([("x", values)], lifetimes, recipe: CoxRegression(penalty: penalty))
      guard case .invalidParameter(let name, _, _) = error else {
        Issue.record("a penalty of \(penalty) is taken")
        continue
      }
      #expect(name == "penalty")
    }
  }

  @Test("Predictions name what they miss, and unknown levels and strata")
  func predicting() throws {
    let levels = ["a", "b", "c"]
    func table(_ plan: [Double], _ levels: [String]) -> FeatureMatrix {
      FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "plan", kind: .categorical(levels: levels), values: plan)
        ], rowCount: plan.count)
    }
    let data = RandomLifetimes(90, seed: 2)
    let plan = (0..<90).map { Double($0 % 2) }
    let model = try CoxRegression().fit(
      table(plan, levels), data.lifetimes, strata: (0..<90).map { $0 % 3 })
    #expect(model.coefficients.map(\.name) == ["planb"])
    #expect(throws: FitError.missingFeature(name: "plan")) {
      try model.linearPredictor(features([("x", [1])]))
    }
    #expect(throws: FitError.wrongKind(feature: "plan", categoricalExpected: true)) {
      try model.linearPredictor(features([("plan", [1])]))
    }
    #expect(throws: FitError.unknownLevel(feature: "plan", level: "c")) {
      try model.linearPredictor(table([0, 2], levels))
    }
    #expect(throws: FitError.notFinite(feature: "plan", row: 1)) {
      try model.linearPredictor(table([0, .nan], levels))
    }
    // Levels are known by name, in whatever order they come.
    let turned = try model.linearPredictor(table([0, 1], ["b", "a"]))
    let straight = try model.linearPredictor(table([1, 0], levels))
    #expect(turned == straight)
    #expect(throws: FitError.self) { try model.survival(table([0], levels), at: [1]) }
    #expect(throws: FitError.self) { try model.survival(table([0], levels), at: [1], strata: [9]) }
    let survival = try model.survival(
      table([0, 1], levels), at: [-1, 0, .nan, 5, .infinity], strata: [2, 0])
    #expect(survival.rows == 2 && survival.columns == 5)
    #expect(survival.values.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(survival[0, 0] == 1 && survival[1, 2] == 1)
    #expect(try model.survival(table([], levels), at: [1], strata: []).values.isEmpty)
    #expect(try model.survival(table([0], levels), at: [], strata: [0]).values.isEmpty)
  }
}
