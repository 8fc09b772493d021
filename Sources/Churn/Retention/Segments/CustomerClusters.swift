internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Clusters of customers who are alike, with names and profiles.
struct CustomerClusters: Sendable {
  /// The cluster of each customer.
  let codes: [Int]
  /// What was found.
  let report: ClusterReport
  private let space: ClusterSpace
  private let centres: [Double]

  /// How many clusters there are to be.
  enum Choice: Sendable, Equatable {
    /// So many.
    case count(Int)
    /// The number with the best mean silhouette.
    case auto
  }

  /// The numbers that are tried.
  private static let tried = 2...8
  /// A centre nearer to the base's mean than this, in standard deviations, is no trait.
  private static let leastTrait = 0.5
  private static let mostTraits = 4

  /// Finds clusters in a base.
  ///
  /// - Throws: `SegmentError.noUsableInput`; `FitError.tooFewRows` when there are fewer different
  ///   customers than clusters.
  init(
    _ base: SegmentBase, columns: [String], choice: Choice, seed: UInt64, threads: Int
  ) throws {
    let space = try ClusterSpace(base, columns: columns)
    let points = try space.points(base)
    var trials: [ClusterReport.Trial] = []
    var best: (model: KMeans.Model, silhouette: Silhouette)?
    let numbers =
      switch choice {
      case .count(let count): count...count
      case .auto: Self.tried
      }
    for count in numbers {
      let model: KMeans.Model
      do {
        model = try KMeans(clusters: count, seed: seed).fit(points, threads: threads)
      } catch {
        // Fewer different customers than the larger numbers: what was found so far is all there is.
        if best != nil, case .tooFewRows = error { break }
        throw error
      }
      let silhouette = Silhouette(
        points, labels: model.labels, clusters: count, seed: seed, threads: threads)
      trials.append(
        ClusterReport.Trial(
          clusters: count, silhouette: silhouette.mean, inertia: model.inertia))
      if best.map({ silhouette.mean > $0.silhouette.mean }) ?? true { best = (model, silhouette) }
    }
    guard let best else { throw SegmentError.noUsableInput(columns: columns) }
    let order = Self.order(best.model, base)
    var places = [Int](repeating: 0, count: order.count)
    for (place, cluster) in order.enumerated() { places[cluster] = place }
    let p = space.axes.count
    codes = best.model.labels.map { places[$0] }
    centres = order.flatMap { Array(best.model.centres[$0 * p..<($0 + 1) * p]) }
    self.space = space
    let profiles = ClusterProfiles(base, space: space, codes: codes, count: order.count)
    report = ClusterReport(
      inputs: space.axes.map {
        ClusterReport.Input(name: $0.name, isLogged: $0.isLogged, missing: $0.missing)
      }, leftOut: space.leftOut, trials: trials, silhouette: best.silhouette.mean,
      silhouetteCustomers: best.silhouette.points, inertia: best.model.inertia,
      profiles: order.enumerated().map { place, cluster in
        let centre = Array(best.model.centres[cluster * p..<(cluster + 1) * p])
        let width = best.silhouette.byCluster[cluster]
        return ClusterReport.Profile(
          name: profiles.name(place, centre: centre),
          silhouette: width.isNaN ? nil : width,
          traits: profiles.traits(place, centre: centre), centre: centre)
      })
  }

  /// The clusters by what their customers brought (or how often they ordered), the most first.
  private static func order(_ model: KMeans.Model, _ base: SegmentBase) -> [Int] {
    let worth = base.values("revenue_all") ?? base.values("orders_all") ?? []
    var sums = [Double](repeating: 0, count: model.clusters)
    for (row, label) in model.labels.enumerated() where worth.indices.contains(row) {
      sums[label] += worth[row]
    }
    let means = zip(sums, model.sizes).map { $0 / Double(max(1, $1)) }
    return sums.indices.sorted { means[$0] != means[$1] ? means[$0] > means[$1] : $0 < $1 }
  }

  /// The cluster of each customer of another base: the one whose centre is nearest.
  func codes(_ base: SegmentBase) throws(FitError) -> [Int] {
    let points = try space.points(base)
    let p = space.axes.count
    return (0..<points.count).map { row in
      var best = 0
      var least = Double.infinity
      for cluster in 0..<centres.count / p {
        var sum = 0.0
        for dimension in 0..<p {
          let distance = points.values[row * p + dimension] - centres[cluster * p + dimension]
          sum += distance * distance
        }
        if sum < least { (best, least) = (cluster, sum) }
      }
      return best
    }
  }

  /// Names and traits of clusters.
  private struct ClusterProfiles {
    let base: SegmentBase
    let space: ClusterSpace
    let codes: [Int]
    let count: Int

    init(_ base: SegmentBase, space: ClusterSpace, codes: [Int], count: Int) {
      self.base = base
      self.space = space
      self.codes = codes
      self.count = count
    }

    /// The axes by how far a centre lies from the mean, the farthest first, those near it left out.
    private func axes(_ centre: [Double]) -> [Int] {
      centre.indices.filter { abs(centre[$0]) >= CustomerClusters.leastTrait }.sorted {
        abs(centre[$0]) != abs(centre[$1])
          ? abs(centre[$0]) > abs(centre[$1]) : $0 < $1
      }
    }

    /// `C1 frequent, recently active`.
    func name(_ place: Int, centre: [Double]) -> String {
      let words = axes(centre).prefix(2).map { axis in
        ClusterWords.word(space.axes[axis].name, isHigh: centre[axis] > 0)
      }
      return "C\(place + 1) " + (words.isEmpty ? "average" : words.joined(separator: ", "))
    }

    /// What sets a cluster apart, in figures beside those of the base.
    func traits(_ place: Int, centre: [Double]) -> [String] {
      let traits = axes(centre).prefix(CustomerClusters.mostTraits).compactMap { axis -> String? in
        let name = space.axes[axis].name
        guard let values = base.values(name) else { return nil }
        let own = codes.indices.filter { codes[$0] == place }.map { values[$0] }
        return ClusterWords.trait(name, own: own, all: values)
      }
      return traits.isEmpty ? ["near the average in everything"] : traits
    }
  }
}
