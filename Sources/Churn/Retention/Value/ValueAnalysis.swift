public import ChurnData
internal import ChurnMath
public import ChurnModels

/// What customers of a shop are worth: models of purchases and money, and a check by holdout.
///
///     var analysis = ValueAnalysis()
///     analysis.calibrationEnd = Day(iso: "1997-09-30")
///     let result = try analysis.run(book.log)
///
/// The value of a customer is
///
///     margin rate · E[money of an order] · Σ over months of E[orders of the month] · discount
///
/// with orders by a buy-till-you-die model, money by Gamma-Gamma and discounts by
/// ``DiscountSchedule``. Everything is learned from purchases up to the last day of calibration, and
/// forecasts begin on the day after it.
///
/// - SeeAlso: Fader, Hardie & Lee (2005), doi:10.1509/jmkr.2005.42.4.415.
public struct ValueAnalysis: Sendable {
  /// The model of purchases.
  public var model = PurchaseModel.Kind.mbgNBD
  /// What its time is counted in.
  public var unit = ValueTimeUnit.week
  /// The last day to learn from; the rest is the holdout; nil = all days teach and none check.
  public var calibrationEnd: Day?
  /// The day after the last one to count; nil = the end of the data.
  public var at: Day?
  /// How far ahead, and at what discount.
  public var schedule = DiscountSchedule(months: 12, yearlyRate: 0.1)
  /// Margin as a share of revenue; nil = what the margin column says of the base, or 1 without one.
  public var marginRate: Double?
  /// Draws of the bootstrap for intervals; nil = no intervals.
  public var replicates: Int?
  /// Decides what is drawn.
  public var seed: UInt64 = 1
  /// The most threads to use; results do not depend on it.
  public var threads = 1

  /// An analysis with the usual settings.
  public init() {}

  /// Learns, forecasts and checks.
  ///
  /// - Throws: `PipelineError.cutoffOutsideData`, `ValueError`, `FitError`.
  public func run(_ log: PurchaseLog) throws -> ValueResult {
    let (lastDay, end) = try days(log)
    let base = PurchaseSummaries(log, through: lastDay, unit: unit, threads: threads)
    try base.checkLearnable()
    let (model, isSteady) = try self.model.fitOrSteady(base.summaries, threads: threads)
    let groups = SummaryGroups(base.summaries)
    let spend = log.amounts == nil ? nil : SpendForecast(base.summaries, threads: threads)
    let grid = TrackingGrid(
      first: base.firstDays.min() ?? lastDay, lastDay: lastDay, end: end - 1)
    let observed = ObservedPurchases(log, base, until: end, grid: grid, threads: threads)
    let margin = MarginShare(log, base, given: marginRate, threads: threads)
    let forecast = try ValueForecast(
      model, groups: groups, unit: unit, schedule: schedule, threads: threads)
    var intervals: ValueIntervals?
    if let replicates {
      intervals = try ValueIntervals(
        model, spend: spend, base: base, groups: groups, forecast: forecast,
        horizon: schedule.days / unit.days, marginRate: margin.rate,
        bootstrap: ParametricBootstrap(draws: replicates, seed: seed), threads: threads)
    }
    let findings = ValueFindings(
      base: base, model: model, isSteady: isSteady, spend: spend, margin: margin,
      forecast: forecast,
      intervals: intervals,
      tracking: ValueTracking(
        model, base, groups: groups, observed: observed, grid: grid, threads: threads),
      check: calibrationEnd == nil
        ? nil
        : HoldoutCheck(
          model, base, groups: groups, observed: observed, spend: spend?.means, threads: threads))
    return ValueResult(
      customers: findings.customers(log, observed.orders),
      report: findings.report(self, log, end: end))
  }

  /// The last day to learn from, and the day after the last to count.
  private func days(_ log: PurchaseLog) throws -> (lastDay: Day, end: Day) {
    let end = at ?? log.end
    guard end > log.span.lowerBound, end <= log.end else {
      throw PipelineError.cutoffOutsideData(
        cutoff: end, first: log.span.lowerBound, end: log.end)
    }
    guard let calibrationEnd else { return (end - 1, end) }
    guard calibrationEnd >= log.span.lowerBound, calibrationEnd < end - 1 else {
      throw ValueError.calibrationEndOutsideData(
        day: calibrationEnd, first: log.span.lowerBound, last: end - 1)
    }
    return (calibrationEnd, end)
  }
}
