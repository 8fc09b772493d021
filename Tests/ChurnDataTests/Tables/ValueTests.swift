import Testing

@testable import ChurnData

@Suite("Identifiers, keys and numbers")
struct ValueTests {
  private let odd = [
    "007", "17850.0", "123456789012345678", "1234567890123456789", "0", "00", "C536379", "Zoë",
    "客户-42", " padded ", "ABCDEFG", "ABCDEFGH", "sixteen-bytes-16", "seventeen-bytes17",
    "a rather long identifier of more than sixteen bytes", "-1", "1e5", "A", "12345678",
    "123456789", "12345678901234567", "1234567 ",
  ]

  @Test("Identifiers and keys come back byte for byte, in any script and length")
  func byteForByte() throws {
    for meaning in [ColumnRequest.Meaning.identifier, .key] {
      let table = try Reading.column(odd + ["", "  "] + odd, meaning)
      #expect(table.texts(0) == odd.map { $0 } + [nil, nil] + odd.map { $0 })
    }
    let made = KeyColumn(texts: odd.map { $0 } + [nil])
    #expect(made.keys.dropLast().map { made.text($0) } == odd)
    #expect(made.keys.last == KeyColumn.missing)
    #expect(odd.indices.allSatisfy { made.firstByte(made.keys[$0]) == odd[$0].utf8.first })
    guard case .key(let column) = try Reading.column(odd, .key).columns[0] else {
      return #expect(Bool(false))
    }
    #expect(column == KeyColumn(texts: odd))
  }

  @Test("Levels ascend by bytes and codes do not depend on blocks or threads")
  func levels() throws {
    var random = SeededGenerator(seed: 3)
    let names = (0..<700).map { index in
      let length = Int.random(in: 0...3, using: &random)
      return "c\(index % 350)" + String(repeating: "abcdefgh", count: length) + "\(index % 7)"
    }
    let fields = (0..<4000).map { _ in names[Int.random(in: 0..<names.count, using: &random)] }
    var first: [TextColumn] = []
    var keys: [KeyColumn] = []
    for (threads, block) in [(1, 4 << 20), (2, 300), (3, 77)] {
      let change: (inout TableOptions) -> Void = {
        $0.threads = threads
        $0.blockBytes = block
      }
      if case .text(let column) = try Reading.column(fields, .identifier, change: change).columns[0]
      {
        first.append(column)
      }
      if case .key(let column) = try Reading.column(fields, .key, change: change).columns[0] {
        keys.append(column)
      }
    }
    #expect(first.count == 3 && first[0] == first[1] && first[1] == first[2])
    #expect(keys.count == 3 && keys[0] == keys[1] && keys[1] == keys[2])
    #expect(first[0].levels == ByteStrings(sorted: Array(Set(fields))))
    #expect(
      (0..<first[0].levels.count).allSatisfy {
        first[0].levels.index(of: first[0].levels[$0]) == $0
      })
    #expect(first[0].levels.index(of: "absent") == nil)
  }

  @Test("Numbers read as the nearest double, the usual words are missing")
  func numbers() throws {
    let texts = [
      "1", "-2.5", "+3", ".5", "5.", "1e3", "1E-3", "0.1", "123456789.123456789", "1e-400", " 7 ",
      "12345678901234567890", "9007199254740993", "1.7976931348623157e308", "0.30000000000000004",
      "4.9e-324", "00012",
    ]
    let table = try Reading.column(texts, .number)
    // Oracle: the standard library's correctly rounded conversion.
    let trimmed = texts.map { $0.split(separator: " ").joined() }
    let expected = trimmed.map { text -> Double in
      if text == ".5" { return 0.5 }
      if text == "5." { return 5 }
      return Double(text) ?? .nan
    }
    #expect(table.numbers == expected)
    let missing = ["", " ", "NA", "n/a", "NaN", "nan", "null", "NULL", "None", "N/A", "#N/A"]
    #expect(try Reading.column(missing, .number).numbers?.allSatisfy(\.isNaN) == true)
  }

  @Test("inf, 1e400, words and thousands marks are no numbers, and the place is said")
  func notNumbers() throws {
    for text in ["inf", "-Infinity", "1e400", "0x10", "1,5", "1 000", "12a", "--1", "e5", ".", "-"]
    {
      let error = Reading.error { _ = try Reading.column(["1", "2", text, "x"], .number) }
      guard case .notANumber(let place, "1", text, let comma)? = error else {
        Issue.record("\(text): \(String(describing: error))")
        continue
      }
      #expect(place.line == 3)
      #expect(comma == (text == "1,5"))
    }
  }

  @Test("An automatic column is a number only if every field is one")
  func automatic() throws {
    #expect(try Reading.column(["1", "", "NA", "2.5"], .automatic).numbers?.count == 4)
    let late = (0..<3000).map(String.init) + [" yes ", "NA"]
    for threads in 1...2 {
      let table = try Reading.column(late, .automatic) {
        $0.threads = threads
        $0.blockBytes = 500
      }
      #expect(table.texts(0).suffix(3) == ["2999", "yes", nil])
      #expect(table.rowCount == 3002)
    }
  }

  @Test("Random decimals read exactly as long arithmetic over their digits does")
  func shortDecimals() throws {
    var random = SeededGenerator(seed: 5)
    var texts: [String] = []
    var expected: [Double] = []
    for _ in 0..<2000 {
      let decimals = Int.random(in: 0...6, using: &random)
      let units = Int.random(in: -99_999_999...99_999_999, using: &random)
      let power = Int(powersOfTen[decimals])
      let whole = abs(units) / power
      let part = String(abs(units) % power + power).dropFirst()
      let sign = units < 0 ? "-" : ""
      texts.append(sign + "\(whole)" + (decimals > 0 ? ".\(part)" : ""))
      expected.append(Double(units) / Double(power))
    }
    #expect(try Reading.column(texts, .number).numbers == expected)
    let table = try Reading.column(texts, .decimal)
    let column = try #require(table.decimals)
    #expect(column.decimals == 6)
    let scaled = column.units.map { Double($0) / 1e6 }
    #expect(scaled == expected)
  }
}
