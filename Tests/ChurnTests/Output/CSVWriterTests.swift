import ChurnMath
import Foundation
import Testing

@testable import Churn

@Suite("CSV as RFC 4180 and spreadsheets want it")
struct CSVWriterTests {
  private func row(isRawText: Bool = false, _ body: (inout CSVRows) -> Void) -> String {
    var rows = CSVRows(isRawText: isRawText)
    body(&rows)
    rows.endRow()
    return String(decoding: rows.bytes, as: UTF8.self)
  }

  /// RFC 4180, section 2, rules 5 to 7.
  @Test("Commas, quotes and line ends are quoted, quotes doubled")
  func quoting() {
    #expect(
      row {
        $0.text("plain")
        $0.text("a,b")
        $0.text("say \"hi\"")
        $0.text("two\nlines")
        $0.text("cr\r")
        $0.text(" blank")
        $0.text(nil)
      } == "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"cr\r\",\" blank\",\n")
  }

  @Test("A formula is made text, also inside of quotes, unless raw text is asked for")
  func formulas() {
    #expect(row { $0.text("=1+1") } == "'=1+1\n")
    #expect(row { $0.text("@SUM(A1,A2)") } == "\"'@SUM(A1,A2)\"\n")
    #expect(row { $0.text("\rx") } == "\"'\rx\"\n")
    #expect(row(isRawText: true) { $0.text("=1+1") } == "=1+1\n")
    #expect(row { $0.number(-1.5) } == "-1.5\n")
  }

  @Test("Protecting and unprotecting gives back every text to the byte")
  func protectionIsReversible() {
    var texts = [
      "", "'", "''", "a", "'a", "'=", "''=", "'''-1", "-1", "+4", "\t", "\r\n", "@", "=é",
    ]
    // Combining marks join the character before them; the bytes must not care.
    texts += ["'\u{301}", "=\u{301}", "'=\u{301}", "''\u{301}"]
    let alphabet = ["'", "=", "+", "-", "@", "\t", "\r", "a", "\u{301}"]
    for first in alphabet {
      for second in alphabet { for third in alphabet { texts.append(first + second + third) } }
    }
    for text in texts {
      let back = SpreadsheetSafety.unprotect(SpreadsheetSafety.protect(text))
      #expect(Array(back.utf8) == Array(text.utf8))
      let first = SpreadsheetSafety.protect(text).utf8.first
      #expect(first.map { !"=+-@\t\r".utf8.contains($0) } ?? true)
    }
    #expect(SpreadsheetSafety.unprotect("'tis") == "'tis")
  }

  @Test("A row of one empty field is no empty line")
  func emptyRow() {
    #expect(row { $0.text("") } == "\"\"\n")
    #expect(row { $0.number(.nan) } == "\"\"\n")
  }

  @Test("Undefined numbers are empty, and zero has no sign")
  func undefinedNumbers() {
    #expect(
      row {
        $0.number(nil)
        $0.number(.infinity)
        $0.number(-0.0)
        $0.number(-0.001, decimals: 2)
        $0.integer(nil)
        $0.integer(Int.min)
      } == ",,0,0.00,,-9223372036854775808\n")
  }

  @Test("Blocks are written in order, and no file appears without a commit")
  func blocks() throws {
    try withScratchFolder { folder in
      let path = folder + "/out.csv"
      var writer = CSVWriter(try AtomicFile(path))
      try writer.header(["id", "value"])
      var expected = "id,value\n"
      for index in 0..<20_000 {
        writer.text("customer-\(index)")
        writer.integer(index)
        try writer.endRow()
        expected += "customer-\(index),\(index)\n"
      }
      #expect(!FileManager.default.fileExists(atPath: path))
      try writer.commit()
      #expect(try text(of: path) == expected)
    }
  }
}

@Suite("Numbers as plain text")
struct PlainNumberTests {
  /// Swift's description is the shortest text that reads back as the same number.
  @Test("The shortest digits read back as the same number")
  func shortestReadsBack() {
    for value in [0.1, 1.0 / 3, 1e22, 1e-7, 0x1p-1074, 1.7976931348623157e308, -12.5, 3] {
      let text = PlainNumber.shortest(value)
      #expect(text.flatMap(Double.init) == value)
    }
    #expect(PlainNumber.shortest(3) == "3")
    #expect(PlainNumber.shortest(-0.0) == "0")
    #expect(PlainNumber.shortest(.nan) == nil)
  }

  /// By hand; 1.005 is 1.00499999999999989… and 2.675 is 2.67499999999999982… as doubles.
  @Test(
    "Fixed decimals round the exact value, a half away from zero",
    arguments: [
      (0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (1.005, 2, "1.00"), (2.675, 2, "2.67"),
      (0.5, 0, "1"), (1.5, 0, "2"), (0, 2, "0.00"), (-0.004, 2, "0.00"), (1e-300, 2, "0.00"),
      (8_911_407.9, 2, "8911407.90"), (99.995, 2, "100.00"), (0.05, 1, "0.1"),
      (1e15, 2, "1000000000000000.00"), (1e16, 2, "10000000000000000.00"),
      (-1.5e20, 2, "-150000000000000000000.00"), (9_007_199_254_740_992, 0, "9007199254740992"),
      (90_071_992_547_409.94, 2, "90071992547409.94"),
    ])
  func fixedDecimals(value: Double, decimals: Int, expected: String) {
    #expect(PlainNumber.fixed(value, decimals: decimals) == expected)
  }

  /// Foundation's `%.*f` rounds the exact value too; only exact halves may differ, and numbers of
  /// more digits than a double holds.
  @Test("Fixed decimals agree with printf away from halves")
  func fixedAgreesWithPrintf() {
    var generator = RandomStream(seed: 1, stream: 0)
    for _ in 0..<20_000 {
      let magnitude = pow(10, Double.random(in: -6...11, using: &generator))
      let value = Double.random(in: -1...1, using: &generator) * magnitude
      let decimals = Int.random(in: 0...4, using: &generator)
      let expected = String(format: "%.\(decimals)f", value)
      let negativeZero = expected.allSatisfy { "-0.".contains($0) } && expected.hasPrefix("-")
      let found = PlainNumber.fixed(value, decimals: decimals)
      #expect(found == (negativeZero ? String(expected.dropFirst()) : expected), "\(value)")
    }
  }
}
