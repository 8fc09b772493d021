import Foundation
import Testing

@testable import ChurnCLI

@Suite("Heat maps on a terminal")
struct TextHeatMapTests {
  private static let map = TextHeatMap(
    rowTitle: "first order", noteTitle: "customers", columns: ["0", "1", "2"],
    rows: [
      .init(
        label: "2011-01", note: "120",
        cells: [
          .init(value: 100, text: "100"), .init(value: 31.5, text: "31.5"),
          .init(value: 20, text: "20.0", mark: .projected),
        ]),
      .init(
        label: "2011-02", note: "80",
        cells: [.init(value: 100, text: "100"), .init(value: 9, text: "9.0", mark: .incomplete)]),
    ])

  @Test("Values stand in aligned columns with their marks, which a line below explains")
  func plain() {
    #expect(
      Self.map.text(isColored: false, width: 80) == """
        first order  customers    0     1      2
        2011-01            120  100  31.5  ~20.0
        2011-02             80  100  9.0*      ·
        * period not over   ~ projected   · not observed

        """)
  }

  @Test("Without colour there is no escape sequence, and with it the text is the same")
  func colour() {
    let plain = Self.map.text(isColored: false, width: 80)
    let colored = Self.map.text(isColored: true, width: 80)
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.contains("\u{1B}[48;5;23;38;5;231m 100 "))
    let bare = colored.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    let trimmed = bare.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
    #expect(trimmed == plain)
  }

  @Test("A table wider than the terminal is cut into parts, each with its labels")
  func folding() {
    let text = Self.map.text(isColored: false, width: 34)
    #expect(text.components(separatedBy: "2011-01").count - 1 == 2)
    #expect(text.split(separator: "\n").filter { !$0.hasPrefix("*") }.allSatisfy { $0.count <= 34 })
    // Even where nothing fits, every part has one column.
    #expect(
      Self.map.text(isColored: false, width: 1).components(separatedBy: "2011-01").count - 1 == 3)
  }

  @Test("No rows, no columns and values that are not finite are no trap")
  func odd() {
    let empty = TextHeatMap(rowTitle: "r", columns: [], rows: [])
    #expect(empty.text(isColored: true, width: 80).hasSuffix("\n"))
    let odd = TextHeatMap(
      rowTitle: "r\n", columns: ["a"],
      rows: [
        .init(label: "x", cells: [.init(value: .nan, text: "n")]),
        .init(label: "y", cells: [.init(value: -.infinity, text: "n")]),
        .init(label: "z", cells: [.init(value: 7, text: "7")]),
      ])
    let text = odd.text(isColored: false, width: 80)
    #expect(text.contains("x   ·") && text.contains("z   7"))
  }
}
