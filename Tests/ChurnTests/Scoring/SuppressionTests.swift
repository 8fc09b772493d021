import Testing

@testable import Churn

@Suite("Who must not be contacted")
struct SuppressionTests {
  private func suppression(_ text: String) -> Suppression {
    Suppression(fileBytes: Array(text.utf8))
  }

  @Test("One id a line, with any line end, blanks taken off")
  func lines() {
    for text in ["a\nb 1\n007", "a\r\nb 1\r\n007\r\n", "\u{FEFF}a\rb 1\r\r007 \r"] {
      #expect(suppression(text) == Suppression(ids: ["a", "b 1", "007"]), "\(text)")
    }
    #expect(suppression("") == .none)
    #expect(suppression("\n\n") == .none)
    #expect(!suppression("7").contains("007"))
  }

  @Test("A table gives its column customer_id, else its first")
  func tables() {
    #expect(suppression("customer_id,why\na,x\nb,y\n").contains("b"))
    let last = suppression("why;customer_id\nx;a\ny;\"b;\"\"1\"\"\"\n")
    #expect(last.contains("a") && last.contains("b;\"1\"") && !last.contains("x"))
    #expect(suppression("a\tx\nb\ty").contains("b"))
  }

  @Test("Ids with separators in them stay whole unless every line is split alike")
  func separatorsInIDs() {
    let list = suppression("a,1\nb\nc|2\n")
    #expect(list == Suppression(ids: ["a,1", "b", "c|2"]))
    #expect(suppression("\"a\nb\"\nc").contains("a\nb"))
  }

  @Test("The apostrophe that keeps spreadsheets safe is taken off again")
  func protectedIDs() {
    #expect(suppression("customer_id,group\n'-17,contact\n'tis,contact\n").contains("-17"))
    #expect(suppression("'tis").contains("'tis"))
  }

  @Test("Ids are compared byte for byte")
  func bytes() {
    #expect(!Suppression(ids: ["\u{E9}"]).contains("e\u{301}"))
    #expect(Suppression(ids: ["\u{E9}"]).contains("\u{E9}"))
  }

  @Test("Any bytes at all make some list")
  func anyBytes() {
    for first in UInt8.min...UInt8.max {
      _ = Suppression(fileBytes: [first, 34, first, 10, 34, 44, first])
    }
  }
}

@Suite("Who is held out")
struct HoldOutTests {
  @Test("The share held out is about the one asked for, and follows from seed and id alone")
  func share() throws {
    let holdOut = try #require(HoldOut(share: 0.1, seed: 1))
    let held = (0..<20_000).filter { holdOut.contains("customer-\($0)") }
    // Binomial: mean 2,000, deviation 42.
    #expect((1_790...2_210).contains(held.count))
    #expect(held == (0..<20_000).filter { holdOut.contains("customer-\($0)") })
    let other = try #require(HoldOut(share: 0.1, seed: 2))
    #expect(held != (0..<20_000).filter { other.contains("customer-\($0)") })
    // A larger share holds out the same customers and some more.
    let larger = try #require(HoldOut(share: 0.2, seed: 1))
    #expect(held.allSatisfy { larger.contains("customer-\($0)") })
  }

  @Test("Shares outside of 0 to 1 are refused; none holds out nobody")
  func invalid() {
    for share in [-0.1, 1, .nan, .infinity] { #expect(HoldOut(share: share, seed: 1) == nil) }
    #expect(!HoldOut.none.contains("a"))
  }
}
