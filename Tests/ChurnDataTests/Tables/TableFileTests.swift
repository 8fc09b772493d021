import Foundation
import Testing

@testable import ChurnData

@Suite("Opening tables and refusing bad ones")
struct TableFileTests {
  private func refused(_ bytes: [UInt8], change: (inout TableOptions) -> Void = { _ in })
    -> DataError?
  {
    Reading.error {
      let request = ColumnRequest(column: 0, meaning: .identifier)
      _ = try Reading.read(bytes, [request], options: Reading.options(change: change))
    }
  }

  private func refused(_ text: String) -> DataError? { refused(Array(text.utf8)) }

  @Test("Each of missing, folder, empty and header-only has its own error and category")
  func inputs() throws {
    let missing = Reading.error {
      _ = try TableFile(paths: ["/nowhere/x.csv"], options: TableOptions())
    }
    #expect(missing == .missingFile(path: "/nowhere/x.csv"))
    #expect(missing?.category == .missingInput)
    let folder = Reading.error { _ = try TableFile(paths: ["/"], options: TableOptions()) }
    #expect(folder == .isDirectory(path: "/"))
    guard case .emptyFile? = refused("") else { return #expect(Bool(false)) }
    guard case .emptyFile? = refused("\n\r\n") else { return #expect(Bool(false)) }
    guard case .noDataRows? = refused("a,b\n\n") else { return #expect(Bool(false)) }
    #expect(refused("a,b\n")?.category == .badData)
  }

  @Test("Two columns of one name are named, blank names become numbers")
  func columnNames() throws {
    guard case .duplicateColumn(_, "a", 1, 3)? = refused("a,b,a\n1,2,3\n") else {
      return #expect(Bool(false))
    }
    let file = try TemporaryFile("\"\",Id\n1,x\n")
    #expect(try TableFile(paths: [file.path], options: TableOptions()).columnNames == ["1", "Id"])
    var options = TableOptions()
    options.hasHeader = false
    let bare = try TemporaryFile("7,x\n8,y\n")
    let table = try TableFile(paths: [bare.path], options: options)
    #expect(table.columnNames == ["1", "2"])
    #expect(table.sample == [["7", "x"], ["8", "y"]])
  }

  @Test("The delimiter is the one that splits the lines alike")
  func delimiters() throws {
    let cases: [(String, Delimiter)] = [
      ("a,b\n1,2\n", .comma), ("a;b\n1,5;2,5\n3,5;4\n", .semicolon), ("a\tb\n1,2\t3\n", .tab),
      ("a|b\nx;y|2\n", .pipe), ("one\n1\n", .comma), ("\"a,b\";c\n\"1,2\";3\n", .semicolon),
    ]
    for (text, delimiter) in cases {
      let file = try TemporaryFile(text)
      #expect(
        try TableFile(paths: [file.path], options: TableOptions()).delimiter == delimiter, "\(text)"
      )
    }
  }

  @Test("A quote that is never closed is named with the line where it opens")
  func unbalancedQuote() {
    guard case .unbalancedQuote(let place)? = refused("a,b\n1,2\n3,\"x\n4,5\n") else {
      return #expect(Bool(false))
    }
    #expect(place.line == 3)
    // A record longer than the bound, in blocks far smaller than it.
    let long = refused(Array(("a,b\n1,2\n3,\"" + String(repeating: "x\n", count: 900)).utf8)) {
      $0.blockBytes = 50
      $0.recordBytes = 300
    }
    guard case .unbalancedQuote(let place)? = long else { return #expect(Bool(false)) }
    #expect(place.line == 3)
    let endless = refused(Array(("a,b\n1,2\n" + String(repeating: "x", count: 900)).utf8)) {
      $0.blockBytes = 50
      $0.recordBytes = 300
    }
    guard case .recordTooLong(let place, 300)? = endless else { return #expect(Bool(false)) }
    #expect(place.line == 3)
  }

  @Test("NUL bytes and invalid UTF-8 are named with their line and column")
  func badBytes() {
    guard case .nulByte(let place)? = refused(Array("a,b\n1,2\n3,\u{0}4\n".utf8)) else {
      return #expect(Bool(false))
    }
    #expect(place.line == 3)
    let bytes = Array("a,b\n1,2\n3,caf".utf8) + [0xE9] + Array("\n4,5\n".utf8)
    guard case .invalidText(let place, "b", .utf8)? = refused(bytes) else {
      return #expect(Bool(false))
    }
    #expect(place.line == 3)
    #expect(refused(bytes)?.description.contains("--encoding windows-1252") == true)
  }

  @Test("Too many unusable rows end the reading, with the reasons and first lines")
  func tooManyRejects() throws {
    let file = try TemporaryFile("t,v\n2011-01-01,1\n2011-01-02,2,9\nx,3\n", name: "o.csv")
    let request = ColumnRequest(column: 0, meaning: .time, isRequired: true)
    let error = Reading.error {
      _ = try TableFile(paths: [file.path], options: TableOptions()).read([request])
    }
    guard case .tooManyRejects(_, 2, 3, 0.2, let reasons)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(Set(reasons.map(\.reason)) == ["wrong number of fields", "unreadable t"])
    #expect(error?.description.contains("got \"x\"") == true)
  }

  @Test("Noted blanks keep their row, required blanks reject it, and rejects come with their text")
  func reasons() throws {
    let text = "c,t\nA,2011-01-01\n,2011-01-02\n  ,2011-01-03\nB,\nC,oops\n\"D\nd\",2011-01-05,9\n"
    let file = try TemporaryFile(text, name: "o.csv")
    let requests = [
      ColumnRequest(column: 0, meaning: .identifier, blankReason: "blank customer"),
      ColumnRequest(column: 1, meaning: .time, isRequired: true),
    ]
    let table = try TableFile(paths: [file.path], options: Reading.options()).read(
      requests, keepingRejects: true)
    #expect(table.texts(0) == ["A", nil, nil])
    #expect(table.report.rows == 6)
    #expect(table.report.keptRows == 3)
    #expect(
      table.report.reasons.map(\.reason) == [
        "blank customer", "blank t", "unreadable t", "wrong number of fields",
      ])
    #expect(table.report.reasons[0].count == 2)
    #expect(table.report.reasons[0].isRejected == false)
    #expect(table.report.reasons[0].firstLines.map(\.line) == [3, 4])
    #expect(table.report.rejectedRecords.map(\.text) == ["B,", "C,oops", "\"D\nd\",2011-01-05,9"])
    #expect(table.report.rejectedRecords.map(\.place.line) == [5, 6, 7])
    // Texts of rejected rows are no levels.
    guard case .text(let column) = table.columns[0] else { return #expect(Bool(false)) }
    #expect(column.levels == ByteStrings(sorted: ["A"]))
  }

  @Test("Files of one shape are appended, others are refused by name")
  func severalFiles() throws {
    let first = try TemporaryFile("a,b\r\n1,x\r\n", name: "1.csv")
    let second = try TemporaryFile("a,b\n2,y\n3,z,z\n", name: "2.csv")
    let third = try TemporaryFile("a,c\n2,y\n", name: "3.csv")
    let requests = [ColumnRequest(column: 1, meaning: .identifier)]
    for threads in 1...2 {
      let options = Reading.options(blockBytes: 5, threads: threads)
      let table = try TableFile(paths: [first.path, second.path], options: options).read(requests)
      #expect(table.texts(0) == ["x", "y"])
      #expect(table.report.reasons[0].firstLines == [TextPlace(file: second.path, line: 3)])
    }
    let error = Reading.error {
      _ = try TableFile(paths: [first.path, third.path], options: TableOptions())
    }
    #expect(error?.description.contains("column 2 is \"c\" instead of \"b\"") == true)
  }

  @Test("A file that becomes shorter between opening and reading is an error")
  func shrinkingFile() throws {
    let rows = (0..<2000).map { "\($0),x\n" }.joined()
    let file = try TemporaryFile("a,b\n" + rows)
    let table = try TableFile(paths: [file.path], options: Reading.options(blockBytes: 256))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file.path))
    try handle.truncate(atOffset: 1000)
    try handle.close()
    let error = Reading.error {
      _ = try table.read([ColumnRequest(column: 0, meaning: .identifier)])
    }
    guard case .fileShrank(_, _, 1000)? = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    #expect(error?.category == .ioFailed)
  }

  @Test("A named pipe is read to its end like a file")
  func pipe() throws {
    let file = try TemporaryFile("")
    let path = file.path + ".fifo"
    #expect(mkfifo(path, 0o600) == 0)
    let rows = (0..<5000).map { "\($0),x\n" }.joined()
    let writer = Thread {
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      handle.write(Data("a,b\n\(rows)".utf8))
      try? handle.close()
    }
    writer.start()
    let table = try TableFile(paths: [path], options: TableOptions())
    let request = ColumnRequest(column: 0, meaning: .key)
    #expect(try table.read([request]).rowCount == 5000)
    #expect(try table.read([request]).rowCount == 5000)
    unlink(path)
  }

  @Test("Records whose bytes equal an earlier one are counted")
  func duplicates() throws {
    let file = try TemporaryFile("a,b\n1,2\n1,2\n3,4\n1,2\n1,2,3\n1,2,3\n")
    let options = Reading.options(blockBytes: 9)
    let table = try TableFile(paths: [file.path], options: options).read(
      [ColumnRequest(column: 0, meaning: .identifier)], countingDuplicates: true)
    // By hand: two of the three "1,2" and one of the two ragged rows.
    #expect(table.report.duplicateRows == 3)
  }

  @Test("An unknown time zone and a bad pattern are usage errors")
  func usage() throws {
    let file = try TemporaryFile("a,b\n1,2\n")
    for change: (inout TableOptions) -> Void in [
      { $0.timeZone = "Mars/Olympus" }, { $0.dateFormat = "yyyy" },
      { $0.dateFormat = "d.M.yyyy Q" },
    ] {
      let error = Reading.error {
        _ = try TableFile(paths: [file.path], options: Reading.options(change: change))
      }
      #expect(error?.category == .usage)
    }
    let request = ColumnRequest(column: 7, meaning: .key)
    let error = Reading.error { _ = try Reading.read("a,b\n1,2\n", [request]) }
    #expect(error == .noSuchColumn(index: 7, columns: 2))
  }
}
