import Testing

@testable import ChurnReports

@Suite("Fitting texts")
struct TextFitTests {
  @Test("Lines break at blanks, keep every word, and are no wider than asked")
  func lines() {
    let text = "last order 93 days ago (typical: 44 days)"
    let lines = TextFit.lines(text, width: 150, size: 13, most: 9)
    #expect(lines.count > 1)
    #expect(lines.joined(separator: " ") == text)
    for line in lines { #expect(TextFit.width(line, size: 13) <= 150) }
  }

  @Test("The last line is cut with an ellipsis, and an endless word is broken")
  func cut() {
    let word = String(repeating: "W", count: 400)
    let lines = TextFit.lines(word, width: 100, size: 10, most: 2)
    #expect(lines.count == 2)
    #expect(lines[1].hasSuffix("…"))
    for line in lines { #expect(TextFit.width(line, size: 10) <= 100) }
    let words = TextFit.lines("one two three four five six", width: 60, size: 13, most: 2)
    #expect(words.count == 2 && words[1].hasSuffix("…"))
    #expect(TextFit.lines("", width: 60, size: 13, most: 2) == [""])
    #expect(TextFit.lines("short", width: 60, size: 13, most: 2) == ["short"])
  }

  @Test("Ticks are round and lie within", arguments: [0.004, 0.03, 0.2, 0.9])
  func ticks(width: Double) {
    let axis = Axis(values: 0.371...0.371 + width, places: 0...100)
    let ticks = axis.ticks(most: 5)
    #expect((1...6).contains(ticks.count))
    for tick in ticks { #expect(axis.values.contains(tick) || abs(tick - 0.371) < 1e-6) }
  }
}
