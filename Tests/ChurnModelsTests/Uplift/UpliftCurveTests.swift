import ChurnMath
import ChurnModels
import Foundation
import TestSupport
import Testing

@Suite("Uplift curves")
struct UpliftCurveTests {
  private static let gains: [Double] = [
    1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1,
  ]
  private static let isTreated = [1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0]
    .map { $0 == 1 }
  private static let scores: [Double] = [
    0.9, 0.8, 0.8, 0.7, 0.7, 0.7, 0.6, 0.55, 0.5, 0.5, 0.4, 0.4, 0.3, 0.2, 0.2, 0.1, 0.1, 0.05,
    0.05, 0,
  ]

  private static func ranked(
    _ scores: [Double] = scores, gains: [Double] = gains, isTreated: [Bool] = isTreated
  ) throws -> RankedCampaign {
    try RankedCampaign(scores: scores, isTreated: isTreated, gains: gains)
  }

  private static func normalized(_ curve: UpliftCurve, _ ranked: RankedCampaign) throws -> Double? {
    let perfect = curve.perfectScores(isTreated: isTreated, gains: gains)
    return curve.normalized(of: ranked, perfect: try Self.ranked(perfect))
  }

  /// scikit-uplift 0.5.1, scikit-learn 1.9.1: `qini_auc_score(y, s, t)`, `uplift_auc_score(y, s, t)`,
  /// and areas by `auc(*qini_curve(y, s, t))` less the triangle, over the 20 customers and 10 contacted.
  @Test("Areas agree with scikit-uplift, equal scores among them")
  func reference() throws {
    let ranked = try Self.ranked()
    #expect(close(try Self.normalized(.qini, ranked), 0.3596437136005481))
    #expect(close(try Self.normalized(.uplift, ranked), 0.3828336272780718))
    #expect(close(UpliftCurve.qini.areaAboveRandom(of: ranked), 0.12497619047619046))
    #expect(close(UpliftCurve.uplift.area(of: ranked), 0.15336507936507937))
    #expect(close(UpliftCurve.uplift.areaAboveRandom(of: ranked), 0.10336507936507938))
  }

  /// The same run: `qini_curve` and `uplift_curve`, over 10 contacted and over 20 customers.
  @Test("Points agree with scikit-uplift")
  func points() throws {
    let ranked = try Self.ranked()
    let qini = try #require(UpliftCurve.qini.points(of: ranked))
    #expect(
      qini.map { ($0.share * 20).rounded() } == [0, 1, 3, 6, 7, 8, 10, 12, 13, 15, 17, 19, 20])
    let expected = [0, 1, 1, 1, 5.0 / 3, 4.0 / 3, 2.5, 2.6, 5.0 / 3, 19.0 / 7, 2.75, 5.0 / 3, 1]
    for (point, value) in zip(qini, expected) { #expect(close(point.gain * 10, value)) }
    let uplift = try #require(UpliftCurve.uplift.points(of: ranked))
    #expect(close(uplift[4].gain * 20, 2.916666666666667))
    #expect(close(uplift[10].gain * 20, 5.194444444444445))
    // Both end at the lift of all: 5 of 10 contacted, 4 of 10 left alone.
    #expect(close(qini.last?.gain, 0.1) && close(uplift.last?.gain, 0.1))
  }

  @Test("Equal scores count as the mean over their orders, up to the bend of the curve")
  func ties() throws {
    // Two customers of one score, one of each arm, then two more: at half of the tie lies half of it.
    let ranked = try Self.ranked(
      [2, 2, 1, 1], gains: [1, 0, 0, 0], isTreated: [true, false, true, false])
    let gains = UpliftCurve.uplift.gains(of: ranked, atShares: [0, 0.25, 0.5, 1])
    // After the tie: (1/1 − 0/1) · 2/4 = 0.5; in its middle 0.25; at the end 1/2 − 0.
    #expect(gains == [0, 0.25, 0.5, 0.5])
  }

