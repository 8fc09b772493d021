internal import Churn

/// Numbers as reports show them, the same on every machine.
enum Figures {
  /// A share in percent: `63.2 %`.
  static func percent(_ share: Double, decimals: Int = 1) -> String {
    (PlainNumber.fixed(share * 100, decimals: decimals) ?? "–") + " %"
  }

  /// A difference of shares in percentage points, always with its sign: `+12.3`, `−0.4`, `0.0`.
  ///
  /// The minus is the mathematical sign, as wide as the plus.
  static func points(_ difference: Double) -> String {
    guard let digits = PlainNumber.fixed(abs(difference) * 100, decimals: 1) else { return "–" }
    guard digits.contains(where: { $0 != "0" && $0 != "." }) else { return digits }
    return (difference < 0 ? "−" : "+") + digits
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
}
