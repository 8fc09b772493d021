internal import ChurnMath

/// How gradients and hessians become whole numbers.
struct BoostingUnits: Sendable {
  /// Units for one unit of gradient.
  let first: Double
  /// Units for one unit of hessian.
  let second: Double
  /// What weights are multiplied with, so that huge and tiny ones fit.
  let weightScale: Double

  /// A record has 16 bits for either part, one of them for the sign.
  private static let mostPerRow = 32_766.0
  /// The sum over all rows must stay under 2³¹.
  private static let mostInAll = 0x1p31 - 1
  /// Where the largest weight is more than this, or less than one, it is brought to one.
  private static let mostWeight = 1e6

  /// Units of the finest steps at which neither a row nor the sum of all can overflow.
  init(weights: [Double]) {
    let most = weights.max() ?? 1
    weightScale = most > Self.mostWeight || most < 1 ? 1 / most : 1
    let scale = weightScale
    // Summed in whole numbers, so that the order of rows does not matter, and rounded up.
    var sum: Int64 = 0
    for weight in weights { sum &+= Int64((weight * scale * 0x1p16).rounded(.up)) }
    // Rounding may add one to each row, or the weight where that is a whole number.
    let all = Double(sum) * 0x1p-16
    let room = max(1, Self.mostInAll - max(all, Double(weights.count)))
    let unit = min(Self.mostPerRow / max(1, most * scale) - 1, room / max(1, all))
    first = max(unit, 1e-3)
    // A hessian is at most a quarter.
    second = 4 * first
  }

  /// The rules of a recipe in these units.
  func rules(_ recipe: GradientBoosting, features: [TreeFeature]) -> GrowthRules {
    GrowthRules(
      maxLeaves: recipe.maxLeaves, maxDepth: recipe.maxDepth,
      minLeafRows: recipe.minLeafRows * weightScale,
      leastSecond: recipe.minLeafHessian * weightScale * second,
      leastGain: recipe.minSplitGain * weightScale * first * first / second,
      l2: recipe.l2 * weightScale * second, l1: recipe.l1 * weightScale * first,
      levelL2: recipe.categoryL2 * weightScale * second,
      levelSmoothing: recipe.categorySmoothing * weightScale * second,
      isActive: Array(repeating: true, count: features.count),
      directions: features.map { recipe.monotone[$0.name]?.rawValue ?? 0 },
      isCategorical: features.map(\.isCategorical))
  }
}
