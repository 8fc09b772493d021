import Testing

@testable import Churn

@Suite("Who must not be contacted")
struct SuppressionTests {
  @Test("Ids are compared byte for byte")
  func bytes() {
    #expect(!Suppression(ids: ["\u{E9}"]).contains("e\u{301}"))
    #expect(Suppression(ids: ["\u{E9}"]).contains("\u{E9}"))
    #expect(!Suppression(ids: ["7"]).contains("007"))
  }

  @Test("Empty ids suppress nobody, and equal ids count once")
  func counts() {
    #expect(Suppression(ids: ["", ""]) == .none)
    #expect(!Suppression(ids: ["", "a"]).contains(""))
    #expect(Suppression(ids: ["a", "a", "b"]).count == 2)
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
