import Testing

@testable import Churn

@Suite("What counts as leaving")
struct EventCodingTests {
  private static func coding(_ levels: [String], given: String? = nil) throws -> [Bool?] {
    try EventCoding(
      levels: levels.map { (text: $0, rows: 1) }, column: "event", given: given
    ).hasLeft
  }

  @Test("Known pairs, R's 1 and 2, one value alone, and a value that is named")
  func codes() throws {
    #expect(try Self.coding(["No", "Yes"]) == [false, true])
    #expect(try Self.coding(["0.0", "1.0"]) == [false, true])
    #expect(try Self.coding(["1.0", "2.0"]) == [false, true])
    #expect(try Self.coding(["1"]) == [true])
    #expect(try Self.coding(["0"]) == [false])
    #expect(try Self.coding(["no", "NA"]) == [false, nil])
    #expect(try Self.coding(["a", "b", "c"], given: "b") == [false, true, false])
    #expect(try Self.coding(["b"], given: "b") == [true])
  }

  @Test("What is not known is asked for")
  func unclear() {
    for levels in [["a", "b"], ["0", "1", "2"], ["1", "2", "3"], ["gone"], []] {
      #expect(throws: SurvivalError.self) { try Self.coding(levels) }
    }
    #expect(throws: SurvivalError.self) { try Self.coding(["a", "b"], given: "x") }
  }
}
