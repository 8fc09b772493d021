/// A feature that moves the champion's probabilities, and which way.
public struct Driver: Sendable, Equatable, Encodable {
  /// One value of the feature, or one level.
  public struct Point: Sendable, Equatable, Encodable {
    /// The value as text: a number in short, or the level; `missing` for no value.
    public let label: String
    /// The value; nil for a level and for the missing value.
    public let value: Double?
    /// The share of the training rows that lie nearest to it.
    public let share: Double
    /// The mean probability, were all training rows given this value and nothing else changed.
    public let probability: Double
  }

  /// Which way the probability goes as the feature rises.
  public enum Direction: String, Sendable, Equatable, Encodable {
    /// The probability rises with the feature.
    case rises
    /// The probability falls as the feature rises.
    case falls
    /// It does both, or the feature is a name.
    case mixed
  }

  /// The feature.
  public let feature: String
  /// How it is computed.
  public let definition: String
  /// How far it pushes a training row on average, in probability.
  public let importance: Double
  /// Which way.
  public let direction: Direction
  /// The dependence curve: ascending values, then missing; levels by how frequent they are.
  public let points: [Point]
}
