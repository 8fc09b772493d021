import ChurnMath
import ChurnModels
import Foundation
import Testing
import TestSupport

@Suite struct CalibratorTests {
  /// `reference/05_calibration.json` (scikit-learn 1.9.1; own Newton for Platt), up to the place where
  /// the file stops being JSON.
  private func reference() throws -> Reference {
    guard let url = SharedFolder.url("reference/05_calibration.json") else { return .nothing }
    let text = try String(contentsOf: url, encoding: .utf8)
    guard let end = text.range(of: ",\"isotonic_weighted\"") else { return .nothing }
    return try JSONDecoder().decode(
      Reference.self, from: Data((text[..<end.lowerBound] + "}").utf8))
  }

  @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func plattAgreesWithTheReference() throws {
    let file = try reference()
    let labels = file.y.numbers.map { $0 > 0.5 }
    let platt = try PlattScaling(fitting: file.scores.numbers, labels: labels)
    #expect(abs(platt.slope + file.platt.A.number) <= 1e-6)
    #expect(abs(platt.intercept + file.platt.B.number) <= 1e-6)
    let found = file.platt.query.numbers.map(platt.calibrated)
    #expect(agree(found, file.platt.p.numbers, within: 1e-6))
  }

  @Test(.enabled(if: SharedFolder.isPresent, Comment(rawValue: SharedFolder.hint)))
  func isotonicAgreesWithTheReference() throws {
    let file = try reference()
    let scores = file.scores.numbers
    let labels = file.y.numbers.map { $0 > 0.5 }
    let isotonic = try IsotonicRegression(fitting: scores, labels: labels)
    #expect(isotonic.thresholds == file.isotonic.x_thresholds.numbers)
    #expect(agree(isotonic.values, file.isotonic.y_thresholds.numbers, within: 1e-12))
    let query = file.isotonic.query.numbers
    #expect(agree(query.map(isotonic.calibrated), file.isotonic.p.numbers, within: 1e-12))
    #expect(agree(scores.map(isotonic.calibrated), file.isotonic.fitted.numbers, within: 1e-12))
    // "isotonic_weighted" of the same file: weights 1 + (i mod 3).
    let weighted = try IsotonicRegression(
      fitting: scores, labels: labels, weights: labels.indices.map { Double(1 + $0 % 3) })
    let expected = [
      0, 0, 0, 0.10526315789473684, 0.35443037974683544, 0.35443037974683544,
      0.35443037974683544, 0.35443037974683544, 0.8235294117647058, 1, 1,
    ]
    #expect(agree(query.map(weighted.calibrated), expected, within: 1e-12))
  }

  /// "hand" of `reference/05_calibration.json`.
  @Test("Violators are pooled and equal scores averaged, by hand")
  func poolingByHand() throws {
    let plain = try IsotonicRegression(
      fitting: [1, 2, 3, 4, 5, 6], labels: [true, false, true, false, true, true])
    #expect([1, 2, 3, 4, 5, 6].map(plain.calibrated) == [0.5, 0.5, 0.5, 0.5, 1, 1])
    let doubled = try IsotonicRegression(
      fitting: [1, 1, 2, 2, 3], labels: [true, false, false, false, true])
    #expect([1, 1, 2, 2, 3].map(doubled.calibrated) == [0.25, 0.25, 0.25, 0.25, 1])
  }

  @Test("Equal scores get the base rate")
  func equalScoresGetTheBaseRate() throws {
    let labels = [true, false, false, false]
    let platt = try PlattScaling(fitting: [2, 2, 2, 2], labels: labels)
    // Smoothed: (1 × 2/3 + 3 × 1/5) / 4.
    #expect(abs(platt.calibrated(-9) - (2.0 / 3 + 3.0 / 5) / 4) < 1e-12)
    let isotonic = try IsotonicRegression(fitting: [2, 2, 2, 2], labels: labels)
    #expect(isotonic.calibrated(-9) == 0.25 && isotonic.calibrated(9) == 0.25)
  }

  @Test("What cannot be learned from is refused")
  func awkwardInputIsRefused() {
    func refuses(_ scores: [Double], _ labels: [Bool], _ error: FitError?) {
      let platt = #expect(throws: FitError.self) {
        try PlattScaling(fitting: scores, labels: labels)
      }
      let isotonic = #expect(throws: FitError.self) {
        try IsotonicRegression(fitting: scores, labels: labels)
      }
      let choice = #expect(throws: FitError.self) {
        try Calibrator.choose(logOdds: scores, labels: labels)
      }
      if let error { #expect(platt == error && isotonic == error && choice == error) }
    }
    refuses([1, 2], [true, true], .singleClass(churned: true, rows: 2))
    refuses([1, .nan], [true, false], nil)
    refuses([1], [true], .tooFewRows(rows: 1, needed: 2))
    refuses([], [], .tooFewRows(rows: 0, needed: 2))
    refuses([1, 2], [true], .lengthMismatch(rows: 2, labels: 1))
    #expect(IsotonicRegression(thresholds: [], values: []) == nil)
    #expect(IsotonicRegression(thresholds: [1, 1], values: [0, 1]) == nil)
    #expect(IsotonicRegression(thresholds: [1, 2], values: [1, 0]) == nil)
  }

  private func simulated(_ rows: Int, truth: (Double) -> Double) -> ([Double], [Bool]) {
    var stream = RandomStream(seed: 4, stream: 0)
    let scores = (0..<rows).map { _ in 2 * stream.normal() }
    return (scores, scores.map { stream.uniform() < truth($0) })
  }

  @Test("Honest probabilities are left alone")
  func identityIsPreferred() throws {
    let (scores, labels) = simulated(800) { 1 / (1 + exp(-$0)) }
    #expect(try Calibrator.choose(logOdds: scores, labels: labels).calibrator == .identity)
  }

  @Test("A wrong slope is mended by a line, a step by a step")
  func biasIsMended() throws {
    let (scores, labels) = simulated(800) { 1 / (1 + exp(-0.4 * $0 - 1)) }
    let line = try Calibrator.choose(logOdds: scores, labels: labels)
    #expect(line.calibrator.name == "platt")
    #expect(line.plattLoss < line.identityLoss)
    let (steps, outcome) = simulated(2_000) { $0 < 1.5 ? 0.2 : 0.9 }
    let step = try Calibrator.choose(logOdds: steps, labels: outcome)
    #expect(step.calibrator.name == "isotonic")
    #expect(step.calibrator.calibrated(steps).allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test("The choice depends on seed and customers alone")
  func choiceIsRepeatable() throws {
    let (scores, labels) = simulated(300) { 1 / (1 + exp(-0.6 * $0)) }
    let groups = labels.indices.map { $0 / 3 }
    let one = try Calibrator.choose(logOdds: scores, labels: labels, groups: groups)
    #expect(try Calibrator.choose(logOdds: scores, labels: labels, groups: groups) == one)
  }
}
