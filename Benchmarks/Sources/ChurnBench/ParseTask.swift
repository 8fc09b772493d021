import ChurnData

/// Reading the orders file into typed columns.
struct ParseTask {
  let path: String
  let rows: Int
  /// Every column, as the peers do, or only those that the features need.
  let isWhole: Bool
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let file = OrdersFile(path: path, threads: threads)
    let bytes = try file.byteCount()
    let names = isWhole ? OrdersFile.meanings.map(\.name) : FeaturesTask.columns
    do {
      let (timing, table) = try Timing.measure(repetitions: repetitions) { try file.read(names) }
      return Measurement(
        task: "parse",
        parameters: [("threads", .whole(threads)), ("columns", .whole(names.count))],
        size: .whole(rows), timing: timing,
        metric: [
          ("rows", .whole(table.rowCount)),
          ("mb_per_s", .number(Double(bytes) / 1e6 / timing.median)),
        ])
    } catch {
      throw .failed("\(error)")
    }
  }
}
