internal import Glibc

/// How busy each recorded day is, and what it is called.
struct RetailCalendar: Sendable {
  /// Orders relative to an average day, January first.
  static let monthFactors = [
    0.85, 0.85, 0.95, 1.0, 1.0, 0.95, 0.9, 0.9, 1.0, 1.05, 1.3, 1.5,
  ]
  /// Orders relative to an average day, Monday first.
  static let weekdayFactors = [1.0, 0.95, 0.95, 1.0, 1.1, 1.15, 0.85]

  /// For each recorded day, how many times the usual rate of orders.
  let season: [Double]
  /// The largest of `season`.
  let peak: Double
  /// For each recorded day, the share of customers who have joined by its end; ends in 1.
  let joined: [Double]
  /// For each recorded day and some after, its date as `2023-01-31`.
  let dates: [[UInt8]]
  /// For each recorded day, whether its month is one of the two before the new year.
  let isSaleSeason: [Bool]

  init(startDay: Int, days: Int, growth: Double) {
    var season: [Double] = []
    var joined: [Double] = []
    var dates: [[UInt8]] = []
    var sale: [Bool] = []
    var total = 0.0
    var peak = 0.0
    for day in 0..<days {
      let (year, month, dayOfMonth) = Self.civil(startDay + day)
      // 1970-01-01 was a Thursday.
      let weekday = ((startDay + day + 3) % 7 + 7) % 7
      let factor = Self.monthFactors[month - 1] * Self.weekdayFactors[weekday]
      season.append(factor)
      peak = max(peak, factor)
      total += factor * pow(1 + growth, Double(day) / 365)
      joined.append(total)
      dates.append(Self.text(year: year, month: month, day: dayOfMonth))
      sale.append(month >= 11)
    }
    for day in joined.indices { joined[day] /= total }
    self.season = season
    self.peak = peak
    self.joined = joined
    self.dates = dates
    isSaleSeason = sale
  }

  /// The time, in days, at which the share `share` of customers has joined.
  func joinTime(share: Double) -> Double {
    var low = 0
    var high = joined.count - 1
    while low < high {
      let middle = (low + high) / 2
      if joined[middle] > share { high = middle } else { low = middle + 1 }
    }
    let before = low == 0 ? 0 : joined[low - 1]
    let within = (share - before) / (joined[low] - before)
    return Double(low) + min(max(within, 0), 1 - 0x1p-30)
  }

  /// Year, month and day of the month of a day counted from 1970-01-01 (proleptic Gregorian).
  ///
  /// Years are taken to begin in March, so that the leap day is the last one.
  static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  private static func text(year: Int, month: Int, day: Int) -> [UInt8] {
    var text: [UInt8] = []
    for power in [1000, 100, 10, 1] { text.append(48 + UInt8(year / power % 10)) }
    for part in [month, day] {
      text.append(45)
      text.append(48 + UInt8(part / 10))
      text.append(48 + UInt8(part % 10))
    }
    return text
  }
}
