internal import ChurnMath

extension KaplanMeier {
  /// What a survival may miss a level by and still count as at it; R's tolerance.
  private static let tolerance = 0x1p-26

  /// The time by which a share of customers has left, or nil if it never does.
  ///
  /// Where the curve runs exactly at *1 − share* for a while, the middle of that stretch, as R's
  /// `quantile` has it; if it stays there to the end, the middle between the first time and the last
  /// observed one. lifelines takes the first time: `firstTime(reaching:)`.
  ///
  /// - Parameter share: In [0, 1].
  /// - Returns: The time; 0 for a share of 0, nil for one outside of [0, 1].
  public func quantile(_ share: Double) -> Double? {
    crossing(share) { 1 - $0.survival }
  }

  /// The time by which half have left, or nil if fewer than half do.
  public var median: Double? { quantile(0.5) }

  /// The first time at which the share of customers who left reaches `share`; nil if it never does.
  public func firstTime(reaching share: Double) -> Double? {
    // A survival of exactly 1 − share counts as reached although it was rounded on the way.
    steps.first { $0.survival <= 1 - share + 1e-12 && $0.events > 0 }?.time
  }

  /// The interval of a quantile: where the ends of the band reach the level.
  ///
  /// - Parameters:
  ///   - share: The share of customers who left.
  ///   - level: The share of intervals that hold the true time.
  ///   - scale: That of the band.
  /// - Returns: Both ends, each nil where its end of the band never comes so far down.
  /// - Note: Where a band rises again, the first time it reaches the level counts, as R prints it
  ///   for the median; R's `quantile` may give a later one.
  public func quantileInterval(
    _ share: Double, level: Double = 0.95, scale: BandScale = .log
  ) -> (lower: Double?, upper: Double?) {
    let z = NormalDistribution.deviations(level: level)
    return (
      crossing(share) { 1 - band(of: $0, z: z, scale: scale).lower },
      crossing(share) { 1 - band(of: $0, z: z, scale: scale).upper }
    )
  }

  /// Where a share that has left, of the curve or of an end of its band, reaches a level.
  private func crossing(_ share: Double, _ left: (Step) -> Double) -> Double? {
    guard share >= 0, share <= 1 else { return nil }
    guard share > Self.tolerance, let last = steps.last else { return share == 0 ? 0 : nil }
    guard let first = steps.firstIndex(where: { left($0) >= share - Self.tolerance }) else {
      return nil
    }
    let start = steps[first].time
    guard left(steps[first]) < share + Self.tolerance else { return start }
    if let end = steps[first...].first(where: { left($0) >= share + Self.tolerance }) {
      return (start + end.time) / 2
    }
    return left(last).isNaN ? nil : (start + last.time) / 2
  }

  /// The mean time that customers stay, counted up to a time: the area under the curve.
  ///
  /// Its variance is *Σ Aᵢ² dᵢ / (nᵢ (nᵢ − dᵢ))*, *Aᵢ* the area from *tᵢ* on, as R prints it with
  /// `rmean`. Beyond the last observed time the curve counts as flat. lifelines returns another
  /// quantity beside its mean: the variance of the restricted time itself.
  ///
  /// - Parameter limit: Where to stop counting, not negative; nil = the last observed time.
  /// - Returns: The mean, its standard error, and where counting stopped; NaN for a limit that is
  ///   none.
  public func restrictedMean(
    to limit: Double? = nil
  ) -> (mean: Double, standardError: Double, until: Double) {
    let until = limit ?? lastTime ?? 0
    guard until >= 0, until.isFinite else { return (.nan, .nan, until) }
    let count = steps.partitionPoint { $0.time <= until }
    // From the end back, so that the area still to come is at hand.
    var area = 0.0
    var variance = 0.0
    var end = until
    for step in steps[..<count].reversed() {
      area += (end - step.time) * step.survival
      end = step.time
      if step.events > 0, step.events < step.atRisk {
        variance += area * area * (step.events / (step.atRisk * (step.atRisk - step.events)))
      }
    }
    return (area + end, variance.squareRoot(), until)
  }
}
