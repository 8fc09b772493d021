// Walking along the times of all groups of a stratum at once, and the quadratic form at the end.

internal import Glibc

/// The sums of a log-rank test.
struct LogRankSums {
  private(set) var observed: [Double]
  private(set) var expected: [Double]
  /// Row by row; the lower triangle is kept while summing.
  private var lower: [Double]
  private let groups: Int

  init(groups: Int) {
    self.groups = groups
    observed = Array(repeating: 0, count: groups)
    expected = observed
    lower = Array(repeating: 0, count: groups * groups)
  }

  /// The covariance, both triangles.
  var variance: [Double] {
    var full = lower
    for j in 0..<groups {
      for k in 0..<j { full[k * groups + j] = full[j * groups + k] }
    }
    return full
  }

  /// Adds a stratum.
  mutating func add(_ tables: [RiskTable], _ weighting: LogRankTest.Weighting) {
    var walks = tables.map { Walk($0) }
    var risk = [Double](repeating: 0, count: tables.count)
    var weights = TimeWeights(weighting)
    while let time = walks.lazy.compactMap(\.nextTime).min() {
      var n = 0.0
      var d = 0.0
      for j in walks.indices {
        let (atRisk, events) = walks[j].pass(time)
        risk[j] = atRisk
        n += atRisk
        d += events
        walks[j].eventsNow = events
      }
      guard d > 0 else { continue }
      let weight = weights.next(atRisk: n, events: d)
      for j in walks.indices {
        observed[j] += weight * walks[j].eventsNow
        expected[j] += weight * d * (risk[j] / n)
      }
      guard n > 1 else { continue }
      let spread = weight * weight * d * (max(0, n - d) / (n - 1))
      guard spread > 0 else { continue }
      for j in walks.indices where risk[j] > 0 {
        let share = risk[j] / n
        for k in 0..<j { lower[j * groups + k] -= spread * share * (risk[k] / n) }
        lower[j * groups + j] += spread * share * (1 - share)
      }
    }
  }

  /// The quadratic form by a Cholesky factorisation that passes over what the groups before leave
  /// undetermined; one group always is.
  var statistic: (chiSquare: Double, degreesOfFreedom: Int) {
    let known = (0..<groups).filter { lower[$0 * groups + $0] > 0 }.dropFirst()
    var factor: [[Double]] = []
    var solved: [Double] = []
    var chosen: [Int] = []
    for j in known {
      var row: [Double] = []
      for (place, k) in chosen.enumerated() {
        var value = lower[j * groups + k]
        for i in 0..<place { value -= row[i] * factor[place][i] }
        row.append(value / factor[place][place])
      }
      let own = lower[j * groups + j]
      let pivot = row.reduce(own) { $0 - $1 * $1 }
      guard pivot > own * 1e-10 else { continue }
      var value = observed[j] - expected[j]
      for (place, element) in row.enumerated() { value -= element * solved[place] }
      row.append(pivot.squareRoot())
      solved.append(value / pivot.squareRoot())
      factor.append(row)
      chosen.append(j)
    }
    return (solved.reduce(0) { $0 + $1 * $1 }, chosen.count)
  }

  /// The place reached in the table of one group.
  private struct Walk {
    private let table: RiskTable
    private var next = 0
    private var nextEntry = 0
    /// At risk after the last time passed, without those who entered since.
    private var present: Double
    var eventsNow = 0.0

    init(_ table: RiskTable) {
      self.table = table
      present = table.isTruncated ? 0 : table.totalWeight
    }

    var nextTime: Double? { next < table.times.count ? table.times[next] : nil }

    /// At risk and leaving at a time not before the one passed last.
    mutating func pass(_ time: Double) -> (atRisk: Double, events: Double) {
      while nextEntry < table.entries.count, table.entries[nextEntry].time < time {
        present += table.entries[nextEntry].weight
        nextEntry += 1
      }
      guard next < table.times.count else { return (0, 0) }
      guard table.times[next] == time else { return (max(0, present), 0) }
      let atRisk = table.atRisk[next]
      present = atRisk - table.events[next] - table.censored[next]
      next += 1
      return (atRisk, table.events[next - 1])
    }
  }
}

/// What a difference counts at one exit time after the other.
private struct TimeWeights {
  private let weighting: LogRankTest.Weighting
  /// The pooled survival just before.
  private var survival = 1.0
  private var modified = 1.0

  init(_ weighting: LogRankTest.Weighting) { self.weighting = weighting }

  mutating func next(atRisk n: Double, events d: Double) -> Double {
    let before = survival
    survival *= d >= n ? 0 : 1 - d / n
    modified *= 1 - d / (n + 1)
    return switch weighting {
    case .logRank: 1
    case .gehan: n
    case .taroneWare: n.squareRoot()
    case .peto: before
    case .modifiedPeto: modified
    case .flemingHarrington(let p, let q): pow(before, p) * pow(1 - before, q)
    }
  }
}
