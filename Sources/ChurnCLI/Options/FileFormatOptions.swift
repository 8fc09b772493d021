internal import ArgumentParser
internal import Churn

/// How a text file is read; every command that reads data has them.
struct FileFormatOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What separates fields: , ; tab | or spaces. (default: found by itself)",
      valueName: "x"))
  var delimiter: String?

  @Flag(
    name: .customLong("no-header"),
    help: "The first line is data; columns are 1, 2, ... (default: off)")
  var hasNoHeader = false

  @Option(
    help: ArgumentHelp(
      "utf-8, utf-16, windows-1250, windows-1251, windows-1252, iso-8859-1 or iso-8859-2. "
        + "(default: utf-8, or utf-16 by its mark)",
      valueName: "name"))
  var encoding: String?

  @Flag(help: "Numbers have decimal commas. (default: off)")
  var decimalComma = false

  @Option(
    help: ArgumentHelp(
      "How dates are written, such as 'd.M.yyyy H:mm'. (default: found by itself)",
      valueName: "pattern"))
  var dateFormat: String?

  @Option(help: ArgumentHelp("Zone of the calendar days of times.", valueName: "zone"))
  var timeZone = "UTC"

  @Option(
    help: ArgumentHelp(
      "Write rows that cannot be used to this file. (default: none)", valueName: "file"))
  var rejects: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Share of unreadable rows above which reading fails.", valueName: "share"))
  var maxRejects = 0.2

  func validate() throws {
    if let delimiter, Delimiter(named: delimiter) == nil {
      throw ValidationError(
        "--delimiter: expected , ; tab | or spaces, got \"\(delimiter)\".")
    }
    if let encoding, TextEncoding(rawValue: encoding.lowercased()) == nil {
      let known = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--encoding: expected one of \(known), got \"\(encoding)\".")
    }
    if !(0...1).contains(maxRejects) {
      throw ValidationError("--max-rejects: expected a share from 0 to 1, got \(maxRejects).")
    }
  }

  /// The options as the reader takes them.
  var options: FileOptions {
    var options = FileOptions()
    options.delimiter = delimiter.flatMap { Delimiter(named: $0) }
    options.hasHeader = !hasNoHeader
    options.encoding = encoding.flatMap { TextEncoding(rawValue: $0.lowercased()) }
    options.decimalComma = decimalComma
    options.dateFormat = dateFormat
    options.timeZone = timeZone
    return options
  }

  /// Writes the rows that could not be used, if asked to.
  func writeRejects(_ report: ReadReport, messages: Messages) throws {
    guard let rejects else { return }
    var writer = CSVWriter(try OutputDestination(rejects).open())
    try writer.header(["file", "line", "reason", "record"])
    for record in report.rejectedRecords {
      writer.text(record.place.file)
      writer.integer(record.place.line)
      writer.text(record.reason)
      writer.text(record.text)
      try writer.endRow()
    }
    try writer.commit()
    messages.say("\(HumanNumber.count(report.rejectedRecords.count, "row")) written to \(rejects).")
  }
}
