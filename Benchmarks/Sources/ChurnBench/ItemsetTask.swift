import ChurnData
import ChurnModels

/// Frequent sets of the baskets of `gen_baskets.py`, from numbered baskets in memory to sets and supports.
struct ItemsetTask {
  let path: String
  /// The least share of baskets.
  let share: Double
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    var options = TableOptions()
    options.threads = threads
    do {
      let file = try BasketFile(reading: [path], options: options)
      let baskets = Baskets(itemCount: file.names.count, starts: file.starts, items: file.items)
      let support = FPGrowth.support(share: share, of: baskets.count)
      let (timing, sets) = try Timing.measure(repetitions: repetitions) {
        try FPGrowth(minSupport: support).mine(baskets, threads: threads)
      }
      return Measurement(
        task: "fpgrowth",
        parameters: [
          ("min_support", .whole(support)), ("items", .whole(baskets.itemCount)),
          ("threads", .whole(threads)),
        ],
        size: .whole(baskets.count), timing: timing,
        metric: [
          ("itemsets", .whole(sets.count)), ("supports", .whole(sets.supports.reduce(0, +))),
        ])
    } catch let error as DataError {
      if case .missingFile = error { throw .unreadable(path: path, maker: "gen_baskets.py") }
      throw .failed("\(error)")
    } catch {
      throw .failed("\(error)")
    }
  }
}
