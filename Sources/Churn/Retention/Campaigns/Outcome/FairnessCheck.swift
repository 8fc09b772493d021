internal import ChurnMath
internal import ChurnModels

/// Whether two groups were alike before anything was done to one of them.
public struct FairnessCheck: Sendable, Equatable, Encodable {
  /// Whether the groups are as large as they were meant to be.
  public struct Shares: Sendable, Equatable, Encodable {
    /// The share of rows that were to be left alone.
    public let expected: Double
    /// The share that was.
    public let found: Double
    /// How often a share as far off would come by chance.
    public let p: Double
  }

  /// One thing known before, in both groups.
  public struct Balance: Sendable, Equatable, Encodable {
    /// What it is.
    public let name: String
    /// Its mean in the treated group.
    public let treatedMean: Double
    /// Its mean in the other group.
    public let controlMean: Double
    /// How far the means lie apart, in standard deviations of a row.
    public let standardizedDifference: Double?
    /// How often means so far apart would come by chance.
    public let p: Double
  }

  /// The treated group's name.
  public let arm: String
  /// Group sizes beside those that were meant; nil where nobody said what was meant.
  public let shares: Shares?
  /// What was known before, one row each.
  public let balance: [Balance]
  /// What looks wrong, one sentence each; empty when nothing does.
  public let warnings: [String]

  /// The p-value under which chance is no excuse; small, as every campaign is checked.
  static let least = 0.001

  /// Checks two groups.
  ///
  /// - Parameters:
  ///   - rows: The rows of both groups.
  ///   - arm: The treated group's name.
  ///   - expectedShare: The share of rows that were to be left alone; nil = not known.
  init(_ rows: ComparedRows, arm: String, expectedShare: Double?) {
    self.arm = arm
    var warnings: [String] = []
    let n = Double(rows.isTreated.count)
    let left = Double(rows.isTreated.count { !$0 })
    if let expected = expectedShare, n > 0, expected > 0, expected < 1 {
      let square = (left - n * expected) * (left - n * expected) / (n * expected * (1 - expected))
      let p = GammaDistribution.chiSquare(above: square, degreesOfFreedom: 1)
      shares = Shares(expected: expected, found: left / n, p: p)
      if p < Self.least {
        warnings.append(
          "\(Self.percent(left / n)) of the rows were left alone where \(Self.percent(expected)) "
            + "were meant to be: more than chance explains (p \(Self.digits(p))). Somebody may have "
            + "been moved, dropped or counted twice; until that is known, trust no difference.")
      }
    } else {
      shares = nil
    }
    var balance: [Balance] = []
    for column in rows.covariates {
      let treated = rows.isTreated.indices.filter {
        rows.isTreated[$0] && column.values[$0].isFinite
      }.map { column.values[$0] }
      let others = rows.isTreated.indices.filter {
        !rows.isTreated[$0] && column.values[$0].isFinite
      }.map { column.values[$0] }
      guard let first = MeanDifference.Mean(treated), let second = MeanDifference.Mean(others)
      else { continue }
      let difference = MeanDifference(treated: first, control: second)
      let deviation = ((first.variance + second.variance) / 2).squareRoot()
      balance.append(
        Balance(
          name: column.name, treatedMean: first.mean, controlMean: second.mean,
          standardizedDifference: deviation > 0 ? difference.difference.value / deviation : nil,
          p: difference.p))
    }
    for item in balance where item.p * Double(balance.count) < Self.least {
      warnings.append(
        "\(item.name) was \(Self.digits(item.treatedMean)) in the group \"\(arm)\" and "
          + "\(Self.digits(item.controlMean)) in the other before anything was done: more than "
          + "chance explains, so the groups were not drawn alike.")
    }
    self.balance = balance
    self.warnings = warnings
  }

  private static func percent(_ share: Double) -> String {
    (PlainNumber.fixed(share * 100, decimals: 1) ?? "–") + " %"
  }

  private static func digits(_ value: Double) -> String {
    abs(value) < 0.001 && value != 0 ? "\(value)" : PlainNumber.fixed(value, decimals: 3) ?? "–"
  }
}
