import ChurnMath
import Foundation
import Testing

@testable import ChurnModels

@Suite struct HMeasureTests {
  /// The definition itself: at each cost the best of all thresholds, summed over a fine grid.
  private func bruteForce(_ ranked: RankedScores, _ alpha: Double, _ beta: Double) -> Double {
    let churned = ranked.totals.churned
    let retained = ranked.totals.all - churned
    var corners = [(alarms: 0.0, misses: churned)]
    for threshold in Set(ranked.scores) {
      var corner = (alarms: 0.0, misses: 0.0)
      for row in ranked.scores.indices {
        if ranked.scores[row] >= threshold, !ranked.labels[row] {
          corner.alarms += ranked.weights[row]
        }
        if ranked.scores[row] < threshold, ranked.labels[row] {
          corner.misses += ranked.weights[row]
        }
      }
      corners.append(corner)
    }
    var loss = 0.0
    var blind = 0.0
    let steps = 20_000
    for step in 0..<steps {
      let c = (Double(step) + 0.5) / Double(steps)
      let density = pow(c, alpha - 1) * pow(1 - c, beta - 1)
      loss += density * (corners.map { c * $0.alarms + (1 - c) * $0.misses }.min() ?? 0)
      blind += density * min(c * retained, (1 - c) * churned)
    }
    return 1 - loss / blind
  }

  @Test("The closed form is the integral over costs of the best threshold's loss")
  func closedFormIsTheIntegral() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let plain = try RandomRanking.ranked(40 + 20 * Int(seed), levels: 8, seed: seed)
      let ranked = try plain.reweighted(plain.labels.indices.map { Double($0 % 4) })
      let odds = (ranked.totals.all - ranked.totals.churned) / ranked.totals.churned
      #expect(
        abs((HMeasure.value(of: ranked) ?? .nan) - bruteForce(ranked, 2, 1 + odds)) < 1e-6)
      #expect(
        abs(
          (HMeasure.value(of: ranked, costs: (3, 1.5)) ?? .nan) - bruteForce(ranked, 3, 1.5))
          < 1e-4)
    }
  }

  @Test("A perfect ranking has 1, a useless or wrong one 0")
  func ends() throws {
    func value(_ scores: [Double]) throws -> Double? {
      HMeasure.value(
        of: try RankedScores(labels: [true, true, false, false], scores: scores))
    }
    #expect(try value([9, 8, 1, -5]) == 1)
    #expect(try value([3, 3, 3, 3]) == 0)
    #expect(try value([0, 0, 1, 1]) == 0)
  }

  @Test("Costs that are no distribution have no measure")
  func awkwardCosts() throws {
    let ranked = try RandomRanking.ranked(50)
    for costs in [(0, 1), (-1, 2), (.nan, 2), (2, .infinity)] as [(Double, Double)] {
      #expect(HMeasure.value(of: ranked, costs: costs) == nil)
    }
    #expect(try HMeasure.value(of: ranked.reweighted(Array(repeating: 0, count: 50))) == nil)
  }

  /// Among ten million rows one churner: a share far in the tail of Beta(2, 10⁷).
  @Test("A very rare class is judged all the same")
  func rareClass() throws {
    let ranked = try RankedScores(
      labels: [true, false, false], scores: [0.8, 0.9, 0.1], weights: [1, 10, 1e7])
    let value = try #require(HMeasure.value(of: ranked))
    #expect(value > 0 && value < 1)
  }

  @Test("Rising transformations of the scores change no figure of ranking")
  func risingTransformationsChangeNothing() throws {
    let (labels, scores) = RandomRanking.rows(300)
    let ranked = try RankedScores(labels: labels, scores: scores)
    let bent = try RankedScores(labels: labels, scores: scores.map { exp(3 * $0) - 40 })
    let campaign = try #require(MaximumProfit.Campaign(value: 90, incentive: 9, contact: 2))
    let figures: [(RankedScores) -> Double?] = [
      { RocAUC.value(of: $0) }, { RocAUC.standardError(of: $0) },
      { AveragePrecision.value(of: $0) },
      { AveragePrecision.trapezoid(of: $0) }, { ClassDistance.value(of: $0) },
      { HMeasure.value(of: $0) },
      { MaximumProfit.known(of: $0, campaign: campaign, acceptRate: 0.3)?.perCustomer },
      { MaximumProfit.expected(of: $0, campaign: campaign)?.perCustomer },
    ]
    for figure in figures {
      let value = try #require(figure(ranked))
      #expect(figure(bent) == value)
    }
  }
}
