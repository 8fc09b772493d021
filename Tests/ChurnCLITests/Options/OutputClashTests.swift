import Foundation
import Testing

@testable import ChurnCLI

@Suite("Outputs that would destroy something")
struct OutputClashTests {
  private func message(_ words: String) -> String? {
    do {
      try OutputClash.check(["churn"] + words.split(separator: " ").map(String.init))
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "A file to make that is also an input is refused",
    arguments: [
      "value orders.csv --out orders.csv", "value orders.csv --out=./orders.csv",
      "survival a/../orders.csv --csv orders.csv",
      "score models/shop orders.csv --customers who.csv --skipped who.csv",
      "score models/shop orders.csv --customers=who.csv --out who.csv",
    ])
  func inputs(words: String) throws {
    #expect(try #require(message(words)).contains("is also an input"))
  }

  @Test("Two outputs of one name are refused")
  func twice() throws {
    let text = try #require(message("value orders.csv --out v.x --html v.x"))
    #expect(text.contains("--out and --html name the same file"))
  }

  @Test(
    "Everything else passes",
    arguments: [
      "value orders.csv --out v.csv --html v.html", "score b orders.csv --out - --skipped -",
      "train orders.csv --out models/shop --force", "value --out",
    ])
  func fine(words: String) {
    #expect(message(words) == nil)
  }

  @Test("A link to an input is the input")
  func links() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("clash-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("orders.csv").path
    let link = folder.appendingPathComponent("link.csv").path
    try Data("a\n".utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(message("value \(file) --out \(link)") != nil)
  }
}
