internal import Glibc
internal import ChurnMath
internal import ChurnModels

/// Which model is shipped: the simplest within one standard error of the best.
///
/// Models are compared on the same rows, none of which they learned from, and before the test is
/// touched. The standard error is that of the difference to the best model, paired row by row, with
/// the rows of a customer taken together: over customers where the metric is a mean over rows,
/// from a bootstrap of customers where it is not (PR-AUC).
///
/// - SeeAlso: Breiman et al. (1984), *Classification and Regression Trees*, section 3.4.3, for the rule of one standard error.
struct ChampionChoice: Sendable {
  /// How one model did.
  struct Standing: Sendable, Equatable {
    /// The metric: a mean log loss, an area, or money.
    let value: Double
    /// By how much it is worse than the best, at least 0.
    let behind: Double
    /// The standard error of that difference.
    let standardError: Double

    /// Whether the best is not clearly better.
    var isClose: Bool { behind <= standardError }
  }

  /// What was compared by.
  let metric: ChampionMetric
  /// One for each candidate; nil where the rows hold one outcome only and say nothing.
  let standings: [Standing?]
  /// The place of the one chosen.
  let champion: Int
  /// Whether the simplest was taken whatever the metric says.
  let takesSimplest: Bool

  /// The rows that models are compared on.
  struct Rows: Sendable {
    let labels: [Bool]
    /// The customer of each row.
    let groups: [Int]
    /// Margin expected of each row over a year; needed for the profit.
    let margins: [Double]?
    let costs: RetentionCosts
  }

  /// Chooses among candidates that are given from the simplest on, each as the probabilities of the rows.
  init(
    _ candidates: [[Double]], on rows: Rows, by metric: ChampionMetric,
    takesSimplest: Bool = false, seed: UInt64, threads: Int
  ) throws(FitError) {
    self.metric = metric
    self.takesSimplest = takesSimplest
    let scored = try Scored(candidates, rows, metric)
    guard let values = scored?.values(nil), let scored,
      let best = values.indices.max(by: { scored.gain(values[$0]) < scored.gain(values[$1]) })
    else {
      standings = candidates.map { _ in nil }
      champion = 0
      return
    }
    let errors = scored.standardErrors(to: best, rows.groups, seed: seed, threads: threads)
    standings = values.indices.map { place in
      Standing(
        value: values[place],
        behind: max(0, scored.gain(values[best]) - scored.gain(values[place])),
        standardError: place == best ? 0 : errors[place])
    }
    champion = takesSimplest ? 0 : standings.firstIndex { $0?.isClose ?? false } ?? best
  }

  /// What each row adds to the metric, or the ranking it is computed from.
  private enum Scored: Sendable {
    /// The sum over rows, divided by `rows`; `sign` −1 where less is better.
    case additive([[Double]], divisor: Double, sign: Double)
    case ranked([RankedScores])

    init?(
      _ candidates: [[Double]], _ rows: Rows, _ metric: ChampionMetric
    ) throws(FitError) {
      let churned = rows.labels.count { $0 }
      guard churned > 0, churned < rows.labels.count else { return nil }
      switch metric {
      case .logLoss:
        self = .additive(
          candidates.map { losses($0, labels: rows.labels) }, divisor: Double(rows.labels.count),
          sign: -1)
      case .profit:
        let margins = rows.margins ?? Array(repeating: 0, count: rows.labels.count)
        self = .additive(
          candidates.map { probabilities in
            probabilities.indices.map { row in
              rows.costs.profit(
                churnProbability: probabilities[row], marginExpected: margins[row],
                churned: rows.labels[row])
            }
          }, divisor: 1, sign: 1)
      case .prAUC:
        var ranked: [RankedScores] = []
        for probabilities in candidates {
          ranked.append(try RankedScores(labels: rows.labels, scores: probabilities))
        }
        self = .ranked(ranked)
      }
    }

    /// The metric such that more is better.
    func gain(_ value: Double) -> Double {
      if case .additive(_, _, let sign) = self { sign * value } else { value }
    }

    /// The metric of each candidate, the rows weighted; nil where it is undefined.
    func values(_ weights: [Double]?) -> [Double]? {
      switch self {
      case .additive(let rows, let divisor, _):
        return rows.map { $0.reduce(0, +) / divisor }
      case .ranked(let all):
        var values: [Double] = []
        for ranked in all {
          guard let drawn = weights.map({ try? ranked.reweighted($0) }) ?? ranked,
            let value = AveragePrecision.value(of: drawn)
          else { return nil }
          values.append(value)
        }
        return values
      }
    }

    func standardErrors(
      to best: Int, _ groups: [Int], seed: UInt64, threads: Int
    ) -> [Double] {
      switch self {
      case .additive(let rows, let divisor, _):
        return rows.map { candidate in
          let differences = zip(candidate, rows[best]).map { $0 - $1 }
          return CustomerSums(groups).deviation(of: differences) / divisor
        }
      case .ranked(let all):
        let customers = CustomerSums(groups)
        let draws = mapIndices(ChampionChoice.draws, threads: threads) { draw -> [Double]? in
          values(customers.drawn(seed: seed, stream: UInt64(draw)))
        }.compactMap { $0 }
        return all.indices.map { place in
          let gaps = draws.map { $0[best] - $0[place] }
          guard gaps.count > 1 else { return .infinity }
          let mean = gaps.reduce(0, +) / Double(gaps.count)
          let squares = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          return (squares / Double(gaps.count - 1)).squareRoot()
        }
      }
    }
  }

  /// The log loss of each row.
  static func losses(_ probabilities: [Double], labels: [Bool]) -> [Double] {
    zip(probabilities, labels).map { p, churned in
      churned ? -log(max(p, 1e-15)) : -log1p(-min(p, 1 - 1e-15))
    }
  }

  /// Draws of the bootstrap.
  private static let draws = 200
}

/// Rows gathered by customer, numbered by first appearance.
struct CustomerSums: Sendable {
  private let slots: [Int]
  private let count: Int

  init(_ groups: [Int]) {
    var known: [Int: Int] = [:]
    slots = groups.map { group in
      let slot = known[group] ?? known.count
      known[group] = slot
      return slot
    }
    count = known.count
  }

  /// The standard deviation of the sum of some values, one a row, were other customers drawn.
  ///
  /// *√Σ (s − s̄ n)²*, with the sum *s* and the number of rows *n* of each customer.
  func deviation(of values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    var sums = [Double](repeating: 0, count: count)
    for (row, value) in values.enumerated() { sums[slots[row]] += value - mean }
    return sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// How often each row counts when as many customers are drawn with replacement.
  func drawn(seed: UInt64, stream: UInt64) -> [Double] {
    var random = RandomStream(seed: seed, stream: stream)
    var counts = [Double](repeating: 0, count: count)
    for _ in 0..<count { counts[random.below(count)] += 1 }
    return slots.map { counts[$0] }
  }
}
