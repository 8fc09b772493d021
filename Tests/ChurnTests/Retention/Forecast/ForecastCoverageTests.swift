import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

@Suite("Intervals of forecasts on shops whose truth is known")
struct ForecastCoverageTests {
  /// Forty shops of fourteen months, forecast three months ahead at a level of 80 %.
  ///
  /// Of 40 binomial draws
  /// of 0.8 fewer than 24 are held with probability 0.002, and all 40 with 0.0001.
  @Test("80 % intervals hold what comes about 80 times of 100: orders, sales, present and new")
  func coverage() throws {
    let shops = 40
    let cut = PipelineFixture.day("2021-03-01")
    let days = PipelineFixture.day("2021-06-01") - ForecastFixture.start
    var held = [0, 0, 0, 0]
    var ratio = 0.0
    for shop in 0..<shops {
      let rows = ForecastFixture.rows(days: days, newcomersADay: 0.8, seed: UInt64(100 + shop))
      let log = try ForecastFixture.log(rows)
      let settings = ForecastFixture.settings { $0.level = 0.8 }
      let sum = try ForecastAnalysis(settings, at: cut).run(log).sum
      let day = cut - ForecastFixture.start
      let known = Set(rows.filter { $0.day < day }.map(\.customer))
      let later = rows.filter { $0.day >= day }
      let present = later.filter { known.contains($0.customer) }
      let came = [
        Double(later.count), later.reduce(0) { $0 + $1.amount }, Double(present.count),
        Double(later.count - present.count),
      ]
      let told = [
        sum.total.orders, try #require(sum.total.sales), sum.base.orders, sum.new.orders,
      ]
      for (place, (figure, came)) in zip(told, came).enumerated() {
        let (lower, upper) = (try #require(figure.lower), try #require(figure.upper))
        if lower <= came, came <= upper { held[place] += 1 }
      }
      ratio += sum.total.orders.expected / came[0] / Double(shops)
    }
    for count in held { #expect((24...39).contains(count), "\(held) of \(shops) held") }
    // Neither too much nor too little is expected on the whole.
    #expect(abs(ratio - 1) < 0.06)
  }
}
