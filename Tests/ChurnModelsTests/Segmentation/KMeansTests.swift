import Testing

@testable import ChurnModels

/// Clusters against scikit-learn 1.9.1 and by hand.
@Suite("Clusters")
struct KMeansTests {
  /// 150 points in three dimensions, as numpy makes them from i = arange(150):
  /// `c_[((i*37)%101)/10+8*(i%3), ((i*53)%97)/10+5*((i%3)==1), ((i*29)%89)/20+6*((i%4)==3)]`.
  static let coordinates: [Double] = (0..<150).flatMap { (i: Int) -> [Double] in
    let x = Double((i * 37) % 101) / 10 + 8 * Double(i % 3)
    let lift: Double = i % 3 == 1 ? 5 : 0
    let y = Double((i * 53) % 97) / 10 + lift
    let step: Double = i % 4 == 3 ? 6 : 0
    let z = Double((i * 29) % 89) / 20 + step
    return [x, y, z]
  }

  static func points(_ values: [Double] = coordinates, dimensions: Int = 3) throws -> PointSet {
    try PointSet(dimensions: dimensions, values: values)
  }

  /// scikit-learn 1.9.1: KMeans(k, n_init=200, tol=0, max_iter=1000, random_state=0,
  /// algorithm="lloyd").fit(X).inertia_ and silhouette_score(X, labels_).
  @Test(
    "Inertia, silhouette and sizes agree with scikit-learn",
    arguments: [
      (2, 5194.507333333331, 0.42340139560416645, [75, 75]),
      (3, 3592.1406617647053, 0.35639813274469606, [48, 51, 51]),
      (4, 3158.5084095211423, 0.3297404474971406, [14, 38, 47, 51]),
    ])
  func matchesScikitLearn(k: Int, inertia: Double, silhouette: Double, sizes: [Int]) throws {
    let points = try Self.points()
    let model = try KMeans(clusters: k, starts: 50, seed: 1).fit(points, threads: 2)
    #expect(abs(model.inertia - inertia) < 1e-9 * inertia)
    #expect(model.sizes.sorted() == sizes)
    #expect(model.isSettled)
    let found = Silhouette(points, labels: model.labels, clusters: k)
    #expect(abs(found.mean - silhouette) < 1e-9)
  }

  /// scikit-learn 1.9.1: the mean inertia of KMeans(6, n_init=1, tol=0, random_state=s) over 1,000 seeds
  /// is 2511.69, the least 2387.62 and the middle 80 % within 2405 to 2618.
  @Test("Single starts are as good as scikit-learn's, on average")
  func singleStarts() throws {
    let points = try Self.points()
    var sum = 0.0
    for seed in 0..<200 {
      let model = try KMeans(clusters: 6, starts: 1, seed: UInt64(seed)).fit(points)
      #expect(model.inertia > 2387.6)
      sum += model.inertia
    }
    // The standard error of a mean of 200 is about 6.
    #expect(abs(sum / 200 - 2511.69) < 25)
  }

