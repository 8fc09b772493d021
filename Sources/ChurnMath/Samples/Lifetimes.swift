/// How long *n* customers were observed, and how that ended; stored as columns.
///
/// A lifetime runs from a customer's own start (time 0) to his exit. He may come under observation
/// only at a later time of his own, his entry (left truncation): he was a customer already when the
/// data begin, so before his entry he could not have been seen leaving and counts for nothing.
///
///     let lifetimes = Lifetimes(durations: [5, 8, 8], churned: [true, false, true])
///
/// Times are in any one unit (days, months). Nothing is checked here but lengths: estimators refuse
/// times and weights that make no sense, and name the row.
public struct Lifetimes: Sendable, Equatable {
  /// Time from the start to the exit, or to the end of observation; finite, not negative; length *n*.
  public let durations: [Double]
  /// How each ended: 0 = still active then (right-censored), *k* > 0 = left for reason *k*; length *n*.
  public let exits: [UInt8]
  /// Time at which each came under observation, below his duration; nil = all at 0; length *n*.
  public let entries: [Double]?
  /// How often each counts, finite and not negative; nil = once; length *n*.
  public let weights: [Double]?

  /// The number of customers, *n*.
  public var count: Int { durations.count }

  /// Creates lifetimes that ended for one of several reasons.
  public init(
    durations: [Double], exits: [UInt8], entries: [Double]? = nil, weights: [Double]? = nil
  ) {
    let n = durations.count
    precondition(exits.count == n, "\(exits.count) exits for \(n) durations")
    precondition((entries?.count ?? n) == n, "\(entries?.count ?? n) entries for \(n) durations")
    precondition((weights?.count ?? n) == n, "\(weights?.count ?? n) weights for \(n) durations")
    self.durations = durations
    self.exits = exits
    self.entries = entries
    self.weights = weights
  }

  /// Creates lifetimes that ended in churn or were censored.
  public init(
    durations: [Double], churned: [Bool], entries: [Double]? = nil, weights: [Double]? = nil
  ) {
    self.init(
      durations: durations, exits: churned.map { $0 ? 1 : 0 }, entries: entries, weights: weights)
  }

  /// Whether the observation of a customer ended in an exit for any reason.
  public func hasLeft(_ row: Int) -> Bool { exits[row] != 0 }

  /// Only `rows`, in that order; an index may repeat.
  public func selecting(rows: [Int]) -> Lifetimes {
    Lifetimes(
      durations: rows.map { durations[$0] }, exits: rows.map { exits[$0] },
      entries: entries.map { entries in rows.map { entries[$0] } },
      weights: weights.map { weights in rows.map { weights[$0] } })
  }
}
