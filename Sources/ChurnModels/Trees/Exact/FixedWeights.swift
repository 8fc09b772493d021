internal import Foundation

/// Weights as whole numbers, so that sums are exact and do not depend on the order of the rows.
///
/// Whole weights stay what they are; others are taken in steps of a power of two, as fine as the
/// number of summands allows, and what is under half a step counts as nothing.
struct FixedWeights: Sendable {
  /// The steps of each row, not negative; length *n*.
  let steps: [Int]
  /// A step is 2 to the power of minus this.
  private let exponent: Int

  /// Converts weights of which at most `summands` are ever added up, to sums under 2 to the `bits`.
  init(_ weights: [Double], summands: Int, bits: Int) {
    let largest = weights.max() ?? 0
    guard largest > 0, largest.isFinite else {
      steps = [Int](repeating: 0, count: weights.count)
      exponent = 0
      return
    }
    let room = bits - 2 - Int(largest.exponent) - Int(Double(max(1, summands)).exponent)
    let isWhole = room >= 0 && weights.allSatisfy { $0.rounded() == $0 }
    let exponent = isWhole ? 0 : room
    steps = weights.map { weight in
      Int(Double(sign: .plus, exponent: exponent, significand: weight).rounded())
    }
    self.exponent = exponent
  }

  /// The weight of so many steps; the largest finite number when it is larger.
  func weight(_ steps: Int) -> Double { weight(Double(steps)) }

  /// The weight of so many steps, not all of them whole.
  func weight(_ steps: Double) -> Double {
    min(Double(sign: .plus, exponent: -exponent, significand: steps), .greatestFiniteMagnitude)
  }

  /// The least number of steps that weigh at least `weight`, at least 1.
  func steps(atLeast weight: Double) -> Int {
    let steps = Double(sign: .plus, exponent: exponent, significand: weight).rounded(.up)
    return steps > 0 ? Int(min(steps, 0x1p61)) : 1
  }
}
