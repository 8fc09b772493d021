import ChurnMath
import ChurnModels

/// Learning from the training part of a table, binning included, judged on the test part.
struct FittingTask<Recipe: Estimator> {
  let task: String
  let recipe: Recipe
  let parameters: [(String, Measurement.Value)]
  /// Path of the table without `.train` or `.test`.
  let prefix: String
  let size: String
  let repetitions: Int
  let threads: Int

  func run() throws(BenchError) -> Measurement {
    let (timing, model) = try fitted()
    // Read only now: what is kept for later must not count as memory of learning.
    let test = try LabelledTable(prefix: prefix + ".test", threads: threads)
    do {
      return Measurement(
        task: task, parameters: parameters + [("threads", .whole(threads))], size: .text(size),
        timing: timing, metric: try test.metrics(of: model.predict(test.features)))
    } catch {
      throw .failed("\(error)")
    }
  }

  private func fitted() throws(BenchError) -> (timing: Timing, result: Recipe.Model) {
    let table = try LabelledTable(prefix: prefix + ".train", threads: threads)
    let samples = TrainingSamples(features: table.features, labels: table.labels)
    do {
      return try Timing.measure(repetitions: repetitions) {
        try recipe.fit(samples, threads: threads)
      }
    } catch {
      throw .failed("\(error)")
    }
  }
}
