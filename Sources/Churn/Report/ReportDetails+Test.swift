internal import ChurnModels

extension ReportDetails {
  /// What the test shows of a champion; drivers are still to come.
  init(
    _ judged: JudgedRows, origins: [OriginFigures], baseRate: BaseRateShift?,
    costs: RetentionCosts, seed: UInt64, threads: Int
  ) throws(FitError) {
    let shown = try judged.details(costs: costs, seed: seed, threads: threads)
    self.init(
      reliability: shown.reliability, gains: shown.gains, profit: shown.profit,
      scores: shown.scores, segments: shown.segments, origins: origins, baseRate: baseRate,
      drivers: [])
  }
}
