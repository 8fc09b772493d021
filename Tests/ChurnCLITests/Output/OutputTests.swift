import ArgumentParser
import Churn
import Logging
import Synchronization
import Testing

@testable import ChurnCLI

/// What was written, from any thread.
final class Transcript: Sendable {
  private let parts = Mutex([String]())

  var text: String { parts.withLock { $0.joined() } }

  func messages(isQuiet: Bool = false, isInteractive: Bool = false) -> Messages {
    let terminal = Terminal(
      isOutputInteractive: false, isErrorInteractive: isInteractive,
      environment: ["NO_COLOR": "1"])
    return Messages(isQuiet: isQuiet, terminal: terminal) { text in
      self.parts.withLock { $0.append(text) }
    }
  }
}

@Suite("Tables for people")
struct TextTableTests {
  @Test("Columns are aligned and lines have no blanks at their ends")
  func alignment() {
    var table = TextTable([.left("model"), .right("AUC"), .left("note")])
    table.append(["logistic", "0.745", "champion"])
    table.append(["tree", "0.7"])
    #expect(
      table.text() == """
        model       AUC  note
        logistic  0.745  champion
        tree        0.7

        """)
  }

  @Test("Wide and combining characters count as the cells they take")
  func widths() {
    #expect(TextTable.width("abc") == 3)
    #expect(TextTable.width("日本") == 4)
    #expect(TextTable.width("e\u{301}") == 1)
    #expect(TextTable.width("żółw") == 4)
    #expect(TextTable.width("🐢") == 2)
    #expect(TextTable.width("") == 0)
  }

  @Test("A cell cannot break the table or command the terminal")
  func controlCharacters() {
    var table = TextTable([.left("id")])
    table.append(["a\nb\u{1B}[31mc\r\n", "dropped"])
    #expect(table.text() == "id\na b [31mc\n")
  }

  @Test("Headings are bold only where colour is wanted")
  func color() {
    let table = TextTable([.left("id")])
    #expect(table.text(isColored: true) == "\u{1B}[1mid\u{1B}[0m\n")
    #expect(TextTable([.left("")]).text() == "")
  }
}

@Suite("Numbers in words")
struct HumanNumberTests {
  @Test("Thousands are marked, undefined figures are a dash")
  func formats() {
    #expect(HumanNumber.grouped(0) == "0")
    #expect(HumanNumber.grouped(-999) == "-999")
    #expect(HumanNumber.grouped(1_234_567) == "1,234,567")
    #expect(HumanNumber.fixed(-1234.5) == "-1,234.50")
    #expect(HumanNumber.fixed(nil) == "–")
    #expect(HumanNumber.fixed(.nan) == "–")
    #expect(HumanNumber.percent(0.4380) == "43.8 %")
    #expect(HumanNumber.count(1, "customer") == "1 customer")
    #expect(HumanNumber.count(1_000, "category", "categories") == "1,000 categories")
  }
}

@Suite("Words on the standard error")
struct MessagesTests {
  @Test("Quiet leaves only errors")
  func quiet() {
    let transcript = Transcript()
    let messages = transcript.messages(isQuiet: true)
    messages.say("summary")
    messages.note("note")
    messages.warn("warning")
    messages.fail("it failed")
    #expect(transcript.text == "error: it failed\n")
  }

  @Test("What the library logs becomes notes and warnings")
  func logging() {
    let transcript = Transcript()
    let logger = MessageLogHandler.logger(transcript.messages())
    logger.debug("hidden")
    logger.info("3 rows pooled")
    logger.warning("the last month is partial")
    #expect(transcript.text == "note: 3 rows pooled\nwarning: the last month is partial\n")
  }

  @Test("A line takes the bar away and brings it back")
  func linesAndBar() {
    let transcript = Transcript()
    let messages = transcript.messages(isInteractive: true)
    messages.show(status: "bar")
    messages.note("hello")
    messages.show(status: "")
    #expect(
      transcript.text
        == "\r\u{1B}[2Kbar\r\u{1B}[2Knote: hello\nbar\r\u{1B}[2K")
  }

  @Test("Colour needs a terminal and no NO_COLOR")
  func colorPolicy() {
    func terminal(_ isTerminal: Bool, _ environment: [String: String]) -> Bool {
      Terminal(
        isOutputInteractive: isTerminal, isErrorInteractive: isTerminal, environment: environment
      ).colorsError
    }
    #expect(terminal(true, [:]))
    #expect(terminal(true, ["NO_COLOR": ""]))
    #expect(!terminal(true, ["NO_COLOR": "1"]))
    #expect(!terminal(true, ["TERM": "dumb"]))
    #expect(!terminal(false, [:]))
  }
}

