internal import Glibc

/// Memory of a fixed size, on large pages where the system has them.
@safe final class LargeBlock<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  private let memory: UnsafeMutableRawPointer

  /// From this size on, large pages save look-ups of addresses.
  private static var largeSize: Int { 4 << 20 }

  init(capacity: Int) {
    let size = max(64, capacity * MemoryLayout<Element>.stride)
    let isLarge = size >= Self.largeSize
    unsafe memory = UnsafeMutableRawPointer.allocate(
      byteCount: size, alignment: isLarge ? 2 << 20 : 64)
    if isLarge { unsafe madvise(memory, size, Int32(MADV_HUGEPAGE)) }
    unsafe base = memory.bindMemory(to: Element.self, capacity: max(1, capacity))
  }

  deinit { unsafe memory.deallocate() }
}
