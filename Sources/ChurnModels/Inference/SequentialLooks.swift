// Looking at a campaign more than once without fooling oneself.
//
// look          a time at which the outcome is read and may be called
// information   the share of all rows that will ever be compared that a look sees, in (0, 1]
// boundary      how many standard errors a difference must reach at a look to be called real
// spending      how much of the error is given away by a look: nothing at 0, all of it at 1
//
// Steps: a look may spend what the function allows at its information beyond what was spent before;
// its boundary is the one that a campaign without effect, inside all boundaries so far, crosses with
// that probability. The share of such campaigns still inside is carried from look to look by
// integrating over where they stood.

internal import ChurnMath
internal import Glibc

/// Boundaries for several looks at one comparison that together err as rarely as a single look.
///
///     SequentialLooks(count: 5)?.boundaries[2]   // 2.680 standard errors at the third of five looks
///
/// Alpha spending of Lan and DeMets: half of the error on each side, spent by
/// *α(t) = 2 (1 − Φ(z / √t))* with *z* the (1 − α/2) quantile of that side (like O'Brien and Fleming:
/// early looks must be overwhelming, the last is nearly a single one) or by *α ln(1 + (e − 1) t)* (like
/// Pocock: about the same boundary at every look). Between looks the sums of both groups grow by
/// independent steps: new customers, or more days of customers whose days are independent given who
/// they are. An interval *estimate ± boundary × standard error* at each look, the repeated confidence
/// interval, holds at all looks together.
///
/// - Complexity: O(looks × *m²*) for the 400 nodes of the integration.
/// - SeeAlso: Lan & DeMets (1983), doi:10.1093/biomet/70.3.659; Armitage, McPherson & Rowe (1969),
///   doi:10.2307/2343787; Jennison & Turnbull (1989), doi:10.1111/j.2517-6161.1989.tb01433.x.
public struct SequentialLooks: Sendable, Equatable {
  /// How the error is spent over looks.
  public enum Spending: String, Sendable, CaseIterable {
    /// Little at first, like O'Brien and Fleming.
    case obrienFleming = "obrien-fleming"
    /// Evenly, like Pocock.
    case pocock
  }

  /// The information at each look, ascending, at most 1.
  public let information: [Double]
  /// How many standard errors a difference must reach at each look.
  public let boundaries: [Double]
  /// The error spent up to and with each look, both sides together.
  public let spent: [Double]
  /// How the error is spent.
  public let spending: Spending

  /// Looks at even steps of information; nil unless there are 1 to 100.
  public init?(count: Int, spending: Spending = .obrienFleming, error: Double = 0.05) {
    guard (1...100).contains(count) else { return nil }
    self.init(
      information: (1...count).map { Double($0) / Double(count) }, spending: spending,
      error: error)
  }

  /// Looks at given shares of the information; nil unless they ascend within (0, 1].
  public init?(information: [Double], spending: Spending = .obrienFleming, error: Double = 0.05) {
    guard !information.isEmpty, information.count <= 100, information[0] > 0,
      information.allSatisfy({ $0 <= 1 }), zip(information, information.dropFirst()).allSatisfy(<),
      error > 0, error < 1
    else { return nil }
    self.information = information
    self.spending = spending
    let side = error / 2
    let sides = information.map { Self.spent(at: $0, spending, error: side) }
    spent = sides.map { 2 * $0 }
    var boundaries: [Double] = []
    var inside = Inside()
    for (look, time) in information.enumerated() {
      let allowed = sides[look] - (look == 0 ? 0 : sides[look - 1])
      let boundary = inside.boundary(at: time, crossing: allowed)
      boundaries.append(boundary)
      inside.advance(to: time, boundary: boundary)
    }
    self.boundaries = boundaries
  }

  /// The error of one side that may be spent by a share of the information.
  static func spent(at time: Double, _ spending: Spending, error: Double) -> Double {
    switch spending {
    case .obrienFleming:
      let z = -NormalDistribution.quantile(error / 2)
      return 2 * NormalDistribution.share(above: z / time.squareRoot())
    case .pocock: return error * log(1 + (M_E - 1) * time)
    }
  }
}

/// Where campaigns without effect stand that have crossed no boundary yet.
private struct Inside {
  /// Standardised differences at the last look, and the probability that each node stands for.
  private var nodes: [Double] = []
  private var masses: [Double] = []
  private var time = 0.0

  private static let rule = GaussLegendre(count: 400)

  /// The boundary at a later time that so much probability lies beyond, on one side.
  func boundary(at later: Double, crossing share: Double) -> Double {
    guard share > 0 else { return Self.highest }
    guard time > 0 else { return min(Self.highest, -NormalDistribution.quantile(share)) }
    var low = 0.0
    var high = Self.highest
    for _ in 0..<80 where high - low > 1e-12 {
      let middle = (low + high) / 2
      if above(middle, at: later) > share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// Beyond it there is nothing that a double could tell from zero.
  private static let highest = 37.0

  /// The probability of standing above `boundary` at a later time.
  private func above(_ boundary: Double, at later: Double) -> Double {
    let step = (later - time).squareRoot()
    let before = time.squareRoot()
    let target = boundary * later.squareRoot()
    var sum = 0.0
    for (node, mass) in zip(nodes, masses) {
      sum += mass * NormalDistribution.share(above: (target - node * before) / step)
    }
    return sum
  }

  /// Takes those who are beyond the boundary out and moves on.
  mutating func advance(to later: Double, boundary: Double) {
    // Farther out than this nobody stands whom the sums could notice.
    let edge = min(boundary, 9)
    let rule = Self.rule
    let places = rule.nodes.map { edge * (2 * $0 - 1) }
    let root = later.squareRoot()
    let step = (later - time).squareRoot()
    let before = time.squareRoot()
    let scale = 1 / (2 * Double.pi).squareRoot()
    var next: [Double] = []
    for (place, weight) in zip(places, rule.weights) {
      var density = 0.0
      if time == 0 {
        density = scale * exp(-place * place / 2)
      } else {
        for (node, mass) in zip(nodes, masses) {
          let deviate = (place * root - node * before) / step
          density += mass * exp(-deviate * deviate / 2)
        }
        density *= scale * root / step
      }
      next.append(density * weight * 2 * edge)
    }
    nodes = places
    masses = next
    time = later
  }
}
