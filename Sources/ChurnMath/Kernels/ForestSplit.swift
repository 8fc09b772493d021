// The search for the best split of a node over histograms of its columns.
//
// cell    the weight of the churned rows of a bin << 32 + the weight of all its rows
// split   rows with a bin of a range or set go left
// score   how much purer the sides are, as a fraction: numerator and denominator, both not negative
//
// With W and C the weight and the churned weight of the node, w and c those of the left side, Gini's
// impurity times weight falls by 2 / W × (c W − C w)² / (w (W − w)). Its numerator and denominator
// are products of whole numbers, so two splits compare without a division, and neither the order of
// the rows nor the swap of the sides changes a bit.

internal import Foundation

/// The best split found so far of one node.
struct ForestSearch {
  let weight: Int
  let churned: Int
  let minLeaf: Int
  let usesEntropy: Bool
  /// The score, as a fraction; anything allowed is better than this.
  private(set) var numerator = -1.0
  private(set) var denominator = 1.0
  private(set) var column: Int32 = -1
  private(set) var lowest: UInt8 = 0
  private(set) var highest: UInt8 = 0
  private(set) var left: UInt64 = 0
  /// Of a categorical column, how many of its bins in the order of their rates go left.
  private(set) var levels = 0

  init(weight: Int, churned: Int, minLeaf: Int, usesEntropy: Bool) {
    self.weight = weight
    self.churned = churned
    self.minLeaf = minLeaf
    self.usesEntropy = usesEntropy
  }

  var isEmpty: Bool { column < 0 }

  /// The impurity lost times weight.
  var decrease: Double {
    usesEntropy ? numerator : 2 * numerator / denominator / Double(weight)
  }

  /// Takes the split if it is allowed and better.
  @inline(__always)
  mutating func offer(
    _ left: UInt64, column: Int32, lowest: UInt8, highest: UInt8, levels: Int = 0
  ) {
    let leftWeight = Int(left & 0xFFFF_FFFF)
    let rightWeight = weight &- leftWeight
    guard leftWeight >= minLeaf, rightWeight >= minLeaf else { return }
    let leftChurned = Int(left &>> 32)
    var score: Double
    var scale: Double
    if usesEntropy {
      score = entropyLost(leftWeight, leftChurned)
      scale = 1
    } else {
      let excess = Double(leftChurned &* weight &- churned &* leftWeight)
      score = excess * excess
      scale = Double(leftWeight) * Double(rightWeight)
    }
    guard score * denominator > numerator * scale else { return }
    numerator = score
    denominator = scale
    self.column = column
    self.lowest = lowest
    self.highest = highest
    self.left = left
    self.levels = levels
  }

  @inline(never)
  private func entropyLost(_ leftWeight: Int, _ leftChurned: Int) -> Double {
    func mixed(_ weight: Int, _ churned: Int) -> Double {
      guard churned > 0, churned < weight else { return 0 }
      let share = Double(churned) / Double(weight)
      return -Double(weight) * (share * log2(share) + (1 - share) * log2(1 - share))
    }
    return max(
      0,
      mixed(weight, churned)
        - (mixed(leftWeight, leftChurned) + mixed(weight - leftWeight, churned - leftChurned)))
  }
}

/// One pass over the occupied bins of a numeric column, in ascending order.
struct ForestScan {
  private let missing: UInt64
  private var left: UInt64 = 0
  private var last = 0

  /// Begins with the cell of the missing values.
  @inline(__always)
  init(missing: UInt64) { self.missing = missing }

  /// Offers the cuts between the bins seen before and this one, then adds it.
  ///
  /// A cut lies midway between the two, like midway between values. The rows without a value are
  /// tried on either side.
  @inline(__always)
  mutating func add(
    _ bin: Int, _ cell: UInt64, column: Int32, to search: inout ForestSearch
  ) {
    if last > 0 {
      let middle = UInt8(truncatingIfNeeded: (last &+ bin) &>> 1)
      if missing == 0 {
        // A missing value that comes later goes where most rows went.
        let isHeavier = 2 &* Int(left & 0xFFFF_FFFF) >= search.weight
        search.offer(left, column: column, lowest: isHeavier ? 0 : 1, highest: middle)
      } else {
        search.offer(left, column: column, lowest: 1, highest: middle)
        search.offer(left &+ missing, column: column, lowest: 0, highest: middle)
      }
    }
    left &+= cell
    last = bin
  }
  /// Offers the rows without a value against all others, if there is a cut above their bins.
  @inline(__always)
  func finish(binCount: Int, column: Int32, to search: inout ForestSearch) {
    guard missing != 0, last > 0, last < binCount &- 1 else { return }
    search.offer(
      left, column: column, lowest: 1, highest: UInt8(truncatingIfNeeded: binCount &- 2))
  }
}
