internal import Glibc

/// A straight scale from values to places, with round ticks.
struct Axis: Sendable, Equatable {
  /// The values at the two ends.
  let values: ClosedRange<Double>
  /// The place of the smallest value.
  let start: Double
  /// The place of the largest value.
  let end: Double

  /// An axis along places, or against them where `start` is larger than `end`.
  init(values: ClosedRange<Double>, from start: Double, to end: Double) {
    self.values = values
    self.start = start
    self.end = end
  }

  /// An axis along places.
  init(values: ClosedRange<Double>, places: ClosedRange<Double>) {
    self.init(values: values, from: places.lowerBound, to: places.upperBound)
  }

  /// The place of a value; beyond the ends it goes on.
  func callAsFunction(_ value: Double) -> Double {
    let width = values.upperBound - values.lowerBound
    guard width > 0, width.isFinite else { return (start + end) / 2 }
    return start + (value - values.lowerBound) / width * (end - start)
  }

  /// The place of a value, at an end for those beyond it.
  func clamped(_ value: Double) -> Double {
    self(min(max(value, values.lowerBound), values.upperBound))
  }

  /// At most `most` round values within the scale, a power of ten times 1, 2 or 5 apart.
  func ticks(most: Int) -> [Double] {
    let width = values.upperBound - values.lowerBound
    guard width.isFinite, width > 0, most > 1 else { return [values.lowerBound] }
    let step = Self.step(width / Double(most))
    let first = (values.lowerBound / step - 1e-9).rounded(.up)
    let last = (values.upperBound / step + 1e-9).rounded(.down)
    // Beyond this, neighbouring ticks are the same number.
    guard step > 0, first.magnitude < 0x1p52, last.magnitude < 0x1p52, first <= last else {
      return [values.lowerBound]
    }
    return (Int(first)...Int(last)).map { Double($0) * step }
  }

  /// The smallest power of ten times 1, 2 or 5 that is not below `rough`.
  static func step(_ rough: Double) -> Double {
    let power = pow(10, floor(log10(rough)))
    return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
  }

  /// A range that holds all finite values, its ends round.
  static func round(_ values: [Double], ticks: Int = 5) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max() else { return 0...1 }
    guard most > least else { return least...max(least.nextUp, least + 1) }
    guard (most - least).isFinite else { return least...most }
    let step = Self.step((most - least) / Double(ticks))
    guard step > 0 else { return least...most }
    let low = (least / step + 1e-9).rounded(.down) * step
    let high = (most / step - 1e-9).rounded(.up) * step
    guard low.isFinite, high.isFinite, low < high else { return least...most }
    return min(low, least)...max(high, most)
  }
}
