internal import ArgumentParser
internal import Churn

/// `churn inspect`: what the data are, before anything is learned from them.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "The mapping that was understood, and the quality of the data.",
    discussion: """
      Examples:
        churn inspect orders.csv --write-mapping shop.yaml
        churn inspect telco.csv --label Churn --id customerID --json
      """)

  @Argument(help: ArgumentHelp("Files of one shape, or - for stdin.", valueName: "data"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "Keep the mapping in a YAML file, for --mapping. (default: none)", valueName: "file"))
  var writeMapping: String?

  @OptionGroup(title: "Columns of orders") var orders: OrderOptions
  @OptionGroup(title: "Ready tables") var table: ReadyTableOptions
  @OptionGroup(title: "Reading") var format: FileFormatOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    let messages = common.messages
    let logger = MessageLogHandler.logger(messages)
    if table.label != nil {
      let book = try TableBook(
        reading: table.source(data, time: orders.time, format: format),
        threads: common.threadCount, logger: logger)
      try format.writeRejects(book.report, messages: messages)
      let inspection = TableInspection(book, threads: common.threadCount)
      if json.json {
        try JSONOutput.write(inspection, to: .standardOutput)
      } else {
        try OutputDestination.standardOutput.write(InspectionText.text(inspection))
      }
      return
    }
    var source = try orders.source(data, format: format)
    source.droppedAttributes = CommaList.parts(table.drop)
    let inspection = try OrderInspection(
      reading: source, threads: common.threadCount, logger: logger)
    try format.writeRejects(inspection.report, messages: messages)
    if let writeMapping {
      try AtomicFile.write(Array(inspection.mapping.yaml.utf8), to: writeMapping)
      messages.say("Mapping written to \(writeMapping).")
    }
    if json.json {
      try OutputDestination.standardOutput.write(InspectionText.json(inspection).text)
    } else {
      try OutputDestination.standardOutput.write(InspectionText.text(inspection))
    }
  }
}
