internal import ChurnMath

/// Lloyd's steps from some centres: everybody to the nearest centre, every centre to the mean of its own.
struct LloydDescent: Sendable {
  private let points: PointSet
  private let clusters: Int
  private(set) var centres: [Double]
  private(set) var labels: [Int]
  private(set) var sizes: [Int]
  private(set) var inertia = Double.infinity
  private(set) var steps = 0
  private(set) var isSettled = false

  /// Pieces of the points, as many on any number of threads, so that sums are made in one order.
  private static let pieces = 64

  init(_ points: PointSet, centres: [Double]) {
    self.points = points
    self.centres = centres
    clusters = centres.count / points.dimensions
    labels = Array(repeating: -1, count: points.count)
    sizes = Array(repeating: 0, count: clusters)
  }

  /// What one piece of the points adds up to.
  private struct Part: Sendable {
    var labels: [Int]
    var sums: [Double]
    var counts: [Int]
    var inertia = 0.0
    var moved = 0
    /// The point farthest from its centre.
    var farthest: (row: Int, distance: Double) = (-1, -1)
  }

  /// Goes on until nobody changes sides, or for so many steps.
  mutating func run(mostSteps: Int, threads: Int) {
    while steps < mostSteps {
      let (moved, farthest) = assign(threads: threads)
      steps += 1
      if moved == 0 {
        isSettled = true
        break
      }
      recentre(farthest)
    }
    // The last means were taken after the last look at who is nearest.
    if !isSettled { _ = assign(threads: threads) }
  }

  private var sums: [Double] = []

  /// Finds the nearest centre of each point.
  private mutating func assign(threads: Int) -> (moved: Int, farthest: [Int]) {
    let pieces = evenPieces(points.count, Self.pieces)
    let (centres, before) = (centres, labels)
    let (points, clusters) = (points, clusters)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Self.part(points, clusters, pieces[piece], centres, before)
    }
    labels = parts.flatMap(\.labels)
    sums = Array(repeating: 0, count: centres.count)
    sizes = Array(repeating: 0, count: clusters)
    inertia = 0
    for part in parts {
      for place in sums.indices { sums[place] += part.sums[place] }
      for cluster in sizes.indices { sizes[cluster] += part.counts[cluster] }
      inertia += part.inertia
    }
    // Candidates for centres that have lost everybody, the farthest first.
    let farthest = parts.map(\.farthest).filter { $0.row >= 0 }.sorted {
      $0.distance != $1.distance ? $0.distance > $1.distance : $0.row < $1.row
    }
    return (parts.reduce(0) { $0 + $1.moved }, farthest.map(\.row))
  }

  private static func part(
    _ points: PointSet, _ clusters: Int, _ rows: Range<Int>, _ centres: [Double], _ before: [Int]
  ) -> Part {
    let p = points.dimensions
    var part = Part(
      labels: Array(repeating: 0, count: rows.count),
      sums: Array(repeating: 0, count: centres.count),
      counts: Array(repeating: 0, count: clusters))
    let values = points.values.span
    let middles = centres.span
    for row in rows {
      var best = 0
      var least = Double.infinity
      for cluster in 0..<clusters {
        let distance = PointSet.squaredDistance(values, row * p, middles, cluster * p, p)
        if distance < least { (best, least) = (cluster, distance) }
      }
      part.labels[row - rows.lowerBound] = best
      if best != before[row] { part.moved += 1 }
      part.counts[best] += 1
      for dimension in 0..<p {
        part.sums[best * p + dimension] += values[row * p + dimension]
      }
      part.inertia += least
      if least > part.farthest.distance { part.farthest = (row, least) }
    }
    return part
  }

  /// Moves each centre to the mean of its points, and one without points to a point far from its own.
  private mutating func recentre(_ farthest: [Int]) {
    let p = points.dimensions
    var next = farthest.makeIterator()
    for cluster in 0..<clusters {
      if sizes[cluster] > 0 {
        for dimension in 0..<p {
          centres[cluster * p + dimension] =
            sums[cluster * p + dimension] / Double(sizes[cluster])
        }
      } else if let row = next.next() {
        for dimension in 0..<p {
          centres[cluster * p + dimension] = points.values[row * p + dimension]
        }
      }
    }
  }
}
