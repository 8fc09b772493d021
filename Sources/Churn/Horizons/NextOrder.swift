internal import ChurnData
internal import ChurnModels

/// When the next order of a customer is expected, from a cutoff on.
public struct NextOrder: Sendable, Equatable {
  /// The day by which it has come with even odds; nil = more likely not within `HorizonModel`'s reach.
  public let expected: Int?
  /// The first day of the 80 % interval; nil = the order is unlikely even to begin to be expected.
  public let earliest: Int?
  /// The last day of the 80 % interval; nil = beyond what the model can foresee.
  public let latest: Int?

  /// The share of customers whose next order falls into the interval, if the model is right.
  public static let coverage = 0.8

  /// The days of one row of an outlook, counted from the cutoff.
  init(_ hazards: Hazards, row: Int) {
    let tail = (1 - Self.coverage) / 2
    expected = hazards.day(row, reaching: 0.5)
    earliest = hazards.day(row, reaching: tail)
    latest = hazards.day(row, reaching: 1 - tail)
  }
}
