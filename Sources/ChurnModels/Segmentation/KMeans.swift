internal import ChurnMath

/// Cuts points into clusters so that each lies near the mean of its own.
///
///     let model = try KMeans(clusters: 4, seed: 1).fit(points, threads: 2)
///     model.labels   // 0...3, one a point
///
/// k-means++ for where to begin, Lloyd's steps until nobody changes sides, the best of several starts
/// by inertia (the sum of squared distances to the nearest centre). Sums are made piece by piece in a
/// fixed order, and each start draws from a stream of its own, so the result depends on the seed and
/// not on threads. The starts of many points are made on a sample, the best is then improved on all.
///
/// - SeeAlso: Arthur & Vassilvitskii (2007), k-means++, SODA '07, 1027-1035; Lloyd (1982),
///   doi:10.1109/TIT.1982.1056489.
public struct KMeans: Sendable, Equatable {
  /// The number of clusters, *k*, at least 1.
  public var clusters: Int
  /// How often to begin anew.
  public var starts: Int
  /// The most steps of one start.
  public var mostSteps: Int
  /// Points above which starts are made on a sample of so many.
  public var sampleSize: Int
  /// Decides where starts begin.
  public var seed: UInt64

  /// A recipe for some clusters.
  public init(
    clusters: Int, starts: Int = 10, mostSteps: Int = 300, sampleSize: Int = 50_000,
    seed: UInt64 = 1
  ) {
    self.clusters = clusters
    self.starts = starts
    self.mostSteps = mostSteps
    self.sampleSize = sampleSize
    self.seed = seed
  }

  /// Clusters that were found.
  public struct Model: Sendable, Equatable {
    /// The centres, one after the other; *k* · *p* values.
    public let centres: [Double]
    /// The number of clusters, *k*.
    public let clusters: Int
    /// The cluster of each point.
    public let labels: [Int]
    /// Points of each cluster; none is empty.
    public let sizes: [Int]
    /// The sum of squared distances of the points to their centres.
    public let inertia: Double
    /// Steps of the best start on all points.
    public let steps: Int
    /// Whether nobody changed sides in the last step.
    public let isSettled: Bool
  }

  /// Finds clusters.
  ///
  /// - Parameters:
  ///   - points: At least *k* different ones.
  ///   - threads: The most threads to use; the clusters do not depend on it.
  /// - Returns: The clusters of the best start.
  /// - Throws: `FitError.invalidParameter`, `.tooFewRows` with the number of different points.
  /// - Complexity: O(*n* · *k* · *p*) a step.
  public func fit(_ points: PointSet, threads: Int = 1) throws(FitError) -> Model {
    guard clusters >= 1, starts >= 1 else {
      throw .invalidParameter(
        name: clusters >= 1 ? "starts" : "clusters",
        value: Double(clusters >= 1 ? starts : clusters), expected: "at least 1")
    }
    let sample = points.sampled(limit: max(sampleSize, clusters), seed: seed)
    let base = sample.count < points.count ? points.selecting(sample) : points
    let different = distinctPoints(base)
    guard different >= clusters else { throw .tooFewRows(rows: different, needed: clusters) }
    let found = mapIndices(starts, threads: threads) { start in
      var stream = RandomStream(seed: seed, stream: UInt64(start))
      var descent = LloydDescent(base, centres: PlusPlus.centres(base, clusters, &stream))
      descent.run(mostSteps: mostSteps, threads: 1)
      return descent
    }
    // The first of equals.
    var best = found[0]
    for other in found.dropFirst() where other.inertia < best.inertia { best = other }
    if base.count < points.count {
      best = LloydDescent(points, centres: best.centres)
      best.run(mostSteps: mostSteps, threads: threads)
    }
    return Model(
      centres: best.centres, clusters: clusters, labels: best.labels, sizes: best.sizes,
      inertia: best.inertia, steps: best.steps, isSettled: best.isSettled)
  }

  /// The number of different points, counted up to the number of clusters.
  private func distinctPoints(_ points: PointSet) -> Int {
    var seen: Set<[Double]> = []
    let p = points.dimensions
    for row in 0..<points.count {
      seen.insert(Array(points.values[row * p..<(row + 1) * p]))
      if seen.count >= clusters { break }
    }
    return seen.count
  }
}

/// Where to begin: centres drawn one by one, far points likelier.
enum PlusPlus {
  /// Draws centres among the points.
  ///
  /// Each centre after the first is the best of a few candidates, drawn with chances in proportion to
  /// the squared distance to the nearest centre so far: the greedy form that the authors try, too.
  static func centres(
    _ points: PointSet, _ clusters: Int, _ stream: inout RandomStream
  ) -> [Double] {
    let p = points.dimensions
    func coordinates(_ row: Int) -> ArraySlice<Double> { points.values[row * p..<(row + 1) * p] }
    let first = stream.below(points.count)
    var centres = Array(coordinates(first))
    var nearest = distances(points, to: first, atMost: nil)
    // ⌊ln k⌋ + 2 candidates.
    var trials = 2
    var power = 2.718281828459045
    while power <= Double(clusters) {
      trials += 1
      power *= 2.718281828459045
    }
    for _ in 1..<max(1, clusters) {
      let sum = nearest.reduce(0, +)
      var best: (row: Int, distances: [Double], sum: Double)?
      for _ in 0..<trials {
        let row = drawn(nearest, sum, stream.uniform())
        let next = distances(points, to: row, atMost: nearest)
        let total = next.reduce(0, +)
        if best.map({ total < $0.sum }) ?? true { best = (row, next, total) }
      }
      guard let best else { break }
      centres += coordinates(best.row)
      nearest = best.distances
    }
    return centres
  }

  /// The place at which the running sum of distances passes a share of all.
  private static func drawn(_ distances: [Double], _ sum: Double, _ share: Double) -> Int {
    let target = share * sum
    var running = 0.0
    var last = 0
    for (row, distance) in distances.enumerated() where distance > 0 {
      running += distance
      last = row
      if running > target { return row }
    }
    return last
  }

  private static func distances(
    _ points: PointSet, to row: Int, atMost: [Double]?
  ) -> [Double] {
    let values = points.values.span
    let p = points.dimensions
    var distances = [Double](repeating: 0, count: points.count)
    for other in 0..<points.count {
      let distance = PointSet.squaredDistance(values, other * p, values, row * p, p)
      distances[other] = atMost.map { min($0[other], distance) } ?? distance
    }
    return distances
  }
}
