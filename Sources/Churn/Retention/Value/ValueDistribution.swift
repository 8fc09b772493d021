internal import Glibc

/// How value is spread over customers: a few hold much of it.
public struct ValueDistribution: Sendable, Equatable, Encodable {
  /// Customers whose value lies within a range.
  public struct Bin: Sendable, Equatable, Encodable {
    /// The least value of the range, which belongs to it.
    public let lower: Double
    /// The value below which it ends; nil for the last range, which has no end.
    public let upper: Double?
    /// The customers in it.
    public let customers: Int
    /// Their value together.
    public let value: Double
  }

  /// The value of all customers.
  public let total: Double
  /// The mean.
  public let mean: Double
  /// The value that half of the customers do not exceed.
  public let median: Double
  /// The share of the total that the most valuable 10 % of the customers hold.
  public let shareOfTop10: Double
  /// The share of the total that the most valuable 20 % hold.
  public let shareOfTop20: Double
  /// The share of the total of each tenth of the customers, the most valuable first.
  public let decileShares: [Double]
  /// Ranges of equal width, and a last one for what lies beyond 98 % of the customers.
  public let bins: [Bin]

  private static let wantedBins = 16.0

  /// Describes values; nil without any, or where they do not add up to more than zero.
  ///
  /// A share of customers that is no whole number of them takes the part of the next one.
  public init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted(by: >)
    let total = sorted.reduce(0, +)
    guard !sorted.isEmpty, total > 0, total.isFinite else { return nil }
    func held(_ share: Double) -> Double {
      let place = share * Double(sorted.count)
      let whole = min(sorted.count, Int(place))
      let rest = whole < sorted.count ? sorted[whole] * (place - Double(whole)) : 0
      return (sorted[..<whole].reduce(0, +) + rest) / total
    }
    self.total = total
    mean = total / Double(sorted.count)
    let middle = sorted.count / 2
    median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    shareOfTop10 = held(0.1)
    shareOfTop20 = held(0.2)
    let ends = (0...10).map { held(Double($0) / 10) }
    decileShares = zip(ends, ends.dropFirst()).map { $1 - $0 }
    bins = Self.bins(sorted)
  }

  private static func bins(_ sorted: [Double]) -> [Bin] {
    guard let largest = sorted.first, let least = sorted.last else { return [] }
    let low = min(0, least)
    let usual = sorted[min(sorted.count - 1, sorted.count / 50)]
    let width = roundedStep(max(usual, largest / 1000) - low)
    guard width > 0, width.isFinite else { return [] }
    let start = (low / width).rounded(.down) * width
    let count = max(1, Int(((usual - start) / width).rounded(.down)) + 1)
    var customers = [Int](repeating: 0, count: count + 1)
    var sums = [Double](repeating: 0, count: count + 1)
    for value in sorted {
      let place = min(Double(count), max(0, ((value - start) / width).rounded(.down)))
      customers[Int(place)] += 1
      sums[Int(place)] += value
    }
    return (0...count).compactMap { place in
      if place == count, customers[place] == 0 { return nil }
      return Bin(
        lower: start + Double(place) * width,
        upper: place < count ? start + Double(place + 1) * width : nil,
        customers: customers[place], value: sums[place])
    }
  }

  /// A power of ten times 1, 2 or 5 that cuts a range into about as many parts as wanted.
  private static func roundedStep(_ range: Double) -> Double {
    let rough = range / wantedBins
    guard rough > 0, rough.isFinite else { return 0 }
    let power = pow(10, floor(log10(rough)))
    return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
  }
}
