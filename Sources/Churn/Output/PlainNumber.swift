/// Numbers as text with a point and no thousands marks, the same on every machine.
public enum PlainNumber {
  /// The fewest digits that read back as the same number; nil for NaN and infinities.
  ///
  /// Whole numbers have no point, and -0 is 0. Very large and very small numbers have an exponent.
  public static func shortest(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    guard value != 0 else { return "0" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The number with `decimals` (0 to 9) digits after the point and never an exponent; nil for NaN and
  /// infinities.
  ///
  /// The exact value is rounded, and a half away from zero: 0.125 with two decimals is 0.13, and
  /// 1.005, which as a double lies just below, is 1.00. What rounds to zero has no sign. Numbers with
  /// more digits than a double holds (from 2^53 units of the last place) have their shortest digits,
  /// filled up with zeros.
  public static func fixed(_ value: Double, decimals: Int) -> String? {
    guard value.isFinite else { return nil }
    let decimals = min(max(decimals, 0), 9)
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let magnitude = value.magnitude
    let product = magnitude * scale
    guard product < 0x1p53 else {
      return (value < 0 ? "-" : "") + expanded(magnitude, decimals: decimals)
    }
    // product + error is the exact product, so that a half is told from nearly a half.
    let error = (-product).addingProduct(magnitude, scale)
    let floor = product.rounded(.down)
    let fraction = product - floor
    let isUp = fraction > 0.5 || (fraction == 0.5 && error >= 0)
    let units = UInt64(floor) + (isUp ? 1 : 0)
    let whole = units / UInt64(scale)
    let sign = value < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let rest = String(units % UInt64(scale))
    let zeros = String(repeating: "0", count: decimals - rest.count)
    return "\(sign)\(whole).\(zeros)\(rest)"
  }

  /// A number of 2^53 units or more, from its shortest digits, filled up with zeros.
  private static func expanded(_ magnitude: Double, decimals: Int) -> String {
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts.first.map(String.init) ?? "0"
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    var whole = halves.first.map(String.init) ?? "0"
    var rest = halves.count > 1 ? Array(halves[1]) : []
    for _ in 0..<max(0, exponent) { whole.append(rest.isEmpty ? "0" : rest.removeFirst()) }
    guard decimals > 0 else { return whole }
    while rest.count < decimals { rest.append("0") }
    return whole + "." + String(rest.prefix(decimals))
  }
}
