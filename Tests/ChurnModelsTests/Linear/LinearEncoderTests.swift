import ChurnMath
import ChurnModels
import Foundation
import Testing
import TestSupport

@Suite struct LinearEncoderTests {
  private func samples(
    _ columns: [FeatureMatrix.Column], rows: Int, weights: [Double]? = nil
  ) -> TrainingSamples {
    TrainingSamples(
      features: FeatureMatrix(columns: columns, rowCount: rows),
      labels: (0..<rows).map { $0.isMultiple(of: 2) }, weights: weights)
  }

  private func column(_ name: String, _ values: [Double]) -> FeatureMatrix.Column {
    FeatureMatrix.Column(name: name, values: values)
  }

  @Test("Numbers are standardised by weighted mean and population deviation")
  func numbersAreStandardised() throws {
    // By hand: 1, 2, 2 (weights 1, 2) have mean 5/3 and variance 2/9.
    let encoder = try LinearEncoder(
      learning: samples([column("a", [1, 2, 99])], rows: 3, weights: [1, 2, 0]))
    guard case .numeric(let rule) = encoder.features[0].rule else {
      Issue.record("not numeric")
      return
    }
    #expect(abs(rule.mean - 5.0 / 3) < 1e-15)
    #expect(abs(rule.scale - (2.0 / 9).squareRoot()) < 1e-15)
    #expect(rule.transform == .identity)
  }

  /// `reference/03_logistic.json`, numpy mean and std with ddof 0.
  @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func momentsAgreeWithNumpy() throws {
    let cancer = try ReferenceTable("breast_cancer.csv")
    let expected = try Reference.file("03_logistic.json").cases.standardisation
    let name = "mean_smoothness"  // the fifth column, whose tails are light
    let values = cancer.columns[name] ?? []
    let encoder = try LinearEncoder(
      learning: samples([column(name, values)], rows: values.count))
    guard case .numeric(let rule) = encoder.features[0].rule else { return }
    #expect(rule.transform == .identity)
    #expect(abs(rule.mean - expected.means.numbers[4]) < 1e-14)
    #expect(abs(rule.scale - expected.sds_population_ddof0.numbers[4]) < 1e-14)
  }

  @Test("Heavy tails are bent, light ones and flags are not")
  func transformsFollowTheTails() throws {
    var stream = RandomStream(seed: 1, stream: 0)
    var normal: [Double] = []
    var spend: [Double] = []
    var change: [Double] = []
    var flag: [Double] = []
    for row in 0..<2_000 {
      normal.append(10 + stream.normal())
      spend.append(50 * stream.exponential() * stream.exponential())
      change.append(100 * stream.normal() * stream.exponential() * stream.exponential())
      flag.append(row.isMultiple(of: 9) ? 1 : 0)
    }
    let encoder = try LinearEncoder(
      learning: samples(
        [
          column("normal", normal), column("spend", spend), column("change", change),
          column("flag", flag),
        ], rows: 2_000))
    let transforms = encoder.features.map { feature -> LinearEncoder.Transform? in
      if case .numeric(let rule) = feature.rule { rule.transform } else { nil }
    }
    #expect(transforms == [.identity, .log1p, .signedLog, .identity])
  }

  /// A made count with a long tail whose risk climbs steeply from 6 on, as complaints do, and the
  /// same count with a risk that follows its logarithm.
  @Test("A long tail is no logarithm when the risk climbs at its end")
  func outcomesCanSpeakAgainstALogarithm() throws {
    var stream = RandomStream(seed: 2, stream: 0)
    var count: [Double] = []
    var climbing: [Bool] = []
    var following: [Bool] = []
    for _ in 0..<4_000 {
      let value = (3 * stream.exponential() * stream.exponential()).rounded(.down)
      count.append(value)
      climbing.append(stream.uniform() < (value > 12 ? 0.9 : value > 6 ? 0.4 : 0.1))
      following.append(stream.uniform() < min(0.95, 0.1 + 0.3 * log(1 + value)))
    }
    func transform(_ labels: [Bool]) throws -> LinearEncoder.Transform? {
      let features = FeatureMatrix(columns: [column("count", count)], rowCount: count.count)
      let encoder = try LinearEncoder(
        learning: TrainingSamples(features: features, labels: labels))
      if case .numeric(let rule) = encoder.features[0].rule { return rule.transform }
      return nil
    }
    #expect(try transform(climbing) == .identity)
    #expect(try transform(following) == .log1p)
  }

  @Test("Missing becomes the mean and an indicator, shared where the rows are the same")
  func missingValuesAreMarked() throws {
    let gaps = (0..<100).map { $0 < 5 ? Double.nan : Double($0 % 7) }
    let twin = gaps.map { $0 * 2 }
    let other = (0..<100).map { $0 >= 95 ? Double.nan : Double($0 % 5) }
    let one = (0..<300).map { $0 == 0 ? Double.nan : Double($0 % 3) }
    let encoder = try LinearEncoder(
      learning: samples(
        [column("a", gaps), column("b", twin), column("c", other)], rows: 100))
    #expect(encoder.outputNames == ["a", "b", "c", "a (missing)", "c (missing)"])
    #expect(encoder.outputFeatures == [0, 1, 2, 0, 2])
    #expect(encoder.outputMeans == [0, 0, 0, 0.05, 0.05])
    let row = FeatureMatrix(
      columns: [column("a", [.nan]), column("b", [1]), column("c", [.infinity])], rowCount: 1)
    let encoded = try encoder.encoded(row)
    #expect(encoded[0, 0] == 0 && encoded[0, 3] == 1 && encoded[0, 4] == 1)
    // A single missing row in three hundred is under one percent.
    let rare = try LinearEncoder(learning: samples([column("d", one)], rows: 300))
    #expect(rare.outputNames == ["d"])
  }

