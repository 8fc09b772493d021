internal import ChurnMath

/// The log loss on the validation rows of one fold.
struct FoldLoss: Sendable {
  /// The mean over the rows.
  let mean: Double
  /// The standard error of that mean, over the rows.
  let standardError: Double

  /// From sums over the rows, each times its weight; `weight` is above 0.
  init(sum: Double, squares: Double, weight: Double) {
    mean = sum / weight
    standardError = (max(0, squares / weight - mean * mean) / weight).squareRoot()
  }

  /// The mean over the folds, and its standard error: over the folds, or over the rows of a single one.
  static func summary(_ losses: [FoldLoss]) -> (mean: Double, standardError: Double) {
    let count = Double(losses.count)
    let mean = losses.reduce(0) { $0 + $1.mean } / count
    guard losses.count > 1 else { return (mean, losses.first?.standardError ?? 0) }
    let squares = losses.reduce(0) { $0 + ($1.mean - mean) * ($1.mean - mean) }
    return (mean, (squares / (count - 1) / count).squareRoot())
  }
}

extension TrainingSamples {
  /// Refuses folds that cannot judge anything.
  ///
  /// - Throws: `FitError.noRows` without folds, `.lengthMismatch` for a row that does not exist.
  func check(_ folds: [SampleFold]) throws(FitError) {
    guard !folds.isEmpty else { throw .noRows }
    for fold in folds {
      for row in fold.training + fold.validation where !(0..<count).contains(row) {
        throw .lengthMismatch(rows: count, labels: row)
      }
    }
  }
}
