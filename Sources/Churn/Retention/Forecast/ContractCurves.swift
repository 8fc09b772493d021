internal import ChurnMath
internal import ChurnModels

/// The survival curves that contracts follow, by group, and of newcomers; and curves they might be.
///
/// What the curve of a group might be besides its estimate is drawn hazard by hazard: where *d* of *n* at
/// risk leave, the share that leaves is *Beta(d, n − d)*, what is left of a beta process once the data
/// are known.
///
/// - SeeAlso: Hjort (1990), doi:10.1214/aos/1176347749.
struct ContractCurves: Sendable {
  /// The estimated curves: one a group, and last that of everybody.
  let lives: [RemainingLife]
  private let steps: [[(time: Double, atRisk: Double, events: Double)]]
  private let ends: [Double]
  private let reach: Double

  /// Curves of a base; `reach` is how far one will look ahead, in months.
  init(_ base: ContractBase, reach: Double, threads: Int) throws(FitError) {
    var tables = try RiskTable.byGroup(
      base.lifetimes, groups: base.codes, groupCount: base.groupNames.count, threads: threads)
    tables.append(try RiskTable(base.lifetimes, threads: threads))
    let curves = tables.map { KaplanMeier($0) }
    lives = curves.map { RemainingLife($0, reach: reach) }
    steps = curves.map { curve in
      curve.steps.filter { $0.events > 0 }.map { ($0.time, $0.atRisk, $0.events) }
    }
    ends = curves.map { $0.lastTime ?? 0 }
    self.reach = reach
  }

  /// One possible set of curves.
  func draw(from stream: inout RandomStream) -> [RemainingLife] {
    steps.indices.map { group in
      var survival = 1.0
      var survivals: [Double] = []
      survivals.reserveCapacity(steps[group].count)
      for step in steps[group] {
        let stays = step.atRisk - step.events
        survival *= stays > 0 ? 1 - stream.beta(step.events, stays) : 0
        survivals.append(survival)
      }
      return RemainingLife(
        times: steps[group].map(\.time), survivals: survivals, end: ends[group], reach: reach)
    }
  }
}
