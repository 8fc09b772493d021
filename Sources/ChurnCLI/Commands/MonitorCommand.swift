internal import ArgumentParser
internal import Churn

/// `churn monitor`: whether a bundle still fits, and whether what it promised came true.
struct MonitorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Whether a bundle still fits: drift of inputs and scores, promises kept.",
    discussion: """
      Present customers are compared with those of training, and the scores with those of the test. \
      With --ledger, what churn score --ledger promised is held beside who really left, once the \
      label window has passed. The exit code is 0 whatever is found: scripts read "verdict" of \
      --json (steady, moved, muchMoved, promiseBroken or unknown).

      Examples:
        churn monitor models/shop orders.csv
        churn monitor models/shop orders.csv --ledger ledger --json
      """)

  @Argument(help: "The bundle's folder.")
  var bundle: String

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "The day to stand at. (default: the end of the data)",
      valueName: "date"))
  var at: Day?

  @Option(
    help: ArgumentHelp(
      "The folder in which churn score --ledger keeps promises. (default: none)",
      valueName: "folder"))
  var ledger: String?

  @Option(
    help: ArgumentHelp(
      "Features to print, the furthest moved first; --json has all.", valueName: "n")
  )
  var features = 10

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var reading: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if features < 0 { throw ValidationError("--features: expected 0 or more, got \(features).") }
  }

  func run() throws {
    let messages = common.messages
    // The bundle, the data, the comparison.
    let progress = Progress("comparing", total: 3, messages: messages)
    defer { progress.finish() }
    let (loaded, book) = try BundleData(
      bundle: bundle, data: data, orders: orders, table: table, reading: reading, common: common,
      wantsLabel: ledger != nil
    ).read(progress, messages)
    let monitor = Monitor(bundle: loaded, seed: common.seed, threads: common.threadCount)
    let promises = ledger.map { PromiseLedger($0) }
    let report =
      switch book {
      case .orders(let lines): try monitor.report(lines, at: at, ledger: promises)
      case .table(let rows): try monitor.report(rows, ledger: promises)
      }
    progress.finish()
    if json.json {
      try JSONOutput.write(report, to: .standardOutput)
    } else {
      let text = MonitorText(report, mostFeatures: features)
      try OutputDestination.standardOutput.write(
        text.text(isColored: Terminal.current.colorsOutput))
    }
  }
}
