/// What was bought together: baskets of numbered items, flat, each item once a basket.
///
///     let baskets = Baskets(itemCount: 3, [[0, 1], [2, 1, 1], []])
///     baskets.count            // 3, the empty one included
///     baskets.duplicates       // 1: item 1 stood twice in the second basket
public struct Baskets: Sendable, Equatable {
  /// Items are numbered below this.
  public let itemCount: Int
  /// Basket *b* holds `items[starts[b]..<starts[b + 1]]`; length baskets + 1.
  public let starts: [Int]
  /// The items, ascending within a basket.
  public let items: [UInt32]
  /// Items that stood in a basket again and count once.
  public let duplicates: Int

  /// The number of baskets, empty ones included.
  public var count: Int { starts.count - 1 }

  /// Puts the items of each basket in order, each once.
  ///
  /// - Parameters:
  ///   - itemCount: How many items there are; every number must be below it.
  ///   - starts: Where each basket begins in `items`, from 0, and the end.
  ///   - items: The items, in any order within a basket.
  /// - Complexity: O(items), times a logarithm of a basket's size where a basket is not in order.
  public init(itemCount: Int, starts: [Int], items: [UInt32]) {
    precondition(
      starts.first == 0 && starts.last == items.count, "baskets that do not end with the items")
    self.itemCount = itemCount
    if Self.areInOrder(starts, items) {
      self.starts = starts
      self.items = items
      duplicates = 0
    } else {
      var sorted: [UInt32] = []
      sorted.reserveCapacity(items.count)
      var ends = [0]
      ends.reserveCapacity(starts.count)
      var basket: [UInt32] = []
      for (start, end) in zip(starts, starts.dropFirst()) {
        basket.removeAll(keepingCapacity: true)
        basket.append(contentsOf: items[start..<end])
        basket.sort()
        for (place, item) in basket.enumerated() where place == 0 || item != basket[place - 1] {
          sorted.append(item)
        }
        ends.append(sorted.count)
      }
      self.starts = ends
      duplicates = items.count - sorted.count
      self.items = sorted
    }
    for item in self.items {
      precondition(Int(item) < itemCount, "item \(item) of \(itemCount)")
    }
  }

  /// Baskets given one by one.
  public init(itemCount: Int, _ baskets: [[Int]]) {
    var starts = [0]
    var items: [UInt32] = []
    for basket in baskets {
      for item in basket {
        precondition(item >= 0 && item < itemCount, "item \(item) of \(itemCount)")
        items.append(UInt32(item))
      }
      starts.append(items.count)
    }
    self.init(itemCount: itemCount, starts: starts, items: items)
  }

  /// The items of a basket, ascending.
  public subscript(basket: Int) -> ArraySlice<UInt32> {
    items[starts[basket]..<starts[basket + 1]]
  }

  /// Some of the baskets, in that order.
  public func selecting(_ places: [Int]) -> Baskets {
    var starts = [0]
    var items: [UInt32] = []
    starts.reserveCapacity(places.count + 1)
    for place in places {
      items.append(contentsOf: self[place])
      starts.append(items.count)
    }
    return Baskets(itemCount: itemCount, starts: starts, items: items)
  }

  /// How many baskets hold each item.
  public var supports: [Int] {
    var supports = [Int](repeating: 0, count: itemCount)
    for item in items { supports[Int(item)] += 1 }
    return supports
  }

  private static func areInOrder(_ starts: [Int], _ items: [UInt32]) -> Bool {
    for (start, end) in zip(starts, starts.dropFirst()) {
      precondition(start <= end, "a basket that ends before it begins")
      guard end - start > 1 else { continue }
      for place in start + 1..<end where items[place] <= items[place - 1] { return false }
    }
    return true
  }
}
