internal import Glibc

/// The hazards of some rows over the intervals of a grid, and what follows from them.
///
/// Within an interval the hazard of a day is constant, so that the share that is left falls
/// smoothly: *S(t) = ∏ (1 − h_k)* over the intervals passed, times *(1 − h)^(part of the present one)*.
public struct Hazards: Sendable, Equatable {
  /// The intervals.
  public let grid: HazardGrid
  /// The probability that it happens in interval *k* to row *i* if it has not before:
  /// `values[k][i]`, in [0, 1].
  public let values: [[Double]]

  /// Creates hazards; one array of equal length for each interval.
  public init(grid: HazardGrid, values: [[Double]]) {
    precondition(values.count == grid.count, "\(values.count) arrays for \(grid.count) intervals")
    self.grid = grid
    self.values = values
  }

  /// The share of rows like this one to whom it has not happened before day `day`; 1 at `start`.
  ///
  /// Days beyond the grid count as its last.
  public func survival(_ row: Int, before day: Int) -> Double {
    var share = 1.0
    for interval in 0..<grid.count {
      let begin = grid.begin(interval)
      guard day > begin else { break }
      let hazard = values[interval][row]
      if day >= grid.ends[interval] {
        share *= 1 - hazard
      } else {
        share *= pow(1 - hazard, Double(day - begin) / Double(grid.length(interval)))
      }
    }
    return share
  }

  /// The first day by the end of which it has happened with at least a probability; nil when that
  /// lies beyond the grid.
  public func day(_ row: Int, reaching probability: Double) -> Int? {
    guard probability > 0 else { return grid.start }
    // Survival falls with the day, so the day is found by halving.
    guard 1 - survival(row, before: grid.last) >= probability else { return nil }
    var low = grid.start
    var high = grid.last - 1
    while low < high {
      let middle = low + (high - low) / 2
      if 1 - survival(row, before: middle + 1) >= probability {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}
