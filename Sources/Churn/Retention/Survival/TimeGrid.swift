internal import Glibc

/// Round times that divide a span, for tables and for hazards by tenure.
enum TimeGrid {
  private static let days: [Double] = [
    1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300, 18_250,
  ]
  private static let months: [Double] = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600]
  private static let weeks: [Double] = [1, 2, 4, 8, 13, 26, 52, 104, 260, 520, 1040]

  /// Multiples of a round step up to the end of a span, at most `most` of them.
  static func times(to end: Double, unit: String, most: Int) -> [Double] {
    guard end > 0, end.isFinite, most > 0 else { return [] }
    let step = step(end / Double(most), unit)
    guard step > 0, step.isFinite else { return [] }
    let count = Int((end / step + 1e-9).rounded(.down))
    return count < 1 ? [end] : (1...min(count, 4 * most)).map { Double($0) * step }
  }

  /// The smallest round step that is not below `rough`.
  private static func step(_ rough: Double, _ unit: String) -> Double {
    let steps: [Double] =
      switch unit.lowercased() {
      case "day", "days": days
      case "week", "weeks": weeks
      case "month", "months": months
      default: []
      }
    if let first = steps.first, rough > first / 2, let step = steps.first(where: { $0 >= rough }) {
      return step
    }
    let power = pow(10, floor(log10(rough)))
    return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999_999 } ?? 10 * power
  }
}
