internal import ChurnMath

/// How well clusters are set apart: near to one's own, far from the next.
///
/// For a point, *a* is its mean distance to the others of its cluster and *b* the least mean distance to
/// the points of another one; its silhouette is *(b − a) / max(a, b)*, from −1 to 1, and 0 for a point
/// alone in its cluster. Above about 0.5 clusters stand apart, below about 0.25 they run into one another.
///
/// - SeeAlso: Rousseeuw (1987), doi:10.1016/0377-0427(87)90125-7.
public struct Silhouette: Sendable, Equatable {
  /// The mean over the points; 0 where there are fewer than two clusters.
  public let mean: Double
  /// The mean of each cluster; `NaN` for one without a point.
  public let byCluster: [Double]
  /// The points that it was reckoned on: all, or a sample of many.
  public let points: Int

  /// Judges clusters, exactly up to so many points and on a sample of so many beyond.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - labels: The cluster of each, from 0 on; length *n*.
  ///   - clusters: How many there are.
  ///   - limit: Points up to which all count.
  ///   - seed: Decides the sample.
  ///   - threads: The most threads to use; the figures do not depend on it.
  /// - Complexity: O(min(*n*, limit)² · *p*).
  public init(
    _ points: PointSet, labels: [Int], clusters: Int, limit: Int = 4_000, seed: UInt64 = 1,
    threads: Int = 1
  ) {
    precondition(labels.count == points.count, "\(labels.count) labels, \(points.count) points")
    let sample = points.sampled(limit: max(2, limit), seed: seed)
    let base = sample.count < points.count ? points.selecting(sample) : points
    let own = sample.map { labels[$0] }
    var counts = [Int](repeating: 0, count: clusters)
    for label in own { counts[label] += 1 }
    self.points = base.count
    guard counts.count(where: { $0 > 0 }) > 1 else {
      mean = 0
      byCluster = counts.map { $0 > 0 ? 0 : .nan }
      return
    }
    let pieces = evenPieces(base.count, max(1, threads) * 8)
    let sizes = counts
    let widths = mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { Self.width(base, own, sizes, $0) }
    }.flatMap { $0 }
    var sums = [Double](repeating: 0, count: clusters)
    for (label, width) in zip(own, widths) { sums[label] += width }
    mean = widths.reduce(0, +) / Double(widths.count)
    byCluster = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan }
  }

  /// The silhouette of one point.
  private static func width(
    _ points: PointSet, _ labels: [Int], _ sizes: [Int], _ row: Int
  ) -> Double {
    let label = labels[row]
    guard sizes[label] > 1 else { return 0 }
    let p = points.dimensions
    let values = points.values.span
    let clusterOf = labels.span
    var sums = [Double](repeating: 0, count: sizes.count)
    for other in 0..<points.count {
      let distance = PointSet.squaredDistance(values, row * p, values, other * p, p)
      sums[clusterOf[other]] += distance.squareRoot()
    }
    let inside = sums[label] / Double(sizes[label] - 1)
    var outside = Double.infinity
    for cluster in sizes.indices where cluster != label && sizes[cluster] > 0 {
      outside = min(outside, sums[cluster] / Double(sizes[cluster]))
    }
    let larger = max(inside, outside)
    return larger > 0 ? (outside - inside) / larger : 0
  }
}
