import ChurnMath
import ChurnModels

/// Cox regression with Efron's ties on the 100,000 rows of `peers.py`, from unsorted lifetimes.
struct CoxTask {
  let prefix: String
  let kind: String
  let repetitions: Int
  let threads: Int

  private static let columns = 10

  func run() throws(BenchError) -> Measurement {
    let values = try RawColumn.doubles(path: prefix + ".X")
    let durations = try RawColumn.doubles(path: prefix + ".t")
    let exits = try RawColumn.integers(path: prefix + ".e")
    let rows = durations.count
    guard exits.count == rows, values.count == rows * Self.columns else {
      throw .failed("\(prefix): its columns differ in length. Make them anew.")
    }
    let features = FeatureMatrix(
      columns: (0..<Self.columns).map { j in
        FeatureMatrix.Column(name: "x\(j)", values: Array(values[j * rows..<(j + 1) * rows]))
      }, rowCount: rows)
    let lifetimes = Lifetimes(durations: durations, churned: exits.map { $0 == 1 })
    do {
      let (timing, model) = try Timing.measure(repetitions: repetitions) {
        try CoxRegression().fit(features, lifetimes, threads: threads)
      }
      return Measurement(
        task: "cox",
        parameters: [
          ("ties", .text("efron")), ("durations", .text(kind)), ("p", .whole(Self.columns)),
          ("threads", .whole(threads)),
        ],
        size: .whole(rows), timing: timing,
        metric: [
          ("loglik", .number(model.logLikelihood)), ("b0", .number(model.estimates[0])),
          ("iters", .whole(model.iterations)),
        ])
    } catch {
      throw .failed("\(error)")
    }
  }
}
