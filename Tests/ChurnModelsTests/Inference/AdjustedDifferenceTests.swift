import ChurnMath
import Testing

@testable import ChurnModels

@Suite struct AdjustedDifferenceTests {
  // R 4.2.2: set.seed(1); n <- 40; x <- round(rnorm(n), 3); g <- rep(0:1, c(14, 26));
  // w <- round(runif(n), 3); y <- round(2 + .5*x + g*(.7 + .4*x) + w + rnorm(n)*(1 + g), 3)
  private static let x = [
    -0.626, 0.184, -0.836, 1.595, 0.33, -0.82, 0.487, 0.738, 0.576, -0.305, 1.512, 0.39, -0.621,
    -2.215, 1.125, -0.045, -0.016, 0.944, 0.821, 0.594, 0.919, 0.782, 0.075, -1.989, 0.62, -0.056,
    -0.156, -1.471, -0.478, 0.418, 1.359, -0.103, 0.388, -0.054, -1.377, -0.415, -0.394, -0.059,
    1.1, 0.763,
  ]
  private static let w = [
    0.435, 0.713, 0.4, 0.325, 0.757, 0.203, 0.711, 0.122, 0.245, 0.143, 0.24, 0.059, 0.642, 0.876,
    0.779, 0.797, 0.455, 0.41, 0.811, 0.605, 0.655, 0.353, 0.27, 0.993, 0.633, 0.213, 0.129, 0.478,
    0.924, 0.599, 0.976, 0.732, 0.357, 0.431, 0.148, 0.013, 0.716, 0.103, 0.446, 0.64,
  ]
  private static let y = [
    4.524, 2.766, 2.672, 3.151, 2.179, 1.982, 1.15, 3.957, 2.686, 4.163, 3.472, 1.544, 2.942, 0.834,
    1.984, 4.039, 2.254, 3.962, 4.399, 2.661, 3.045, 3.486, 5.394, -1.144, 5.079, 3.529, 4.815,
    1.246, 3.934, 4.209, 3.814, 5.755, 5.727, 4.483, 4.782, 3.456, 0.508, 1.603, 1.687, 3.08,
  ]
  private static let isTreated = (0..<40).map { $0 >= 14 }

