import ChurnMath

@testable import Churn
@testable import ChurnModels

private typealias Fixture = PipelineFixture

/// Shops drawn from known laws.
enum ForecastFixture {
  /// How customers buy and stop, in weeks.
  static let law = MBGNBDParameters(r: 0.8, alpha: 6, a: 0.8, b: 2.5)
  static let start = PipelineFixture.day("2020-01-01")

  /// Orders of a shop that wins customers by chance, as many on every day, from `start` on.
  ///
  /// Amounts are Gamma-Gamma with p 6, q 4, v 60.
  static func rows(
    days: Int, newcomersADay: Double, seed: UInt64
  ) -> [(customer: String, day: Int, amount: Double)] {
    var rows: [(customer: String, day: Int, amount: Double)] = []
    var customer = 0
    var arrivals = RandomStream(seed: seed, stream: 0)
    for day in 0..<days {
      for _ in 0..<arrivals.poisson(mean: newcomersADay) {
        customer += 1
        var stream = RandomStream(seed: seed, stream: UInt64(customer))
        let inverse = stream.gamma(shape: 4, scale: 1.0 / 60)
        var bought: Set<Int> = []
        func buy(_ at: Int, _ stream: inout RandomStream) {
          guard at < days, bought.insert(at).inserted else { return }
          rows.append(("c\(customer)", at, 1 + stream.gamma(shape: 6, scale: 1 / inverse)))
        }
        buy(day, &stream)
        let rate = stream.gamma(shape: law.r, scale: 1 / law.alpha)
        let dropout = stream.beta(law.a, law.b)
        var time = 0.0
        while !stream.chance(dropout) {
          time += stream.exponential(rate: rate) * 7
          guard time < Double(days) else { break }
          buy(day + Int(time.rounded(.up)), &stream)
        }
      }
    }
    return rows
  }

  /// The log of some rows.
  static func log(
    _ rows: [(customer: String, day: Int, amount: Double)], hasAmounts: Bool = true,
    threads: Int = 1
  ) throws -> PurchaseLog {
    let header = "customer,time" + (hasAmounts ? ",amount" : "")
    let lines = rows.map { row in
      "\(row.customer),\(start + row.day)"
        + (hasAmounts ? ",\(PlainNumber.fixed(row.amount, decimals: 2) ?? "1")" : "")
    }
    var columns: [OrderRole: String] = [.customer: "customer", .time: "time"]
    if hasAmounts { columns[.amount] = "amount" }
    return try Fixture.book(
      ([header] + lines).joined(separator: "\n") + "\n", returns: .keep, threads: threads,
      columns: columns
    ).log
  }

  /// Settings of a quick forecast without a back-test.
  static func settings(_ change: (inout ForecastSettings) -> Void = { _ in }) -> ForecastSettings {
    var settings = ForecastSettings()
    settings.months = 3
    settings.draws = 200
    settings.origins = 0
    change(&settings)
    return settings
  }
}
