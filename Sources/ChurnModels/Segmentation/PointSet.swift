internal import ChurnMath

/// Points in a space of a few dimensions: one a customer, made for measuring distances.
///
/// Values lie row by row. Each must be finite; whoever makes the points decides what stands for missing.
public struct PointSet: Sendable, Equatable {
  /// The number of points, *n*.
  public let count: Int
  /// The number of dimensions, *p*.
  public let dimensions: Int
  /// The coordinates, point by point; length *n* · *p*.
  public let values: [Double]

  /// Creates points from coordinates that lie point by point.
  ///
  /// - Throws: `FitError.notFinite` with the row and the number of the dimension.
  public init(dimensions: Int, values: [Double]) throws(FitError) {
    precondition(
      dimensions > 0 && values.count % dimensions == 0,
      "\(values.count) coordinates do not make points of \(dimensions) dimensions")
    for (place, value) in values.enumerated() where !(value.magnitude < 1e150) {
      throw .notFinite(feature: "dimension \(place % dimensions)", row: place / dimensions)
    }
    self.init(checked: values, dimensions: dimensions)
  }

  /// Coordinates that are known to be finite.
  private init(checked values: [Double], dimensions: Int) {
    count = values.count / dimensions
    self.dimensions = dimensions
    self.values = values
  }

  /// Some of the points, in that order.
  func selecting(_ rows: [Int]) -> PointSet {
    var chosen: [Double] = []
    chosen.reserveCapacity(rows.count * dimensions)
    for row in rows { chosen += values[row * dimensions..<(row + 1) * dimensions] }
    return PointSet(checked: chosen, dimensions: dimensions)
  }

  /// At most `limit` of the points' places, spread over all by a seed; all of them when they are few.
  func sampled(limit: Int, seed: UInt64) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    var stream = RandomStream(seed: seed, stream: Self.sampleStream)
    // Selection sampling: each place is taken with the chance that makes the number come out.
    var chosen: [Int] = []
    chosen.reserveCapacity(limit)
    for row in 0..<count
    where stream.below(count - row) < limit - chosen.count { chosen.append(row) }
    return chosen
  }

  private static let sampleStream: UInt64 = 0x5341_4D50

  /// The squared distance of a point to coordinates that begin at a place of an array.
  @inline(__always)
  static func squaredDistance(
    _ left: Span<Double>, _ first: Int, _ right: Span<Double>, _ second: Int, _ dimensions: Int
  ) -> Double {
    var sum = 0.0
    for dimension in 0..<dimensions {
      let distance = left[first + dimension] - right[second + dimension]
      sum += distance * distance
    }
    return sum
  }
}
