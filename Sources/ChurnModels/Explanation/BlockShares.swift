// Whose doing is the difference between two rows?
//
// block   features that change together
// mask    which blocks have their new values; the others have their old ones
// v(S)    the function's value where the blocks of S are new
//
// The share of block i is the mean of v(S ∪ i) − v(S) over the orders in which the blocks could have
// changed one after the other, S being those before i.

internal import ChurnMath

/// Splits the difference of a function between two rows over blocks of features (Shapley values).
///
///     let shares = BlockShares(blocks: 2, seed: 1).shares { masks in values(of: masks) }
///
/// Shares add up to the difference between all new and all old; a block that changes nothing gets 0,
/// two that do the same get the same, and no order of the blocks is preferred. Up to `mostExact`
/// blocks every subset is asked for; beyond, `sampledOrders` orders drawn by the seed, each
/// followed by its reverse, starting with the given order: then the shares still add up, and the
/// other properties hold as nearly as chance lets them.
///
/// - SeeAlso: Shapley (1953), doi:10.1515/9781400881970-018; Castro, Gómez & Tejada (2009),
///   doi:10.1016/j.cor.2008.04.004.
public struct BlockShares: Sendable, Equatable {
  /// The number of blocks, *k*.
  public let blocks: Int
  /// What decides the orders that are drawn.
  public let seed: UInt64

  /// The most blocks of which every subset is asked for: 2¹⁰ of them.
  public static let mostExact = 10
  /// Orders that are looked at where there are more blocks; half of them are reverses.
  public static let sampledOrders = 128

  /// Shares of some blocks.
  public init(blocks: Int, seed: UInt64 = 0) {
    self.blocks = max(0, blocks)
    self.seed = seed
  }

  /// The share of each block.
  ///
  /// - Parameter values: The function of masks of length *k*, one value a mask; asked once.
  /// - Returns: Length *k*; the sum is *v(all) − v(none)*, up to rounding of the last bit.
  /// - Throws: What `values` throws.
  /// - Complexity: min(2*ᵏ*, 128 (*k* + 1)) values.
  public func shares<Failure: Error>(
    _ values: ([[Bool]]) throws(Failure) -> [Double]
  ) throws(Failure) -> [Double] {
    guard blocks > 0 else { return [] }
    return blocks <= Self.mostExact ? try exact(values) : try sampled(values)
  }

  private func exact<Failure: Error>(
    _ values: ([[Bool]]) throws(Failure) -> [Double]
  ) throws(Failure) -> [Double] {
    let count = 1 << blocks
    let known = try values(
      (0..<count).map { mask in (0..<blocks).map { mask >> $0 & 1 == 1 } })
    // |S|! (k − |S| − 1)! / k!, one for each size of S.
    var weights = [1 / Double(blocks)]
    for size in 1..<max(1, blocks) {
      weights.append(weights[size - 1] * Double(size) / Double(blocks - size))
    }
    let shares = (0..<blocks).map { block in
      var share = 0.0
      for mask in 0..<count where mask >> block & 1 == 0 {
        share += weights[mask.nonzeroBitCount] * (known[mask | 1 << block] - known[mask])
      }
      return share
    }
    return settled(shares, sum: known[count - 1] - known[0])
  }

  private func sampled<Failure: Error>(
    _ values: ([[Bool]]) throws(Failure) -> [Double]
  ) throws(Failure) -> [Double] {
    var random = RandomStream(seed: seed, stream: 0)
    var orders: [[Int]] = []
    var order = Array(0..<blocks)
    while orders.count < Self.sampledOrders {
      orders += [order, order.reversed()]
      for place in order.indices.dropLast() {
        order.swapAt(place, place + random.below(blocks - place))
      }
    }
    let masks = orders.flatMap { order in
      var mask = [Bool](repeating: false, count: blocks)
      return [mask]
        + order.map { block in
          mask[block] = true
          return mask
        }
    }
    let known = try values(masks)
    var shares = [Double](repeating: 0, count: blocks)
    for (number, order) in orders.enumerated() {
      let first = number * (blocks + 1)
      for (step, block) in order.enumerated() {
        shares[block] += known[first + step + 1] - known[first + step]
      }
    }
    return settled(
      shares.map { $0 / Double(orders.count) }, sum: known[blocks] - known[0])
  }

  /// Gives the last bits that rounding lost to the largest share.
  private func settled(_ shares: [Double], sum: Double) -> [Double] {
    var shares = shares
    guard sum.isFinite,
      let largest = shares.indices.max(by: { abs(shares[$0]) < abs(shares[$1]) })
    else { return shares }
    for _ in 0..<2 { shares[largest] += sum - shares.reduce(0, +) }
    return shares
  }
}
