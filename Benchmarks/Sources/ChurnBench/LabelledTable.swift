import ChurnMath
import ChurnModels

/// A table of `gen_table.py` as learners take it: numeric columns `f0`, `f1`, ..., and labels.
struct LabelledTable {
  let features: FeatureMatrix
  let labels: [Bool]

  /// Reads `prefix.X.npy` and `prefix.y.npy`, of which the first `mostRows` are kept.
  ///
  /// The array of the file is gone when this returns, so that the table lies in memory once.
  init(prefix: String, mostRows: Int = .max, threads: Int) throws(BenchError) {
    let labels = try NumpyArray(path: prefix + ".y.npy").values.map { $0 == 1 }
    let table = try NumpyArray(path: prefix + ".X.npy")
    guard table.shape.count == 2, table.shape[0] == labels.count, table.shape[0] > 0 else {
      throw .notAnArray(path: prefix + ".X.npy", reason: "its rows are not those of the labels")
    }
    let rows = min(table.shape[0], mostRows)
    let width = table.shape[1]
    let columns = mapIndices(width, threads: threads) { column in
      FeatureMatrix.Column(
        name: "f\(column)", values: (0..<rows).map { Double(table.values[$0 * width + column]) })
    }
    features = FeatureMatrix(columns: columns, rowCount: rows)
    self.labels = Array(labels.prefix(rows))
  }

  /// Area under the curve and log loss of the probabilities of its rows.
  func metrics(of probabilities: [Double]) throws(FitError) -> [(String, Measurement.Value)] {
    let ranked = try RankedScores(labels: labels, scores: probabilities)
    return [
      ("auc", .number(RocAUC.value(of: ranked) ?? .nan)),
      ("logloss", .number(LogLoss.value(of: ranked) ?? .nan)),
    ]
  }
}
