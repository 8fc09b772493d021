import Testing

@testable import ChurnData

@Suite("Exact decimals")
struct DecimalTests {
  @Test("Units are those of the most decimals seen, whatever row they stand in")
  func units() throws {
    for block in [7, 4096] {
      let table = try Reading.column(["1", "-2.5", "0.001", "", "1e2", "+7.", "1.5E-1"], .decimal) {
        $0.blockBytes = block
      }
      let column = try #require(table.decimals)
      #expect(column.decimals == 3)
      #expect(column.units == [1000, -2500, 1, DecimalColumn.missing, 100_000, 7000, 150])
      #expect(!column.isRounded)
    }
  }

  @Test("Text, infinities, thousands marks and numbers over 10^15 are unreadable rows")
  func unreadable() throws {
    let bad = [
      "x", "inf", "NaN", "1e400", "1,234.50", "12,50", "€5", "1000000000000001", "1e16", "1 000",
    ]
    let table = try Reading.column(["5"] + bad + ["1000000000000000"], .decimal)
    #expect(table.decimals?.units == [5, 1_000_000_000_000_000])
    #expect(table.report.reasons.first?.count == bad.count)
    func example(_ field: String) throws -> String? {
      try Reading.column([field, "1"], .decimal).report.reasons.first?.example
    }
    #expect(
      try example("12,50")?.hasSuffix("If commas are decimal marks, pass --decimal-comma.") == true)
    #expect(try example("1,234.50")?.contains("Thousands marks") == true)
    #expect(try example(String(repeating: "9a", count: 90))?.contains("...") == true)
  }

  @Test("With decimal commas a comma is the mark and a point is none")
  func decimalComma() throws {
    let table = try Reading.column(["12,50", "-3", "1.5"], .decimal) { $0.decimalComma = true }
    #expect(table.decimals?.units == [1250, -300])
    #expect(table.report.reasons.first?.reason == "unreadable 1")
  }

  @Test("Products are exact, a blank factor is missing, an unreadable one rejects")
  func products() throws {
    let text = "q,p\n3,0.001\n-2,12.75\n,5\n5,\n2,x\n12345678901,0.123456789\n"
    let table = try Reading.read(
      text, [ColumnRequest(column: 0, factor: 1, meaning: .decimal)])
    let column = try #require(table.decimals)
    #expect(column.decimals == 9)
    // By hand: 12345678901 x 123456789 = 1524157875142508889 (Python integers).
    #expect(
      column.units == [
        3_000_000, -25_500_000_000, DecimalColumn.missing, DecimalColumn.missing,
        1_524_157_875_142_508_889,
      ])
    #expect(table.report.reasons.first?.reason == "unreadable q*p")
  }

  @Test("Where sums could overflow, decimals are rounded away half to even, and that is said")
  func rounding() throws {
    // 10^15 three times with 4 decimals would be 3 x 10^19 units; 2^62 is 4.6 x 10^18.
    let big = "1000000000000000"
    let table = try Reading.column([big, big, big, "0.0005", "0.0015", "1.5", "2.25"], .decimal)
    let column = try #require(table.decimals)
    #expect(column.decimals == 3)
    #expect(column.isRounded)
    #expect(column.units.suffix(4) == [0, 2, 1500, 2250])
    #expect(table.report.notes.count == 1)
    let exact = try Reading.column([big, big, big, "0.5000", "2.2500"], .decimal)
    #expect(exact.decimals?.isRounded == false)
    let error = Reading.error {
      _ = try Reading.column([String](repeating: big, count: 5000), .decimal)
    }
    #expect(error == .amountsTooLarge(column: "1"))
  }

  @Test("More digits than a word holds stay exact to 18 decimals")
  func longNumbers() throws {
    let table = try Reading.column(
      ["0.100000000000000005", "123.4567890123456789012", "0.0000000000000000005", "1e-30"],
      .decimal)
    let column = try #require(table.decimals)
    // 123.4... with 17 decimals is 1.23 x 10^19 units, over 2^62; with 16 it is 1.23 x 10^18.
    #expect(column.decimals == 16)
    #expect(column.isRounded)
    #expect(column.units == [1_000_000_000_000_000, 1_234_567_890_123_456_789, 0, 0])
  }

  @Test("Random columns agree with 128-bit arithmetic and do not depend on blocks or threads")
  func randomColumns() throws {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<60 {
      var texts: [String] = []
      var values: [(Int128, Int)] = []
      for _ in 0..<40 {
        let decimals = Int.random(in: 0...9, using: &random)
        let digits = Int.random(in: 1...13, using: &random)
        let limit = Int(powersOfTen[digits])
        let units = Int.random(in: -limit...limit, using: &random)
        let padded = String(Int(powersOfTen[decimals]) + abs(units) % Int(powersOfTen[decimals]))
        let whole = abs(units) / Int(powersOfTen[decimals])
        let part = decimals > 0 ? ".\(padded.dropFirst())" : ""
        texts.append("\(units < 0 ? "-" : "")\(whole)\(part)")
        values.append((Int128(units), decimals))
      }
      let most = values.map(\.1).max() ?? 0
      var columns: [DecimalColumn] = []
      for (threads, block) in [(1, 4096), (2, 20), (2, 64)] {
        let table = try Reading.column(texts, .decimal) {
          $0.threads = threads
          $0.blockBytes = block
        }
        columns.append(try #require(table.decimals))
      }
      #expect(columns[0] == columns[1] && columns[1] == columns[2])
      guard columns[0].decimals == most else { continue }
      let expected = values.map { Int64($0.0 * Int128(powersOfTen[most - $0.1])) }
      #expect(columns[0].units == expected)
    }
  }
}
