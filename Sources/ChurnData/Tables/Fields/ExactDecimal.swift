/// A decimal number kept exactly: mantissa × 10^-scale, with at most 18 decimals.
struct ExactDecimal: Equatable {
  var mantissa: Int128
  var scale: Int
  /// Whether decimals beyond the 18th were rounded away, half to even.
  var isRounded = false

  /// The largest absolute value taken.
  static let limit: Int128 = 1_000_000_000_000_000
  static let maxScale = 18

  init(mantissa: Int128, scale: Int) {
    self.mantissa = mantissa
    self.scale = scale
  }

  /// The number a field holds; nil where it is none or larger than ``limit``.
  init?(_ bytes: Cells<UInt8>, _ range: Range<Int>, mark: UInt8) {
    guard let scan = NumberScan(bytes, range, mark: mark) else { return nil }
    if scan.mantissa == 0 {
      self.init(mantissa: 0, scale: max(0, min(Self.maxScale, scan.scale)))
      return
    }
    // Places in front of the decimal mark; negative where zeros follow it.
    let whole = scan.digits - scan.scale
    guard whole <= 16 else { return nil }
    var size = Int128(scan.mantissa)
    var decimals = scan.scale
    var isInexact = false
    if !scan.isComplete || scan.scale < 0 || scan.scale > Self.maxScale {
      decimals = max(0, min(Self.maxScale, scan.scale))
      (size, isInexact) = Self.rounded(bytes, scan.body, mark, keeping: whole + decimals)
    }
    self.init(mantissa: scan.isNegative ? -size : size, scale: decimals)
    isRounded = isInexact
    guard isInRange else { return nil }
  }

  /// The first `count` significant digits of a number, rounded half to even by those behind them.
  ///
  /// Zeros follow where fewer are written; a count below zero is a number less than half a place.
  private static func rounded(
    _ bytes: Cells<UInt8>, _ body: Range<Int>, _ mark: UInt8, keeping count: Int
  ) -> (value: Int128, isInexact: Bool) {
    var value: UInt128 = 0
    var wanted = count
    var hasBegun = false
    var firstDropped: UInt8 = 0
    var hasMore = false
    for place in body where bytes[place] != mark {
      let digit = bytes[place] - 0x30
      if digit > 0 { hasBegun = true }
      guard hasBegun else { continue }
      if wanted > 0 {
        value = value * 10 + UInt128(digit)
      } else if wanted == 0 {
        firstDropped = digit
      } else if digit > 0 {
        hasMore = true
      }
      wanted -= 1
    }
    // A positive exponent asks for more digits than were written.
    while wanted > 0 {
      value *= 10
      wanted -= 1
    }
    let isUp = firstDropped > 5 || (firstDropped == 5 && (hasMore || value & 1 == 1))
    return (Int128(value) + (isUp ? 1 : 0), firstDropped > 0 || hasMore)
  }

  /// The exact product, nil where it is too large.
  ///
  /// Decimals beyond the 18th are rounded away.
  static func product(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal? {
    let (mantissa, isTooLong) = left.mantissa.multipliedReportingOverflow(by: right.mantissa)
    guard !isTooLong else { return nil }
    var result = ExactDecimal(mantissa: mantissa, scale: left.scale + right.scale)
    result.isRounded = left.isRounded || right.isRounded
    if result.scale > maxScale {
      let surplus = result.scale - maxScale
      let (rounded, isInexact) = divided(mantissa, byPowerOfTen: surplus)
      result.mantissa = rounded
      result.scale = maxScale
      result.isRounded = result.isRounded || isInexact
    }
    return result.isInRange ? result : nil
  }

  private var isInRange: Bool {
    mantissa.magnitude <= Self.limit.magnitude * Self.power(scale)
  }

  /// 10^exponent for exponents of 0 to 38.
  static func power(_ exponent: Int) -> UInt128 {
    let low = UInt128(powersOfTen[min(18, exponent)])
    guard exponent > 18 else { return low }
    return low * power(exponent - 18)
  }

  /// A quotient rounded half to even, and whether anything was rounded away.
  static func divided(
    _ value: Int128, byPowerOfTen exponent: Int
  ) -> (quotient: Int128, isInexact: Bool) {
    let divisor = power(min(38, exponent))
    let (quotient, remainder) = value.magnitude.quotientAndRemainder(dividingBy: divisor)
    var size = Int128(quotient)
    let half = divisor / 2
    if exponent > 0 && (remainder > half || (remainder == half && size & 1 == 1)) { size += 1 }
    return (value < 0 ? -size : size, remainder != 0)
  }
}
