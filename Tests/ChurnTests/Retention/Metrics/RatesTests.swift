import ChurnMath
import Foundation
import Testing

@testable import Churn

@Suite("Rates with their intervals")
struct RatesTests {
  /// R 4.2.2: prop.test(17, 120, correct = FALSE)$conf.int is 0.09036879 0.2151949 (Wilson).
  @Test("A share of customers has Wilson's interval, and none where it cannot be judged")
  func counted() throws {
    let rate = CountedRate(17, of: 120)
    #expect(rate.rate == 17.0 / 120)
    #expect(abs(try #require(rate.lower) - 0.09036879) < 1e-7)
    #expect(abs(try #require(rate.upper) - 0.2151949) < 1e-7)
    for none in [CountedRate(0, of: 0), CountedRate(3, of: 9, isKnown: false)] {
      #expect(none.rate == nil && none.lower == nil && none.upper == nil)
    }
    #expect(CountedRate(0, of: 5).lower == 0 && CountedRate(5, of: 5).upper == 1)
  }

  /// By hand: y = 1 2 3 6, x = 2 2 5 5, R = 12/14; residuals -.714 .286 -1.286 1.714, squares sum to
  /// 5.183673; error = sqrt(5.183673 · 4/3)/14 = .1877847.
  @Test("A ratio of money has the error of a ratio of sums")
  func money() throws {
    var sums = MoneySums()
    for (part, whole) in [(1.0, 2.0), (2, 2), (3, 5), (6, 5)] { sums.add(part: part, whole: whole) }
    let rate = MoneyRate(sums, isKnown: true)
    let ratio = try #require(rate.rate)
    #expect(abs(ratio - 12.0 / 14) < 1e-12)
    #expect(abs(try #require(rate.upper) - ratio - 1.959964 * 0.1877847) < 1e-6)
    #expect(abs(ratio - (try #require(rate.lower)) - 1.959964 * 0.1877847) < 1e-6)
    #expect(MoneyRate(MoneySums(), isKnown: true).rate == nil)
    #expect(MoneyRate(sums, isKnown: false).rate == nil)
    var one = MoneySums()
    one.add(part: 1, whole: 4)
    let single = MoneyRate(one, isKnown: true)
    #expect(single.rate == 0.25 && single.lower == nil)
  }

  @Test("The interval of a net promoter score holds the truth about as often as it says")
  func promoters() throws {
    // Exact: all outcomes of 20 answers, weighted by their multinomial probability.
    for (up, down) in [(0.5, 0.2), (0.3, 0.3), (0.85, 0.05), (0.1, 0.6)] {
      let truth = 100 * (up - down)
      let count = 20
      var covered = 0.0
      for promoters in 0...count {
        for detractors in 0...(count - promoters) {
          let figures = SurveyFigures.Recommending(
            promoters: promoters, detractors: detractors, of: count)
          let neither = count - promoters - detractors
          var logarithm = logGamma(Double(count + 1))
          for (number, share) in [(promoters, up), (detractors, down), (neither, 1 - up - down)] {
            logarithm -= logGamma(Double(number + 1))
            logarithm += number == 0 ? 0 : Double(number) * log(share)
          }
          if let lower = figures.lower, let upper = figures.upper, lower <= truth, truth <= upper {
            covered += exp(logarithm)
          }
        }
      }
      #expect(covered > 0.93 && covered < 0.985, "\(up), \(down): \(covered)")
    }
    let none = SurveyFigures.Recommending(promoters: 0, detractors: 0, of: 0)
    #expect(none.score == nil && none.lower == nil)
    let all = SurveyFigures.Recommending(promoters: 3, detractors: 0, of: 3)
    #expect(all.score == 100 && all.upper == 100 && (all.lower ?? 100) < 60)
  }
}
