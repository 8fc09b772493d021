/// Powers of ten that fit 64 bits, 10^0 to 10^18.
let powersOfTen: [Int64] = (0...18).map { exponent in
  (0..<exponent).reduce(Int64(1)) { power, _ in power * 10 }
}

/// The range without ASCII white space at its ends.
@inline(__always)
func trimmed(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> Range<Int> {
  var start = range.lowerBound
  var end = range.upperBound
  while start < end && bytes[start] <= 0x20 { start += 1 }
  while start < end && bytes[end - 1] <= 0x20 { end -= 1 }
  return start..<end
}

/// The number that eight ASCII digits make, the first digit in the lowest byte.
@inline(__always)
func eightDigits(_ text: UInt64) -> UInt64 {
  var word = text & 0x0F0F_0F0F_0F0F_0F0F
  word = (word &* 10 &+ (word &>> 8)) & 0x00FF_00FF_00FF_00FF
  word = (word &* 100 &+ (word &>> 16)) & 0x0000_FFFF_0000_FFFF
  return (word &* 10000 &+ (word &>> 32)) & 0xFFFF_FFFF
}

/// Whether all eight bytes are ASCII digits.
@inline(__always)
func areDigits(_ text: UInt64) -> Bool {
  let high = text & 0xF0F0_F0F0_F0F0_F0F0
  let carried = (text &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
  return high | (carried &>> 4) == 0x3333_3333_3333_3333
}

/// The last `length` (0 to 8) bytes before `end`, filled up with zeros in front.
@inline(__always)
func rightAligned(_ bytes: Cells<UInt8>, _ end: Int, _ length: Int) -> UInt64 {
  let raw = bytes.word(end &- 8)
  if length >= 8 { return raw }
  let kept = ~((UInt64(1) &<< UInt64(64 &- length &* 8)) &- 1)
  return length == 0 ? 0x3030_3030_3030_3030 : (raw & kept) | (0x3030_3030_3030_3030 & ~kept)
}

/// A number of up to eight characters, digits with at most one decimal mark; nil for others.
@inline(__always)
func shortDecimal(
  _ bytes: Cells<UInt8>, _ range: Range<Int>, _ mark: UInt64
) -> (value: Int64, decimals: Int)? {
  let length = range.count
  guard length >= 1 && length <= 8 else { return nil }
  let word = rightAligned(bytes, range.upperBound, length)
  let difference = word ^ mark
  let zero =
    (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  if zero == 0 {
    guard areDigits(word) else { return nil }
    return (Int64(eightDigits(word)), 0)
  }
  guard length > 1 else { return nil }
  // The digits in front of the mark move over it.
  let place = zero.trailingZeroBitCount &>> 3
  let front = (UInt64(1) &<< UInt64(place &* 8)) &- 1
  let joined = ((word & front) &<< 8) | 0x30 | (word & ~(front &<< 8 | 0xFF))
  guard areDigits(joined) else { return nil }
  return (Int64(eightDigits(joined)), 7 &- place)
}

/// A decimal number taken apart: sign, significant digits and how far the mark is shifted.
///
/// Grammar: an optional sign, digits with at most one decimal mark and at least one digit, and an
/// optional exponent. No white space, no thousands marks, no currency signs, no words.
struct NumberScan {
  var isNegative = false
  /// The first 18 significant digits.
  var mantissa: UInt64 = 0
  /// How many significant digits there are, zeros in front left out.
  var digits = 0
  /// Value = significant digits × 10^-scale.
  var scale = 0
  /// Where digits and mark stand.
  var body = 0..<0

  /// Whether the mantissa holds every digit.
  var isComplete: Bool { digits <= 18 }

  init?(_ bytes: Cells<UInt8>, _ range: Range<Int>, mark: UInt8) {
    var place = range.lowerBound
    let end = range.upperBound
    guard place < end else { return nil }
    if bytes[place] == 0x2D || bytes[place] == 0x2B {
      isNegative = bytes[place] == 0x2D
      place += 1
    }
    let first = place
    var hasDigit = false
    var hasMark = false
    while place < end {
      let byte = bytes[place]
      if byte >= 0x30 && byte <= 0x39 {
        hasDigit = true
        if digits > 0 || byte != 0x30 {
          digits += 1
          if digits <= 18 { mantissa = mantissa * 10 + UInt64(byte - 0x30) }
        }
        if hasMark { scale += 1 }
      } else if byte == mark && !hasMark {
        hasMark = true
      } else {
        break
      }
      place += 1
    }
    body = first..<place
    guard hasDigit else { return nil }
    guard place < end else { return }
    guard bytes[place] | 0x20 == 0x65 else { return nil }
    place += 1
    var isDown = false
    if place < end && (bytes[place] == 0x2D || bytes[place] == 0x2B) {
      isDown = bytes[place] == 0x2D
      place += 1
    }
    guard place < end else { return nil }
    var exponent = 0
    while place < end {
      let byte = bytes[place]
      guard byte >= 0x30 && byte <= 0x39 else { return nil }
      // Beyond this all numbers are zero or too large.
      exponent = min(100_000_000, exponent * 10 + Int(byte - 0x30))
      place += 1
    }
    scale += isDown ? exponent : -exponent
  }

  /// The nearest `Double`; nil where that is infinite.
  func double(_ bytes: Cells<UInt8>, _ range: Range<Int>, mark: UInt8) -> Double? {
    // Both factors are exact doubles, so the one rounding is the right one (Clinger 1990,
    // doi:10.1145/93548.93557).
    if isComplete && mantissa <= 1 << 53 && scale >= -18 && scale <= 18 {
      let power = Double(powersOfTen[abs(scale)])
      let size = scale < 0 ? Double(mantissa) * power : Double(mantissa) / power
      return isNegative ? -size : size
    }
    if mantissa == 0 { return isNegative ? -0.0 : 0 }
    var text = bytes.text(range)
    if mark == 0x2C { text = String(text.map { $0 == "," ? "." : $0 }) }
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
