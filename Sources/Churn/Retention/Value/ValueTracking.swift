public import ChurnData
internal import ChurnMath
internal import ChurnModels

/// Repeat purchases week by week beside what a model expects: what tracking plots show.
///
/// `expected` is what the model expects of customers of whom it knows only the day of their first
/// purchase, each from that day on; it runs through calibration and holdout. `forecast` begins at
/// the end of calibration and goes by all that was known of each customer then.
///
/// - SeeAlso: Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098, for the plots.
public struct ValueTracking: Sendable, Equatable, Encodable {
  /// A week, or a longer step for very long spans.
  public struct Point: Sendable, Equatable, Encodable {
    /// The last day of the step.
    public let day: Day
    /// Whether it lies after the calibration.
    public let isHoldout: Bool
    /// Repeat purchases in the step.
    public let actual: Int
    /// Those expected of newcomers.
    public let expected: Double
    /// Those forecast at the end of calibration; nil before it.
    public let forecast: Double?
    /// Repeat purchases so far.
    public let cumulativeActual: Int
    /// Those expected of newcomers so far.
    public let cumulativeExpected: Double
    /// The actual ones up to the end of calibration and those forecast since; nil before it.
    public let cumulativeForecast: Double?
  }

  /// Days of a step.
  public let stepDays: Int
  /// The steps in order of time.
  public let points: [Point]
}

extension ValueTracking {
  /// Follows a base through a grid.
  ///
  /// - Complexity: O(days + steps · (first days + kinds of customers)).
  init(
    _ model: PurchaseModel, _ base: PurchaseSummaries, groups: SummaryGroups,
    observed: ObservedPurchases, grid: TrackingGrid, threads: Int
  ) {
    stepDays = grid.stepDays
    let expected = Self.ofNewcomers(model, base, grid: grid, threads: threads)
    let forecast = Self.fromCalibrationEnd(
      model, base, groups: groups, grid: grid, threads: threads)
    var points: [Point] = []
    var actual = 0
    var known = 0
    for (step, day) in grid.ends.enumerated() {
      let isHoldout = step >= grid.calibrationSteps
      actual += observed.stepOrders[step]
      if !isHoldout { known = actual }
      let place = step - grid.calibrationSteps
      let ahead = isHoldout ? forecast[place] : nil
      let before = place > 0 ? forecast[place - 1] : 0
      points.append(
        Point(
          day: day, isHoldout: isHoldout, actual: observed.stepOrders[step],
          expected: expected[step] - (step > 0 ? expected[step - 1] : 0),
          forecast: ahead.map { $0 - before }, cumulativeActual: actual,
          cumulativeExpected: expected[step], cumulativeForecast: ahead.map { Double(known) + $0 }))
    }
    self.points = points
  }

  /// What is expected of newcomers by the end of each step.
  private static func ofNewcomers(
    _ model: PurchaseModel, _ base: PurchaseSummaries, grid: TrackingGrid, threads: Int
  ) -> [Double] {
    let days = base.firstDays.sorted()
    guard let first = days.first, let end = grid.ends.last else { return [] }
    var joined: [(day: Day, count: Double)] = []
    for day in days {
      if let last = joined.last, last.day == day {
        joined[joined.count - 1].count += 1
      } else {
        joined.append((day, 1))
      }
    }
    let ages = max(0, end - first) + 1
    let pieces = evenPieces(ages, max(1, threads) * 8)
    let orders = mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { age in
        model.expectedOrdersOfNewcomer(within: Double(age) / base.unit.days)
      }
    }.flatMap { $0 }
    return grid.ends.map { end in
      var sum = 0.0
      for (day, count) in joined {
        guard day <= end else { break }
        sum += count * orders[end - day]
      }
      return sum
    }
  }

  /// What is forecast at the end of calibration, by the end of each step after it.
  private static func fromCalibrationEnd(
    _ model: PurchaseModel, _ base: PurchaseSummaries, groups: SummaryGroups, grid: TrackingGrid,
    threads: Int
  ) -> [Double] {
    let times = grid.ends.dropFirst(grid.calibrationSteps).map { day in
      Double(day - base.lastDay) / base.unit.days
    }
    guard !times.isEmpty else { return [] }
    let orders = groups.map(threads: threads) { kind in
      times.map { model.expectedOrders(kind, within: $0) }
    }
    return times.indices.map { step in
      groups.kindOf.reduce(0) { $0 + orders[$1][step] }
    }
  }
}
