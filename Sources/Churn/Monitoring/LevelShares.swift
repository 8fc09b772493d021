internal import ChurnModels

/// How often the names of a sample occur.
public struct LevelShares: Sendable, Equatable {
  /// The names, the most frequent first, ties by bytes.
  public let names: [String]
  /// For each, its share of the rows with a name.
  public let shares: [Double]

  /// The most names that are kept; rarer ones count as others.
  static let mostNames = 500

  /// A name rarer than this has no bin of its own.
  static let leastShare = 0.01

  /// The shares of the levels of a column that occur; codes outside of the levels are left out.
  init(codes: [Double], levels: [String]) {
    var counts = [Int](repeating: 0, count: levels.count)
    var total = 0
    for code in codes {
      guard let level = Int(exactly: code), levels.indices.contains(level) else { continue }
      counts[level] += 1
      total += 1
    }
    let order = counts.indices.filter { counts[$0] > 0 }.sorted { left, right in
      counts[left] != counts[right]
        ? counts[left] > counts[right]
        : levels[left].utf8.lexicographicallyPrecedes(levels[right].utf8)
    }.prefix(Self.mostNames)
    names = order.map { levels[$0] }
    shares = order.map { Double(counts[$0]) / Double(total) }
  }

  /// Shares that were kept; nil when they are none.
  init?(names: [String], shares: [Double]) {
    guard names.count == shares.count, names.count <= Self.mostNames,
      shares.allSatisfy({ $0 > 0 && $0 <= 1 }),
      Set(names.map { Array($0.utf8) }).count == names.count,
      shares.reduce(0, +) <= 1 + 1e-9
    else { return nil }
    self.names = names
    self.shares = shares
  }

  /// The share of rows whose names were too rare to be kept; 0 when all were.
  var others: Double {
    let rest = 1 - shares.reduce(0, +)
    return names.isEmpty || rest < 1e-9 ? 0 : rest
  }

  /// A name that was not seen in training.
  public struct NewLevel: Sendable, Equatable, Encodable {
    /// The name.
    public let name: String
    /// Its share of the rows with a name.
    public let share: Double
  }

  /// Another sample beside this one: shares in common bins, and the names that are new.
  ///
  /// Frequent names have a bin each, rare ones share one, and so do new ones.
  func compared(
    with now: LevelShares
  ) -> (then: [Double], now: [Double], distance: Double?, new: [NewLevel]) {
    var nowOf: [[UInt8]: Double] = [:]
    for (name, share) in zip(now.names, now.shares) { nowOf[Array(name.utf8)] = share }
    var (rareThen, rareNow, unseen) = (others, now.others, 0.0)
    var (frequentThen, frequentNow): ([Double], [Double]) = ([], [])
    var (allThen, allNow): ([Double], [Double]) = ([], [])
    for (name, share) in zip(names, shares) {
      let present = nowOf.removeValue(forKey: Array(name.utf8)) ?? 0
      allThen.append(share)
      allNow.append(present)
      if share >= Self.leastShare {
        frequentThen.append(share)
        frequentNow.append(present)
      } else {
        rareThen += share
        rareNow += present
      }
    }
    var new: [NewLevel] = []
    for (name, share) in zip(now.names, now.shares) where nowOf[Array(name.utf8)] != nil {
      // Where rare names were not kept, a name that is not known may be one of them.
      if others > 0 {
        rareNow += share
      } else {
        new.append(NewLevel(name: name, share: share))
        unseen += share
        allThen.append(0)
        allNow.append(share)
      }
    }
    if others > 0 || now.others > 0 {
      allThen.append(others)
      allNow.append(max(0, 1 - allNow.reduce(0, +)))
    }
    let distance =
      names.isEmpty || now.names.isEmpty ? nil : TotalVariation.distance(allThen, allNow)
    return (frequentThen + [rareThen, 0], frequentNow + [rareNow, unseen], distance, new)
  }
}
