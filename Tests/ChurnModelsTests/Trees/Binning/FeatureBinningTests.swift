import ChurnMath
import Testing

@testable import ChurnModels

@Suite struct FeatureBinningTests {
  private func cuts(_ values: [Double], weights: [Double]? = nil, maxBins: Int = 255) -> [Double] {
    let samples = TrainingSamples(
      features: FeatureMatrix(columns: [.init(name: "x", values: values)], rowCount: values.count),
      labels: values.indices.map { $0 % 2 == 0 }, weights: weights)
    let features = FeatureBinning(maxBins: maxBins).features(of: samples, threads: 1)
    guard case .numeric(let cuts) = features[0].scale else { return [] }
    return cuts
  }

  @Test("Few distinct values get a bin each, cut midway")
  func fewValues() {
    #expect(cuts([3, 1, 1, 2, 8]) == [1.5, 2.5, 5.5])
    #expect(cuts([4, 4, 4]) == [])
    #expect(cuts([]) == [])
    // Zero is one value, whatever its sign.
    #expect(cuts([0, -0.0, 1]) == [0.5])
  }

  @Test("A column with missing values has a last cut that parts them from all others")
  func missingValues() {
    #expect(cuts([3, .nan, 1]) == [2, .infinity])
    #expect(cuts([5, .nan]) == [.infinity])
    #expect(cuts([.nan, .nan]) == [])
  }

  @Test("A cut lies at or above the lower value and below the upper one, however close they are")
  func cutsSeparate() {
    let close = 1.0.nextUp
    #expect(cuts([1, close]) == [1])
    #expect(cuts([-.infinity, 0, .infinity]) == [-.infinity, 0])
    #expect(cuts([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == [0])
    #expect(cuts([.leastNonzeroMagnitude, 0]) == [0])
  }

  @Test("Many distinct values share bins of nearly equal weight")
  func manyValues() {
    var stream = RandomStream(seed: 1, stream: 0)
    let values = (0..<20_000).map { _ in stream.normal() }
    let found = cuts(values)
    #expect(found.count == 254)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
    let sorted = values.sorted()
    var sizes: [Int] = []
    var last = 0
    for cut in found {
      let place = sorted.partitionPoint { $0 <= cut }
      sizes.append(place - last)
      last = place
    }
    // 20,000 over 255 bins is 78.4.
    #expect(sizes.allSatisfy { (78...79).contains($0) })
  }

  @Test("A value more frequent than a fair bin is the last of its bin")
  func frequentValues() {
    var stream = RandomStream(seed: 2, stream: 0)
    let values = (0..<5_000).map { $0 < 3_000 ? 0.0 : stream.normal() }
    let found = cuts(values, maxBins: 16)
    let above = found.filter { $0 >= 0 }.min() ?? 1
    #expect(!values.contains { $0 > 0 && $0 <= above })
    #expect(found.count == 15)
  }

  @Test("A whole weight counts as that many rows")
  func weightsAreRepetition() {
    var stream = RandomStream(seed: 3, stream: 0)
    let values = (0..<2_000).map { _ in (stream.normal() * 1_000).rounded() }
    let weights = values.indices.map { Double(1 + $0 % 3) }
    let repeated = zip(values, weights).flatMap { Array(repeating: $0, count: Int($1)) }
    #expect(cuts(values, weights: weights, maxBins: 40) == cuts(repeated, maxBins: 40))
  }

  @Test("Cuts of a sample depend neither on the order of the rows nor on threads")
  func samplesAreDrawnByCustomer() {
    var stream = RandomStream(seed: 4, stream: 0)
    let values = (0..<4_000).map { _ in stream.normal() }
    let samples = TrainingSamples(
      features: FeatureMatrix(columns: [.init(name: "x", values: values)], rowCount: 4_000),
      labels: values.map { $0 > 0 })
    let recipe = FeatureBinning(sampleRows: 1_000)
    let shuffled = samples.selecting(rows: (0..<4_000).shuffled(using: &stream))
    let features = recipe.features(of: samples, threads: 1)
    #expect(features == recipe.features(of: shuffled, threads: 2))
    #expect(features != FeatureBinning().features(of: samples, threads: 1))
  }

  @Test("Levels are binned by name, and the rarest of too many together")
  func levels() throws {
    let names = (0..<400).map { "level \($0)" }
    let values = (0..<400).flatMap { Array(repeating: Double($0), count: $0 < 100 ? 1 : 3) }
    let samples = TrainingSamples(
      features: FeatureMatrix(
        columns: [.init(name: "c", kind: .categorical(levels: names), values: values)],
        rowCount: values.count), labels: values.map { $0 > 200 })
    let feature = FeatureBinning().features(of: samples, threads: 1)[0]
    guard case .categorical(let levels, let hasOther) = feature.scale else {
      Issue.record("not categorical")
      return
    }
    #expect(levels.count == 254 && hasOther && feature.binCount == 256)
    #expect(levels == levels.sorted())
    let matrix = FeatureMatrix(
      columns: [
        .init(
          name: "c", kind: .categorical(levels: ["unseen", levels[7]]), values: [0, 1, .nan, 9])
      ], rowCount: 4)
    let binned = try BinnedMatrix(matrix, features: [feature], threads: 1)
    #expect(binned.bins == [255, 8, 0, 0])
  }

  @Test("A matrix of other columns or kinds is refused")
  func otherColumns() {
    let feature = TreeFeature(name: "x", scale: .numeric(cuts: [1]))
    let absent = FeatureMatrix(columns: [], rowCount: 0)
    #expect(throws: FitError.missingFeature(name: "x")) {
      try BinnedMatrix(absent, features: [feature], threads: 1)
    }
    let named = FeatureMatrix(
      columns: [.init(name: "x", kind: .categorical(levels: ["a"]), values: [0])], rowCount: 1)
    #expect(throws: FitError.wrongKind(feature: "x", categoricalExpected: false)) {
      try BinnedMatrix(named, features: [feature], threads: 1)
    }
  }
}
