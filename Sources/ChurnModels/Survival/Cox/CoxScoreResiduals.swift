internal import ChurnMath

/// What each row adds to the gradient, in the order and the scale of the sample.
///
/// *δ (x − m) − risk Σ hazard (x − mean)* over the times a row was at risk; with Efron's ties those
/// who leave together face the hazard of their time in part only.
struct CoxScoreResiduals {
  /// *n* × *p*, row after row, without weights.
  private(set) var values: [Double]
  /// What each row was expected to add to the exits, without weights; length *n*.
  private(set) var expected: [Double]

  init(_ sample: CoxSample, _ events: CoxEvents) {
    let p = sample.rows.columns
    let groups = sample.rows.groups
    let hazards = SummedHazards([events.hazards], groups: groups)
    var means = events.hazardMeans
    for group in stride(from: groups.count - 2, through: 0, by: -1)
    where !groups[group + 1].opensStratum {
      for j in 0..<p { means[group * p + j] += means[(group + 1) * p + j] }
    }
    values = [Double](repeating: 0, count: sample.rows.count * p)
    expected = [Double](repeating: 0, count: sample.rows.count)
    for row in 0..<sample.rows.count {
      let group = Int(sample.groupOfRow[row])
      let hasLeft = sample.hasLeft(row)
      let weight = sample.rows.weights[row]
      // A row of weight 0 has a residual too; its risk is not among the sums.
      let risk = weight > 0 ? events.risks[row] / weight : 0
      let leaving = sample.rows.leaving?[row] ?? -1
      let hazard =
        hazards.faced(from: group, until: leaving) - (hasLeft ? events.rebates[group] : 0)
      expected[row] = risk * hazard
      for j in 0..<p {
        let value = sample.rows.values[row * p + j]
        var integral = means[group * p + j]
        if leaving >= 0 { integral -= means[Int(leaving) * p + j] }
        var residual = 0.0
        if hasLeft {
          integral -= events.rebateMeans[group * p + j]
          residual = value - events.means[group * p + j]
        }
        values[row * p + j] = residual - risk * (value * hazard - integral)
      }
    }
  }

  /// *Dᵀ D* with *D* the weighted changes of the coefficients, summed by cluster.
  func sandwich(_ covariance: [Double], _ sample: CoxSample, clusters: [Int]?) -> [Double] {
    let p = sample.rows.columns
    let ranks = StratumRanks(clusters, count: sample.rows.count)
    let count = clusters == nil ? sample.rows.count : ranks.labels.count
    var sums = [Double](repeating: 0, count: count * p)
    for row in 0..<sample.rows.count {
      let cluster = clusters == nil ? row : Int(ranks.rank(Int(sample.order[row])))
      for j in 0..<p {
        sums[cluster * p + j] += sample.rows.weights[row] * values[row * p + j]
      }
    }
    var meat = [Double](repeating: 0, count: p * p)
    for cluster in 0..<count {
      for j in 0..<p {
        for k in 0...j {
          meat[j * p + k] += sums[cluster * p + j] * sums[cluster * p + k]
        }
      }
    }
    for j in 0..<p {
      for k in 0..<j { meat[k * p + j] = meat[j * p + k] }
    }
    return Self.product(Self.product(covariance, meat, p), covariance, p)
  }

  private static func product(_ a: [Double], _ b: [Double], _ p: Int) -> [Double] {
    var result = [Double](repeating: 0, count: p * p)
    for i in 0..<p {
      for k in 0..<p {
        let factor = a[i * p + k]
        for j in 0..<p { result[i * p + j] += factor * b[k * p + j] }
      }
    }
    return result
  }
}
