internal import Glibc

/// A straight scale from values to places, with round ticks.
struct Axis: Sendable, Equatable {
  /// The values at the two ends.
  let values: ClosedRange<Double>
  /// The places of the two ends.
  let places: ClosedRange<Double>

  /// The place of a value; beyond the ends it goes on.
  func callAsFunction(_ value: Double) -> Double {
    let width = values.upperBound - values.lowerBound
    guard width > 0 else { return (places.lowerBound + places.upperBound) / 2 }
    return places.lowerBound
      + (value - values.lowerBound) / width * (places.upperBound - places.lowerBound)
  }

  /// At most `most` round values within the scale, a power of ten times 1, 2 or 5 apart.
  func ticks(most: Int) -> [Double] {
    let width = values.upperBound - values.lowerBound
    guard width > 0, width.isFinite, most > 1 else { return [values.lowerBound] }
    let rough = width / Double(most)
    let power = pow(10, floor(log10(rough)))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
    let first = Int((values.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((values.upperBound / step + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { Double($0) * step }
  }
}
