public import ChurnMath
internal import Glibc

/// What features must know of the base as a whole: its rhythm, its season and how it buys.
///
/// Learned from events before the last training cutoff only, then kept, so that a customer scored
/// next year is measured against the base that the model was trained on.
public struct FeatureParameters: Sendable, Equatable, Codable {
  /// Days between purchase days: the mean over the base's customers of their own means.
  public let gapMean: Double
  /// The median of all gaps, in days.
  public let gapMedian: Double
  /// The standard deviation of all gaps, in days.
  public let gapDeviation: Double
  /// The 90 % quantile of all gaps, in days.
  public let gapQuantile90: Double
  /// How many gaps of the base's a customer's own are mixed with.
  public let strength: Double
  /// Orders a day in each calendar month over the average of all months; 12 values, January first.
  public let monthIndex: [Double]
  /// When customers buy and when they stop, in weeks; nil where that could not be learned.
  public let purchases: MBGNBDParameters?

  /// Days a unit of time of `purchases`.
  public static let purchaseUnitDays = 7.0

  /// Creates parameters; `monthIndex` must have 12 values.
  public init(
    gapMean: Double, gapMedian: Double, gapDeviation: Double, gapQuantile90: Double,
    strength: Double = 3, monthIndex: [Double] = Array(repeating: 1, count: 12),
    purchases: MBGNBDParameters? = nil
  ) {
    precondition(monthIndex.count == 12, "\(monthIndex.count) months instead of 12")
    self.gapMean = gapMean
    self.gapMedian = gapMedian
    self.gapDeviation = gapDeviation
    self.gapQuantile90 = gapQuantile90
    self.strength = strength
    self.monthIndex = monthIndex
    self.purchases = purchases
  }

  /// The same with what was learned of purchases.
  public func with(purchases: MBGNBDParameters?) -> FeatureParameters {
    FeatureParameters(
      gapMean: gapMean, gapMedian: gapMedian, gapDeviation: gapDeviation,
      gapQuantile90: gapQuantile90, strength: strength, monthIndex: monthIndex,
      purchases: purchases)
  }

  /// Whether every figure is finite and in its range, as a file read back must be.
  public var isValid: Bool {
    let figures = [gapMean, gapMedian, gapDeviation, gapQuantile90, strength]
    return monthIndex.count == 12 && (purchases?.isValid ?? true)
      && (figures + monthIndex).allSatisfy { $0.isFinite && $0 >= 0 }
  }

  /// The three strongest calendar months, 1...12.
  public var peakMonths: [Int] {
    let ranked = monthIndex.indices.sorted {
      monthIndex[$0] != monthIndex[$1] ? monthIndex[$0] > monthIndex[$1] : $0 < $1
    }
    return ranked.prefix(3).map { $0 + 1 }
  }

  /// The mean month index over the `days` days from `start`.
  func seasonIndex(_ start: Day, _ days: Int) -> Double {
    let sum = (0..<days).reduce(0.0) { $0 + monthIndex[(start + $1).civil.month - 1] }
    return sum / Double(days)
  }

  /// A customer's own figure mixed with the base's: *(n·own + k·base)/(n + k)*.
  func shrunk(_ own: Double, _ count: Int, _ base: Double) -> Double {
    guard count > 0, !own.isNaN else { return base }
    return (Double(count) * own + strength * base) / (Double(count) + strength)
  }
}

extension FeatureParameters {
  /// The silence that a share `1 - quantile` of a customer's next gaps would exceed, in days.
  ///
  /// Gaps are exponential with a rate whose posterior is gamma with shape *k + n* and rate
  /// *k·m + Σ gaps* (*n* own gaps, base mean *m*, *k* = `strength`), so the next gap is Lomax:
  /// *P(gap > t) = (1 + t/b)^-a*. Kept within a week and two years.
  ///
  /// - SeeAlso: Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6.
  public func personalSilence(_ history: PurchaseHistory, quantile: Double) -> Double {
    let gaps = history.sortedGaps
    let shape = strength + Double(gaps.count)
    let rate = strength * gapMean + Double(gaps.reduce(0, +))
    return min(730, max(7, rate * (pow(1 - quantile, -1 / shape) - 1)))
  }

