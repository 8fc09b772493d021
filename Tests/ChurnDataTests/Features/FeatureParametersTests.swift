import ChurnMath
import Foundation
import Testing

@testable import ChurnData

@Suite("What features know of the base")
struct FeatureParametersTests {
  /// Customer a: gaps 10, 30 (mean 20); b: gap 50; c: none.
  ///
  /// Mean of means 35; of 10, 30, 50 the median is 30, the 90 % quantile 50, the deviation
  /// sqrt(800/3).
  @Test("Gaps of the base by hand")
  func gaps() {
    let log = LogFixture.log([
      OrderLine("a", 0), OrderLine("a", 10), OrderLine("a", 40), OrderLine("b", 5),
      OrderLine("b", 55), OrderLine("c", 7),
    ])
    for threads in [1, 2] {
      let base = FeatureParameters(
        learnedFrom: log, before: Snapshot(Day(number: 100)), threads: threads)
      #expect(base.gapMean == 35 && base.gapMedian == 30 && base.gapQuantile90 == 50)
      #expect(abs(base.gapDeviation - (800.0 / 3).squareRoot()) < 1e-12)
    }
    // Before day 40 only the gap of 10 is known.
    let early = FeatureParameters(learnedFrom: log, before: Snapshot(Day(number: 40)))
    #expect(early.gapMean == 10 && early.gapMedian == 10)
  }

  @Test("What is learned does not change when later lines are deleted")
  func deletion() {
    let lines = LogFixture.randomLines(seed: 71, customers: 20, lines: 400)
    let snapshot = Snapshot(Day(number: 380))
    let whole = FeatureParameters(learnedFrom: LogFixture.log(lines), before: snapshot)
    let cut = FeatureParameters(
      learnedFrom: LogFixture.log(lines.filter { $0.day < snapshot.day }), before: snapshot)
    // The calendar of a log that ends earlier is shorter by its empty last days only.
    #expect(whole.gapMean == cut.gapMean && whole.gapMedian == cut.gapMedian)
    #expect(whole.gapDeviation == cut.gapDeviation && whole.gapQuantile90 == cut.gapQuantile90)
  }

  /// 60 days from 1970-01-01: 31 in January, 28 in February, 1 in March.
  ///
  /// 31 orders in January, 14 in February, 0 in March: 1, 0.5 and 0 a day against an average of
  /// 45/60.
  @Test("Season index by hand: orders a day over the average, 1 for months never seen")
  func season() {
    let days = Array(0..<31) + Array(stride(from: 31, to: 59, by: 2))
    let log = LogFixture.log(days.map { OrderLine($0, order: "\($0)") } + [OrderLine(60)])
    let base = FeatureParameters(learnedFrom: log, before: Snapshot(Day(number: 60)))
    #expect(abs(base.monthIndex[0] - 60.0 / 45) < 1e-12)
    #expect(abs(base.monthIndex[1] - 30.0 / 45) < 1e-12)
    #expect(base.monthIndex[2] == 0)
    #expect(base.monthIndex[3...].allSatisfy { $0 == 1 })
    #expect(base.peakMonths == [1, 4, 5])
  }

  @Test("A base without a gap is taken to order every 30 days")
  func noGaps() {
    let log = LogFixture.log([OrderLine("a", 1), OrderLine("b", 2)])
    let base = FeatureParameters(learnedFrom: log, before: Snapshot(Day(number: 9)))
    #expect(base.gapMean == 30 && base.gapMedian == 30 && base.isValid)
  }

  @Test("Own figures are mixed with the base's by their number")
  func shrinkage() {
    let base = FeatureParameters(
      gapMean: 1, gapMedian: 1, gapDeviation: 1, gapQuantile90: 1, strength: 3)
    #expect(base.shrunk(10, 0, 4) == 4)
    #expect(base.shrunk(.nan, 5, 4) == 4)
    #expect(base.shrunk(10, 3, 4) == 7)
    #expect(base.shrunk(10, 1, 4) == 5.5)
  }

  @Test("Parameters read back as they were, and figures out of range are told")
  func coding() throws {
    let base = FeatureParameters(
      gapMean: 0.1, gapMedian: 2, gapDeviation: 1.0 / 3, gapQuantile90: 7)
    let data = try JSONEncoder().encode(base)
    #expect(try JSONDecoder().decode(FeatureParameters.self, from: data) == base)
    // A bundle written before there was a model of purchases has none and still loads.
    #expect(!String(decoding: data, as: UTF8.self).contains("purchases"))
    let law = MBGNBDParameters(r: 0.1, alpha: 1.0 / 3, a: 2, b: 7e-5)
    let whole = base.with(purchases: law)
    let coded = try JSONEncoder().encode(whole)
    #expect(try JSONDecoder().decode(FeatureParameters.self, from: coded) == whole)
    #expect(whole.isValid && whole != base)
    #expect(!base.with(purchases: MBGNBDParameters(r: 0, alpha: 1, a: 1, b: 1)).isValid)
    for (name, value) in [("gapMean", "-1"), ("strength", "-3"), ("monthIndex", "[]")] {
      var json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      json[name] = try JSONSerialization.jsonObject(with: Data("[\(value)]".utf8)) as? [Any]
      if name != "monthIndex" { json[name] = Double(value) } else { json[name] = [Double]() }
      let changed = try JSONSerialization.data(withJSONObject: json)
      let read = try JSONDecoder().decode(FeatureParameters.self, from: changed)
      #expect(!read.isValid, "\(name)")
    }
  }
}
