/// What happened at each time of a Cox regression: the parts of baseline hazards and residuals.
///
/// Numbered like the groups of the rows; vectors lie one after the other, *p* values each.
package struct CoxEvents: Sendable {
  /// Weight × exp(row · coefficients) of each row.
  package let risks: [Double]
  /// The hazard, *Σ w / S₀*.
  package var hazards: [Double]
  /// What those who left with others at that time are not exposed to, *Σ k/d w / S₀*.
  package var rebates: [Double]
  /// *Σ w / S₀²*.
  package var variances: [Double]
  /// The mean over those at risk, times hazard.
  package var hazardMeans: [Double]
  /// The same times *k/d*; empty unless asked for.
  package var rebateMeans: [Double]
  /// The mean over those at risk, in the mean over the steps; empty unless asked for.
  package var means: [Double]
}

extension CoxPass {
  /// What happened at each time, at `coefficients`.
  ///
  /// - Parameters:
  ///   - coefficients: Where to evaluate; length *p*.
  ///   - ties: How hazards and means count ties; nil = like the likelihood.
  ///   - residuals: Whether to keep what residuals need and baseline hazards do not.
  ///   - threads: The most threads to use.
  /// - Returns: The parts; *p* values a group, or three times as many.
  package func events(
    at coefficients: [Double], ties: CoxTies? = nil, residuals: Bool = true, threads: Int
  ) -> CoxEvents {
    let p = rows.columns
    let isEfron = (ties ?? self.ties) == .efron
    let values = rows.values.span
    let none = [Double](repeating: 0, count: rows.groups.count)
    let noMeans = [Double](repeating: 0, count: rows.groups.count * p)
    var events = CoxEvents(
      risks: risks(margins(at: coefficients, threads: threads), threads: threads), hazards: none,
      rebates: none, variances: none, hazardMeans: noMeans,
      rebateMeans: residuals ? noMeans : [], means: residuals ? noMeans : [])
    var atRisk = RiskSums(columns: p, isCompensated: rows.leaving != nil)
    var leaving = RiskSums(columns: p, isCompensated: false)
    for (index, group) in rows.groups.enumerated() {
      if group.opensStratum { atRisk.reset() }
      takeOut(index, events.risks, from: &atRisk)
      for row in group.leftEnd..<group.end { atRisk.add(events.risks[row], values, from: row * p) }
      let count = group.leftEnd - group.start
      if count == 0 { continue }
      leaving.reset()
      var weight = 0.0
      for row in group.start..<group.leftEnd {
        weight += rows.weights[row]
        leaving.add(events.risks[row], values, from: row * p)
      }
      let steps = isEfron ? count : 1
      let stepWeight = weight / Double(steps)
      for step in 0..<steps {
        let outside = Double(step) / Double(steps)
        let inverse = 1 / (atRisk.whole + (1 - outside) * leaving.total)
        let hazard = stepWeight * inverse
        events.hazards[index] += hazard
        events.rebates[index] += outside * hazard
        events.variances[index] += hazard * inverse
        for j in 0..<p {
          let mean = inverse * (atRisk.whole(j) + (1 - outside) * leaving.sums[j])
          events.hazardMeans[index * p + j] += hazard * mean
          guard residuals else { continue }
          events.rebateMeans[index * p + j] += outside * hazard * mean
          events.means[index * p + j] += mean / Double(steps)
        }
      }
      atRisk.add(leaving)
    }
    return events
  }
}
