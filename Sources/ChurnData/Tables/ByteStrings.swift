/// Distinct texts in the order of their bytes, kept flat: all bytes in one array, and where each ends.
///
/// A text costs its bytes and 8 more. Looking one up is a binary search.
public struct ByteStrings: Sendable, Equatable {
  /// The bytes of all texts, one after the other.
  private let storage: [UInt8]
  /// Where text *i* begins; one more entry than texts.
  private let offsets: [Int]

  /// No texts.
  public init() {
    storage = []
    offsets = [0]
  }

  /// The given texts, which are sorted by bytes and freed of duplicates if they are not yet.
  public init(sorted strings: [String]) {
    var texts = strings.map { Array($0.utf8) }
    let isSorted = zip(texts, texts.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    if !isSorted { texts.sort { $0.lexicographicallyPrecedes($1) } }
    var storage: [UInt8] = []
    var offsets = [0]
    var previous: [UInt8]?
    for text in texts where text != previous {
      storage.append(contentsOf: text)
      offsets.append(storage.count)
      previous = text
    }
    self.storage = storage
    self.offsets = offsets
  }

  /// Texts that are already flat, sorted and distinct.
  init(storage: [UInt8], offsets: [Int]) {
    self.storage = storage
    self.offsets = offsets
  }

  /// How many texts there are.
  public var count: Int { offsets.count - 1 }

  /// The text at an index.
  public subscript(index: Int) -> String {
    String(decoding: storage[offsets[index]..<offsets[index + 1]], as: UTF8.self)
  }

  /// The bytes of the text at an index.
  public func bytes(_ index: Int) -> [UInt8] {
    Array(storage[offsets[index]..<offsets[index + 1]])
  }

  /// The first byte of the text at an index, 0 for the empty text.
  public func firstByte(_ index: Int) -> UInt8 {
    offsets[index] < offsets[index + 1] ? storage[offsets[index]] : 0
  }

  /// The index of a text, nil if it does not occur.
  ///
  /// - Complexity: O(log *m*) comparisons for *m* texts.
  public func index(of text: String) -> Int? {
    let wanted = Array(text.utf8)
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if storage[offsets[middle]..<offsets[middle + 1]].lexicographicallyPrecedes(wanted) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < count else { return nil }
    return storage[offsets[low]..<offsets[low + 1]].elementsEqual(wanted) ? low : nil
  }
}
