import ChurnMath
import Foundation
import Testing
import TestSupport

@testable import ChurnModels

@Suite struct BetaCalibrationTests {
  /// The scores of the calibration reference, fitted by scipy 1.17.1.
  ///
  /// L-BFGS-B with bounds 0 on a and b, analytic gradient, ftol 1e-16, Platt's smoothed targets; plain,
  /// and with weights 1 + (i mod 3). The least loss is known to more digits than the parameters.
  @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func agreesWithScipy() throws {
    let url = try #require(SharedFolder.url("reference/05_calibration.json"))
    let text = try String(contentsOf: url, encoding: .utf8)
    let end = try #require(text.range(of: ",\"isotonic_weighted\""))
    let file = try JSONDecoder().decode(
      Reference.self, from: Data((text[..<end.lowerBound] + "}").utf8))
    let labels = file.y.numbers.map { $0 > 0.5 }
    let plain = try BetaCalibration(fitting: file.scores.numbers, labels: labels)
    #expect(
      agree([plain.a, plain.b, plain.c], [1.53493613, 1.57974109, -0.52419246], within: 1e-5))
    let weighted = try BetaCalibration(
      fitting: file.scores.numbers, labels: labels,
      weights: labels.indices.map { Double(1 + $0 % 3) })
    #expect(
      agree(
        [weighted.a, weighted.b, weighted.c], [1.69970287, 1.34444931, -0.35434767], within: 1e-5))
  }

  private static let scores = [-4, -3, -2, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]
  private static let labels = [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1].map { $0 == 1 }

  /// scipy as above: unconstrained, a would be negative.
  @Test("A parameter that would be negative is dropped, on either side")
  func parametersAreDropped() throws {
    let low = try BetaCalibration(fitting: Self.scores, labels: Self.labels)
    #expect(low.a == 0 && agree([low.b, low.c], [0.73927887, -1.68222642], within: 1e-5))
    let high = try BetaCalibration(
      fitting: Self.scores.map { -$0 }, labels: Self.labels.map { !$0 })
    #expect(high.b == 0 && agree([high.a, high.c], [0.73927887, 1.68222642], within: 1e-5))
    let falling = try BetaCalibration(fitting: Self.scores, labels: Self.labels.reversed())
    // The smoothed mean of 5 of 13: log-odds of (5 × 6/7 + 8 × 1/10) / 13; scipy: −0.44223396.
    #expect(!falling.rises && abs(falling.c + 0.44223396) < 1e-7)
  }

  @Test("Never falls, and never leaves 0 to 1, at any log-odds")
  func neverFalls() throws {
    var stream = RandomStream(seed: 3, stream: 0)
    let places =
      [-.infinity, -1e308, -745, -40, 40, 745, 1e308, .infinity]
      + (-400...400).map { Double($0) / 20 }
    for _ in 0..<200 {
      let slopes = (0..<2).map { _ in stream.chance(0.2) ? 0 : exp(3 * stream.normal()) }
      let curve = try #require(
        BetaCalibration(a: slopes[0], b: slopes[1], c: 5 * stream.normal()))
      let values = places.sorted().map(curve.calibrated)
      #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-13) })
    }
    #expect(BetaCalibration(a: 1, b: 1, c: 0)?.calibrated(.nan).isNaN == true)
  }

  @Test("Parts that are no rising function are refused")
  func awkwardParts() {
    #expect(BetaCalibration(a: -0.1, b: 1, c: 0) == nil)
    #expect(BetaCalibration(a: 1, b: .infinity, c: 0) == nil)
    #expect(BetaCalibration(a: 1, b: 1, c: .nan) == nil)
  }

  @Test("Awkward scores end in a finite, rising or constant function")
  func awkwardScores() throws {
    let labels = [true, false, true, false]
    let huge = Double.greatestFiniteMagnitude
    for scores in [
      [0, 0, 0, 0], [1, -1, 1, -1], [huge, -huge, huge, -huge], [-huge, huge, -huge, huge],
      [30, 31, 32, 33], [-700, -701, -702, -703], [1e-300, -1e-300, 0, 1], [5, 5, 5, -5],
    ] {
      for weights in [nil, [1, 1, 1e-12, 1e12], [1, 1, 0, 0]] {
        let curve = try BetaCalibration(fitting: scores, labels: labels, weights: weights)
        #expect([curve.a, curve.b, curve.c].allSatisfy { $0.isFinite })
        #expect(curve.a >= 0 && curve.b >= 0)
        #expect(scores.map(curve.calibrated).allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
    #expect(throws: FitError.self) { try BetaCalibration(fitting: [1, 2], labels: [true, true]) }
    #expect(throws: FitError.self) {
      try BetaCalibration(fitting: [1, .nan], labels: [true, false])
    }
    #expect(throws: FitError.self) { try BetaCalibration(fitting: [1], labels: [true]) }
    // All equal: the smoothed base rate, (2 × 3/4 + 2 × 1/4) / 4.
    let flat = try BetaCalibration(fitting: [2, 2, 2, 2], labels: labels)
    #expect(abs(flat.calibrated(-9) - 0.5) < 1e-12)
  }

  /// Scores whose low end is far too low and whose high end is right: the shape of a forest's shares.
  @Test("A scale bent at one end is mended by the curve, and no straight line does as well")
  func bentScalesAreMended() throws {
    var stream = RandomStream(seed: 4, stream: 0)
    let scores = (0..<20_000).map { _ in 4 * stream.normal() }
    let truth = try #require(BetaCalibration(a: 0.15, b: 1, c: -0.3))
    let labels = scores.map { stream.uniform() < truth.calibrated($0) }
    let choice = try Calibrator.choose(logOdds: scores, labels: labels)
    #expect(choice.calibrator.name == "beta")
    #expect(choice.betaLoss < choice.plattLoss && choice.plattLoss < choice.identityLoss)
    guard case .beta(let found) = choice.calibrator else { return }
    // 20,000 rows tell the parameters to a few hundredths.
    #expect(agree([found.a, found.b, found.c], [truth.a, truth.b, truth.c], within: 0.06))
  }

  @Test("The same kind is fitted to other rows, and the identity where that cannot be")
  func refitting() throws {
    let kinds: [Calibrator] = [
      .identity, .platt(PlattScaling(slope: 2, intercept: 1)),
      .beta(try #require(BetaCalibration(a: 1, b: 2, c: 0))),
      .isotonic(try #require(IsotonicRegression(thresholds: [0], values: [0.5]))),
    ]
    for kind in kinds {
      let refitted = kind.refitted(to: Self.scores, labels: Self.labels)
      #expect(refitted.name == kind.name)
      if kind != .identity { #expect(refitted != kind) }
      #expect(kind.refitted(to: [1, 2], labels: [true, true]) == .identity)
      #expect(kind.refitted(to: [], labels: []) == .identity)
      #expect(kind.refitted(to: [1, .nan], labels: [true, false]) == .identity)
    }
    let turned = Array(Self.labels.reversed())
    #expect(kinds[1].refitted(to: Self.scores, labels: turned) == .identity)
    #expect(kinds[2].refitted(to: Self.scores, labels: turned) == .identity)
  }

  @Test("Every kind of calibration rises through the explanation's link")
  func linksRise() throws {
    let curve = Calibrator.beta(try #require(BetaCalibration(a: 0.4, b: 2, c: -1)))
    for isLogOdds in [true, false] {
      let link = ProbabilityLink(isLogOdds: isLogOdds, calibrator: curve)
      let values = (0...100).map { link.probability(Double($0) / 100 * (isLogOdds ? 8 : 1)) }
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      let slope = link.slope(from: 0.3, to: 0.3, leastWidth: 0.01)
      #expect(slope > 0 && slope.isFinite)
    }
  }
}
