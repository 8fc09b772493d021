/// Sums of weights by rank, any part of which is found and changed in logarithmic time.
///
/// - SeeAlso: Fenwick (1994), doi:10.1002/spe.4380240306.
struct FenwickSums {
  private var tree: [Double]
  private var own: [Double]
  /// The sum of all weights.
  private(set) var total = 0.0

  /// Ranks 0 to `count` − 1, nothing at any.
  init(count: Int) {
    tree = [Double](repeating: 0, count: count + 1)
    own = [Double](repeating: 0, count: count)
  }

  /// Adds `weight` at `rank`; negative takes it away.
  mutating func add(_ weight: Double, at rank: Int) {
    own[rank] += weight
    total += weight
    var place = rank + 1
    while place < tree.count {
      tree[place] += weight
      place += place & -place
    }
  }

  /// What lies at `rank`.
  func at(_ rank: Int) -> Double { own[rank] }

  /// What lies below `rank`.
  func below(_ rank: Int) -> Double {
    var sum = 0.0
    var place = rank
    while place > 0 {
      sum += tree[place]
      place -= place & -place
    }
    return sum
  }
}