@Suite("The progress bar")
struct ProgressTests {
  private func progress(
    _ transcript: Transcript, isInteractive: Bool = true, seconds: @escaping @Sendable () -> Double
  ) -> Progress {
    Progress(
      "scoring", total: 100, messages: transcript.messages(isInteractive: isInteractive)
    ) { .seconds(seconds()) }
  }

  @Test("It appears after a second and goes away at the end")
  func appearsLate() {
    let transcript = Transcript()
    let clock = Mutex(0.0)
    let bar = progress(transcript) { clock.withLock { $0 } }
    bar.advance(by: 10)
    #expect(transcript.text == "")
    clock.withLock { $0 = 1.5 }
    bar.advance(by: 40)
    #expect(transcript.text.contains("scoring ███████████████░░░░░░░░░░░░░░░ 50 %"))
    bar.finish()
    bar.advance(by: 50)
    #expect(transcript.text.hasSuffix("50 %\r\u{1B}[2K"))
  }

  @Test("Short work and other outputs than a terminal never show it")
  func staysAway() {
    let transcript = Transcript()
    let short = progress(transcript) { 0.5 }
    short.advance(by: 100)
    short.finish()
    let piped = progress(transcript, isInteractive: false) { 5 }
    piped.advance(by: 50)
    piped.finish()
    #expect(transcript.text == "")
  }

  @Test("Counts beyond the total and unknown totals are shown soberly")
  func oddCounts() {
    #expect(Progress.bar("x", done: 200, total: 100).hasSuffix("100 %"))
    #expect(Progress.bar("x", done: -5, total: 100).hasSuffix("░ 0 %"))
    #expect(Progress.bar("reading", done: 12_345, total: 0) == "reading … 12,345")
  }
}

@Suite("How commands end")
struct ExitStatusTests {
  @Test("Every layer's errors have their number")
  func numbers() {
    func status(_ error: any Error) -> Int32 { ExitStatus.report(for: error).status.rawValue }
    #expect(status(OutputError.exists(path: "x")) == 73)
    #expect(status(OutputError.cannotCreate(path: "x", reason: "y")) == 73)
    #expect(status(OutputError.diskFull(path: "x")) == 74)
    #expect(status(BundleError.notFound(path: "x")) == 66)
    #expect(status(BundleError.damaged(file: "x", what: "y")) == 65)
    #expect(status(BundleError.unreadable(path: "x", reason: "y")) == 74)
    #expect(status(AtRiskError.noMoney(option: "--min-value")) == 64)
    #expect(status(AtRiskError.repeatedID(row: 2, first: 1)) == 65)
    let cost = RetentionCostsError.invalidCost(name: "x", option: "--x", found: -1)
    #expect(status(cost) == 64)
    #expect(status(ValidationError("no")) == 64)
  }

  @Test("An unforeseen error is a fault of ours and shows no data")
  func unforeseen() {
    struct Odd: Error { let customer = "Jane" }
    let report = ExitStatus.report(for: Odd())
    #expect(report.status == .software)
    #expect(report.sentence.contains("Odd"))
    #expect(!report.sentence.contains("Jane"))
  }
}

@Suite("Where data go")
struct OutputDestinationTests {
  private struct Answer: Encodable {
    var lower: Double?
    var auc = Double.nan
  }

  @Test("Without --out, or with a dash, data go to the standard output")
  func destinations() {
    #expect(OutputDestination(nil) == .standardOutput)
    #expect(OutputDestination("-") == .standardOutput)
    #expect(OutputDestination("x.csv") == .file("x.csv"))
    #expect(throws: OutputError.self) { try OutputDestination("/no/such/x").write("a") }
  }

  @Test("Undefined figures are null in the document")
  func json() throws {
    #expect(try JSONOutput.text(Answer()) == "{\n  \"auc\": null,\n  \"lower\": null\n}\n")
  }
}
