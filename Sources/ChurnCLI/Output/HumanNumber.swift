internal import Churn

/// Numbers in words for people; files never have thousands marks.
enum HumanNumber {
  /// A whole number with thousands marks: `12,345`.
  static func grouped(_ value: Int) -> String { grouped(digits: String(value)) }

  /// A number with fixed decimals and thousands marks, `1,234.50`; a dash when it is undefined.
  static func fixed(_ value: Double?, decimals: Int = 2) -> String {
    guard let value, let digits = PlainNumber.fixed(value, decimals: decimals) else { return "–" }
    return grouped(digits: digits)
  }

  /// A share in percent: `12.5 %`; a dash when it is undefined.
  static func percent(_ share: Double?, decimals: Int = 1) -> String {
    guard let share, share.isFinite else { return "–" }
    return fixed(share * 100, decimals: decimals) + " %"
  }

  /// A number with a noun that follows it: `1 customer`, `1,234 customers`.
  static func count(_ value: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(value)) \(value == 1 ? singular : plural ?? singular + "s")"
  }

  /// A number with no more decimals than it needs, four at most below one: `0.0003`, `12`.
  static func short(_ value: Double) -> String {
    if value == value.rounded() { return fixed(value, decimals: 0) }
    guard abs(value) < 1e-4 else {
      var text = fixed(value, decimals: 4)
      while text.last == "0" { text.removeLast() }
      return text
    }
    return "\(value)"
  }

  private static func grouped(digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "-" : ""
    let parts = digits.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    guard let whole = parts.first else { return digits }
    var marked = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { marked.append(",") }
      marked.append(digit)
    }
    return sign + marked + (parts.count > 1 ? "." + parts[1] : "")
  }
}
