internal import ChurnMath

/// Customers with equal summaries counted together, in an order that their rows do not decide.
///
/// Ascending by *x*, then *t_x*, then *T*; a *level* is one value of *x*.
struct PurchaseGroups: Sendable {
  /// The distinct *x*, ascending.
  let levels: [Double]
  /// Where the groups of each level begin, and the number of groups at the end.
  let starts: [Int]
  /// *t_x* of each group.
  let recencies: [Double]
  /// *T* of each group.
  let ages: [Double]
  /// How many customers (or how much weight) are in each group.
  let counts: [Double]
  /// Customers (or weight) in all.
  let customers: Double

  /// The number of groups.
  var count: Int { counts.count }

  private struct Row {
    var frequency: Double
    var recency: Double
    var age: Double
    var weight: Double

    func isBefore(_ other: Row) -> Bool {
      if frequency != other.frequency { return frequency < other.frequency }
      if age != other.age { return age < other.age }
      if recency != other.recency { return recency < other.recency }
      return weight < other.weight
    }
  }

  /// Groups summaries; customers of weight 0 are left out.
  ///
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidWeight`, `.invalidPurchases`,
  ///   `.noRepeatBuyers`.
  init(_ summaries: [PurchaseSummary], weights: [Double]?) throws(FitError) {
    if let weights, weights.count != summaries.count {
      throw .lengthMismatch(rows: summaries.count, labels: weights.count)
    }
    var rows: [Row] = []
    rows.reserveCapacity(summaries.count)
    for (place, summary) in summaries.enumerated() {
      let weight = weights?[place] ?? 1
      guard weight >= 0, weight < .infinity else { throw .invalidWeight(row: place) }
      if !summary.isPossible {
        throw .invalidPurchases(row: place, reason: summary.fault ?? "it contradicts itself")
      }
      guard weight > 0 else { continue }
      rows.append(
        Row(
          frequency: summary.frequency, recency: summary.recency, age: summary.age,
          weight: weight))
    }
    guard !rows.isEmpty else { throw .noRows }
    rows.sort { $0.isBefore($1) }
    guard let last = rows.last, last.frequency > 0 else {
      throw .noRepeatBuyers(customers: rows.count)
    }
    var levels: [Double] = []
    var starts: [Int] = []
    var recencies: [Double] = []
    var ages: [Double] = []
    var counts: [Double] = []
    var customers = 0.0
    for row in rows {
      customers += row.weight
      if levels.last != row.frequency {
        levels.append(row.frequency)
        starts.append(counts.count)
      } else if let recency = recencies.last, let age = ages.last,
        recency == row.recency, age == row.age
      {
        counts[counts.count - 1] += row.weight
        continue
      }
      recencies.append(row.recency)
      ages.append(row.age)
      counts.append(row.weight)
    }
    self.init(
      levels: levels, starts: starts + [counts.count], recencies: recencies, ages: ages,
      counts: counts, customers: customers)
  }

  private init(
    levels: [Double], starts: [Int], recencies: [Double], ages: [Double], counts: [Double],
    customers: Double
  ) {
    self.levels = levels
    self.starts = starts
    self.recencies = recencies
    self.ages = ages
    self.counts = counts
    self.customers = customers
  }

  /// Orders a unit of time, over all customers together, and their mean age.
  var pace: (rate: Double, age: Double) {
    var orders = 0.0
    var time = 0.0
    for level in levels.indices {
      for group in starts[level]..<starts[level + 1] {
        orders += counts[group] * levels[level]
        time += counts[group] * ages[group]
      }
    }
    return (orders / time, time / customers)
  }

  /// Every `stride`-th group, for a first look at large data; the last level keeps its order.
  func thinned(stride: Int) -> PurchaseGroups {
    var levels: [Double] = []
    var starts: [Int] = []
    var kept: [Int] = []
    for level in self.levels.indices {
      let first = (self.starts[level] + stride - 1) / stride * stride
      guard first < self.starts[level + 1] else { continue }
      levels.append(self.levels[level])
      starts.append(kept.count)
      kept += Swift.stride(from: first, to: self.starts[level + 1], by: stride)
    }
    let counts = kept.map { self.counts[$0] }
    return PurchaseGroups(
      levels: levels, starts: starts + [kept.count], recencies: kept.map { recencies[$0] },
      ages: kept.map { ages[$0] }, counts: counts, customers: counts.reduce(0, +))
  }
}
