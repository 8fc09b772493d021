/// Rows by what happened and by whether they were flagged.
public struct ConfusionTable: Sendable, Equatable {
  /// Churned rows that were flagged.
  public let truePositives: Double
  /// Retained rows that were flagged.
  public let falsePositives: Double
  /// Churned rows that were not flagged.
  public let falseNegatives: Double
  /// Retained rows that were not flagged.
  public let trueNegatives: Double

  /// Counts the rows, by weight; flagged is a score of at least `threshold`.
  public init(_ ranked: RankedScores, threshold: Double = 0.5) {
    var table = (tp: 0.0, fp: 0.0, fn: 0.0, tn: 0.0)
    for (row, weight) in ranked.weights.enumerated() {
      switch (ranked.labels[row], ranked.scores[row] >= threshold) {
      case (true, true): table.tp += weight
      case (false, true): table.fp += weight
      case (true, false): table.fn += weight
      case (false, false): table.tn += weight
      }
    }
    truePositives = table.tp
    falsePositives = table.fp
    falseNegatives = table.fn
    trueNegatives = table.tn
  }

  private var churned: Double { truePositives + falseNegatives }
  private var retained: Double { falsePositives + trueNegatives }
  private var flagged: Double { truePositives + falsePositives }
  private var passed: Double { falseNegatives + trueNegatives }
  private var all: Double { churned + retained }

  /// The share of the flagged rows that churned; nil when none is flagged.
  public var precision: Double? { flagged > 0 ? truePositives / flagged : nil }

  /// The share of the churned rows that were flagged; nil without churners.
  public var recall: Double? { churned > 0 ? truePositives / churned : nil }

  /// The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); nil when nobody churned and
  /// nobody is flagged.
  public var f1: Double? {
    let both = 2 * truePositives + falsePositives + falseNegatives
    return both > 0 ? 2 * truePositives / both : nil
  }

  /// The mean of the shares of both classes that were told right; nil with one class.
  public var balancedAccuracy: Double? {
    guard churned > 0, retained > 0 else { return nil }
    return (truePositives / churned + trueNegatives / retained) / 2
  }

  /// The correlation of flag and outcome (phi, Matthews), in [−1, 1]; 0 when all rows are flagged alike,
  /// nil with one class.
  ///
  /// - SeeAlso: Matthews (1975), doi:10.1016/0005-2795(75)90109-9.
  public var matthews: Double? {
    guard churned > 0, retained > 0 else { return nil }
    // Roots apart, so that no product of four counts overflows.
    let size =
      churned.squareRoot() * retained.squareRoot() * flagged.squareRoot() * passed.squareRoot()
    guard size > 0 else { return 0 }
    let value = (truePositives * trueNegatives - falsePositives * falseNegatives) / size
    return min(1, max(-1, value))
  }

  /// Agreement beyond chance, *(pₒ − pₑ) / (1 − pₑ)*; nil where chance alone agrees on everything.
  ///
  /// - SeeAlso: Cohen (1960), doi:10.1177/001316446002000104.
  public var kappa: Double? {
    guard all > 0 else { return nil }
    let observed = (truePositives + trueNegatives) / all
    let expected = (churned / all) * (flagged / all) + (retained / all) * (passed / all)
    return expected < 1 ? (observed - expected) / (1 - expected) : nil
  }
}
