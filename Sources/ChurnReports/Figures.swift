internal import Churn

/// Numbers as reports show them, the same on every machine.
enum Figures {
  /// A share in percent: `63.2 %`.
  static func percent(_ share: Double, decimals: Int = 1) -> String {
    (PlainNumber.fixed(share * 100, decimals: decimals) ?? "–") + " %"
  }

  /// A share in percent; a dash for none.
  static func percent(_ share: Double?) -> String { share.map { percent($0) } ?? "–" }

  /// A difference of shares in percentage points, always with its sign: `+12.3`, `−0.4`, `0.0`.
  ///
  /// The minus is the mathematical sign, as wide as the plus.
  static func points(_ difference: Double) -> String {
    guard let digits = PlainNumber.fixed(abs(difference) * 100, decimals: 1) else { return "–" }
    guard digits.contains(where: { $0 != "0" && $0 != "." }) else { return digits }
    return (difference < 0 ? "−" : "+") + digits
  }

  /// A number with so many decimals; a dash for none.
  static func fixed(_ value: Double?, decimals: Int = 3) -> String {
    guard let value, let digits = PlainNumber.fixed(abs(value), decimals: decimals) else {
      return "–"
    }
    let isZero = !digits.contains { $0 != "0" && $0 != "." }
    return (value < 0 && !isZero ? "−" : "") + digits
  }

  /// An interval: `0.712 to 0.768`.
  static func interval(_ lower: Double, _ upper: Double, decimals: Int = 3) -> String {
    "\(fixed(lower, decimals: decimals)) to \(fixed(upper, decimals: decimals))"
  }

  /// An interval of shares: `31.2 to 38.9 %`.
  static func percentInterval(_ lower: Double, _ upper: Double) -> String {
    "\(fixed(lower * 100, decimals: 1)) to \(fixed(upper * 100, decimals: 1)) %"
  }

  /// A sum of money in whole units with thousands marks; one below 100 with two decimals.
  static func money(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let magnitude = abs(value)
    if magnitude < 99.995, magnitude != magnitude.rounded() { return fixed(value, decimals: 2) }
    guard magnitude < 1e15 else { return fixed(value, decimals: 0) }
    return grouped(Int(value.rounded()))
  }

  /// A whole number with thousands marks: `12,345`.
  static func grouped(_ value: Int) -> String {
    var marked = ""
    let digits = String(value.magnitude)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { marked.append(",") }
      marked.append(digit)
    }
    return (value < 0 ? "−" : "") + marked
  }

  /// A number and what is counted: `1 customer`, `12 customers`.
  static func count(_ value: Int, _ one: String, _ many: String) -> String {
    "\(grouped(value)) \(value == 1 ? one : many)"
  }
}
