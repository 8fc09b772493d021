/// How the level of churn moves between cutoffs, and how far the test's lies from what was told.
public struct BaseRateShift: Sendable, Equatable, Encodable {
  /// The share of churners among the training rows.
  public let training: Double
  /// The share among the rows calibrated on.
  public let calibration: Double
  /// The share among the test rows.
  public let test: Double
  /// The mean probability told for the test rows.
  public let predicted: Double
  /// The test's share less the mean probability told.
  public let shift: Double
  /// The lower end of the 95 % interval of the shift, from a bootstrap by customer.
  public let lower: Double
  /// The upper end of the 95 % interval of the shift.
  public let upper: Double
  /// The smallest share of churners at any cutoff before the test; nil with one cutoff.
  public let lowestBefore: Double?
  /// The largest share of churners at any cutoff before the test; nil with one cutoff.
  public let highestBefore: Double?
}
