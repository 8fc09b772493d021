/// What a campaign brings when it goes down the list, by how far it goes.
///
/// The list is ranked by expected net value, as `at-risk` ranks it. Money is in the currency of the
/// data. Beyond the stop point another contact costs more than it is expected to bring.
public struct ProfitCurve: Sendable, Equatable, Encodable {
  /// One length of the list.
  public struct Point: Sendable, Equatable, Encodable {
    /// Customers contacted.
    public let contacted: Int
    /// The sum of their expected net values.
    public let expected: Double
    /// What they would have brought, those who churned being kept with the save rate.
    public let realised: Double
  }

  /// From nobody to everybody, at most a hundred steps and the stop point; ascending.
  public let points: [Point]
  /// Where contacting stops to pay by what is expected.
  public let stop: Point
  /// Where it would have stopped to pay by what happened: the best that this ranking allows.
  public let best: Point
}
