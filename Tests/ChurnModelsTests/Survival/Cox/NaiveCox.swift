import ChurnMath
import Foundation

@testable import ChurnModels

/// The log partial likelihood and its derivatives by loops over all pairs, as the books write it.
struct NaiveCox {
  let columns: [[Double]]
  let lifetimes: Lifetimes
  let strata: [Int]
  let ties: CoxRegression.Ties

  /// Who is at risk when `row` leaves.
  private func atRisk(_ row: Int) -> [Int] {
    let time = lifetimes.durations[row]
    return (0..<lifetimes.count).filter { other in
      strata[other] == strata[row] && lifetimes.durations[other] >= time
        && (lifetimes.entries?[other] ?? -1) < time
    }
  }

  private func weight(_ row: Int) -> Double { lifetimes.weights?[row] ?? 1 }

  /// Likelihood, gradient and information at `point`.
  func sums(at point: [Double]) -> (likelihood: Double, gradient: [Double], information: [[Double]])
  {
    let p = columns.count
    var likelihood = 0.0
    var gradient = [Double](repeating: 0, count: p)
    var information = [[Double]](repeating: gradient, count: p)
    func margin(_ row: Int) -> Double { (0..<p).reduce(0) { $0 + columns[$1][row] * point[$1] } }
    let exits = (0..<lifetimes.count).filter { lifetimes.hasLeft($0) && weight($0) > 0 }
    for row in exits {
      let together = exits.filter {
        strata[$0] == strata[row] && lifetimes.durations[$0] == lifetimes.durations[row]
      }
      // Once for each group of ties, by its first.
      guard together.first == row else { continue }
      let risk = atRisk(row)
      let mean = together.reduce(0) { $0 + weight($1) } / Double(together.count)
      for exit in together {
        likelihood += weight(exit) * margin(exit)
        for j in 0..<p { gradient[j] += weight(exit) * columns[j][exit] }
      }
      for step in 0..<together.count {
        let out = ties == .efron ? Double(step) / Double(together.count) : 0
        func sum(_ value: (Int) -> Double) -> Double {
          let all = risk.reduce(0) { $0 + weight($1) * exp(margin($1)) * value($1) }
          let gone = together.reduce(0) { $0 + weight($1) * exp(margin($1)) * value($1) }
          return all - out * gone
        }
        let total = sum { _ in 1 }
        likelihood -= mean * log(total)
        let means = (0..<p).map { j in sum { columns[j][$0] } / total }
        for j in 0..<p {
          gradient[j] -= mean * means[j]
          for k in 0..<p {
            information[j][k] +=
              mean * (sum { columns[j][$0] * columns[k][$0] } / total - means[j] * means[k])
          }
        }
      }
    }
    return (likelihood, gradient, information)
  }
}

/// Random lifetimes with entries, weights and strata as asked; the same on every run.
struct RandomLifetimes {
  var features: FeatureMatrix
  var lifetimes: Lifetimes
  var strata: [Int]
  var clusters: [Int]

  init(
    _ rows: Int, columns: Int = 3, seed: UInt64, wholeTimes: Bool = true, entries: Bool = false,
    weights: Bool = false, strataCount: Int = 1
  ) {
    var stream = RandomStream(seed: seed, stream: 0)
    var values = [[Double]](repeating: [], count: columns)
    var durations: [Double] = []
    var churned: [Bool] = []
    var starts: [Double] = []
    var counts: [Double] = []
    strata = []
    clusters = []
    for row in 0..<rows {
      var margin = 0.0
      for j in 0..<columns {
        // Every third column has few values.
        let value = j % 3 == 2 ? (stream.uniform() * 3).rounded(.down) : 2 * stream.uniform() - 1
        values[j].append(value)
        margin += value * (j.isMultiple(of: 2) ? 0.7 : -0.4)
      }
      var time = -10 * log(1 - stream.uniform()) * exp(-margin) + 0.1
      let end = 30 * stream.uniform() + 0.2
      let left = time <= end
      time = min(time, end)
      if wholeTimes { time = time.rounded(.up) }
      durations.append(time)
      churned.append(left)
      let start = time * stream.uniform() * 0.8
      starts.append(wholeTimes ? min(start.rounded(.down), time - 1) : start)
      counts.append((stream.uniform() * 4).rounded(.down) / 2)
      strata.append(row * 7 % strataCount * 3 - 4)
      clusters.append(row % 17)
    }
    features = FeatureMatrix(
      columns: values.enumerated().map { FeatureMatrix.Column(name: "x\($0)", values: $1) },
      rowCount: rows)
    lifetimes = Lifetimes(
      durations: durations, churned: churned, entries: entries ? starts : nil,
      weights: weights ? counts : nil)
  }

  /// The same rows in another order.
  func shuffled(seed: UInt64) -> RandomLifetimes {
    var stream = RandomStream(seed: seed, stream: 1)
    var order = Array(0..<lifetimes.count)
    for place in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(place, Int(stream.uniform() * Double(place + 1)))
    }
    var copy = self
    copy.features = features.selecting(rows: order)
    copy.lifetimes = lifetimes.selecting(rows: order)
    copy.strata = order.map { strata[$0] }
    copy.clusters = order.map { clusters[$0] }
    return copy
  }
}
