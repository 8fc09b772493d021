import ChurnMath
import ChurnModels

/// Gradient boosting as the peers are told to do it; also the model that scoring and shap ask.
enum BoostingTask {
  /// The settings of `LGB` in `peers.py`.
  static func recipe(trees: Int) -> GradientBoosting {
    GradientBoosting(
      rounds: trees, learningRate: 0.1, maxLeaves: 63, minLeafRows: 20, maxBins: 255)
  }

  static func task(
    prefix: String, size: String, trees: Int, repetitions: Int, threads: Int
  ) -> FittingTask<GradientBoosting> {
    FittingTask(
      task: "gbdt", recipe: recipe(trees: trees),
      parameters: [
        ("trees", .whole(trees)), ("leaves", .whole(63)), ("lr", .number(0.1)),
        ("bins", .whole(255)), ("min_leaf", .whole(20)),
      ],
      prefix: prefix, size: size, repetitions: repetitions, threads: threads)
  }

  /// The model that a table's training part gives, and nothing else of it.
  static func ensemble(
    prefix: String, trees: Int, threads: Int
  ) throws(BenchError) -> TreeEnsemble {
    let table = try LabelledTable(prefix: prefix + ".train", threads: threads)
    do {
      let samples = TrainingSamples(features: table.features, labels: table.labels)
      return try recipe(trees: trees).fit(samples, threads: threads).ensemble
    } catch {
      throw .failed("\(error)")
    }
  }
}
