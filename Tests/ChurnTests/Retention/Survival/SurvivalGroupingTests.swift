import ChurnMath
import ChurnModels
import Testing

@testable import Churn

@Suite("Groups of lifetimes")
struct SurvivalGroupingTests {
  private static func names(_ column: FeatureMatrix.Column...) -> [String] {
    let grouping = SurvivalGrouping(column)
    return grouping?.codes.map { grouping?.names[Int($0)] ?? "" } ?? []
  }

  @Test("Numbers become ranges in their order, missing values a group at the end")
  func numbers() throws {
    let values = [10.0, 9, 8, 7, 6, 5, 4, 3, 2, .nan]
    let grouping = try #require(
      SurvivalGrouping([FeatureMatrix.Column(name: "age", values: values)]))
    #expect(grouping.names == ["2 to 4", "5 to 6", "7 to 8", "9 to 10", "missing"])
    #expect(grouping.codes == [3, 3, 2, 2, 1, 1, 0, 0, 0, 4])
    #expect(Self.names(FeatureMatrix.Column(name: "x", values: [2, 1, 2])) == ["2", "1", "2"])
  }

  @Test("Levels keep their names; unused ones are no group; columns are crossed")
  func levels() throws {
    let plan = FeatureMatrix.Column(
      name: "plan", kind: .categorical(levels: ["a", "b", "c"]), values: [2, 0, 2, 0])
    let region = FeatureMatrix.Column(
      name: "region", kind: .categorical(levels: ["n", "s"]), values: [0, 1, 1, 1])
    let grouping = try #require(SurvivalGrouping([plan, region]))
    #expect(grouping.title == "plan / region")
    #expect(grouping.names == ["a / s", "c / n", "c / s"])
    #expect(grouping.codes == [1, 0, 2, 0])
    #expect(grouping.selecting(rows: [3, 0]).names == ["a / s", "c / n"])
    #expect(SurvivalGrouping([]) == nil)
  }

  @Test("Every value is a stratum, be they many names, numbers or missing")
  func strata() throws {
    let names = FeatureMatrix.Column(
      name: "shop", kind: .categorical(levels: (0..<17).map { "s\(16 - $0)" }),
      values: (0..<120).map { Double($0 * 13 % 17) })
    let shops = try #require(SurvivalGrouping(strata: [names]))
    #expect(shops.names.count == 17 && Set(shops.names).count == 17)
    #expect(shops.names == shops.names.sorted() && Set(shops.codes).count == 17)
    for row in 0..<120 {
      #expect(shops.names[Int(shops.codes[row])] == "s\(16 - row * 13 % 17)")
    }
    // Names that hardly differ stay apart: as ranges are named, both would be 1000.1.
    let ages = try #require(
      SurvivalGrouping(
        strata: [FeatureMatrix.Column(name: "age", values: [1000.12, 7, 1000.11, .nan, 3, -1])]))
    #expect(ages.names == ["-1", "3", "7", "1000.11", "1000.12", "missing"])
    #expect(ages.codes == [4, 2, 3, 5, 1, 0])
    let both = try #require(SurvivalGrouping(strata: [names, names]))
    #expect(both.names.count == 17 && both.coarsening.isEmpty)
    #expect(SurvivalGrouping(strata: []) == nil)
  }

  @Test("What is put together is said, a sentence a column")
  func coarsening() throws {
    let shops = FeatureMatrix.Column(
      name: "shop", kind: .categorical(levels: (0..<17).map { "s\($0)" }),
      values: (0..<120).map { Double($0 % 17) })
    let ages = FeatureMatrix.Column(name: "age", values: (0..<120).map { Double($0) })
    let grouping = try #require(SurvivalGrouping([shops, ages]))
    #expect(
      grouping.coarsening == [
        "--by shop: 5 of 17 levels, the rarest, are together as \"other levels\".",
        "--by age: 120 different numbers were cut into 4 ranges.",
      ])
    let few = FeatureMatrix.Column(name: "few", values: [1, 2, 3, 4, .nan])
    #expect(SurvivalGrouping([few])?.coarsening == [])
  }

  /// R 4.2.2, survival 3.5-3: 0.14741718326483, without strata 0.078185378800677.
  ///
  ///     i <- 0:119
  ///     e <- data.frame(t = 1 + (i * 37) %% 23, e = as.integer((i * 5) %% 3 != 0),
  ///                     g = c("a", "b")[1 + (i * 7) %% 11 %% 2], s = (i * 13) %% 17)
  ///     survdiff(Surv(t, e) ~ g + strata(s), e)$chisq
  @Test("A test within many strata is R's", arguments: [true, false])
  func testWithinStrata(_ isNumeric: Bool) throws {
    let rows = Array(0..<120)
    let held = FeatureMatrix.Column(
      name: "s", kind: isNumeric ? .numeric : .categorical(levels: (0..<17).map { "s\($0)" }),
      values: rows.map { Double($0 * 13 % 17) })
    let compared = FeatureMatrix.Column(
      name: "g", kind: .categorical(levels: ["a", "b"]),
      values: rows.map { Double($0 * 7 % 11 % 2) })
    func chiSquare(_ strata: [FeatureMatrix.Column]) throws -> Double {
      let sample = SurvivalSample(
        lifetimes: Lifetimes(
          durations: rows.map { Double(1 + $0 * 37 % 23) }, churned: rows.map { $0 * 5 % 3 != 0 }),
        reasons: ["left"], groups: SurvivalGrouping([compared]),
        strata: SurvivalGrouping(strata: strata),
        meaning: SurvivalSample.Meaning(span: "", ending: "left", unit: ""), notes: [])
      let report = try SurvivalReport(sample, settings: SurvivalSettings())
      return try #require(report.logRank).chiSquare
    }
    #expect(abs(try chiSquare([held]) - 0.14741718326483) < 1e-12)
    #expect(abs(try chiSquare([]) - 0.078185378800677) < 1e-12)
  }

  @Test("Cohorts are months, quarters where those are too many, or years")
  func cohorts() {
    let first = PipelineFixture.day("2023-11-15")
    #expect(
      Self.names(CohortNames.column([first, first + 20, first + 60]))
        == ["2023-11", "2023-12", "2024-01"])
    let months = (0..<14).map { first.firstOfMonth(offset: $0) }
    #expect(Self.names(CohortNames.column(months)).first == "2023 Q4")
    let years = (0..<48).map { first.firstOfMonth(offset: $0) }
    #expect(Self.names(CohortNames.column(years)).last == "2027")
  }

  @Test("Round times divide a span")
  func times() {
    #expect(TimeGrid.times(to: 72, unit: "months", most: 5) == [24, 48, 72])
    #expect(TimeGrid.times(to: 373, unit: "days", most: 5) == [90, 180, 270, 360])
    #expect(TimeGrid.times(to: 1022, unit: "", most: 5) == [500, 1000])
    #expect(TimeGrid.times(to: 0, unit: "days", most: 5) == [])
    #expect(TimeGrid.times(to: .nan, unit: "", most: 5) == [])
    #expect(TimeGrid.times(to: 1e-300, unit: "days", most: 5).count > 0)
    #expect(TimeGrid.times(to: 1e300, unit: "days", most: 5).count > 0)
  }
}
