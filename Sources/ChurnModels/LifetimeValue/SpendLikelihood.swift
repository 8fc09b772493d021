internal import ChurnMath
internal import Glibc

/// Repeat buyers with a positive mean spend, in an order that their rows do not decide.
struct SpendGroups: Sendable {
  /// The distinct *x*, ascending.
  let levels: [Double]
  /// Where the customers of each level begin, and their number at the end.
  let starts: [Int]
  /// *z̄* of each.
  let spends: [Double]
  /// How often each counts.
  let weights: [Double]
  /// For each level the sum of weight · ln *z̄*, which no parameter changes.
  let logSpends: [Double]
  /// The sum of the weights.
  let customers: Double
  /// Customers without a repeat purchase or a positive mean spend.
  let leftOut: Int
  /// The mean of *z̄*.
  let meanSpend: Double
  /// Pearson's correlation of *x* and *z̄*; nil where one of them does not vary.
  let correlation: Double?

  /// Checks and sorts.
  ///
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidWeight`, `.invalidPurchases`,
  ///   `.tooFewRows`, `.noRepeatBuyers`.
  init(_ summaries: [PurchaseSummary], weights: [Double]?) throws(FitError) {
    if let weights, weights.count != summaries.count {
      throw .lengthMismatch(rows: summaries.count, labels: weights.count)
    }
    var rows: [(x: Double, spend: Double, weight: Double)] = []
    var leftOut = 0
    for (place, summary) in summaries.enumerated() {
      let weight = weights?[place] ?? 1
      guard weight >= 0, weight < .infinity else { throw .invalidWeight(row: place) }
      guard summary.isPossible else {
        throw .invalidPurchases(row: place, reason: summary.fault ?? "it contradicts itself")
      }
      guard !(summary.meanSpend == .infinity) else {
        throw .invalidPurchases(row: place, reason: "its mean spend is infinite")
      }
      guard weight > 0 else { continue }
      if summary.frequency > 0, summary.meanSpend > 0 {
        rows.append((summary.frequency, summary.meanSpend, weight))
      } else {
        leftOut += 1
      }
    }
    guard !rows.isEmpty else {
      throw leftOut == 0 ? .noRows : .noRepeatBuyers(customers: leftOut)
    }
    guard rows.count >= 3 else { throw .tooFewRows(rows: rows.count, needed: 3) }
    rows.sort {
      $0.x != $1.x
        ? $0.x < $1.x : $0.spend != $1.spend ? $0.spend < $1.spend : $0.weight < $1.weight
    }
    self.init(sorted: rows, leftOut: leftOut)
  }

  /// Takes rows that are checked and in order; there is one at least.
  private init(sorted rows: [(x: Double, spend: Double, weight: Double)], leftOut: Int) {
    var levels: [Double] = []
    var starts: [Int] = []
    var logSpends: [Double] = []
    for (place, row) in rows.enumerated() {
      if levels.last != row.x {
        levels.append(row.x)
        starts.append(place)
        logSpends.append(0)
      }
      logSpends[logSpends.count - 1] += row.weight * log(row.spend)
    }
    self.levels = levels
    self.logSpends = logSpends
    self.starts = starts + [rows.count]
    spends = rows.map(\.spend)
    self.weights = rows.map(\.weight)
    self.leftOut = leftOut
    let total = rows.reduce(0) { $0 + $1.weight }
    customers = total
    let meanX = rows.reduce(0) { $0 + $1.weight * $1.x } / total
    let mean = rows.reduce(0) { $0 + $1.weight * $1.spend } / total
    meanSpend = mean
    var (squaresX, squares, products) = (0.0, 0.0, 0.0)
    for row in rows {
      squaresX += row.weight * (row.x - meanX) * (row.x - meanX)
      squares += row.weight * (row.spend - mean) * (row.spend - mean)
      products += row.weight * (row.x - meanX) * (row.spend - mean)
    }
    let spread = (squaresX * squares).squareRoot()
    correlation = spread > 0 ? max(-1, min(1, products / spread)) : nil
  }

  /// About so many of the customers, spread evenly over all; all of them when they are few.
  func thinned(to limit: Int) -> SpendGroups {
    let step = spends.count / max(1, limit)
    guard step > 1 else { return self }
    var rows: [(x: Double, spend: Double, weight: Double)] = []
    for level in levels.indices {
      for place in starts[level]..<starts[level + 1] where place % step == 0 {
        rows.append((levels[level], spends[place], weights[place]))
      }
    }
    return SpendGroups(sorted: rows, leftOut: leftOut)
  }
}

/// Minus the mean log-likelihood of the Gamma-Gamma model by the logarithms of *p*, *q* and *v*.
struct SpendLikelihood: Sendable {
  let groups: SpendGroups
  let threads: Int

  /// Value and gradient.
  ///
  /// *ln Γ(px + q) − ln Γ(px) − ln Γ(q) + q ln v + (px − 1) ln z̄ + px ln x − (px + q) ln(v + x z̄)*.
  func slope(at logs: [Double]) -> QuasiNewton.Slope {
    let (p, q, v) = (exp(logs[0]), exp(logs[1]), exp(logs[2]))
    let levels = groups.levels
    let (logGammaQ, digammaQ) = (logGamma(q), digamma(q))
    // Levels are many where x is; each is a sum of its own, added in their order.
    let parts = mapIndices(levels.count, threads: levels.count > 256 ? threads : 1) { level in
      let x = levels[level]
      let shape = p * x
      let logSpends = groups.logSpends[level]
      var (weights, logTotals, inverseTotals) = (0.0, 0.0, 0.0)
      for place in groups.starts[level]..<groups.starts[level + 1] {
        let weight = groups.weights[place]
        let total = v + x * groups.spends[place]
        weights += weight
        logTotals += weight * log(total)
        inverseTotals += weight / total
      }
      let difference = digamma(shape + q)
      var sum = LikelihoodSum()
      sum.value =
        weights
        * (logGamma(shape + q) - logGamma(shape) - logGammaQ + q * logs[2] + shape * log(x))
        + (shape - 1) * logSpends - (shape + q) * logTotals
      sum.gradient = SIMD4(
        x * (weights * (difference - digamma(shape) + log(x)) + logSpends - logTotals),
        weights * (difference - digammaQ + logs[2]) - logTotals,
        weights * q / v - (shape + q) * inverseTotals, 0)
      return sum
    }
    var total = LikelihoodSum()
    for part in parts {
      total.value += part.value
      total.gradient += part.gradient
    }
    let scale = SIMD4(p, q, v, 0) / -groups.customers
    let gradient = total.gradient * scale
    return (-total.value / groups.customers, [gradient.x, gradient.y, gradient.z])
  }
}
