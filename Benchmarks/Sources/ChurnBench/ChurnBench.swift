import ArgumentParser
import ChurnMath

/// Times one task of the engine and prints one line of JSON, the same as `peers.py` does.
@main
struct ChurnBench: ParsableCommand {
  /// The work that can be timed.
  enum Task: String, CaseIterable, ExpressibleByArgument {
    case features, parse, logreg, gbdt, rf, tree, score, shap, km, logrank, cox, clv, fpgrowth
  }

  static let configuration = CommandConfiguration(
    commandName: "churn-bench",
    abstract: "Times one task of the churn engine; prints one JSON line.",
    discussion: """
      Reads the files that gen_table.py, gen_tx.py, gen_baskets.py and peers.py made.

        churn-bench features --rows 10000000
        churn-bench logreg --rows 1000000 --cols 50 --reps 5
        churn-bench gbdt --rows 100000 --cols 30 --trees 200
        churn-bench score --variant single --threads 1
        churn-bench km --rows 10000000 --variant int,100
      """)

  @Argument(
    help: "features, parse, logreg, gbdt, rf, tree, score, shap, km, logrank, cox, clv or fpgrowth."
  )
  var task: Task

  @Option(help: "Rows of the input; names the file.")
  var rows = 1_000_000

  @Option(help: "Columns of the table; names the file.")
  var cols = 50

  @Option(help: "How often the work is timed.")
  var reps = 3

  @Option(help: "The most threads to use.")
  var threads = 2

  @Option(help: "Trees of a forest, of boosting and of the model that score and shap ask.")
  var trees = 200

  @Option(
    help: """
      Of a task: parse takes 'all' (every column) or 'used' (those features need), score 'single' \
      (one row a call) or 'batch', km 'int,100' (whole or 'float' durations, groups: 1 or 100), \
      logrank and cox 'int' or 'float', clv 'fit' or 'predict', fpgrowth the least share of baskets \
      ('0.001', '0.002', '0.005', '0.01').
      """)
  var variant = ""

  @Option(help: "The folder with the inputs.")
  var data = "bench-data"

  func validate() throws {
    guard rows > 0, cols > 0, reps > 0, threads > 0, trees > 0 else {
      throw ValidationError("--rows, --cols, --reps, --threads and --trees must be 1 or more.")
    }
    guard variant.isEmpty || task.variants.contains(variant) else {
      throw ValidationError("\(task.rawValue) has no variant '\(variant)'.")
    }
  }

  func run() throws {
    OpenBLASCore.reexecuteIfNeeded()
    print(try measurement().json)
  }

  private func measurement() throws(BenchError) -> Measurement {
    let orders = "\(data)/tx_\(rows).csv"
    let size = "\(rows)x\(cols)"
    let table = "\(data)/churn_\(size)"
    switch task {
    case .features:
      return try FeaturesTask(path: orders, rows: rows, repetitions: reps, threads: threads).run()
    case .parse:
      return try ParseTask(
        path: orders, rows: rows, isWhole: variant != "used", repetitions: reps, threads: threads
      ).run()
    case .logreg:
      return try LogisticTask(
        prefix: table + ".train", size: size, repetitions: reps, threads: threads
      ).run()
    case .gbdt:
      return try BoostingTask.task(
        prefix: table, size: size, trees: trees, repetitions: reps, threads: threads
      ).run()
    case .rf:
      return try ForestTask.task(
        prefix: table, size: size, trees: trees, repetitions: reps, threads: threads
      ).run()
    case .tree:
      return try TreeTask.task(
        prefix: table, size: size, repetitions: reps, threads: threads
      ).run()
    case .score where variant == "single":
      return try OneRowTask(prefix: table, trees: trees, threads: threads).run()
    case .score:
      return try ScoreTask(
        prefix: table, size: size, trees: trees, repetitions: reps, threads: threads
      ).run()
    case .km:
      let parts = (variant.isEmpty ? "int,1" : variant).split(separator: ",").map(String.init)
      return try KaplanMeierTask(
        prefix: "\(data)/surv_\(rows)_\(parts[0])", kind: parts[0],
        groupCount: parts[1] == "1" ? 1 : 100, repetitions: reps, threads: threads
      ).run()
    case .logrank:
      let kind = variant.isEmpty ? "int" : variant
      return try LogRankTask(
        prefix: "\(data)/surv_\(rows)_\(kind)", kind: kind, repetitions: reps, threads: threads
      ).run()
    case .cox:
      let kind = variant.isEmpty ? "int" : variant
      return try CoxTask(
        prefix: "\(data)/cox_\(kind)", kind: kind, repetitions: reps, threads: threads
      ).run()
    case .clv:
      return try PurchaseTask(
        prefix: "\(data)/clv_100000", predicts: variant == "predict", repetitions: reps,
        threads: threads
      ).run()
    case .fpgrowth:
      return try ItemsetTask(
        path: "\(data)/baskets_\(rows).csv", share: Double(variant) ?? 0.001, repetitions: reps,
        threads: threads
      ).run()
    case .shap:
      return try ShapTask(
        prefix: table, columns: cols, trees: trees, repetitions: reps, threads: threads
      ).run()
    }
  }
}

extension ChurnBench.Task {
  /// What `--variant` may be.
  var variants: [String] {
    switch self {
    case .parse: ["all", "used"]
    case .score: ["batch", "single"]
    case .km: ["int,1", "int,100", "float,1", "float,100"]
    case .logrank, .cox: ["int", "float"]
    case .clv: ["fit", "predict"]
    case .fpgrowth: ["0.001", "0.002", "0.005", "0.01"]
    default: []
    }
  }
}
