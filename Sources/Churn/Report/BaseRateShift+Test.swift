internal import ChurnModels

extension BaseRateShift {
  /// The shift that a test shows; nil without rows.
  ///
  /// - Parameters:
  ///   - judged: The test rows.
  ///   - training: Rows and churners that taught.
  ///   - calibration: Rows and churners calibrated on.
  ///   - before: The shares of churners at the cutoffs before the test.
  ///   - seed: Decides draws.
  ///   - threads: The most threads to use.
  init?(
    _ judged: JudgedRows, training: (rows: Int, churners: Int),
    calibration: (rows: Int, churners: Int), before: [Double], seed: UInt64, threads: Int
  ) {
    let count = Double(judged.labels.count)
    let errors = zip(judged.labels, judged.probabilities).map { ($0 ? 1 : 0) - $1 }
    let intervals = try? Bootstrap(
      replicates: FigureIntervals.replicates(judged.labels.count), seed: seed
    ).intervals(groups: judged.groups, threads: threads) { weights in
      let total = weights.reduce(0, +)
      let sum = zip(errors, weights).reduce(0) { $0 + $1.0 * $1.1 }
      return [total > 0 ? sum / total : nil]
    }
    guard let interval = intervals?.first ?? nil else { return nil }
    func share(_ part: (rows: Int, churners: Int)) -> Double {
      Double(part.churners) / Double(max(1, part.rows))
    }
    self.init(
      training: share(training), calibration: share(calibration),
      test: Double(judged.labels.count { $0 }) / count,
      predicted: judged.probabilities.reduce(0, +) / count,
      shift: errors.reduce(0, +) / count, lower: interval.lower, upper: interval.upper,
      lowestBefore: before.count > 1 ? before.min() : nil,
      highestBefore: before.count > 1 ? before.max() : nil)
  }
}
