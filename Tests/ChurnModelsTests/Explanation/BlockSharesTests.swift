import ChurnMath
import Testing

@testable import ChurnModels

@Suite("Shares of blocks in a difference")
struct BlockSharesTests {
  /// A function of masks from a table of 2ᵏ random values.
  private static func table(blocks: Int, seed: UInt64) -> [Double] {
    var random = RandomStream(seed: seed, stream: 7)
    return (0..<1 << blocks).map { _ in random.uniform() }
  }

  private static func number(_ mask: [Bool]) -> Int {
    mask.enumerated().reduce(0) { $0 + ($1.element ? 1 << $1.offset : 0) }
  }

  /// The mean of what each block adds over all orders, by the definition.
  private static func naive(_ values: [Double], blocks: Int) -> [Double] {
    var orders: [[Int]] = [[]]
    for block in 0..<blocks {
      orders = orders.flatMap { order in
        (0...order.count).map { place in
          var longer = order
          longer.insert(block, at: place)
          return longer
        }
      }
    }
    var sums = [Double](repeating: 0, count: blocks)
    for order in orders {
      var mask = 0
      for block in order {
        sums[block] += values[mask | 1 << block] - values[mask]
        mask |= 1 << block
      }
    }
    return sums.map { $0 / Double(orders.count) }
  }

  @Test("Up to ten blocks shares are those of all orders one by one", arguments: 1...6)
  func naiveOracle(blocks: Int) {
    let values = Self.table(blocks: blocks, seed: UInt64(blocks))
    let shares = BlockShares(blocks: blocks).shares { $0.map { values[Self.number($0)] } }
    let expected = Self.naive(values, blocks: blocks)
    // Rounding of sums of up to 720 numbers below 1.
    for (share, right) in zip(shares, expected) { #expect(abs(share - right) < 1e-13) }
  }

  @Test("Shares add up to the whole difference, exact or sampled", arguments: [1, 3, 10, 11, 14])
  func additive(blocks: Int) {
    let values = Self.table(blocks: blocks, seed: 3)
    let shares = BlockShares(blocks: blocks, seed: 5).shares { $0.map { values[Self.number($0)] } }
    // The last bit of a sum of so few numbers below 1.
    #expect(abs(shares.reduce(0, +) - (values[values.count - 1] - values[0])) <= 0x1p-52)
  }

  @Test("A block that changes nothing gets nothing, two that do the same get the same")
  func axioms() {
    // v = 0.1 + 0.3·(a and b) + 0.2·max(a, b), c plays no part: by symmetry 0.25 each.
    let shares = BlockShares(blocks: 3).shares { masks in
      masks.map { 0.1 + ($0[0] && $0[1] ? 0.3 : 0) + ($0[0] || $0[1] ? 0.2 : 0) }
    }
    #expect(abs(shares[0] - 0.25) < 1e-15 && abs(shares[1] - 0.25) < 1e-15 && shares[2] == 0)
  }

  @Test("Sampled shares of a sum are its terms, are the same for a seed, and near the exact ones")
  func sampled() {
    let terms = (0..<13).map { Double($0 * $0 - 40) / 100 }
    let sum = BlockShares(blocks: 13, seed: 1).shares { masks in
      masks.map { zip($0, terms).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } }
    }
    for (share, term) in zip(sum, terms) { #expect(abs(share - term) < 1e-12) }
    // A product of two pairs: by symmetry a quarter of 1 each for four blocks, nothing for the rest.
    let product = BlockShares(blocks: 12, seed: 2)
    func values(_ masks: [[Bool]]) -> [Double] {
      masks.map { ($0[0] && $0[5] ? 0.5 : 0) + ($0[2] && $0[9] ? 0.5 : 0) }
    }
    let shares = product.shares(values)
    #expect(shares == product.shares(values))
    // Each pair is settled by which comes first: in an order and its reverse once either way.
    for block in [0, 2, 5, 9] { #expect(abs(shares[block] - 0.25) < 1e-12) }
    for block in [1, 3, 4, 6, 7, 8, 10, 11] { #expect(shares[block] == 0) }
  }

  @Test("No blocks have no shares, and a function that is not a number does not trap")
  func awkward() {
    #expect(BlockShares(blocks: 0).shares { _ in [] as [Double] } == [])
    let shares = BlockShares(blocks: 2).shares { $0.map { _ in Double.nan } }
    #expect(shares.count == 2 && shares.allSatisfy(\.isNaN))
  }
}
