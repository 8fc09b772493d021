import Foundation
import Testing

@testable import Churn

@Suite("Discounts by month")
struct DiscountScheduleTests {
  /// What reaches these totals by the ends of the steps is worth today.
  private func worth(_ schedule: DiscountSchedule, _ totals: (Double) -> Double) throws -> Double {
    var before = 0.0
    var sum = 0.0
    for step in try schedule.plan(unitDays: 1).steps {
      sum += (totals(step.until) - before) * step.factor
      before = totals(step.until)
    }
    return sum
  }

  @Test("Each month is discounted at its middle: by hand")
  func byHand() throws {
    let steps = try DiscountSchedule(months: 2, yearlyRate: 0.21).plan(unitDays: 7).steps
    // Middles after half a month and one and a half: 1.21^(-1/24), 1.21^(-3/24).
    let factors: [Double] = [1, 3].map { (month: Double) -> Double in pow(1.21, -month / 24) }
    #expect(steps.count == 2)
    for (step, expected) in zip(steps, zip([30.4375 / 7, 60.875 / 7], factors)) {
      #expect(abs(step.until - expected.0) < 1e-12 && abs(step.factor - expected.1) < 1e-14)
    }
  }

  @Test("Without a rate money keeps its worth, however many months")
  func withoutRate() throws {
    for months in [1, 12, 60, 61, 1200] {
      let schedule = DiscountSchedule(months: months, yearlyRate: 0)
      #expect(try schedule.plan(unitDays: 1).steps.count == min(60, months))
      #expect(abs(try worth(schedule) { $0 } - Double(months) * 30.4375) < 1e-8)
    }
  }

  /// A steady stream over n years is worth (1 − e^(−δn))/δ with δ = ln(1 + d), by integration.
  @Test("Many months come near to discounting at every moment")
  func stream() throws {
    let schedule = DiscountSchedule(months: 60, yearlyRate: 0.1)
    let rate: Double = log(1.1)
    let exact = (1 - exp(-5 * rate)) / rate * 365.25
    #expect(abs(try worth(schedule) { $0 } / exact - 1) < 1e-5)
  }
}
