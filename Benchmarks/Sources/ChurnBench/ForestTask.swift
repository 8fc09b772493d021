import ChurnModels

/// A forest of depth 16 that tries √p features a split, bootstrapped.
enum ForestTask {
  static func task(
    prefix: String, size: String, trees: Int, repetitions: Int, threads: Int
  ) -> FittingTask<RandomForest> {
    FittingTask(
      task: "rf",
      recipe: RandomForest(treeCount: trees, maxDepth: 16, minLeafRows: 1),
      parameters: [
        ("trees", .whole(trees)), ("max_depth", .whole(16)), ("features", .text("sqrt")),
        ("min_leaf", .whole(1)), ("split", .text("255 bins")),
      ],
      prefix: prefix, size: size, repetitions: repetitions, threads: threads)
  }
}
