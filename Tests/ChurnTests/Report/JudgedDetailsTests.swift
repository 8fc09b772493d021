import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Curves and segments of judged rows")
struct JudgedDetailsTests {
  @Test("Ten reliability bins hold all rows; intervals of a true model hold its probabilities")
  func reliability() throws {
    let rows = JudgedFixture.rows(2_000)
    let bins = try ReliabilityBin.bins(rows)
    #expect(bins.map(\.rows) == Array(repeating: 200, count: 10))
    #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.highest < $1.lowest })
    for bin in bins {
      #expect((bin.lowest...bin.highest).contains(bin.meanProbability))
      #expect((bin.lower...bin.upper).contains(bin.churnRate))
    }
    // 95 % each: 7 of ten or fewer happen once in a hundred times.
    #expect(bins.filter { ($0.lower...$0.upper).contains($0.meanProbability) }.count >= 8)
  }

  @Test("The gain curve rises from 0 to 1 with the gains of each share inside its interval")
  func gains() throws {
    let rows = JudgedFixture.rows(600)
    let curve = try GainPoint.curve(rows, seed: 1, threads: 2)
    #expect(curve.count == 101 && curve[0].gain == 0 && abs(curve[100].gain - 1) < 1e-12)
    #expect(curve[0].lift == nil && curve[0].precision == nil)
    #expect(zip(curve, curve.dropFirst()).allSatisfy { $0.gain <= $1.gain })
    #expect(curve.allSatisfy { $0.lower <= $0.gain && $0.gain <= $0.upper })
    let ranked = try RankedScores(labels: rows.labels, scores: rows.probabilities)
    for point in curve.dropFirst() {
      #expect(abs((Gains.gain(of: ranked, share: point.share) ?? .nan) - point.gain) < 1e-12)
    }
    #expect(try GainPoint.curve(rows, seed: 1, threads: 1) == curve)
    var nobody = rows
    nobody.labels = rows.labels.map { _ in false }
    #expect(try GainPoint.curve(nobody, seed: 1, threads: 1).isEmpty)
  }

  /// Expected: 0.5 × 100 × 0.2 − 3 = 7, 0.25 × 80 × 0.2 − 3 = 1 twice, 0.1 × 50 × 0.2 − 3 = −2; realised:
  /// 17, then −3 and 13 that tie, then −3.
  @Test("The profit curve by hand; ties count as expectation")
  func profitByHand() throws {
    let rows = JudgedRows(
      labels: [false, true, true, false], probabilities: [0.25, 0.5, 0.25, 0.1],
      groups: [0, 1, 2, 3], margins: [80, 100, 80, 50], rules: [])
    let costs = try RetentionCosts(contactCost: 3, saveRate: 0.2)
    let curve = try #require(ProfitCurve.of(rows, costs: costs))
    #expect(curve.points.map(\.contacted) == [0, 1, 2, 3, 4])
    #expect(curve.points.map(\.expected) == [0, 7, 8, 9, 7])
    #expect(curve.points.map(\.realised) == [0, 17, 22, 27, 24])
    #expect(curve.stop == curve.points[3] && curve.best == curve.points[3])
    #expect(curve.stop.realised == rows.profit(costs))
    var turned = rows.selecting([2, 3, 1, 0])
    #expect(ProfitCurve.of(turned, costs: costs) == curve)
    turned.margins = nil
    #expect(ProfitCurve.of(turned, costs: costs) == nil)
  }

  @Test("A long profit curve has a hundred steps and the stop, which is what at-risk would stop at")
  func longProfitCurve() throws {
    let rows = JudgedFixture.rows(5_003)
    let costs = try JudgedFixture.costs()
    let curve = try #require(ProfitCurve.of(rows, costs: costs))
    #expect((101...102).contains(curve.points.count))
    #expect(curve.points.contains(curve.stop))
    #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.contacted < $1.contacted })
    let worthwhile = rows.labels.indices.count { row in
      costs.expectedNetValue(
        churnProbability: rows.probabilities[row], marginExpected: rows.margins?[row] ?? 0) > 0
    }
    #expect(curve.stop.contacted == worthwhile)
    #expect(curve.points.allSatisfy { $0.expected <= curve.stop.expected + 1e-6 })
    #expect(curve.points.allSatisfy { $0.realised <= curve.best.realised })
    // A true model's expectation is near what happened: 0.3 × 80 a churner, drawn 5,003 times.
    #expect(abs(curve.stop.expected / curve.stop.realised - 1) < 0.1)
  }

