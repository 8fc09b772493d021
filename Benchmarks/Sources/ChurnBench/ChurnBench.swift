import ArgumentParser
import ChurnMath

/// Times one task of the engine and prints one line of JSON, the same as `peers.py` does.
@main
struct ChurnBench: ParsableCommand {
  /// The work that can be timed.
  enum Task: String, CaseIterable, ExpressibleByArgument {
    case features, logreg, parse
  }

  static let configuration = CommandConfiguration(
    commandName: "churn-bench",
    abstract: "Times one task of the churn engine; prints one JSON line.",
    discussion: """
      Reads the files that gen_table.py and gen_tx.py made.

        churn-bench features --rows 10000000
        churn-bench logreg --rows 1000000 --cols 50 --reps 5
      """)

  @Argument(help: "features, logreg or parse.")
  var task: Task

  @Option(help: "Rows of the input; names the file.")
  var rows = 1_000_000

  @Option(help: "Columns of the table; names the file.")
  var cols = 50

  @Option(help: "How often the work is timed.")
  var reps = 3

  @Option(help: "The most threads to use.")
  var threads = 2

  @Option(help: "Of a task: parse takes 'all' (every column) or 'used' (those features need).")
  var variant = ""

  @Option(help: "The folder with the inputs.")
  var data = "bench-data"

  func validate() throws {
    guard rows > 0, cols > 0, reps > 0, threads > 0 else {
      throw ValidationError("--rows, --cols, --reps and --threads must be 1 or more.")
    }
    guard variant.isEmpty || task == .parse && ["all", "used"].contains(variant) else {
      throw ValidationError("\(task.rawValue) has no variant '\(variant)'.")
    }
  }

  func run() throws {
    OpenBLASCore.reexecuteIfNeeded()
    let line =
      switch task {
      case .features:
        try FeaturesTask(
          path: "\(data)/tx_\(rows).csv", rows: rows, repetitions: reps, threads: threads
        ).run()
      case .logreg:
        try LogisticTask(
          prefix: "\(data)/churn_\(rows)x\(cols).train", size: "\(rows)x\(cols)",
          repetitions: reps, threads: threads
        ).run()
      case .parse:
        try ParseTask(
          path: "\(data)/tx_\(rows).csv", rows: rows, isWhole: variant != "used",
          repetitions: reps, threads: threads
        ).run()
      }
    print(line.json)
  }
}
