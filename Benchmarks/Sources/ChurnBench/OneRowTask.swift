import ChurnMath
import ChurnModels

/// The probability of one row, one call at a time on one thread, as `score-one` of `peers.py`.
///
/// `one_row_us` is the median over calls for the same row, each timed by itself, the clock's own
/// time included; `many_rows_us` the mean over calls for different rows, timed together.
struct OneRowTask {
  let prefix: String
  let trees: Int
  /// For training; the calls use one.
  let threads: Int

  private static let callCount = 20_000

  func run() throws(BenchError) -> Measurement {
    let ensemble = try BoostingTask.ensemble(prefix: prefix, trees: trees, threads: threads)
    let table = try LabelledTable(
      prefix: prefix + ".train", mostRows: Self.callCount, threads: threads)
    do {
      let scorer = try TreeScorer(ensemble)
      let rows = (0..<table.labels.count).map { row in
        table.features.columns.map { $0.values[row] }
      }
      var sum = 0.0
      for _ in 0..<50 { sum += scorer.probability(row: rows[0]) }
      let (calls, _) = Timing.measure(repetitions: Self.callCount) {
        sum += scorer.probability(row: rows[0])
      }
      let (together, _) = Timing.measure(repetitions: 1) {
        for row in rows { sum += scorer.probability(row: row) }
      }
      let microseconds = calls.seconds.sorted().map { $0 * 1e6 }
      // One figure a process, as the peers' lines have it: the spread is that of processes.
      let timing = Timing(
        seconds: [calls.median], memoryBefore: calls.memoryBefore, peakMemory: calls.peakMemory)
      return Measurement(
        task: "score-one",
        parameters: [("trees", .whole(trees)), ("leaves", .whole(63)), ("threads", .whole(1))],
        size: .whole(1), timing: timing,
        metric: [
          ("one_row_us", .number(timing.median * 1e6)),
          ("one_row_p99_us", .number(microseconds[microseconds.count * 99 / 100])),
          ("many_rows_us", .number(together.median / Double(rows.count) * 1e6)),
          // Also keeps the calls from being left out.
          ("mean", .number(sum / Double(rows.count + Self.callCount + 50))),
        ])
    } catch {
      throw .failed("\(error)")
    }
  }
}
