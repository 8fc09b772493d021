import Testing

@testable import Churn

@Suite("How long a silence means churn")
struct SilenceCurveTests {
  /// A book of customers given by the days of their purchases.
  private func book(_ customers: [[Int]]) throws -> OrderBook {
    let start = PipelineFixture.day("2020-01-01")
    var text = "customer,time,amount\n"
    for (number, days) in customers.enumerated() {
      for day in days { text += "c\(number),\(start + day),1.00\n" }
    }
    return try PipelineFixture.book(
      text, columns: [.customer: "customer", .time: "time", .amount: "amount"])
  }

  /// Ten customers buy on days 0 and 10, ten on 0 and 20, seen up to day 100.
  ///
  /// 40 spells: 10 end at 10, 10 at 20; 10 are open at 80 and 10 at 90. S(10) = 3/4, S(20) = 3/4 · 20/30 = 1/2.
  @Test("Return shares, errors and medians by hand")
  func byHand() throws {
    let book = try book((0..<20).map { $0 < 10 ? [0, 10] : [0, 20] })
    let end = book.log.span.lowerBound + 100
    for threads in [1, 2] {
      let curve = try SilenceCurve(book.log, end: end, threads: threads)
      #expect(curve.completedSpells == 20 && curve.openSpells == 20)
      func share(_ days: Int) -> Double { curve.candidate(days: days).returnShare }
      #expect(abs(share(5) - 0.5) < 1e-12)
      #expect(abs(share(10) - 1.0 / 3) < 1e-12)
      #expect(abs(share(19) - 1.0 / 3) < 1e-12)
      #expect(share(20) == 0)
      #expect(abs(curve.candidate(days: 10).typeI - 0.25) < 1e-12)
      #expect(curve.candidate(days: 10).typeII == 0)
      // All open spells are younger than 91 days: none is called lost yet.
      #expect(abs(curve.candidate(days: 91).typeII - 0.5) < 1e-12)
      #expect(curve.quantile(0.25) == 10 && curve.quantile(0.5) == 20)
      #expect(curve.quantile(0.51) == nil)
      #expect(curve.fewestErrors?.days == 20)
      // 30 spells last longer than 10 days, on 90 days of the data on which they could.
      let monthly = try #require(curve.candidate(days: 10).churnersPerMonth)
      #expect(abs(monthly - 30.0 / 90 * 30.4375) < 1e-9)
      #expect(curve.candidate(days: 100).churnersPerMonth == nil)
    }
  }

  @Test("The horizon is the first of at most 10 % returners in whole weeks, as far as data allow")
  func recommendation() throws {
    let book = try book((0..<20).map { $0 < 10 ? [0, 10] : [0, 20] })
    let start = book.log.span.lowerBound
    let curve = try SilenceCurve(book.log, end: start + 100)
    let long = curve.recommendation { _ in true }
    #expect(long.days == 21 && !long.isCapped)
    let short = curve.recommendation { $0 < 14 }
    #expect(short.days == 7 && short.isCapped && short.sentence.contains("50 %"))
  }

  @Test("Intervals hold the share, and are narrower with more customers")
  func intervals() throws {
    func width(_ times: Int) throws -> Double {
      let book = try book((0..<20 * times).map { $0 % 2 == 0 ? [0, 10] : [0, 20] })
      let candidate = try SilenceCurve(book.log, end: book.log.span.lowerBound + 100)
        .candidate(days: 10)
      #expect(candidate.lower <= candidate.returnShare && candidate.returnShare <= candidate.upper)
      return candidate.upper - candidate.lower
    }
    #expect(try width(16) < 0.3 * width(1))
  }

  /// Kaplan-Meier by its definition: for each day the share of those at risk who do not end there.
  @Test("The curve equals one computed by definition")
  func naive() throws {
    var random = RandomStream(seed: 4, stream: 0)
    let customers = (0..<120).map { _ -> [Int] in
      let days = (0..<Int.random(in: 1...9, using: &random)).map { _ in
        Int.random(in: 0..<300, using: &random)
      }
      return Array(Set(days)).sorted()
    }
    let book = try book(customers)
    let end = (customers.compactMap(\.last).max() ?? 0) + 1
    // The log starts with the first purchase of all.
    let first = customers.compactMap(\.first).min() ?? 0
    let curve = try SilenceCurve(book.log, end: book.log.span.lowerBound + end - first)
    var spells: [(days: Int, hasEnded: Bool)] = []
    for days in customers {
      spells += zip(days, days.dropFirst()).map { ($1 - $0, true) }
      if let last = days.last { spells.append((end - last, false)) }
    }
    func survival(_ limit: Int) -> Double {
      guard limit > 0 else { return 1 }
      return (1...limit).reduce(1.0) { product, day in
        let atRisk = spells.count { $0.days >= day }
        let ended = spells.count { $0.days == day && $0.hasEnded }
        return atRisk > 0 ? product * (1 - Double(ended) / Double(atRisk)) : product
      }
    }
    // Believed up to the last spell at which 20 are at risk.
    let last =
      Set(spells.map(\.days)).filter { day in spells.count { $0.days >= day } >= 20 }
      .max() ?? 0
    for days in [1, 7, 30, 60, 90, 120, 200] {
      let expected = 1 - survival(max(days, last)) / survival(days)
      #expect(abs(curve.candidate(days: days).returnShare - expected) < 1e-9, "\(days) days")
    }
  }

  @Test("Too few pauses, and nobody with a purchase, are errors")
  func empty() throws {
    let book = try book([[0], [5]])
    #expect(throws: PipelineError.tooFewPauses(spells: 2)) {
      try SilenceCurve(book.log, end: book.end)
    }
    #expect(throws: PipelineError.self) {
      try SilenceCurve(book.log, end: book.log.span.lowerBound)
    }
  }
}
