import ChurnMath
import Foundation
import Testing

@testable import ChurnModels

@Suite struct CoxRegressionTests {
  /// Times whole or not, entries, weights, strata.
  static let shapes: [(Bool, Bool, Bool, Int)] = [
    (true, false, false, 1), (false, false, false, 1), (true, true, false, 1),
    (true, false, true, 1), (true, false, false, 3), (true, true, true, 4),
    (false, true, true, 2),
  ]

  @Test(
    "Likelihood, gradient and information equal those of loops over all pairs", arguments: shapes)
  func equalsTwin(_ shape: (whole: Bool, entries: Bool, weights: Bool, strata: Int)) throws {
    let data = RandomLifetimes(
      150, seed: 3, wholeTimes: shape.whole, entries: shape.entries, weights: shape.weights,
      strataCount: shape.strata)
    let columns = data.features.columns.map(\.values)
    for ties in CoxRegression.Ties.allCases {
      let sample = try CoxSample(columns, data.lifetimes, strata: data.strata, threads: 1)
      let pass = CoxPass(rows: sample.rows, ties: ties.pass)
      let twin = NaiveCox(
        columns: columns, lifetimes: data.lifetimes, strata: data.strata, ties: ties)
      let point = [0.4, -0.9, 0.3]
      let found = pass.sums(at: zip(point, sample.scales).map { $0 * $1 }, threads: 2)
      let expected = twin.sums(at: point)
      #expect(near([found.logLikelihood], [expected.likelihood], relative: 1e-12))
      for j in 0..<3 {
        #expect(abs(found.gradient[j] - expected.gradient[j] / sample.scales[j]) < 1e-10)
        for k in 0...j {
          let scaled = expected.information[j][k] / (sample.scales[j] * sample.scales[k])
          #expect(abs(found.information[k * 3 + j] - scaled) < 1e-10)
        }
      }
    }
  }

  @Test("The gradient of loops over all pairs vanishes at the coefficients", arguments: shapes)
  func gradientVanishes(_ shape: (whole: Bool, entries: Bool, weights: Bool, strata: Int)) throws {
    let data = RandomLifetimes(
      200, seed: 11, wholeTimes: shape.whole, entries: shape.entries, weights: shape.weights,
      strataCount: shape.strata)
    for ties in CoxRegression.Ties.allCases {
      let model = try CoxRegression(ties: ties).fit(
        data.features, data.lifetimes, strata: data.strata)
      let twin = NaiveCox(
        columns: data.features.columns.map(\.values), lifetimes: data.lifetimes,
        strata: data.strata, ties: ties)
      let sums = twin.sums(at: model.estimates)
      #expect(sums.gradient.allSatisfy { abs($0) < 1e-9 })
      #expect(near([model.logLikelihood], [sums.likelihood], relative: 1e-12))
    }
  }

  @Test("Neither threads nor the order of rows change a bit")
  func deterministic() throws {
    let data = RandomLifetimes(
      12_000, columns: 4, seed: 5, entries: true, weights: true, strataCount: 3)
    let recipe = CoxRegression(isRobust: true)
    let first = try recipe.fit(
      data.features, data.lifetimes, strata: data.strata, clusters: data.clusters, threads: 1)
    let threaded = try recipe.fit(
      data.features, data.lifetimes, strata: data.strata, clusters: data.clusters, threads: 2)
    #expect(first == threaded)
    let other = data.shuffled(seed: 9)
    let shuffled = try recipe.fit(
      other.features, other.lifetimes, strata: other.strata, clusters: other.clusters, threads: 2)
    #expect(first == shuffled)
  }

  @Test("A weight of two equals a row twice under Breslow, a weight of zero none")
  func weightsRepeat() throws {
    let data = RandomLifetimes(120, seed: 21)
    let weights = (0..<120).map { Double($0 % 3) }
    let weighted = Lifetimes(
      durations: data.lifetimes.durations, exits: data.lifetimes.exits, weights: weights)
    let rows = (0..<120).flatMap { [Int](repeating: $0, count: $0 % 3) }
    let model = try CoxRegression(ties: .breslow).fit(data.features, weighted)
    let repeated = try CoxRegression(ties: .breslow).fit(
      data.features.selecting(rows: rows), data.lifetimes.selecting(rows: rows))
    #expect(near(model.estimates, repeated.estimates, relative: 1e-9))
    #expect(near([model.logLikelihood], [repeated.logLikelihood], relative: 1e-11))
    let positive = (0..<120).filter { $0 % 3 > 0 }
    let without = try CoxRegression().fit(
      data.features.selecting(rows: positive), weighted.selecting(rows: positive))
    let with = try CoxRegression().fit(data.features, weighted)
    #expect(near(with.estimates, without.estimates, relative: 1e-9))
    #expect(with.exitCount == without.exitCount)
  }

