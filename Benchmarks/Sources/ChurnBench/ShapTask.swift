import ChurnMath
import ChurnModels

/// Exact path-dependent TreeSHAP of the first 20,000 training rows, by a model of all of them.
struct ShapTask {
  let prefix: String
  let columns: Int
  let trees: Int
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let ensemble = try BoostingTask.ensemble(prefix: prefix, trees: trees, threads: threads)
    let table = try LabelledTable(prefix: prefix + ".train", mostRows: 20_000, threads: threads)
    let rows = table.labels.count
    do {
      let (timing, contributions) = try Timing.measure(repetitions: repetitions) {
        try ensemble.contributions(table.features, threads: threads)
      }
      let decisions = try ensemble.decision(table.features, threads: threads)
      var sums = [Double](repeating: ensemble.expectedDecision, count: rows)
      for column in contributions {
        for (row, value) in column.enumerated() { sums[row] += value }
      }
      let error = zip(sums, decisions).map { abs($0 - $1) }.max() ?? 0
      return Measurement(
        task: "shap",
        parameters: [
          ("trees", .whole(trees)), ("leaves", .whole(63)), ("threads", .whole(threads)),
          ("rows", .whole(rows)), ("exact", .text("path-dependent TreeSHAP")),
        ],
        size: .text("\(rows)x\(columns)"), timing: timing,
        metric: [
          ("rows_per_s", .number(Double(rows) / timing.median)),
          ("additivity_error", .number(error)),
        ])
    } catch {
      throw .failed("\(error)")
    }
  }
}