  @Test("Money that is no number, or negative, or vast, ends in no trap")
  func awkwardMoney() throws {
    var rows = JudgedFixture.rows(6)
    rows.margins = [.nan, .infinity, -1e308, 1e308, 0, -0.0]
    let costs = try RetentionCosts(contactCost: 1e300, incentive: 1e308, saveRate: 1)
    let curve = try #require(ProfitCurve.of(rows, costs: costs))
    #expect(curve.points.first == ProfitCurve.Point(contacted: 0, expected: 0, realised: 0))
    rows.margins = []
    #expect(ProfitCurve.of(rows, costs: costs) == nil)
  }

  @Test("Score ranges hold every row once, borders in the range above")
  func scores() {
    let probabilities = [0, 0.05, 0.15, 0.3, 0.6, 0.7, 0.95, 1, 0.049999999999999996]
    let rows = JudgedRows(
      labels: probabilities.map { $0 >= 0.6 }, probabilities: probabilities,
      groups: Array(probabilities.indices), margins: nil, rules: [])
    let bins = ScoreBin.bins(rows)
    #expect(bins.count == 20 && bins[0].lower == 0 && bins[19].upper == 1)
    for p in probabilities {
      let place = bins.firstIndex { p >= $0.lower && (p < $0.upper || $0.upper == 1) }
      #expect(place.map { bins[$0].churned + bins[$0].retained > 0 } == true)
    }
    #expect(bins.reduce(0) { $0 + $1.churned } == 4 && bins.reduce(0) { $0 + $1.retained } == 5)
    #expect(bins[0].retained == 2 && bins[1].retained == 1 && bins[19].churned == 2)
  }

  @Test("Segments come in the order people know, rows without one are left out")
  func segments() throws {
    var rows = JudgedFixture.rows(400)
    let names: [String?] = rows.labels.indices.map { row in
      ["loyal", "new", nil, "lost"][row % 4]
    }
    rows.segments = [
      ("stage", names), ("city", rows.labels.indices.map { $0 % 3 == 0 ? "Ulm" : "Bern" }),
    ]
    let all = try SegmentFigures.all(rows)
    #expect(all.map(\.name) == ["new", "loyal", "lost", "Bern", "Ulm"])
    #expect(all.map(\.by) == ["stage", "stage", "stage", "city", "city"])
    #expect(all.map(\.rows) == [100, 100, 100, 266, 134])
    #expect(try SegmentFigures.of(rows, by: "stage", segments: names) == Array(all.prefix(3)))
    for segment in all {
      #expect((segment.lower...segment.upper).contains(segment.churnRate))
      #expect(Double(segment.churners) / Double(segment.rows) == segment.churnRate)
    }
    // The metrics of a segment are those of its rows alone.
    let ulm = rows.labels.indices.filter { $0 % 3 == 0 }
    let alone = try ClassificationMetrics(
      labels: ulm.map { rows.labels[$0] }, probabilities: ulm.map { rows.probabilities[$0] })
    let last = try #require(all.last)
    #expect(last.logLoss == alone.logLoss && last.brier == alone.brier && last.ece == alone.ece)
    #expect(last.rocAUC == alone.rocAUC && last.logLoss != nil)
    // A tenth of all rows is contacted, in whichever city.
    let contacted = all.suffix(2).reduce(0) { $0 + $1.shareContactedAt10 * Double($1.rows) }
    #expect(abs(contacted - 40) < 1e-9)
    let part = rows.selecting([3, 1])
    #expect(part.segments.map(\.names) == [["lost", "new"], ["Ulm", "Bern"]])
  }

  @Test("Names beyond the fortieth are taken together")
  func manySegments() throws {
    var rows = JudgedFixture.rows(300)
    rows.segments = [("id", rows.labels.indices.map { "c\($0 % 120)" })]
    let all = try SegmentFigures.all(rows)
    #expect(all.count == SegmentFigures.most)
    #expect(all.last?.name == "(81 others)" && all.reduce(0) { $0 + $1.rows } == 300)
  }

  @Test("Equal probabilities are contacted alike")
  func tiesAreContactedAlike() throws {
    let rows = JudgedRows(
      labels: [true, false, true, false], probabilities: [0.4, 0.4, 0.4, 0.4],
      groups: [0, 1, 2, 3], margins: nil, rules: [],
      segments: [("plan", ["a", "a", "b", nil])])
    #expect(try SegmentFigures.all(rows).map(\.shareContactedAt10) == [0.1, 0.1])
  }
}