  @Test("Shifting and stretching columns moves coefficients and nothing else")
  func equivariant() throws {
    let data = RandomLifetimes(300, seed: 8)
    let model = try CoxRegression().fit(data.features, data.lifetimes)
    let moved = FeatureMatrix(
      columns: data.features.columns.enumerated().map { j, column in
        // Far from zero, tiny, huge: a date in seconds, a rate, an amount in a weak currency.
        let scale = [1.0, 1e-9, 1e60][j]
        let shift = [1.7e9, 3.0, -1e60][j]
        return FeatureMatrix.Column(
          name: column.name, values: column.values.map { $0 * scale + shift })
      }, rowCount: 300)
    let other = try CoxRegression().fit(moved, data.lifetimes)
    // Adding 1.7e9 rounds values to 2.4e-7.
    for (j, scale) in [1.0, 1e-9, 1e60].enumerated() {
      #expect(near([other.estimates[j] * scale], [model.estimates[j]], relative: 1e-5))
    }
    #expect(near([other.logLikelihood], [model.logLikelihood], relative: 1e-7))
    let survival = try other.survival(moved, at: [3, 9])
    let plain = try model.survival(data.features, at: [3, 9])
    #expect(near(survival.values, plain.values, relative: 1e-5))
  }

  @Test("Splitting a customer's time at any point changes nothing")
  func splitting() throws {
    let data = RandomLifetimes(150, seed: 14, wholeTimes: false)
    let model = try CoxRegression(tolerance: 1e-10).fit(data.features, data.lifetimes)
    var rows: [Int] = []
    var durations: [Double] = []
    var entries: [Double] = []
    var exits: [UInt8] = []
    for row in 0..<150 {
      let end = data.lifetimes.durations[row]
      let middle = end * 0.37
      rows += [row, row]
      entries += [0, middle]
      durations += [middle, end]
      exits += [0, data.lifetimes.exits[row]]
    }
    let split = try CoxRegression(tolerance: 1e-10).fit(
      data.features.selecting(rows: rows),
      Lifetimes(durations: durations, exits: exits, entries: entries),
      clusters: rows)
    #expect(near(split.estimates, model.estimates, relative: 1e-9))
    #expect(near([split.logLikelihood], [model.logLikelihood], relative: 1e-11))
    let robust = try CoxRegression(isRobust: true, tolerance: 1e-10).fit(
      data.features, data.lifetimes)
    #expect(
      near(
        split.robustCovariance ?? [], robust.robustCovariance ?? [1], relative: 1e-7))
  }

  @Test("Risks that leave the sums by seventeen digits leave no trace")
  func cancellation() throws {
    // By hand: the giant is at risk until 2 only. At 3, 4, 5 the others are compared alone, so the
    // coefficient solves the same equation as without him once he has left at 1... he never leaves.
    let durations: [Double] = [2, 3, 4, 5, 6, 7]
    let churned = [false, true, true, true, true, false]
    let values: [Double] = [40, 1, -1, 0.5, -0.3, 0]
    let sample = try CoxSample(
      [values], Lifetimes(durations: durations, churned: churned, entries: [0, 2, 2, 2, 2, 2]),
      strata: nil, scales: [1], threads: 1)
    let pass = CoxPass(rows: sample.rows, ties: .efron)
    let found = pass.sums(at: [2], threads: 1)
    // The same without him, computed by loops.
    let twin = NaiveCox(
      columns: [Array(values.dropFirst())],
      lifetimes: Lifetimes(
        durations: Array(durations.dropFirst()), churned: Array(churned.dropFirst())),
      strata: [0, 0, 0, 0, 0], ties: .efron)
    let expected = twin.sums(at: [2])
    #expect(near([found.logLikelihood], [expected.likelihood], relative: 1e-10))
    #expect(near(found.gradient, expected.gradient, relative: 1e-10))
    #expect(near(found.information, expected.information[0], relative: 1e-8))
  }

  @Test("A penalty shrinks and settles what the data leave open")
  func penalty() throws {
    let data = RandomLifetimes(200, seed: 31)
    let plain = try CoxRegression().fit(data.features, data.lifetimes)
    let shrunk = try CoxRegression(penalty: 0.1).fit(data.features, data.lifetimes)
    for j in 0..<3 { #expect(abs(shrunk.estimates[j]) < abs(plain.estimates[j])) }
    var columns = data.features.columns
    columns.append(FeatureMatrix.Column(name: "copy", values: columns[0].values))
    let doubled = FeatureMatrix(columns: columns, rowCount: 200)
    #expect(throws: FitError.collinear(feature: "copy")) {
      try CoxRegression().fit(doubled, data.lifetimes)
    }
    let model = try CoxRegression(penalty: 0.01).fit(doubled, data.lifetimes)
    #expect(near([model.estimates[0]], [model.estimates[3]], relative: 1e-6))
  }
}