  @Test("Rare levels are pooled, missing is a level, unseen ones count as pooled")
  func levelsAreOneHot() throws {
    let levels = ["red", "blue", "rare"]
    let values = (0..<100).map { row in
      row < 50 ? 0.0 : row < 85 ? 1 : row < 88 ? 2 : .nan
    }
    let color = FeatureMatrix.Column(
      name: "color", kind: .categorical(levels: levels), values: values)
    let encoder = try LinearEncoder(learning: samples([color], rows: 100))
    #expect(
      encoder.outputNames == ["color=red", "color=blue", "color=(other)", "color=(missing)"])
    #expect(encoder.outputMeans == [0.5, 0.35, 0.03, 0.12])
    // Another order of levels, a new one, and numbers that are no level.
    let scored = FeatureMatrix(
      columns: [
        FeatureMatrix.Column(
          name: "color", kind: .categorical(levels: ["green", "blue"]),
          values: [0, 1, .nan, 7, 0.5, -1, 1e300])
      ], rowCount: 7)
    let encoded = try encoder.encoded(scored)
    let slots = (0..<7).map { row in (0..<4).map { encoded[row, $0] }.firstIndex(of: 1) }
    #expect(slots == [2, 1, 3, 3, 3, 3, 3])
  }

  @Test("Scoring values are kept within a tenth of the range beyond the training values")
  func absurdValuesAreClipped() throws {
    let encoder = try LinearEncoder(
      learning: samples([column("a", (0...10).map(Double.init))], rows: 11))
    let scored = FeatureMatrix(columns: [column("a", [11, 1e308, -1, -1e308])], rowCount: 4)
    let encoded = try encoder.encoded(scored)
    #expect(encoded[0, 0] == encoded[1, 0] && encoded[2, 0] == encoded[3, 0])
    #expect(encoded[0, 0] == -encoded[2, 0])
  }

  @Test("Constant and empty columns are left out and named")
  func constantColumnsAreNamed() throws {
    let nothing = [Double](repeating: .nan, count: 40)
    let encoder = try LinearEncoder(
      learning: samples(
        [
          column("same", [Double](repeating: 0.1, count: 40)), column("none", nothing),
          column("x", (0..<40).map(Double.init)),
          FeatureMatrix.Column(
            name: "only", kind: .categorical(levels: ["a"]),
            values: [Double](repeating: 0, count: 40)),
        ], rows: 40))
    #expect(encoder.constantFeatures == ["same", "none", "only"])
    #expect(encoder.outputNames == ["x"])
    #expect(throws: FitError.noUsableFeature) {
      try LinearEncoder(learning: samples([column("none", nothing)], rows: 40))
    }
  }

  @Test("The largest numbers there are do not overflow")
  func hugeValuesStayFinite() throws {
    let huge = (0..<50).map { Double($0 % 5 - 2) * 0.8e308 }
    let spike = (0..<50).map { $0 == 7 ? 1e300 : Double($0 % 3) }
    let encoder = try LinearEncoder(
      learning: samples([column("huge", huge), column("spike", spike)], rows: 50))
    let matrix = FeatureMatrix(
      columns: [column("huge", huge), column("spike", spike)], rowCount: 50)
    #expect(encoder.inconsistency == nil)
    #expect(try encoder.encoded(matrix).values.allSatisfy { $0.isFinite && abs($0) < 100 })
  }

  @Test("A missing column is named, and kinds must agree")
  func columnsAreMatchedByName() throws {
    let encoder = try LinearEncoder(
      learning: samples([column("recency_days", [1, 2, 3, 4])], rows: 4))
    #expect(throws: FitError.missingFeature(name: "recency_days")) {
      try encoder.encoded(
        FeatureMatrix(columns: [column("x", [1]), column("recency_day", [1])], rowCount: 1))
    }
    #expect(throws: FitError.wrongKind(feature: "recency_days", categoricalExpected: false)) {
      try encoder.encoded(
        FeatureMatrix(
          columns: [.init(name: "recency_days", kind: .categorical(levels: []), values: [0])],
          rowCount: 1))
    }
  }

  @Test("Stored parts that contradict each other are told apart from good ones")
  func inconsistentPartsAreFound() {
    let good = LinearEncoder.Rule.numeric(
      .init(transform: .identity, lower: 0, upper: 1, mean: 0, scale: 1))
    let bad = LinearEncoder.Rule.numeric(
      .init(transform: .identity, lower: 2, upper: 1, mean: .nan, scale: 1))
    let a = LinearEncoder.Feature(name: "a", rule: good)
    #expect(
      LinearEncoder(features: [a], indicators: [0], outputMeans: [0, 0]).inconsistency == nil)
    for broken in [
      LinearEncoder(features: [a], indicators: [1], outputMeans: [0, 0]),
      LinearEncoder(features: [a], indicators: [-1], outputMeans: [0, 0]),
      LinearEncoder(features: [a], indicators: [0, 0], outputMeans: [0, 0, 0]),
      LinearEncoder(features: [a], indicators: [], outputMeans: []),
      LinearEncoder(features: [a], indicators: [], outputMeans: [.infinity]),
      LinearEncoder(features: [a, a], indicators: [], outputMeans: [0, 0]),
      LinearEncoder(
        features: [.init(name: "b", rule: bad)], indicators: [], outputMeans: [0]),
    ] {
      #expect(broken.inconsistency != nil)
    }
  }
}
