internal import ChurnMath
internal import Synchronization

/// Finds all sets of items that are bought together often enough, without making candidates.
///
///     let sets = try FPGrowth(minSupport: 100, maxLength: 3).mine(baskets)
///     sets.supports[0]
///
/// Baskets are folded into a tree by their frequent items, the most frequent first; for each item the part
/// of the tree above it is folded again, and so on. Counts are exact, whatever the number of threads.
///
/// - SeeAlso: Han, Pei & Yin (2000), doi:10.1145/335191.335372.
public struct FPGrowth: Sendable, Equatable {
  /// The fewest baskets that hold a set; at least 1.
  public var minSupport: Int
  /// The most items of a set; nil = as many as there are.
  public var maxLength: Int?
  /// The most sets that are counted before giving up.
  public var maxItemsets: Int

  /// Creates a recipe.
  public init(minSupport: Int, maxLength: Int? = nil, maxItemsets: Int = 5_000_000) {
    self.minSupport = minSupport
    self.maxLength = maxLength
    self.maxItemsets = maxItemsets
  }

  /// The number of baskets that a share of them is, rounded up, at least 1.
  ///
  /// A share that is a whole number of baskets but for rounding is that number.
  public static func support(share: Double, of baskets: Int) -> Int {
    let exact = share * Double(baskets)
    guard exact.isFinite, exact > 1 else { return 1 }
    let nearest = exact.rounded()
    let count = abs(exact - nearest) < 1e-9 * exact ? nearest : exact.rounded(.up)
    return Int(min(count, Double(baskets) + 1))
  }

  /// Counts the frequent sets.
  ///
  /// - Throws: `FitError.invalidParameter` for a support, a length or a bound below 1;
  ///   `.tooManyItemsets` with a support that gives few enough.
  /// - Complexity: O(items of all baskets + what is found), where found sets share most of their cost.
  public func mine(
    _ baskets: Baskets, threads: Int = 1
  ) throws(FitError) -> FrequentItemsets {
    try check()
    guard baskets.count <= Int(Int32.max) else {
      throw .invalidParameter(
        name: "baskets", value: Double(baskets.count), expected: "at most \(Int32.max)")
    }
    let tree = FPTree(baskets, minSupport: minSupport)
    if let found = run(tree, baskets, minSupport: minSupport, threads: threads) { return found }
    // How high it must be is told by trying, each time with the same bound.
    var support = minSupport
    while support <= baskets.count / 2 {
      support *= 2
      let smaller = FPTree(baskets, minSupport: support)
      if let found = run(smaller, baskets, minSupport: support, threads: threads) {
        throw .tooManyItemsets(
          limit: maxItemsets, minSupport: minSupport, enough: support, itemsets: found.count,
          baskets: baskets.count)
      }
    }
    throw .tooManyItemsets(
      limit: maxItemsets, minSupport: minSupport, enough: nil, itemsets: nil,
      baskets: baskets.count)
  }

  private func check() throws(FitError) {
    for (name, value) in [
      ("minSupport", minSupport), ("maxLength", maxLength ?? 1), ("maxItemsets", maxItemsets),
    ] where value < 1 {
      throw .invalidParameter(name: name, value: Double(value), expected: "at least 1")
    }
  }

  /// The sets; nil when there are more than allowed.
  private func run(
    _ tree: FPTree, _ baskets: Baskets, minSupport: Int, threads: Int
  ) -> FrequentItemsets? {
    let ranks = tree.supports.count
    let next = Atomic<Int>(0)
    let total = Atomic<Int>(0)
    let limit = maxItemsets
    let workers = max(1, min(threads, ranks))
    let parts = mapIndices(workers, threads: workers) { _ in
      var miner = FPMiner(
        tree, minSupport: UInt32(clamping: minSupport), maxLength: maxLength ?? .max,
        limit: limit)
      var results: [(rank: Int, found: FPMiner.Found)] = []
      while total.load(ordering: .relaxed) <= limit {
        // The rarest first: they have the longest paths above them.
        let rank = ranks - 1 - next.add(1, ordering: .relaxed).oldValue
        guard rank >= 0 else { break }
        let found = miner.mine(tree, rank: rank)
        total.add(found.supports.count, ordering: .relaxed)
        results.append((rank, found))
      }
      return results
    }
    guard total.load(ordering: .relaxed) <= limit else { return nil }
    var byRank = [FPMiner.Found?](repeating: nil, count: ranks)
    for part in parts {
      for result in part { byRank[result.rank] = result.found }
    }
    return Self.collected(byRank, baskets, minSupport)
  }

  private static func collected(
    _ byRank: [FPMiner.Found?], _ baskets: Baskets, _ minSupport: Int
  ) -> FrequentItemsets {
    let found = byRank.compactMap(\.self)
    var starts = [0]
    var items: [UInt32] = []
    var supports: [Int] = []
    items.reserveCapacity(found.reduce(0) { $0 + $1.items.count })
    let count = found.reduce(0) { $0 + $1.supports.count }
    starts.reserveCapacity(count + 1)
    supports.reserveCapacity(count)
    for part in found {
      var place = 0
      for (length, support) in zip(part.lengths, part.supports) {
        let end = place + Int(length)
        let first = items.count
        items.append(contentsOf: part.items[place..<end])
        // Sets are short: sorting by insertion.
        for next in first + 1..<max(first + 1, items.count) {
          let item = items[next]
          var hole = next
          while hole > first, items[hole - 1] > item {
            items[hole] = items[hole - 1]
            hole -= 1
          }
          items[hole] = item
        }
        place = end
        starts.append(items.count)
        supports.append(Int(support))
      }
    }
    return FrequentItemsets(
      starts: starts, items: items, supports: supports, basketCount: baskets.count,
      minSupport: minSupport)
  }
}
