/// What a bundle keeps of the rows it learned from, so that later data can be held beside them.
public struct TrainingReference: Sendable, Equatable {
  /// One input.
  public struct Input: Sendable, Equatable {
    /// The feature.
    public let feature: String
    /// The share of training rows without a value.
    public let missing: Double
    /// The values of the others.
    public let content: Content

    /// Values of the rows that have one.
    public enum Content: Sendable, Equatable {
      /// Quantities.
      case numbers(ValueCurve)
      /// Names.
      case names(LevelShares)
    }
  }

  /// The calibrated probabilities of the test rows, which the model had not learned from.
  public struct Scores: Sendable, Equatable {
    /// The number of rows.
    public let rows: Int
    /// Those of them who churned.
    public let churners: Int
    /// The mean probability.
    public let mean: Double
    /// Their distribution.
    public let curve: ValueCurve
    /// The share of rows in each risk band, from the safest.
    public let bands: [Double]
  }

  /// Eligible customers at one cutoff.
  public struct Cutoff: Sendable, Equatable {
    /// Eligible customers.
    public let rows: Int
    /// Those of them who churned.
    public let churners: Int
  }

  /// How far one cutoff's level of churn lay from the level told, in log-odds.
  public struct LevelError: Sendable, Equatable {
    /// The log-odds of the share that churned less those of the mean probability.
    public let logOdds: Double
    /// The variance of that figure from sampling customers alone.
    public let variance: Double
  }

  /// The training rows.
  public let rows: Int
  /// The customers behind them.
  public let customers: Int
  /// The inputs, in the order of the bundle's features.
  public let inputs: [Input]
  /// The probabilities of the test rows.
  public let scores: Scores
  /// The training cutoffs in the order of the manifest; one entry for a ready table.
  public let cutoffs: [Cutoff]
  /// Level errors of earlier cutoffs, each foretold from before it; empty where none could be.
  public let levelErrors: [LevelError]
}
