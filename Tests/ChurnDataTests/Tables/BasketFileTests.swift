import Foundation
import TestSupport
import Testing

@testable import ChurnData

@Suite("Baskets in lines")
struct BasketFileTests {
  private func read(
    _ text: String, _ change: (inout TableOptions) -> Void = { _ in }
  ) throws -> BasketFile { try read(Data(text.utf8), change) }

  private func read(
    _ bytes: Data, _ change: (inout TableOptions) -> Void = { _ in }
  ) throws -> BasketFile {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("baskets-\(UUID().uuidString).csv")
    try bytes.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    var options = TableOptions()
    change(&options)
    return try BasketFile(reading: [url.path], options: options)
  }

  private func lines(_ file: BasketFile) -> [[String]] {
    (0..<file.count).map { basket in
      file.items[file.starts[basket]..<file.starts[basket + 1]].map { file.names[Int($0)] }
    }
  }

  @Test("Lines as long as they are, the last one with or without a line end")
  func ragged() throws {
    for text in ["a,b,c\nb\nc,a", "a,b,c\nb\nc,a\n", "a,b,c\r\nb\r\nc,a\r\n", "a,b,c\rb\rc,a"] {
      let file = try read(text)
      #expect(lines(file) == [["a", "b", "c"], ["b"], ["c", "a"]])
      #expect(file.blankLines == 0 && file.blankFields == 0 && file.itemlessLines == 0)
    }
  }

  @Test("Quotes hold delimiters, quotes and line ends; white space around items goes")
  func quotes() throws {
    let file = try read("\"milk, whole\",\"6\"\" nails\",\"two\nlines\"\n bread , \"tea\"x\n")
    #expect(
      lines(file) == [["milk, whole", "6\" nails", "two\nlines"], ["bread", "\"tea\"x"]])
    #expect(lines(try read("\" a \",b \n")) == [["a", "b"]])
    let long = String(repeating: "very long name ", count: 9)
    #expect(lines(try read("\"\(long),1\",\(long)2\n")) == [["\(long),1", "\(long)2"]])
  }

  @Test("Blank lines, blank fields and lines of delimiters are counted, items repeated kept")
  func blanks() throws {
    let file = try read("a,,b,\n\n  \n,,\n\r\na,a\n")
    #expect(lines(file) == [["a", "b"], ["a", "a"]])
    #expect(file.blankLines == 2 && file.itemlessLines == 2 && file.blankFields == 2)
  }

  @Test("The delimiter that most lines hold, even where the first line has one item")
  func delimiters() throws {
    #expect(lines(try read("tea\na;b\nc;d, e\n")) == [["tea"], ["a", "b"], ["c", "d, e"]])
    #expect(lines(try read("a\tb\nc\n")) == [["a", "b"], ["c"]])
    #expect(lines(try read("a b\nc\n")) == [["a b"], ["c"]])
    #expect(lines(try read("a  b\n c\n") { $0.delimiter = .spaces }) == [["a", "b"], ["c"]])
    #expect(lines(try read("a|b,c|d\n") { $0.delimiter = .comma }) == [["a|b", "c|d"]])
  }

  @Test("Encodings, and a byte order mark that is no part of the first item")
  func encodings() throws {
    #expect(lines(try read(Data([0xEF, 0xBB, 0xBF]) + Data("a,b".utf8))) == [["a", "b"]])
    let wide = Data([0xFF, 0xFE]) + ("ä,b\n".data(using: .utf16LittleEndian) ?? Data())
    #expect(lines(try read(wide)) == [["ä", "b"]])
    #expect(
      lines(try read(Data([0xE4, 0x2C, 0x62])) { $0.encoding = .windows1252 }) == [["ä", "b"]])
  }

  @Test("What is wrong is said with its line")
  func errors() throws {
    #expect(throws: DataError.self) { try read("") }
    #expect(throws: DataError.self) { try read("\n\n") }
    #expect(throws: DataError.self) { try read(",,\n , \n") }
    #expect(throws: DataError.self) { try read("a\n\"b,c\n") }
    #expect(throws: DataError.self) { try BasketFile(reading: [], options: TableOptions()) }
    #expect(throws: DataError.missingFile(path: "/none/here")) {
      try BasketFile(reading: ["/none/here"], options: TableOptions())
    }
    do {
      _ = try read(Data("a,b\nc\nd,".utf8) + Data([0xFF, 0x0A]))
      Issue.record("invalid text was read")
    } catch let error as DataError {
      guard case .invalidText(let place, let column, _) = error else { throw error }
      #expect(place.line == 3 && column == "2")
    }
    do {
      _ = try read(Data("a,b\nc\0\n".utf8))
      Issue.record("a NUL byte was read")
    } catch let error as DataError {
      guard case .nulByte(let place) = error else { throw error }
      #expect(place.line == 2)
    }
  }

  @Test("Blocks and threads never show")
  func blocks() throws {
    var text = ""
    for line in 0..<300 {
      text += (0...line % 7).map { "\"item, \((line * 31 + $0 * 17) % 40)\"" }.joined(
        separator: ",")
      text += line % 11 == 0 ? "\n\n" : "\n"
    }
    let whole = try read(text)
    for size in [1, 7, 64, 1000] {
      for threads in [1, 3] {
        let file = try read(text) {
          $0.blockBytes = size
          $0.threads = threads
        }
        #expect(lines(file) == lines(whole) && file.names == whole.names)
        #expect(file.blankLines == whole.blankLines)
      }
    }
  }

  /// DATA.md: 169 items, 43,367 in all, in 9,835 baskets.
  @Test("The groceries", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func groceries() throws {
    let path = try #require(SharedFolder.url("data/groceries/groceries.csv")).path
    let file = try BasketFile(reading: [path], options: TableOptions())
    #expect(file.count == 9835 && file.names.count == 169 && file.items.count == 43_367)
    let milk = try #require(file.names.index(of: "whole milk"))
    #expect(file.items.count { Int($0) == milk } == 2513)
  }
}
