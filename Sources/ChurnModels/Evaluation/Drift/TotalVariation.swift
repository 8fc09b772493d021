/// The total variation distance of two distributions over names: `½ Σ |pᵢ - qᵢ|`.
///
/// It is the share of rows that would have to change their name to turn one into the other: 0 for
/// equal shares, 1 where no name is shared.
public enum TotalVariation {
  /// The distance; nil for lists of different lengths or of shares that are negative or not finite.
  ///
  /// Shares need not add up to 1; they are scaled. Two lists without any share are equal.
  public static func distance(_ first: [Double], _ second: [Double]) -> Double? {
    guard first.count == second.count, (first + second).allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return nil }
    let left = scaled(first)
    let right = scaled(second)
    return min(1, zip(left, right).reduce(0) { $0 + abs($1.0 - $1.1) } / 2)
  }

  private static func scaled(_ values: [Double]) -> [Double] {
    let largest = values.max() ?? 0
    guard largest > 0 else { return values }
    let total = values.reduce(0) { $0 + $1 / largest }
    return values.map { $0 / largest / total }
  }
}