  /// Learns the parameters from what lies strictly before a cutoff.
  ///
  /// Without a single gap the base is taken to order every 30 days.
  ///
  /// - Complexity: O(lines) and one sort of the gaps.
  public init(learnedFrom log: PurchaseLog, before snapshot: Snapshot, threads: Int = 1) {
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Self.collect(log, pieces[piece], before: snapshot.day)
    }
    var gaps = [Int](repeating: 0, count: 1)
    var months = [Int](repeating: 0, count: 12)
    var meanSum = 0.0
    var meanCount = 0
    for part in parts {
      if part.gaps.count > gaps.count {
        gaps += Array(repeating: 0, count: part.gaps.count - gaps.count)
      }
      for (gap, count) in part.gaps.enumerated() { gaps[gap] += count }
      for month in 0..<12 { months[month] += part.months[month] }
      for mean in part.means { meanSum += mean }
      meanCount += part.means.count
    }
    let spread = GapHistogram(counts: gaps)
    guard spread.count > 0 else {
      self.init(gapMean: 30, gapMedian: 30, gapDeviation: 30, gapQuantile90: 60)
      return
    }
    self.init(
      gapMean: meanSum / Double(meanCount), gapMedian: spread.quantile(0.5),
      gapDeviation: spread.deviation, gapQuantile90: spread.quantile(0.9),
      monthIndex: Self.monthIndex(
        orders: months, from: log.span.lowerBound, to: snapshot.day))
  }

  private struct Part: Sendable {
    var gaps: [Int] = [0]
    var months = [Int](repeating: 0, count: 12)
    var means: [Double] = []
  }

  private static func collect(_ log: PurchaseLog, _ customers: Range<Int>, before day: Day) -> Part
  {
    var part = Part()
    var history = PurchaseHistory(log)
    for customer in customers {
      history.begin(customer: customer)
      history.advance(to: day)
      for point in history.points { part.months[point.day.civil.month - 1] += 1 }
      guard let longest = history.sortedGaps.last else { continue }
      if longest >= part.gaps.count {
        part.gaps += Array(repeating: 0, count: longest + 1 - part.gaps.count)
      }
      for gap in history.sortedGaps { part.gaps[gap] += 1 }
      part.means.append(GapSummary(history).mean)
    }
    return part
  }

  /// Orders a day of each calendar month over the average; months never seen count as average.
  private static func monthIndex(orders: [Int], from: Day, to: Day) -> [Double] {
    var days = [Int](repeating: 0, count: 12)
    for offset in 0..<max(0, to - from) { days[(from + offset).civil.month - 1] += 1 }
    let totalDays = days.reduce(0, +)
    let totalOrders = orders.reduce(0, +)
    guard totalDays > 0, totalOrders > 0 else { return Array(repeating: 1, count: 12) }
    let average = Double(totalOrders) / Double(totalDays)
    return (0..<12).map { month in
      days[month] == 0 ? 1 : Double(orders[month]) / Double(days[month]) / average
    }
  }
}

/// How often each gap, in whole days, occurred.
private struct GapHistogram {
  let counts: [Int]
  let count: Int

  init(counts: [Int]) {
    self.counts = counts
    count = counts.reduce(0, +)
  }

  var deviation: Double {
    var sum = 0.0
    for (gap, times) in counts.enumerated() { sum += Double(gap) * Double(times) }
    let mean = sum / Double(count)
    var squares = 0.0
    for (gap, times) in counts.enumerated() {
      squares += Double(times) * (Double(gap) - mean) * (Double(gap) - mean)
    }
    return (squares / Double(count)).squareRoot()
  }

  /// The smallest gap that at least a share of all gaps do not exceed.
  func quantile(_ share: Double) -> Double {
    var seen = 0
    for (gap, times) in counts.enumerated() {
      seen += times
      if Double(seen) >= share * Double(count) { return Double(gap) }
    }
    return Double(counts.count - 1)
  }
}