  /// R 4.2.2, sandwich 3.0.2: xc <- x - mean(x); wc <- w - mean(w); m <- lm(y ~ g * (xc + wc));
  /// coef(m)["g"]; sqrt(vcovHC(m, type = "HC2")["g", "g"]); coef(m)["(Intercept)"].
  @Test("Effect and robust standard error agree with R's interacted regression")
  func lin() throws {
    let found = try #require(
      AdjustedDifference(outcome: Self.y, isTreated: Self.isTreated, covariates: [Self.x, Self.w]))
    #expect(abs(found.difference.value - 0.799945712409044) < 1e-12)
    #expect(abs(found.standardError - 0.406650330202033) < 1e-12)
    #expect(abs(found.controlMean - 2.61536009538616) < 1e-12)
    #expect(found.used == [0, 1])
  }

  /// R 4.2.2: t.test(y[g == 1], y[g == 0]).
  @Test("Without covariates it is Welch's comparison")
  func welch() throws {
    let found = try #require(
      AdjustedDifference(outcome: Self.y, isTreated: Self.isTreated, covariates: []))
    #expect(abs(found.difference.lower + 0.233773018922295) < 1e-12)
    #expect(abs(found.difference.upper - 1.554904887054163) < 1e-12)
    #expect(abs(found.p - 0.142879236004) < 1e-11)
    #expect(found.varianceReduction == 0)
    let plain = MeanDifference(
      treated: try #require(MeanDifference.Mean(Array(Self.y[14...]))),
      control: try #require(MeanDifference.Mean(Array(Self.y[..<14]))))
    #expect(abs(plain.difference.lower - found.difference.lower) < 1e-12)
    #expect(abs(plain.degreesOfFreedom - 36.14580547544) < 1e-10)
    let ratios = (try #require(plain.ratio), try #require(found.ratio))
    #expect(abs(ratios.0.value - ratios.1.value) < 1e-12)
    #expect(abs(ratios.0.lower - ratios.1.lower) < 1e-12)
  }

  @Test("Indicators of strata give the post-stratified difference and its variance")
  func strata() throws {
    let stratum = (0..<40).map { $0 % 3 }
    let dummies = (1...2).map { level in stratum.map { $0 == level ? 1.0 : 0 } }
    let found = try #require(
      AdjustedDifference(outcome: Self.y, isTreated: Self.isTreated, covariates: dummies))
    var effect = 0.0
    var variance = 0.0
    for level in 0..<3 {
      let rows = stratum.indices.filter { stratum[$0] == level }
      let share = Double(rows.count) / 40
      let groups = [true, false].map { side in
        MeanDifference.Mean(rows.filter { Self.isTreated[$0] == side }.map { Self.y[$0] })
      }
      let (one, zero) = (try #require(groups[0]), try #require(groups[1]))
      effect += share * (one.mean - zero.mean)
      variance += share * share * (one.squaredError + zero.squaredError)
    }
    #expect(abs(found.difference.value - effect) < 1e-12)
    #expect(abs(found.standardError - variance.squareRoot()) < 1e-12)
  }

  @Test("A covariate that others tell, or that never varies, is left out without a trace")
  func redundant() throws {
    let plain = try #require(
      AdjustedDifference(outcome: Self.y, isTreated: Self.isTreated, covariates: [Self.x, Self.w]))
    let sum = zip(Self.x, Self.w).map { 3 * $0 - $1 + 7 }
    let inOneGroup = (0..<40).map { $0 < 14 ? 1.0 : Self.x[$0] }
    let found = try #require(
      AdjustedDifference(
        outcome: Self.y, isTreated: Self.isTreated,
        covariates: [Self.x, Array(repeating: 1e9, count: 40), Self.w, sum, inOneGroup]))
    #expect(found.used == [0, 2])
    #expect(abs(found.difference.value - plain.difference.value) < 1e-12)
    #expect(abs(found.standardError - plain.standardError) < 1e-12)
  }

  @Test("Shifting and scaling covariates changes nothing, and row order neither")
  func invariance() throws {
    let plain = try #require(
      AdjustedDifference(outcome: Self.y, isTreated: Self.isTreated, covariates: [Self.x, Self.w]))
    let moved = try #require(
      AdjustedDifference(
        outcome: Self.y, isTreated: Self.isTreated,
        covariates: [Self.x.map { 1e6 * $0 - 3e5 }, Self.w.map { 1 - $0 }]))
    #expect(abs(moved.difference.lower - plain.difference.lower) < 1e-9)
    let order = (0..<40).map { ($0 * 7) % 40 }
    let shuffled = try #require(
      AdjustedDifference(
        outcome: order.map { Self.y[$0] }, isTreated: order.map { Self.isTreated[$0] },
        covariates: [order.map { Self.x[$0] }, order.map { Self.w[$0] }]))
    #expect(abs(shuffled.difference.lower - plain.difference.lower) < 1e-12)
  }

  @Test("More covariates than rows, one row in a group and numbers that are none end in no trap")
  func awkward() throws {
    let many = (0..<30).map { column in (0..<6).map { Double(($0 * 13 + column * 5) % 11) } }
    let found = try #require(
      AdjustedDifference(
        outcome: [1, 2, 3, 4, 5, 7], isTreated: [true, false, true, false, true, false],
        covariates: many))
    #expect(found.difference.value.isFinite)
    #expect(found.used.count <= 1)
    #expect(
      AdjustedDifference(outcome: [1, 2], isTreated: [true, false], covariates: []) == nil)
    #expect(
      AdjustedDifference(
        outcome: [1, .nan, 2, 3], isTreated: [true, true, false, false], covariates: []) == nil)
    let constant = try #require(
      AdjustedDifference(
        outcome: [2, 2, 2, 2], isTreated: [true, true, false, false], covariates: []))
    #expect(constant.difference == Estimate(value: 0, lower: 0, upper: 0))
    #expect(constant.p == 1)
    #expect(constant.varianceReduction == nil)
  }

  @Test("A covariate that foretells the outcome shrinks the interval and moves the truth nowhere")
  func precision() throws {
    var stream = RandomStream(seed: 5, stream: 0)
    let n = 4_000
    let before = (0..<n).map { _ in stream.gamma(shape: 1, scale: 10) }
    let isTreated = (0..<n).map { _ in stream.chance(0.7) }
    let outcome = (0..<n).map { 0.9 * before[$0] + (isTreated[$0] ? 0.5 : 0) + stream.normal() }
    let found = try #require(
      AdjustedDifference(outcome: outcome, isTreated: isTreated, covariates: [before]))
    #expect(found.difference.lower < 0.5 && found.difference.upper > 0.5)
    // By hand: var(y) = 81 + 1 within a group, of which 81 are the covariate's.
    #expect(abs(try #require(found.varianceReduction) - 81.0 / 82) < 0.01)
  }
}