  /// scikit-learn 1.9.1: silhouette_score and the means of silhouette_samples by label, for labels that
  /// fit nothing, and for one with a point alone in its cluster.
  @Test("Silhouettes of any labels agree with scikit-learn, also by cluster and of one alone")
  func silhouettes() throws {
    let points = try Self.points()
    let mixed = Silhouette(points, labels: (0..<150).map { $0 * 7 % 5 }, clusters: 5)
    #expect(abs(mixed.mean + 0.05754612455969867) < 1e-12)
    let means = [
      -0.06675548028318992, -0.11160959175899525, -0.06176864364131108, -0.029587057605872005,
      -0.018009849509125136,
    ]
    for (found, expected) in zip(mixed.byCluster, means) { #expect(abs(found - expected) < 1e-12) }
    let alone = Silhouette(
      points, labels: (0..<150).map { $0 == 0 ? 1 : $0 >= 75 ? 2 : 0 }, clusters: 3)
    #expect(abs(alone.mean + 0.08757532106114195) < 1e-12)
    #expect(alone.byCluster[1] == 0)
  }

  @Test("Each centre is the mean of its points, and each point is with its nearest centre")
  func fixedPoint() throws {
    let points = try Self.points()
    let model = try KMeans(clusters: 5, seed: 3).fit(points)
    var inertia = 0.0
    for row in 0..<150 {
      var distances = [Double](repeating: 0, count: 5)
      for cluster in 0..<5 {
        for d in 0..<3 {
          let distance = Self.coordinates[row * 3 + d] - model.centres[cluster * 3 + d]
          distances[cluster] += distance * distance
        }
      }
      #expect(distances[model.labels[row]] == distances.min())
      inertia += distances[model.labels[row]]
    }
    #expect(abs(inertia - model.inertia) < 1e-9 * inertia)
    for cluster in 0..<5 {
      let members = (0..<150).filter { model.labels[$0] == cluster }
      #expect(members.count == model.sizes[cluster])
      for d in 0..<3 {
        let sum = members.map { Self.coordinates[$0 * 3 + d] }.reduce(0, +)
        let mean = sum / Double(members.count)
        #expect(abs(mean - model.centres[cluster * 3 + d]) < 1e-12)
      }
    }
  }

  @Test("Threads do not show in the clusters, the seed may")
  func threads() throws {
    let points = try Self.points()
    for k in [2, 7] {
      let one = try KMeans(clusters: k, seed: 5).fit(points, threads: 1)
      #expect(one == (try KMeans(clusters: k, seed: 5).fit(points, threads: 4)))
      let wide = Silhouette(points, labels: one.labels, clusters: k, threads: 1)
      #expect(wide == Silhouette(points, labels: one.labels, clusters: k, threads: 3))
    }
  }

  @Test("Starts on a sample find clusters of all points that are far apart")
  func sampled() throws {
    let values: [Double] = (0..<3_000).flatMap { (i: Int) -> [Double] in
      let x = Double(i % 3) * 100 + Double(i % 7)
      return [x, Double((i * 31) % 11)]
    }
    let points = try Self.points(values, dimensions: 2)
    let model = try KMeans(clusters: 3, sampleSize: 60).fit(points, threads: 2)
    #expect(model.labels.count == 3_000)
    #expect(model.sizes == [1_000, 1_000, 1_000])
    for i in 0..<3_000 { #expect(model.labels[i] == model.labels[i % 3]) }
    let part = Silhouette(points, labels: model.labels, clusters: 3, limit: 200)
    #expect(part.points == 200)
    let all = Silhouette(points, labels: model.labels, clusters: 3, limit: 3_000)
    #expect(all.points == 3_000)
    #expect(abs(part.mean - all.mean) < 0.01)
  }

  @Test("Fewer different points than clusters are an error, as many are each its own")
  func duplicates() throws {
    let points = try Self.points([1, 1, 1, 2, 2, 5, 5, 5], dimensions: 1)
    let model = try KMeans(clusters: 3).fit(points)
    #expect(model.inertia == 0)
    #expect(model.sizes.sorted() == [2, 3, 3])
    #expect(throws: FitError.tooFewRows(rows: 3, needed: 4)) {
      try KMeans(clusters: 4).fit(points)
    }
    #expect(throws: FitError.tooFewRows(rows: 0, needed: 1)) {
      try KMeans(clusters: 1).fit(Self.points([], dimensions: 2))
    }
    #expect(throws: FitError.self) { try KMeans(clusters: 0).fit(points) }
    // One cluster of equal points.
    #expect(try KMeans(clusters: 1).fit(Self.points([4, 4, 4], dimensions: 1)).inertia == 0)
  }

  @Test("Values that are no numbers, or too large to square, are an error")
  func notFinite() throws {
    for value in [Double.nan, .infinity, -.infinity, 1e200] {
      #expect(throws: FitError.notFinite(feature: "dimension 1", row: 1)) {
        try Self.points([1, 2, 3, value], dimensions: 2)
      }
    }
  }

  @Test("One cluster, or one point, has no silhouette to speak of")
  func flat() throws {
    let points = try Self.points()
    let one = Silhouette(points, labels: [Int](repeating: 0, count: 150), clusters: 2)
    #expect(one.mean == 0)
    #expect(one.byCluster[0] == 0)
    #expect(one.byCluster[1].isNaN)
    let same = Silhouette(
      try Self.points([3, 3, 3, 3], dimensions: 1), labels: [0, 0, 1, 1], clusters: 2)
    #expect(same.mean == 0)
  }

  @Test("A centre that loses everybody moves to the point farthest from its own")
  func emptied() throws {
    let points = try Self.points([0, 1, 10, 11, 12], dimensions: 1)
    // The third centre is nobody's nearest.
    var descent = LloydDescent(points, centres: [0.5, 11, 100])
    descent.run(mostSteps: 50, threads: 1)
    #expect(descent.isSettled)
    #expect(descent.sizes.allSatisfy { $0 > 0 })
    #expect(descent.inertia < 2.5)
  }
}
