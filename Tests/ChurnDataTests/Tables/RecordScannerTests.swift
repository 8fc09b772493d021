import Testing

@testable import ChurnData

/// CSV, one character after the other: what the fast reader has to agree with.
private struct NaiveRecords {
  var records: [(fields: [String], line: Int)] = []

  init(_ text: [UInt8], delimiter: UInt8) {
    var fields: [String] = []
    var field: [UInt8] = []
    var raw = 0
    var isOpen = false
    var wasQuoted = false
    var line = 1
    var firstLine = 1
    var index = 0
    var input = text
    if input.last != 10 { input.append(10) }
    while index < input.count {
      let byte = input[index]
      index += 1
      if byte == 10 { line += 1 }
      if isOpen {
        raw += 1
        if byte == 34 && index < input.count && input[index] == 34 {
          field.append(34)
          index += 1
        } else if byte == 34 {
          isOpen = false
        } else {
          field.append(byte)
        }
      } else if byte == 34 && field.isEmpty && !wasQuoted {
        isOpen = true
        wasQuoted = true
        raw += 1
      } else if byte == delimiter || byte == 10 {
        let hasReturn = byte == 10 && index >= 2 && input[index - 2] == 13
        if hasReturn {
          field.removeLast()
          raw -= 1
        }
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
        wasQuoted = false
        guard byte == 10 else {
          raw += 1
          continue
        }
        if raw > 0 { records.append((fields, firstLine)) }
        fields = []
        raw = 0
        firstLine = line
      } else {
        field.append(byte)
        raw += 1
      }
    }
  }
}

@Suite("Finding records and fields")
struct RecordScannerTests {
  /// Oracle: the naive state machine above, on random small files of difficult characters.
  @Test("Random files read as one character after the other reads them, whatever the blocks")
  func agreesWithNaiveTwin() throws {
    var random = SeededGenerator(seed: 11)
    let alphabet: [[UInt8]] = [
      Array("a".utf8), Array("b".utf8), Array(",".utf8), Array(",".utf8), Array("\n".utf8),
      Array("\r\n".utf8), Array("\"".utf8), Array("\"\"".utf8), Array("\"x,\ny\"".utf8),
      Array("longer text of some thirty bytes".utf8), Array(" ".utf8), Array("é".utf8),
      Array("\r".utf8),
    ]
    var compared = 0
    for _ in 0..<3000 {
      let columns = Int.random(in: 1...4, using: &random)
      var text = Array((1...columns).map { "c\($0)" }.joined(separator: ",").utf8) + [10]
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        var fields: [[UInt8]] = []
        for _ in 0..<columns {
          var field: [UInt8] = []
          for _ in 0..<Int.random(in: 0...3, using: &random) {
            field += alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
          }
          fields.append(field)
        }
        text += fields.joined(separator: [44])
        text += Bool.random(using: &random) ? [10] : [13, 10]
      }
      if Bool.random(using: &random) { text.removeLast() }
      let block = [7, 13, 64, 65, 127, 200, 4096][Int.random(in: 0..<7, using: &random)]
      let requests = (0..<columns).map { ColumnRequest(column: $0, meaning: .identifier) }
      var tables: [ColumnTable] = []
      for threads in 1...2 {
        let options = Reading.options(blockBytes: block, threads: threads) {
          $0.delimiter = .comma
        }
        do {
          tables.append(try Reading.read(text, requests, options: options))
        } catch let error as DataError {
          // An open quote or no rows: the twin cannot say, but both thread counts must agree.
          switch error {
          case .unbalancedQuote, .noDataRows: break
          default: Issue.record("\(error)")
          }
        }
      }
      guard tables.count == 2 else {
        #expect(tables.isEmpty)
        continue
      }
      let naive = Array(NaiveRecords(text, delimiter: 44).records.dropFirst())
      let kept = naive.filter { $0.fields.count == columns }
      for table in tables {
        #expect(table.report.rows == naive.count)
        #expect(table.rowCount == kept.count)
        guard table.rowCount == kept.count else { continue }
        for column in 0..<columns {
          let expected = kept.map { record -> String? in
            let field = record.fields[column]
            return field.utf8.allSatisfy { $0 <= 0x20 } ? nil : field
          }
          #expect(table.texts(column) == expected, "\(String(decoding: text, as: UTF8.self))")
        }
        let ragged = naive.filter { $0.fields.count != columns }.prefix(5).map(\.line)
        #expect((table.report.reasons.first?.firstLines.map(\.line) ?? []) == Array(ragged))
      }
      compared += 1
    }
    #expect(compared > 1000)
  }

  @Test("A quote inside a field is text, and a quoted newline counts as a physical line")
  func quotesAndLines() throws {
    let text = "a,b\n5\" pipe,x\n\"two\nlines\",y\nshort\n"
    let requests = [0, 1].map { ColumnRequest(column: $0, meaning: .identifier) }
    let table = try Reading.read(text, requests)
    #expect(table.texts(0) == ["5\" pipe", "two\nlines"])
    #expect(table.report.reasons.first?.firstLines.map(\.line) == [5])
    #expect(table.report.reasons.first?.example == "expected 2, got 1 field")
    #expect(table.report.hasQuotedFields)
  }

  @Test("LF, CRLF and lone CR end lines, with and without a last one")
  func lineEnds() throws {
    for end in ["\n", "\r\n", "\r"] {
      for last in ["", end] {
        let text = ["k,v", "1,a", "", "2,b"].joined(separator: end) + last
        let table = try Reading.read(text, [ColumnRequest(column: 1, meaning: .identifier)])
        #expect(table.texts(0) == ["a", "b"], "\(text.debugDescription)")
        #expect(table.report.rows == 2)
      }
    }
  }

  @Test("Runs of blanks separate where asked, those at either end of a line do not count")
  func blanks() throws {
    let text = "  00004 0001  19970101\t 1   29.33  \r\n\r\n 00004 0002 \"a  b\" 2 29.73\r\n"
    let requests = [0, 2, 4].map { ColumnRequest(column: $0, meaning: .identifier) }
    for block in [7, 40, 4096] {
      let options = Reading.options(blockBytes: block) {
        $0.delimiter = .spaces
        $0.hasHeader = false
      }
      let table = try Reading.read(text, requests, options: options)
      #expect(table.texts(0) == ["00004", "00004"])
      #expect(table.texts(1) == ["19970101", "a  b"])
      #expect(table.texts(2) == ["29.33", "29.73"])
    }
  }

  @Test("Thousands of fields too many in one record are one rejected row")
  func farTooManyFields() throws {
    let text = "a,b\n" + String(repeating: ",", count: 5000) + "\n1,2\n"
    let table = try Reading.read(text, [ColumnRequest(column: 0, meaning: .identifier)])
    #expect(table.texts(0) == ["1"])
    #expect(table.report.reasons.first?.example == "expected 2, got 5001 fields")
  }

  @Test("A table of one column keeps quoted blanks and skips blank lines")
  func oneColumn() throws {
    let table = try Reading.read(
      "id\nx\n\n\"\"\ny\n", [ColumnRequest(column: 0, meaning: .identifier)])
    #expect(table.texts(0) == ["x", nil, "y"])
  }
}
