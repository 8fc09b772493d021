internal import Churn
internal import ChurnData

/// What runs along an axis: a title with the unit, the values shown, and how numbers are written.
struct ChartScale: Sendable, Equatable {
  /// How values are written.
  enum Format: Sendable, Equatable {
    /// Shares, as percent.
    case percent
    /// Plain numbers.
    case number
    /// Sums of money, or counts, in short: `12k`.
    case short
    /// Days since 1970-01-01, as months.
    case day
  }

  /// What runs along it, with the unit.
  let title: String
  /// The values at its ends.
  let values: ClosedRange<Double>
  /// How values are written.
  let format: Format

  /// A tick: where, and what stands there.
  struct Tick: Sendable, Equatable {
    let value: Double
    let text: String
  }

  /// At most about `most` ticks.
  func ticks(most: Int) -> [Tick] {
    if format == .day { return dayTicks(most: max(2, most)) }
    // Longer numbers have no room along an axis.
    guard values.lowerBound > -1e15, values.upperBound < 1e15 else { return [] }
    let axis = Axis(values: values, from: 0, to: 1)
    let places = axis.ticks(most: max(2, most))
    let step = places.count > 1 ? places[1] - places[0] : 1
    return places.map { Tick(value: $0, text: text($0, step: step)) }
  }

  /// A value as it stands at a tick, the next tick being `step` away.
  private func text(_ value: Double, step: Double) -> String {
    switch format {
    case .percent: Figures.fixed(value * 100, decimals: Self.decimals(step * 100)) + " %"
    case .number: Figures.fixed(value, decimals: Self.decimals(step))
    case .short: Self.short(value, step: step)
    case .day: Day(number: Int(value)).description
    }
  }

  /// The decimals that tell neighbouring ticks apart.
  private static func decimals(_ step: Double) -> Int {
    var decimals = 0
    var step = step
    while decimals < 6, step < 0.999_999 {
      step *= 10
      decimals += 1
    }
    return decimals
  }

  private static func short(_ value: Double, step: Double) -> String {
    let largest = max(abs(value), step)
    for (unit, name) in [(1e9, "bn"), (1e6, "m"), (1e3, "k")] where largest >= unit * 10 {
      let digits = decimals(step / unit)
      return value == 0 ? "0" : Figures.fixed(value / unit, decimals: min(digits, 2)) + name
    }
    if largest < 1e15, step >= 1 { return Figures.grouped(Int(value.rounded())) }
    return Figures.fixed(value, decimals: decimals(step))
  }

  // MARK: - Days

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The firsts of months, so many months apart that all have room.
  private func dayTicks(most: Int) -> [Tick] {
    let limit = Double(Self.lastDay)
    guard values.lowerBound > -limit, values.upperBound < limit else { return [] }
    let first = Day(number: Int(values.lowerBound.rounded(.up)))
    let last = Day(number: Int(values.upperBound.rounded(.down)))
    guard first <= last else { return [] }
    let spanned = Double(last - first) / 30.4375
    let steps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200]
    let step = steps.first { spanned / Double($0) <= Double(most) + 0.5 } ?? 2400
    var ticks: [Tick] = []
    var month = first == first.firstOfMonth ? first : first.firstOfMonth(offset: 1)
    while month <= last {
      let civil = month.civil
      let place = civil.year * 12 + civil.month - 1
      if place % step == 0 {
        let text = step >= 12 ? "\(civil.year)" : "\(Self.months[civil.month - 1]) \(civil.year)"
        ticks.append(Tick(value: Double(month.number), text: text))
      }
      month = month.firstOfMonth(offset: 1)
    }
    return ticks
  }

  /// Days beyond the year 9999 are not drawn.
  private static let lastDay = 2_932_896
}
