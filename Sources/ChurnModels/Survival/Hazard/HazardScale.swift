internal import ChurnMath
internal import Glibc

/// The line that turns a classifier's log-odds into the log-odds of a hazard: one slope, and an
/// intercept for each interval.
///
/// The slope says how much of the classifier's spread holds on rows that it has not seen. The
/// intercepts are those with which the expected number of events in each interval is the number
/// observed, so that the mean of all curves is the Kaplan-Meier curve of the same rows.
public struct HazardScale: Sendable, Equatable {
  /// β, within `slopes`.
  public let slope: Double
  /// α of each interval; length *K*.
  public let intercepts: [Double]

  /// The slopes that are believed: spread is neither turned round nor more than doubled.
  public static let slopes = 0.1...2.0

  /// A scale with given numbers.
  public init(slope: Double, intercepts: [Double]) {
    self.slope = slope
    self.intercepts = intercepts
  }

  /// The hazard at some log-odds of the classifier.
  public func hazard(_ logOdds: Double, in interval: Int) -> Double {
    logistic(intercepts[interval] + slope * logOdds)
  }

  /// What was judged in one interval.
  private struct Part {
    var logOdds: [Double] = []
    var events = 0.0
    var eventLogOdds = 0.0
  }

  private static func parts(
    _ logOdds: [Double], _ labels: [Bool], _ intervals: [Int], count: Int
  ) -> [Part] {
    var parts = [Part](repeating: Part(), count: count)
    for (row, interval) in intervals.enumerated() {
      parts[interval].logOdds.append(logOdds[row])
      if labels[row] {
        parts[interval].events += 1
        parts[interval].eventLogOdds += logOdds[row]
      }
    }
    return parts
  }

  /// The slope that fits judged person-periods best, with an intercept of its own for each interval.
  ///
  /// The derivative of the log-likelihood by the slope falls, so its root is found by halving.
  ///
  /// - Parameters:
  ///   - logOdds: Of rows that the classifier was not fitted to.
  ///   - labels: Whether it happened.
  ///   - intervals: The interval of each row.
  ///   - count: The number of intervals.
  /// - Returns: A slope within `slopes`; 1 where nothing tells.
  public static func slope(
    _ logOdds: [Double], labels: [Bool], intervals: [Int], count: Int
  ) -> Double {
    // An interval in which all or none left says nothing of the slope.
    let parts = parts(logOdds, labels, intervals, count: count).filter {
      $0.events > 0 && $0.events < Double($0.logOdds.count)
    }
    guard !parts.isEmpty else { return 1 }
    func derivative(_ slope: Double) -> Double {
      parts.reduce(0) { sum, part in
        let intercept = Self.intercept(part.logOdds, slope: slope, events: part.events)
        let expected = part.logOdds.reduce(0) { $0 + $1 * logistic(intercept + slope * $1) }
        return sum + part.eventLogOdds - expected
      }
    }
    var (low, high) = (slopes.lowerBound, slopes.upperBound)
    guard derivative(low) > 0 else { return low }
    guard derivative(high) < 0 else { return high }
    for _ in 0..<20 {
      let middle = (low + high) / 2
      if derivative(middle) > 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The scale with a slope whose expected events are those observed, interval by interval.
  ///
  /// Half an event is added to each outcome in proportion to what the classifier expects, so that an
  /// interval without an event has a small hazard and not none.
  public static func matched(
    _ logOdds: [Double], labels: [Bool], intervals: [Int], count: Int, slope: Double
  ) -> HazardScale {
    let parts = parts(logOdds, labels, intervals, count: count)
    return HazardScale(
      slope: slope,
      intercepts: parts.map { part in
        let n = Double(part.logOdds.count)
        guard n > 0 else { return 0 }
        let expected = part.logOdds.reduce(0) { $0 + logistic($1) } / n
        let share =
          part.events > 0 && part.events < n
          ? part.events / n : (part.events + min(max(expected, 1e-6), 1 - 1e-6)) / (n + 1)
        return intercept(part.logOdds, slope: slope, events: share * n)
      })
  }

  /// α with which the expected events of some rows are a given number between 0 and all.
  private static func intercept(_ logOdds: [Double], slope: Double, events: Double) -> Double {
    let n = Double(logOdds.count)
    let mean = slope * logOdds.reduce(0, +) / n
    let share = min(max(events / n, 1e-12), 1 - 1e-12)
    var a = log(share / (1 - share)) - mean
    var (low, high) = (-Double.infinity, Double.infinity)
    for _ in 0..<100 {
      var (sum, slack) = (0.0, 0.0)
      for value in logOdds {
        let p = logistic(a + slope * value)
        sum += p
        slack += p * (1 - p)
      }
      let excess = events - sum
      if abs(excess) <= 1e-10 * max(1, events) { break }
      if excess > 0 { low = a } else { high = a }
      let step = slack > 0 ? excess / slack : .infinity
      let next = a + step
      // A step that leaves the known bracket is replaced by its middle, or by a bounded one.
      if next > low, next < high, step.isFinite {
        a = next
      } else if low.isFinite, high.isFinite {
        a = (low + high) / 2
      } else {
        a += excess > 0 ? 4 : -4
      }
    }
    return a
  }
}
