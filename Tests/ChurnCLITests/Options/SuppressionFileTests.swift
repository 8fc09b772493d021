import Churn
import Foundation
import Testing

@testable import ChurnCLI

@Suite("The file of customers who must not be contacted")
struct SuppressionFileTests {
  private func suppression(_ text: String) throws -> Suppression {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("suppression-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try SuppressionFile.read(url.path)
  }

  @Test("A list without a header is one id a line, with any line end")
  func lines() throws {
    for text in ["a\nb 1\n007", "a\r\nb 1\r\n007\r\n", "\u{FEFF}a\rb 1\r007\r"] {
      #expect(try suppression(text) == Suppression(ids: ["a", "b 1", "007"]), "\(text)")
    }
    #expect(try !suppression("7\n").contains("007"))
  }

  @Test("An empty file suppresses nobody")
  func empty() throws {
    #expect(try suppression("") == .none)
  }

  @Test("A table gives its column customer_id, wherever it stands")
  func tables() throws {
    let first = try suppression("customer_id,why\na,x\nb,y\n")
    #expect(first == Suppression(ids: ["a", "b"]))
    let last = try suppression("why;customer_id\nx;a\ny;\"b;\"\"1\"\"\"\n")
    #expect(last == Suppression(ids: ["a", "b;\"1\""]))
  }

  @Test("The apostrophe that keeps spreadsheets safe is taken off again")
  func protectedIDs() throws {
    let ids = try suppression("customer_id,group\n'-17,contact\n'tis,contact\n")
    #expect(ids.contains("-17") && ids.contains("'tis"))
  }

  @Test("A missing file is an error and not an empty list")
  func missing() {
    #expect(throws: (any Error).self) { try SuppressionFile.read("/nonexistent/ids.csv") }
  }
}
