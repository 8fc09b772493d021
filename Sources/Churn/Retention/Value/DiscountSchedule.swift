public import ChurnModels
internal import Glibc

/// How far ahead money counts, and how much less the later money does.
///
/// The months are cut into equal steps, a month each (more than 60 months: 60 steps). What comes in
/// within a step is taken to come in at its middle, so at a yearly rate *d* it counts
///
///     (1 + d)^(−middle of the step in years)
///
/// A month is a twelfth of 365.25 days. The present is the end of the last day observed.
public struct DiscountSchedule: Sendable, Equatable {
  /// Months looked ahead.
  public let months: Int
  /// The yearly rate; 0.1 is 10 % a year.
  public let yearlyRate: Double

  /// Days of a month.
  public static let daysAMonth = 30.4375
  private static let mostSteps = 60

  /// A schedule of at least one month, at a rate above −1.
  public init(months: Int, yearlyRate: Double) {
    self.months = max(1, months)
    self.yearlyRate = yearlyRate
  }

  /// The whole time looked ahead, in days.
  public var days: Double { Double(months) * Self.daysAMonth }

  /// The steps in units of so many days.
  ///
  /// - Throws: `FitError.invalidParameter` for a rate that cannot be.
  public func plan(unitDays: Double) throws(FitError) -> DiscountPlan {
    let steps = Double(min(months, Self.mostSteps))
    let horizon = days / unitDays
    return try DiscountPlan(
      horizon: horizon, period: horizon / steps,
      rate: expm1(log1p(yearlyRate) * Double(months) / 12 / steps), timing: .middle)
  }
}
