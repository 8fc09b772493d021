import ChurnMath
import ChurnModels

/// Probabilities of all training rows from their raw values, by a model of the same rows.
struct ScoreTask {
  let prefix: String
  let size: String
  let trees: Int
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let ensemble = try BoostingTask.ensemble(prefix: prefix, trees: trees, threads: threads)
    let table = try LabelledTable(prefix: prefix + ".train", threads: threads)
    do {
      let (timing, probabilities) = try Timing.measure(repetitions: repetitions, warmUps: 1) {
        try ensemble.probabilities(table.features, threads: threads)
      }
      let rows = Double(table.labels.count)
      let auc = try table.metrics(of: probabilities).filter { $0.0 == "auc" }
      return Measurement(
        task: "score",
        parameters: [
          ("trees", .whole(trees)), ("leaves", .whole(63)), ("threads", .whole(threads)),
        ],
        size: .text(size), timing: timing,
        metric: [
          ("rows_per_s", .number(rows / timing.median)),
          ("ns_per_row_tree", .number(timing.median / rows / Double(trees) * 1e9)),
        ] + auc)
    } catch {
      throw .failed("\(error)")
    }
  }
}
