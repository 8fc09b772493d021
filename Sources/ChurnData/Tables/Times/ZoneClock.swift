internal import Foundation

/// The wall clock of a time zone, remembered by quarters of an hour.
///
/// Zones change their offset on quarters of an hour only (since 1900 with a few exceptions in the
/// first decades), so one look-up serves every time of a quarter.
struct ZoneClock {
  private let zone: TimeZone?
  private var offsets: [Int64: Int64] = [:]
  private var lastQuarter = Int64.min
  private var lastOffset: Int64 = 0

  init(named name: String) throws(DataError) {
    if ["UTC", "utc", "GMT", "Z", "Etc/UTC"].contains(name) {
      zone = nil
      return
    }
    guard let zone = TimeZone(identifier: name) else { throw .unknownTimeZone(name: name) }
    self.zone = zone
  }

  /// What the wall clock shows at an instant, both in seconds since 1970-01-01.
  mutating func wall(_ instant: Int64) -> Int64 {
    guard let zone else { return instant }
    let quarter = instant >= 0 ? instant / 900 : (instant - 899) / 900
    if quarter != lastQuarter {
      lastQuarter = quarter
      if let known = offsets[quarter] {
        lastOffset = known
      } else {
        let date = Date(timeIntervalSince1970: Double(quarter * 900))
        lastOffset = Int64(zone.secondsFromGMT(for: date))
        offsets[quarter] = lastOffset
      }
    }
    return instant + lastOffset
  }
}
