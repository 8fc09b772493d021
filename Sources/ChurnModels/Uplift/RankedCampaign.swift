/// Customers of both arms in the order in which they would be contacted.
///
/// Equal scores are one group: none of its customers comes first, and a share that ends within it takes
/// all of them in part.
///
/// - Complexity: O(*n* log *n*) to build, O(*n*) after `reweighted`.
public struct RankedCampaign: Sendable, Equatable {
  /// Sums over the first so many customers.
  struct Sums: Sendable, Equatable {
    var treated = 0.0
    var treatedGain = 0.0
    var treatedSquares = 0.0
    var control = 0.0
    var controlGain = 0.0
    var controlSquares = 0.0
    /// Of the scores of both arms.
    var scores = 0.0

    var all: Double { treated + control }

    /// Mean gain of the contacted minus that of the others, an arm without customers counting 0.
    var lift: Double {
      (treated > 0 ? treatedGain / treated : 0) - (control > 0 ? controlGain / control : 0)
    }

    /// This and a part of the way to `other`.
    func towards(_ other: Sums, _ share: Double) -> Sums {
      func between(_ path: KeyPath<Sums, Double>) -> Double {
        self[keyPath: path] + share * (other[keyPath: path] - self[keyPath: path])
      }
      return Sums(
        treated: between(\.treated), treatedGain: between(\.treatedGain),
        treatedSquares: between(\.treatedSquares), control: between(\.control),
        controlGain: between(\.controlGain), controlSquares: between(\.controlSquares),
        scores: between(\.scores))
    }

    /// What comes after `earlier`.
    func minus(_ earlier: Sums) -> Sums {
      Sums(
        treated: treated - earlier.treated, treatedGain: treatedGain - earlier.treatedGain,
        treatedSquares: treatedSquares - earlier.treatedSquares,
        control: control - earlier.control, controlGain: controlGain - earlier.controlGain,
        controlSquares: controlSquares - earlier.controlSquares, scores: scores - earlier.scores)
    }
  }

  private struct Customer: Sendable, Equatable {
    let row: Int
    let isTreated: Bool
    let gain: Double
    let score: Double
  }

  /// From the highest score down.
  private let customers: [Customer]
  /// The sums up to the end of each group of equal scores; the last are those of all.
  private(set) var ends: [Sums]

  /// Puts customers in order, the highest score first.
  ///
  /// - Parameters:
  ///   - scores: What they are ranked by; finite, length *n*.
  ///   - isTreated: Whether each was contacted; length *n*.
  ///   - gains: What each did, more being better; finite, length *n*.
  /// - Throws: `FitError.noRows`, `.lengthMismatch`, `.invalidScore`.
  public init(scores: [Double], isTreated: [Bool], gains: [Double]) throws(FitError) {
    guard !scores.isEmpty else { throw .noRows }
    for count in [isTreated.count, gains.count] where count != scores.count {
      throw .lengthMismatch(rows: scores.count, labels: count)
    }
    for list in [scores, gains] {
      for (row, value) in list.enumerated() where !value.isFinite {
        throw .invalidScore(row: row, found: value)
      }
    }
    let order = scores.indices.sorted {
      scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1
    }
    customers = order.map {
      Customer(row: $0, isTreated: isTreated[$0], gain: gains[$0], score: scores[$0])
    }
    ends = []
    ends = sums(weights: nil)
  }

  /// The same customers, each counting so many times; length *n*.
  public func reweighted(_ weights: [Double]) -> RankedCampaign {
    precondition(
      weights.count == customers.count, "\(weights.count) weights, \(customers.count) customers")
    var other = self
    other.ends = sums(weights: weights)
    return other
  }

  /// The number of customers, *n*.
  public var count: Int { customers.count }

  var total: Sums { ends.last ?? Sums() }

  /// Whether both arms have customers of some weight.
  public var hasBothArms: Bool { total.treated > 0 && total.control > 0 }

  private func sums(weights: [Double]?) -> [Sums] {
    var sums = Sums()
    var ends: [Sums] = []
    for (place, customer) in customers.enumerated() {
      let weight = weights?[customer.row] ?? 1
      if customer.isTreated {
        sums.treated += weight
        sums.treatedGain += weight * customer.gain
        sums.treatedSquares += weight * customer.gain * customer.gain
      } else {
        sums.control += weight
        sums.controlGain += weight * customer.gain
        sums.controlSquares += weight * customer.gain * customer.gain
      }
      sums.scores += weight * customer.score
      if place + 1 == customers.count || customers[place + 1].score != customer.score {
        ends.append(sums)
      }
    }
    return ends
  }

  /// The sums over the first share of all, for ascending shares in [0, 1].
  func sums(atShares shares: [Double]) -> [Sums] {
    var before = Sums()
    var next = 0
    return shares.map { share in
      let wanted = share * total.all
      while next < ends.count, ends[next].all <= wanted {
        before = ends[next]
        next += 1
      }
      guard next < ends.count, ends[next].all > before.all else { return before }
      return before.towards(
        ends[next], min(1, max(0, (wanted - before.all) / (ends[next].all - before.all))))
    }
  }
}
