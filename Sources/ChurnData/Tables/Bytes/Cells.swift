// Memory of a fixed place, lent out as plain values.
//
// slab    owns memory and frees it
// cells   a view of a slab's memory; valid as long as the slab lives and does not grow
//
// Indices are checked in debug builds only: the callers prove them once a batch, and the tests run
// every path in debug. No other part of the reader touches a pointer.

internal import CKernels
internal import Glibc

/// A view of `count` elements in a slab.
@safe struct Cells<Element: BitwiseCopyable>: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Element>
  let count: Int

  init(base: UnsafeMutablePointer<Element>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count, "cell \(index) of \(count)")
      return unsafe base[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count, "cell \(index) of \(count)")
      unsafe base[index] = newValue
    }
  }

  /// Asks the processor to fetch the cell at `index` before it is needed.
  @inline(__always)
  func prefetch(_ index: Int) { unsafe ck_prefetch(base.advanced(by: index)) }

  /// Lends the memory of a range to code that needs a pointer.
  func withPointer<Result>(
    _ range: Range<Int>, _ body: (UnsafeMutableBufferPointer<Element>) -> Result
  ) -> Result {
    assert(range.lowerBound >= 0 && range.upperBound <= count, "cells \(range) of \(count)")
    let start = unsafe base.advanced(by: range.lowerBound)
    return unsafe body(UnsafeMutableBufferPointer(start: start, count: range.count))
  }

  /// Copies a range to another place of the same or of another slab; the places may overlap.
  func copy(_ range: Range<Int>, to other: Cells<Element>, at target: Int) {
    guard !range.isEmpty else { return }
    assert(range.lowerBound >= 0 && range.upperBound <= count, "cells \(range) of \(count)")
    assert(target >= 0 && target + range.count <= other.count, "cell \(target) of \(other.count)")
    unsafe memmove(
      other.base.advanced(by: target), base.advanced(by: range.lowerBound),
      range.count * MemoryLayout<Element>.stride)
  }

  /// The first `length` elements as an array.
  func array(_ length: Int) -> [Element] {
    assert(length <= count, "\(length) of \(count)")
    return unsafe [Element](UnsafeBufferPointer(start: base, count: length))
  }
}

extension Cells where Element == UInt8 {
  /// The eight bytes at `index`, the first one lowest.
  @inline(__always)
  func word(_ index: Int) -> UInt64 {
    assert(index >= 0 && index + 8 <= count, "word \(index) of \(count)")
    let raw = unsafe UnsafeRawPointer(base.advanced(by: index))
    return unsafe UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
  }

  /// The two bytes at `index`, the first one lowest.
  @inline(__always)
  func halfWord(_ index: Int) -> UInt16 {
    assert(index >= 0 && index + 2 <= count, "half word \(index) of \(count)")
    let raw = unsafe UnsafeRawPointer(base.advanced(by: index))
    return unsafe UInt16(littleEndian: raw.loadUnaligned(as: UInt16.self))
  }

  /// Where three bytes stand among the 64 at `index`.
  @inline(__always)
  func match(_ index: Int, _ first: UInt8, _ second: UInt8, _ third: UInt8) -> ck_byte_masks {
    assert(index >= 0 && index + 64 <= count, "window \(index) of \(count)")
    return unsafe ck_match3(base.advanced(by: index), first, second, third)
  }

  /// Where bytes above 127 and NUL bytes stand among the 64 at `index`.
  @inline(__always)
  func odd(_ index: Int) -> ck_byte_masks {
    assert(index >= 0 && index + 64 <= count, "window \(index) of \(count)")
    return unsafe ck_odd_bytes(base.advanced(by: index))
  }

  /// The place of the first `byte` in a range, nil if there is none.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    unsafe withPointer(range) { bytes in
      guard let start = bytes.baseAddress else { return nil }
      guard let hit = unsafe memchr(start, Int32(byte), bytes.count) else { return nil }
      return unsafe range.lowerBound + (UnsafeRawPointer(hit) - UnsafeRawPointer(start))
    }
  }

  /// The place of the last `byte` in a range, nil if there is none.
  func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  /// How often `byte` stands in a range.
  func occurrences(of byte: UInt8, in range: Range<Int>) -> Int {
    var total = 0
    for index in range where self[index] == byte { total += 1 }
    return total
  }

  /// A range as text; what is no UTF-8 becomes replacement characters.
  func text(_ range: Range<Int>) -> String {
    unsafe withPointer(range) { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
