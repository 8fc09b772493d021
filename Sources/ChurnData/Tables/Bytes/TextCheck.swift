internal import CKernels

/// What makes a block unfit to be parsed, at a place in it.
enum TextFault: Equatable {
  case nul(at: Int)
  case invalid(at: Int)
}

/// The first NUL byte or invalid UTF-8 of a range, nil where all is well.
///
/// ASCII is passed 64 bytes a step; the buffer must be readable 64 bytes past the range.
func firstFault(_ bytes: Cells<UInt8>, _ range: Range<Int>) -> TextFault? {
  var place = range.lowerBound
  let end = range.upperBound
  while place < end {
    var masks = bytes.odd(place)
    if end - place < 64 {
      let valid = (UInt64(1) << UInt64(end - place)) - 1
      masks.first &= valid
      masks.second &= valid
    }
    if masks.first | masks.second == 0 {
      place += 64
      continue
    }
    let first = min(masks.first.trailingZeroBitCount, masks.second.trailingZeroBitCount)
    if masks.second != 0 && masks.second.trailingZeroBitCount == first {
      return .nul(at: place + first)
    }
    place += first
    let length = sequenceLength(bytes, place, end)
    guard length > 0 else { return .invalid(at: place) }
    place += length
    // Runs of other scripts are followed character by character before looking 64 ahead again.
    while place < end && bytes[place] > 127 {
      let length = sequenceLength(bytes, place, end)
      guard length > 0 else { return .invalid(at: place) }
      place += length
    }
  }
  return nil
}

/// The length of the UTF-8 character of two to four bytes at `place`, 0 if it is none.
///
/// The Unicode Standard, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
private func sequenceLength(_ bytes: Cells<UInt8>, _ place: Int, _ end: Int) -> Int {
  func tail(_ offset: Int) -> Bool {
    place + offset < end && bytes[place + offset] & 0xC0 == 0x80
  }
  let lead = bytes[place]
  let second: UInt8 = place + 1 < end ? bytes[place + 1] : 0
  switch lead {
  case 0xC2...0xDF: return tail(1) ? 2 : 0
  case 0xE0: return second >= 0xA0 && second <= 0xBF && tail(2) ? 3 : 0
  case 0xED: return second >= 0x80 && second <= 0x9F && tail(2) ? 3 : 0
  case 0xE1...0xEF: return tail(1) && tail(2) ? 3 : 0
  case 0xF0: return second >= 0x90 && second <= 0xBF && tail(2) && tail(3) ? 4 : 0
  case 0xF1...0xF3: return tail(1) && tail(2) && tail(3) ? 4 : 0
  case 0xF4: return second >= 0x80 && second <= 0x8F && tail(2) && tail(3) ? 4 : 0
  default: return 0
  }
}