  @Test("No order of the rows, and no step of scores, changes an area")
  func invariance() throws {
    let order = Array(Self.gains.indices.reversed())
    let turned = try Self.ranked(
      order.map { Self.scores[$0] * 7 - 3 }, gains: order.map { Self.gains[$0] },
      isTreated: order.map { Self.isTreated[$0] })
    for curve in UpliftCurve.allCases {
      #expect(close(curve.area(of: turned), curve.area(of: try Self.ranked())))
    }
  }

  @Test("One score for all is random order, and the perfect order is worth 1")
  func ends() throws {
    for curve in UpliftCurve.allCases {
      let flat = try Self.ranked(Self.scores.map { _ in 0.5 })
      #expect(close(curve.areaAboveRandom(of: flat), 0))
      let perfect = try Self.ranked(
        curve.perfectScores(isTreated: Self.isTreated, gains: Self.gains))
      #expect(close(curve.normalized(of: perfect, perfect: perfect), 1))
    }
  }

  @Test("Weights count customers: twice is the customer twice, nought is none")
  func weights() throws {
    var weights = Self.gains.map { _ in 1.0 }
    weights[3] = 2
    weights[10] = 0
    let rows = Self.gains.indices.filter { $0 != 10 } + [3]
    let drawn = try Self.ranked(
      rows.map { Self.scores[$0] }, gains: rows.map { Self.gains[$0] },
      isTreated: rows.map { Self.isTreated[$0] })
    for curve in UpliftCurve.allCases {
      #expect(
        close(
          curve.areaAboveRandom(of: try Self.ranked().reweighted(weights)),
          curve.areaAboveRandom(of: drawn)))
    }
  }

  @Test("An arm without customers has no area; what is no number is refused")
  func awkward() throws {
    let one = try Self.ranked([1, 2], gains: [0, 1], isTreated: [true, true])
    #expect(UpliftCurve.qini.area(of: one) == nil && UpliftCurve.uplift.points(of: one) == nil)
    #expect(!one.hasBothArms)
    #expect(throws: FitError.noRows) { try RankedCampaign(scores: [], isTreated: [], gains: []) }
    #expect(throws: FitError.self) {
      try Self.ranked([1, .nan], gains: [0, 1], isTreated: [true, false])
    }
    #expect(throws: FitError.self) {
      try Self.ranked([1], gains: [0, 1], isTreated: [true, false])
    }
  }

  /// scikit-uplift 0.5.1 on visit of men's e-mail against none, customers by −recency (12 values, so all
  /// in ties): qini_auc_score 0.011848925430545868, uplift_auc_score 0.006381167160808849; women's
  /// −0.004519769337937204 and −0.0019703900569966043.
  @Test(
    "The Hillstrom e-mail test by recency",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func hillstrom() throws {
    let url = try #require(SharedFolder.url("data/hillstrom/hillstrom.csv"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline)
    // Recency, arm and visit; a quoted amount such as "7) $1,000 +" holds a comma of its own.
    let rows = lines.dropFirst().map { line in
      let fields = line.split(separator: ",")
      return [fields[0], fields[fields.count - 4], fields[fields.count - 3]]
    }
    let expected: [(String, Double, Double)] = [
      ("Mens E-Mail", 0.011848925430545868, 0.006381167160808849),
      ("Womens E-Mail", -0.004519769337937204, -0.0019703900569966043),
    ]
    for (arm, qini, auuc) in expected {
      let pair = rows.filter { $0[1] == arm || $0[1] == "No E-Mail" }
      let isTreated = pair.map { $0[1] == arm }
      let gains = pair.map { Double($0[2]) ?? .nan }
      let ranked = try RankedCampaign(
        scores: pair.map { -(Double($0[0]) ?? .nan) }, isTreated: isTreated, gains: gains)
      for (curve, value) in [(UpliftCurve.qini, qini), (.uplift, auuc)] {
        let perfect = try RankedCampaign(
          scores: curve.perfectScores(isTreated: isTreated, gains: gains), isTreated: isTreated,
          gains: gains)
        #expect(close(curve.normalized(of: ranked, perfect: perfect), value))
      }
    }
  }

  private func close(_ found: Double?, _ expected: Double?, within error: Double = 1e-10) -> Bool {
    guard let found, let expected else { return false }
    return abs(found - expected) < error
  }
}
