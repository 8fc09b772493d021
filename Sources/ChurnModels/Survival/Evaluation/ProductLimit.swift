public import ChurnMath

/// A falling share of customers still there, or still observed, as a step function of time.
///
/// The product-limit estimate without its errors, of exits or of censoring. Where some leave and
/// others are censored at one time, the exits come first: they count as at risk of leaving along with
/// the censored, and are gone when it comes to censoring.
///
///     let censoring = try ProductLimit.censoring(lifetimes)
///     censoring.share(before: 90)   // 0.8: observed until just before day 90, leavers aside
public struct ProductLimit: Sendable, Equatable {
  /// The times at which the share falls, ascending; length *m*.
  public let times: [Double]
  /// The share from each time on; length *m*.
  public let shares: [Double]

  /// A known step function.
  public init(times: [Double], shares: [Double]) {
    precondition(times.count == shares.count, "\(shares.count) shares for \(times.count) times")
    self.times = times
    self.shares = shares
  }

  /// The share at `time`, what falls there included; 1 before the first fall.
  public func share(at time: Double) -> Double {
    let steps = times.partitionPoint { $0 <= time }
    return steps == 0 ? 1 : shares[steps - 1]
  }

  /// The share just before `time`.
  public func share(before time: Double) -> Double {
    let steps = times.partitionPoint { $0 < time }
    return steps == 0 ? 1 : shares[steps - 1]
  }

  /// The share of customers still observed: the chance not to have been censored.
  ///
  /// - Throws: `FitError.invalidLifetime`, `.invalidWeight`; `.leftTruncated` with entries.
  public static func censoring(_ lifetimes: Lifetimes) throws(FitError) -> ProductLimit {
    guard lifetimes.entries == nil else {
      throw .leftTruncated(method: "Weighting by the chance of being censored")
    }
    try lifetimes.checkForEvaluation()
    return steps(lifetimes, ofExits: false)
  }

  /// The share of customers still there, from checked lifetimes.
  static func survival(_ lifetimes: Lifetimes) -> ProductLimit {
    steps(lifetimes, ofExits: true)
  }

  /// The share of checked lifetimes, of the exits or of censoring.
  static func steps(_ lifetimes: Lifetimes, ofExits: Bool) -> ProductLimit {
    let order = radixOrder(of: lifetimes.durations.map { ($0 + 0).bitPattern })
    let entries = lifetimes.entries.map { entries in
      (times: entries, order: radixOrder(of: entries.map { ($0 + 0).bitPattern }))
    }
    func weight(_ row: Int32) -> Double { lifetimes.weights?[Int(row)] ?? 1 }
    // Sums from the last time back: what is still there, without a difference of large numbers.
    var times: [Double] = []
    var factors: [Double] = []
    var atRisk = 0.0
    var entered = 0.0
    var nextEntry = entries?.order.count ?? 0
    var place = order.count
    while place > 0 {
      let time = lifetimes.durations[Int(order[place - 1])]
      var left = 0.0
      var censored = 0.0
      while place > 0, lifetimes.durations[Int(order[place - 1])] == time {
        place -= 1
        let row = order[place]
        if lifetimes.hasLeft(Int(row)) { left += weight(row) } else { censored += weight(row) }
      }
      atRisk += left + censored
      if let entries {
        while nextEntry > 0, entries.times[Int(entries.order[nextEntry - 1])] >= time {
          nextEntry -= 1
          entered += weight(entries.order[nextEntry])
        }
      }
      let present = atRisk - entered
      let falling = ofExits ? left : censored
      guard falling > 0 else { continue }
      let exposed = ofExits ? present : present - left
      times.append(time)
      factors.append(falling >= exposed ? 0 : 1 - falling / exposed)
    }
    var share = 1.0
    let shares = factors.reversed().map { factor in
      share *= factor
      return share
    }
    return ProductLimit(times: times.reversed(), shares: shares)
  }
}

extension Lifetimes {
  /// Refuses times and weights that make no sense.
  func checkForEvaluation() throws(FitError) {
    guard count > 0 else { throw .noRows }
    for (row, time) in durations.enumerated() where !(time >= 0 && time.isFinite) {
      throw .invalidLifetime(index: row)
    }
    if let entries {
      for (row, entry) in entries.enumerated() where !(entry >= 0 && entry < durations[row]) {
        throw .invalidEntry(index: row)
      }
    }
    if let weights {
      for (row, weight) in weights.enumerated() where !(weight >= 0 && weight <= 1e100) {
        throw .invalidWeight(row: row)
      }
    }
  }
}
