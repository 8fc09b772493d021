public import ChurnMath

/// Finds the cuts and levels by which trees see the columns of a matrix.
///
/// Numeric columns get at most 255 bins beside that of missing values: one for each distinct value
/// where there are no more, otherwise bins of nearly equal weight, where a value that would fill one
/// alone is the last of its bin. Cuts lie midway between neighbouring values. Categorical columns get a bin
/// for each level; of more than 255, the most frequent 254 and one for all others.
///
/// Cuts are found on at most `sampleRows` rows, drawn by customer, so they depend neither on the
/// order of the rows nor on that of the columns.
///
/// - Complexity: O(*s* *p*) with *s* rows sampled.
/// - SeeAlso: Ke et al., LightGBM (NeurIPS 2017), for greedy bins of equal weight.
public struct FeatureBinning: Sendable {
  /// The most bins of a column, that of missing values left out; 2...255.
  public var maxBins: Int
  /// About how many rows the cuts are found on.
  public var sampleRows: Int

  /// Creates the recipe.
  public init(maxBins: Int = 255, sampleRows: Int = 250_000) {
    self.maxBins = maxBins
    self.sampleRows = sampleRows
  }

  /// The features of a matrix, in column order.
  ///
  /// - Parameters:
  ///   - samples: The rows to learn from; weights count.
  ///   - threads: The most threads to use; the result does not depend on it.
  /// - Returns: One feature a column.
  public func features(of samples: TrainingSamples, threads: Int) -> [TreeFeature] {
    let rows = sampledRows(samples)
    let isWeighted = !samples.weights.allSatisfy { $0 == 1 }
    let columns = samples.features.columns
    return mapIndices(columns.count, threads: threads) { place in
      let column = columns[place]
      switch column.kind {
      case .numeric:
        let tally =
          isWeighted
          ? ValueTally(column.values, weights: samples.weights, rows: rows)
          : ValueTally(column.values, rows: rows)
        let cuts = tally.cuts(
          maxBins: min(max(maxBins, 2), 255), hasMissing: column.values.contains(where: \.isNaN))
        return TreeFeature(name: column.name, scale: .numeric(cuts: cuts))
      case .categorical(let levels):
        return TreeFeature(
          name: column.name,
          scale: scale(levels, column.values, weights: samples.weights))
      }
    }
  }

  /// The rows to find cuts on; nil = all of them.
  private func sampledRows(_ samples: TrainingSamples) -> [Int]? {
    let count = samples.count
    // A sample that is nearly everything saves nothing.
    guard count > 2 * sampleRows else { return nil }
    let share = UInt64(Double(sampleRows) / Double(count) * 0x1p32)
    let rows = (0..<count).filter {
      StableHash.mixed(UInt64(bitPattern: Int64(samples.groups[$0]))) >> 32 < share
    }
    // Few large customers may leave no rows at all.
    return rows.count > sampleRows / 2 ? rows : nil
  }

  /// Levels stand in the order of their names, so that bins do not depend on the order of the rows.
  private func scale(
    _ levels: [String], _ values: [Double], weights: [Double]
  ) -> TreeFeature.Scale {
    var kept = Array(levels.indices)
    let hasOther = levels.count > 255
    if hasOther {
      var totals = [Double](repeating: 0, count: levels.count)
      for (row, value) in values.enumerated() where value >= 0 && value < Double(levels.count) {
        totals[Int(value)] += weights[row]
      }
      kept.sort { left, right in
        totals[left] != totals[right]
          ? totals[left] > totals[right]
          : levels[left].utf8.lexicographicallyPrecedes(levels[right].utf8)
      }
      kept = Array(kept.prefix(254))
    }
    kept.sort { levels[$0].utf8.lexicographicallyPrecedes(levels[$1].utf8) }
    return .categorical(levels: kept.map { levels[$0] }, hasOther: hasOther)
  }
}
