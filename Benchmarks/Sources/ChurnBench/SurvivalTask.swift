import ChurnMath
import ChurnModels

/// The lifetimes of `peers.py`: durations, exits and the columns that make groups.
struct BenchLifetimes {
  let lifetimes: Lifetimes
  /// The group of each, in 0..<100.
  let groups: [Int32]
  /// The arm of each, 0 or 1.
  let arms: [Int32]

  /// Reads the columns `prefix.t`, `.e`, `.grp` and `.arm`.
  init(prefix: String) throws(BenchError) {
    let durations = try RawColumn.doubles(path: prefix + ".t")
    let exits = try RawColumn.integers(path: prefix + ".e")
    groups = try RawColumn.integers(path: prefix + ".grp")
    arms = try RawColumn.integers(path: prefix + ".arm")
    guard exits.count == durations.count, groups.count == durations.count,
      arms.count == durations.count
    else { throw .failed("\(prefix): its columns differ in length. Make them anew.") }
    lifetimes = Lifetimes(durations: durations, churned: exits.map { $0 == 1 })
  }
}

/// Kaplan-Meier curves with Greenwood errors and bands, from unsorted lifetimes.
struct KaplanMeierTask {
  let prefix: String
  let kind: String
  let groupCount: Int
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let data = try BenchLifetimes(prefix: prefix)
    do {
      let (timing, curves) = try Timing.measure(repetitions: repetitions) {
        let tables =
          groupCount == 1
          ? [try RiskTable(data.lifetimes, threads: threads)]
          : try RiskTable.byGroup(
            data.lifetimes, groups: data.groups, groupCount: groupCount, threads: threads)
        return mapIndices(tables.count, threads: threads) { group in
          let curve = KaplanMeier(tables[group])
          return (curve: curve, bands: curve.bands())
        }
      }
      let last = curves.reduce(0) { $0 + ($1.curve.steps.last?.survival ?? 1) }
      return Measurement(
        task: "km",
        parameters: [
          ("durations", .text(kind)), ("groups", .whole(groupCount)), ("ci", .text("Greenwood")),
          ("threads", .whole(threads)),
        ],
        size: .whole(data.lifetimes.count), timing: timing,
        metric: [("last_survival", .number(last / Double(groupCount)))])
    } catch {
      throw .failed("\(error)")
    }
  }
}

/// The log-rank test of two arms, from unsorted lifetimes.
struct LogRankTask {
  let prefix: String
  let kind: String
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let data = try BenchLifetimes(prefix: prefix)
    do {
      let (timing, test) = try Timing.measure(repetitions: repetitions) {
        LogRankTest(
          try RiskTable.byGroup(
            data.lifetimes, groups: data.arms, groupCount: 2, threads: threads))
      }
      return Measurement(
        task: "logrank",
        parameters: [
          ("durations", .text(kind)), ("groups", .whole(2)), ("threads", .whole(threads)),
        ],
        size: .whole(data.lifetimes.count), timing: timing,
        metric: [("chi2", .number(test.chiSquare))])
    } catch {
      throw .failed("\(error)")
    }
  }
}
