import ChurnModels

/// One tree of depth 8, by exact splits on small tables and by bins on large ones.
enum TreeTask {
  static func task(
    prefix: String, size: String, repetitions: Int, threads: Int
  ) -> FittingTask<DecisionTree> {
    FittingTask(
      task: "tree", recipe: DecisionTree(maxDepth: 8, minLeafRows: 20),
      parameters: [
        ("max_depth", .whole(8)), ("min_leaf", .whole(20)), ("split", .text("automatic")),
      ],
      prefix: prefix, size: size, repetitions: repetitions, threads: threads)
  }
}
