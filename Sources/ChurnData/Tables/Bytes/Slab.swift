internal import Glibc

/// Memory of `capacity` elements, zero at first, that is freed with its owner.
///
/// Large slabs are mapped on their own, so that freeing them gives the memory back at once, and ask
/// for huge pages: reading 10 million rows spent a third of its time on faults of small ones.
@safe final class Slab<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var cells: Cells<Element>

  init(capacity: Int) { cells = Self.allocate(max(1, capacity)) }

  deinit { Self.free(cells) }

  var capacity: Int { cells.count }

  /// Makes room for `wanted` elements, keeping the first `kept`; earlier views become invalid.
  func reserve(_ wanted: Int, keeping kept: Int) {
    guard wanted > cells.count else { return }
    let larger = Self.allocate(max(wanted, cells.count + cells.count / 2))
    cells.copy(0..<kept, to: larger, at: 0)
    Self.free(cells)
    cells = larger
  }

  private static func allocate(_ count: Int) -> Cells<Element> {
    let bytes = count * MemoryLayout<Element>.stride
    var raw: UnsafeMutableRawPointer?
    if bytes >= HugePages.least {
      unsafe raw = HugePages.map(bytes)
    } else {
      unsafe raw = calloc(1, max(1, bytes))
    }
    guard let raw = unsafe raw else { fatalError("out of memory: \(bytes) bytes") }
    return unsafe Cells(base: raw.bindMemory(to: Element.self, capacity: count), count: count)
  }

  private static func free(_ cells: Cells<Element>) {
    let bytes = cells.count * MemoryLayout<Element>.stride
    unsafe cells.withPointer(0..<cells.count) { memory in
      if bytes >= HugePages.least {
        unsafe munmap(memory.baseAddress, HugePages.rounded(bytes))
      } else {
        unsafe Glibc.free(memory.baseAddress)
      }
    }
  }
}

/// Memory in pages of 2 MB, where the system grants them.
private enum HugePages {
  /// From this size on memory is mapped on its own.
  static let least = 1 << 20
  private static let size = 1 << 21

  static func rounded(_ bytes: Int) -> Int { (bytes + size - 1) / size * size }

  /// Zeroed memory that begins at a page.
  static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let wanted = rounded(bytes)
    let protection = PROT_READ | PROT_WRITE
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let raw = unsafe mmap(nil, wanted + size, protection, flags, -1, 0),
      unsafe raw != MAP_FAILED
    else { return nil }
    let front = (size - Int(bitPattern: raw) % size) % size
    let start = unsafe raw.advanced(by: front)
    if front > 0 { unsafe munmap(raw, front) }
    unsafe munmap(start.advanced(by: wanted), size - front)
    unsafe madvise(start, wanted, MADV_HUGEPAGE)
    return unsafe start
  }
}

/// An array of `count` elements that `fill` writes in place, every one of them.
func filledArray<Element: BitwiseCopyable>(
  _ count: Int, _ fill: (Cells<Element>) -> Void
) -> [Element] {
  guard count > 0 else { return [] }
  return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let base = buffer.baseAddress {
      unsafe adviseHugePages(base, count * MemoryLayout<Element>.stride)
      fill(unsafe Cells(base: base, count: count))
    }
    initialized = count
  }
}

/// Asks for huge pages for the whole ones inside a stretch of memory.
private func adviseHugePages(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
  let size = 1 << 21
  guard bytes >= 4 * size else { return }
  let front = (size - Int(bitPattern: memory) % size) % size
  let length = (bytes - front) / size * size
  unsafe madvise(memory.advanced(by: front), length, MADV_HUGEPAGE)
}
