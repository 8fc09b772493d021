internal import ChurnModels

/// How the probabilities told have moved since the test.
public struct ScoreDrift: Sendable, Encodable {
  /// How far they have moved.
  public let verdict: DriftVerdict
  /// The customers of the test.
  public let rowsThen: Int
  /// The customers now.
  public let rowsNow: Int
  /// The mean probability told at the test.
  public let meanThen: Double
  /// The share that churned at the test.
  public let churnRateThen: Double
  /// The mean probability told now.
  public let meanNow: Double
  /// The population stability index over ranges that held a tenth of the test each.
  public let psi: Double?
  /// What chance alone would make of it.
  public let psiByChance: Double?
  /// The largest distance between the two distributions.
  public let ks: Double?
  /// How often chance alone makes it so large.
  public let ksP: Double?
  /// The customers of each risk band, from the safest.
  public let bands: [BandShare]

  /// A risk band.
  public struct BandShare: Sendable, Equatable, Encodable {
    /// The band.
    public let band: RiskBands.Band
    /// Its share of the customers at the test.
    public let then: Double
    /// Its share of the customers now.
    public let now: Double
  }

  init(_ then: TrainingReference.Scores, now: [Double], bands: RiskBands) {
    rowsThen = then.rows
    rowsNow = now.count
    meanThen = then.mean
    churnRateThen = Double(then.churners) / Double(then.rows)
    meanNow = now.isEmpty ? .nan : now.reduce(0, +) / Double(now.count)
    let bins = then.curve.bins
    let total = Double(max(1, now.count))
    let stability = Stability(
      then: bins.shares, now: ValueCurve.counts(now, cuts: bins.cuts).map { $0 / total },
      rowsThen: then.rows, independentThen: then.rows, rowsNow: now.count)
    psi = stability?.index
    psiByChance = stability?.byChance
    verdict = stability.map { DriftVerdict($0) } ?? .steady
    ks = then.curve.distance(to: now)
    ksP = ks.map {
      KolmogorovSmirnov(
        statistic: $0, firstRows: Double(then.rows), secondRows: Double(now.count)
      ).pValue
    }
    self.bands = zip(RiskBands.Band.allCases, then.bands).map { band, share in
      BandShare(
        band: band, then: share,
        now: Double(now.count { bands.band(of: $0) == band }) / total)
    }
  }
}
