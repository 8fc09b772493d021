import ChurnMath
import ChurnModels
import Foundation
import Testing

@Suite("Discounted orders")
struct DiscountPlanTests {
  private static let model = PurchaseModel.mbgNBD(
    MBGNBD.Model(
      parameters: MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2), standardErrors: [],
      covariance: [], logLikelihood: 0, customers: 0, iterations: 0, gradientNorm: 0))
  private let customer = PurchaseSummary(frequency: 3, recency: 20, age: 25)

  @Test("Without a discount it is what is expected, however it is cut")
  func undiscounted() throws {
    let expected = Self.model.expectedOrders(customer, within: 30)
    for period in [30.0, 7, 4.345, 0.5, 100] {
      for timing in DiscountPlan.Timing.allCases {
        let plan = try DiscountPlan(horizon: 30, period: period, rate: 0, timing: timing)
        #expect(abs(plan.orders(customer, Self.model) - expected) < 1e-12)
      }
    }
  }

  /// By hand: 2.5 periods of 10 at 21 %: ends count 1/1.21, 1/1.4641 and 1.21^−2.5 = 1/1.61051.
  @Test("Periods count by their end or their middle, a part of one by its share")
  func steps() throws {
    let ends = try DiscountPlan(horizon: 25, period: 10, rate: 0.21).steps
    #expect(ends.map(\.until) == [10, 20, 25])
    for (factor, expected) in zip(ends.map(\.factor), [1 / 1.21, 1 / 1.4641, 1 / 1.61051]) {
      #expect(abs(factor - expected) < 1e-15)
    }
    let middles = try DiscountPlan(horizon: 20, period: 10, rate: 0.21, timing: .middle).steps
    for (factor, expected) in zip(middles.map(\.factor), [1 / 1.1, 1 / 1.331]) {
      #expect(abs(factor - expected) < 1e-15)
    }
    // Twelve months are twelve periods, whatever rounding says.
    #expect(try DiscountPlan(horizon: 12 * 4.345, period: 4.345, rate: 0.01).steps.count == 12)
  }

  @Test("A dearer rate is worth less, and ends are worth less than middles")
  func order() throws {
    func value(_ rate: Double, _ timing: DiscountPlan.Timing) throws -> Double {
      try DiscountPlan(horizon: 52, period: 52 / 12, rate: rate, timing: timing)
        .orders(customer, Self.model)
    }
    #expect(try value(0.02, .end) < value(0.01, .end))
    #expect(try value(0.01, .end) < value(0.01, .middle))
    #expect(try value(-0.01, .end) > value(0, .end))
  }

  @Test("Horizons, periods and rates that cannot be are refused")
  func refused() {
    for (horizon, period, rate) in [
      (0.0, 1.0, 0.1), (.nan, 1, 0.1), (.infinity, 1, 0.1), (1, 0, 0.1), (1, .nan, 0.1),
      (20_000, 1, 0.1), (5, 1, -1), (5, 1, .nan), (5, 1, .infinity), (5, .infinity, 0.1),
    ] {
      #expect(throws: FitError.self) {
        try DiscountPlan(horizon: horizon, period: period, rate: rate)
      }
    }
  }
}
