/// A cutoff: the moment at which the engine pretends to stand, the first second of a day.
///
/// Features use events strictly before it; labels use the window that begins `gap` days after it.
public struct Snapshot: Sendable, Hashable, Comparable, Codable {
  /// The day whose first second is the cutoff; events of this day lie after it.
  public let day: Day

  /// Creates the cutoff at the start of `day`.
  public init(_ day: Day) { self.day = day }

  /// The order of time.
  public static func < (left: Snapshot, right: Snapshot) -> Bool { left.day < right.day }

  /// Reads an ISO 8601 date.
  public init(from decoder: any Decoder) throws { day = try Day(from: decoder) }
  /// Writes an ISO 8601 date.
  public func encode(to encoder: any Encoder) throws { try day.encode(to: encoder) }
}

/// How far ahead a churn label looks: the days `[cutoff + gap, cutoff + gap + days)`.
public struct Horizon: Sendable, Hashable, Codable {
  /// The length of the label window in days, at least 1.
  public let days: Int
  /// Days between the cutoff and the window, the time a team needs to act; not negative.
  public let gap: Int

  /// The longest horizon or gap that makes sense, a hundred years.
  public static let longest = 36_525

  /// Creates a horizon of `days` days that begins `gap` days after the cutoff.
  public init(days: Int, gap: Int = 0) {
    precondition(days >= 1 && gap >= 0, "a horizon of \(days) days after a gap of \(gap)")
    self.days = days
    self.gap = gap
  }

  /// The first day of the label window of a cutoff.
  public func start(from snapshot: Snapshot) -> Day { snapshot.day + gap }
  /// The day after the last one of the label window of a cutoff.
  public func end(from snapshot: Snapshot) -> Day { snapshot.day + gap + days }
}

extension Horizon {
  private enum CodingKeys: String, CodingKey { case days, gap }

  /// Reads a horizon whose numbers make sense.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    days = try container.decode(Int.self, forKey: .days)
    gap = try container.decode(Int.self, forKey: .gap)
    guard (1...Self.longest).contains(days), (0...Self.longest).contains(gap) else {
      throw DecodingError.dataCorruptedError(
        forKey: .days, in: container, debugDescription: "a horizon of \(days) days, gap \(gap)")
    }
  }
}
