internal import ChurnMath
internal import ChurnModels

/// How soon customers order on a second day, by Kaplan-Meier.
///
/// Whoever has not by the end of the data is censored on its last day.
public struct SecondOrder: Sendable, Equatable, Encodable {
  /// The share that has ordered again within some days.
  public struct Reading: Sendable, Equatable, Encodable {
    /// Days since the first order.
    public let days: Int
    /// The share; nil where nobody was watched for so long.
    public let share: Double?
    /// The lower end of its 95 % interval.
    public let lower: Double?
    /// The upper end.
    public let upper: Double?
  }

  /// Customers.
  public let customers: Int
  /// Those who ordered again.
  public let events: Int
  /// Days by which half have; nil where it never comes to that.
  public let medianDays: Double?
  /// The share by some days.
  public let within: [Reading]

  /// Days at which shares are told.
  static let days = [30, 60, 90, 180, 365]

  /// The time of each group of customers.
  ///
  /// - Parameters:
  ///   - waits: For each customer the days to his second purchase day, or those watched without one.
  ///   - hasOrdered: Whether each ordered again.
  ///   - groups: The group of each.
  ///   - count: The number of groups.
  ///   - threads: The most threads to use.
  /// - Returns: One a group; nil for those without customers.
  /// - Throws: `FitError` for times that make no sense.
  static func byGroup(
    waits: [Double], hasOrdered: [Bool], groups: [Int32], count: Int, threads: Int
  ) throws(FitError) -> [SecondOrder?] {
    guard !waits.isEmpty else { return [SecondOrder?](repeating: nil, count: count) }
    let tables = try RiskTable.byGroup(
      Lifetimes(durations: waits, churned: hasOrdered), groups: groups, groupCount: count,
      threads: threads)
    return tables.map { SecondOrder(KaplanMeier($0)) }
  }

}

extension SecondOrder {
  /// Reads a curve; nil where nobody was watched.
  fileprivate init?(_ curve: KaplanMeier) {
    let readings = Self.days.map { days -> Reading in
      let time = Double(days)
      let survival = curve.survival(at: time)
      guard time <= curve.lastTime ?? -1 || survival == 0 else {
        return Reading(days: days, share: nil, lower: nil, upper: nil)
      }
      let band = curve.band(at: time, level: 0.95, scale: .logLog)
      func share(_ value: Double?) -> Double? {
        value.flatMap { $0.isFinite ? 1 - $0 : nil }
      }
      return Reading(
        days: days, share: 1 - survival, lower: share(band.upper), upper: share(band.lower))
    }
    let events = curve.steps.reduce(0.0) { $0 + $1.events }
    let watched = curve.steps.reduce(0.0) { $0 + $1.events + $1.censored }
    guard watched > 0 else { return nil }
    self.init(
      customers: Int(watched), events: Int(events), medianDays: curve.firstTime(reaching: 0.5),
      within: readings)
  }
}
