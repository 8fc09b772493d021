import ChurnMath
import Foundation

/// Random samples for tests of trees: numbers with ties and gaps, a column of levels, several rows a
/// customer; the same on every run.
func treeSamples(
  rows: Int, numbers: Int = 3, levels: Int = 4, distinct: Int = 12, missing: Double = 0.1,
  customers: Int? = nil, seed: UInt64
) -> TrainingSamples {
  var stream = RandomStream(seed: seed, stream: 0)
  var columns: [FeatureMatrix.Column] = []
  for j in 0..<numbers {
    let values = (0..<rows).map { _ in
      stream.chance(missing) ? Double.nan : Double(stream.below(distinct)) / 4 - 1
    }
    columns.append(FeatureMatrix.Column(name: "number\(j)", values: values))
  }
  if levels > 0 {
    let values = (0..<rows).map { _ in
      stream.chance(missing) ? Double.nan : Double(stream.below(levels))
    }
    columns.append(
      FeatureMatrix.Column(
        name: "level", kind: .categorical(levels: (0..<levels).map { "level \($0)" }),
        values: values))
  }
  var labels = (0..<rows).map { row in
    let first = columns[0].values[row]
    return stream.chance(first.isNaN ? 0.7 : first > 0.2 ? 0.6 : 0.25)
  }
  // Both classes, whatever was drawn.
  if rows > 1 {
    labels[0] = true
    labels[1] = false
  }
  return TrainingSamples(
    features: FeatureMatrix(columns: columns, rowCount: rows), labels: labels,
    groups: (0..<rows).map { $0 % (customers ?? rows) })
}

extension TrainingSamples {
  /// The same rows in another order.
  func shuffledRows(seed: UInt64) -> (samples: TrainingSamples, order: [Int]) {
    var stream = RandomStream(seed: seed, stream: 1)
    var order = Array(0..<count)
    for place in order.indices { order.swapAt(place, place + stream.below(count - place)) }
    return (selecting(rows: order), order)
  }

  /// The same columns in reverse.
  var reversedColumns: TrainingSamples {
    TrainingSamples(
      features: FeatureMatrix(columns: features.columns.reversed(), rowCount: count),
      labels: labels, weights: weights, groups: groups, cutoffs: cutoffs)
  }

  /// The same with other weights.
  func weighted(_ weights: [Double]) -> TrainingSamples {
    TrainingSamples(
      features: features, labels: labels, weights: weights, groups: groups, cutoffs: cutoffs)
  }
}
