import ChurnMath
import Testing

@testable import ChurnData

/// The language of conditions, by hand and against a naive reading.
@Suite("Conditions on customers")
struct CustomerFilterTests {
  /// Five customers; the third has no age, the fourth no channel.
  static let matrix = FeatureMatrix(
    columns: [
      FeatureMatrix.Column(name: "recency_days", values: [10, 61, 200, 60, 90]),
      FeatureMatrix.Column(name: "orders_365", values: [5, 3, 0, 4, 2]),
      FeatureMatrix.Column(name: "revenue_365", values: [100, 90, 0, 400, 50]),
      FeatureMatrix.Column(name: "customer.age", values: [30, 40, .nan, 50, 60]),
      FeatureMatrix.Column(
        name: "channel", kind: .categorical(levels: ["app", "shop", "web"]),
        values: [2, 1, 0, .nan, 2]),
      FeatureMatrix.Column(name: "odd name", values: [1, 0, 1, 0, 1]),
      FeatureMatrix.Column(
        name: "first_channel", kind: .categorical(levels: ["web", "app"]),
        values: [0, 1, 1, 0, 1]),
    ], rowCount: 5)

  static func met(_ text: String) throws -> [Int] {
    let isMet = try CustomerFilter(text).matches(matrix)
    return isMet.indices.filter { isMet[$0] }
  }

  @Test(
    "What a condition selects",
    arguments: [
      ("recency_days > 60 and orders_365 >= 3", [1]),
      ("recency_days >= 60 AND orders_365 >= 3", [1, 3]),
      ("orders_365 = 5 or orders_365 == 0", [0, 2]),
      ("orders_365 != 5", [1, 2, 3, 4]), ("orders_365 <> 5", [1, 2, 3, 4]),
      ("not orders_365 > 2", [2, 4]), ("not not orders_365 > 2", [0, 1, 3]),
      // And binds more than or.
      ("orders_365 = 5 or orders_365 = 4 and recency_days > 100", [0]),
      ("(orders_365 = 5 or orders_365 = 4) and recency_days > 100", []),
      ("orders_365 between 2 and 4", [1, 3, 4]), ("orders_365 not between 2 and 4", [0, 2]),
      ("orders_365 in (2, 4, 77)", [3, 4]), ("orders_365 not in (2, 4)", [0, 1, 2]),
      ("orders_365 in (-1)", []), ("channel in ('web', 'app')", [0, 2, 4]),
      ("channel = 'web'", [0, 4]), ("channel = \"web\"", [0, 4]), ("'web' = channel", [0, 4]),
      // A missing value meets neither a comparison nor its contrary.
      ("channel != 'web'", [1, 2]), ("not channel = 'web'", [1, 2]),
      ("channel not in ('web')", [1, 2]), ("channel is missing", [3]),
      ("channel is not missing", [0, 1, 2, 4]), ("channel IS NOT NULL", [0, 1, 2, 4]),
      ("customer.age > 35", [1, 3, 4]), ("age > 35", [1, 3, 4]), ("age is missing", [2]),
      ("age < 35 or orders_365 = 0", [0, 2]),
      ("age > 35 and orders_365 = 0", []), ("not (age > 35 and orders_365 = 0)", [0, 1, 3, 4]),
      ("age between 35 and 70", [1, 3, 4]), ("not age between 35 and 70", [0]),
      // Known to be below one end is enough, as with two comparisons.
      ("not orders_365 between 6 and age", [0, 1, 2, 3, 4]),
      ("revenue_365 / orders_365 > 25", [1, 3]), ("revenue_365 / orders_365 is missing", [2]),
      ("revenue_365 - 2 * orders_365 >= 90", [0, 3]), ("-orders_365 < -3", [0, 3]),
      ("- - orders_365 > 3", [0, 3]), ("2 + 3 * 2 = 8 and orders_365 = 0", [2]),
      ("(2 + 3) * 2 = 10 and orders_365 = 0", [2]), ("10 - 3 - 2 = 5 and orders_365 = 0", [2]),
      ("orders_365 * 10% > 0.45", [0]), ("orders_365 > 4.5e0", [0]),
      ("orders_365 > .5", [0, 1, 3, 4]),
      ("`odd name` = 1", [0, 2, 4]), ("`orders_365` = 5", [0]),
      ("channel = first_channel", [0, 2]), ("channel != first_channel", [1, 4]),
      ("1 = 1", [0, 1, 2, 3, 4]), ("'a' = 'b'", []), ("channel = 'it''s'", []),
    ] as [(String, [Int])])
  func selects(text: String, expected: [Int]) throws {
    #expect(try Self.met(text) == expected)
  }

  @Test("The columns asked for stand in the order of first use, each once")
  func columnNames() throws {
    let filter = try CustomerFilter("b > 1 and `a x` = 2 or b < c")
    #expect(filter.columnNames == ["b", "a x", "c"])
    #expect(filter.text == "b > 1 and `a x` = 2 or b < c")
  }

  @Test(
    "Errors say what was found, what was expected, and where",
    arguments: [
      (
        "recency_days > and orders_365 >= 3",
        """
        Expected a column, a number, a text in quotes or "(", got "and".
          recency_days > and orders_365 >= 3
                         ^
        """
      ),
      (
        "orders_365 => 3",
        """
        Expected a column, a number, a text in quotes or "(", got ">".
          orders_365 => 3
                      ^
        """
      ),
      (
        "orders_365 && 3",
        """
        Expected the word and, got "&&".
          orders_365 && 3
                     ^
        """
      ),
      (
        "orders_365",
        """
        orders_365 alone is neither true nor false. Compare it, for example orders_365 > 0, or ask \
        whether it is missing.
          orders_365
          ^
        """
      ),
      (
        "(a > 1",
        """
        Expected ")", got the end of the condition.
          (a > 1
                ^
        """
      ),
      (
        "a > 1 b > 2",
        """
        Expected a comparison, and, or, or the end of the condition, got "b".
          a > 1 b > 2
                ^
        """
      ),
      (
        "a > 1,000",
        """
        Expected a comparison, and, or, or the end of the condition, got ",".
          a > 1,000
               ^
        """
      ),
      (
        "a = 'web",
        """
        This ' is never closed. Close it, or double one that is part of a text.
          a = 'web
              ^
        """
      ),
      (
        "a = 3x",
        """
        "3x" is no number. Numbers have a point and no thousands marks, such as 1250.50; a name that \
        begins with a digit stands in `backquotes`.
          a = 3x
              ^
        """
      ),
      (
        "(a > 1) + 2 = 3",
        """
        What stands beside + is a condition, not a value. Join conditions with and, or and not.
          (a > 1) + 2 = 3
           ^
        """
      ),
      (
        "a > 'x'",
        """
        Texts have no order, so > says nothing of them. Use =, != or in (...).
          a > 'x'
            ^
        """
      ),
      (
        "'x' + 2 = 3",
        """
        + needs numbers; "x" is text.
          'x' + 2 = 3
          ^
        """
      ),
      (
        "3 = 'x'",
        """
        3.0 is a number and "x" is text: they are never equal.
          3 = 'x'
              ^
        """
      ),
      (
        "a > 1\nand b >\n and c < 2",
        """
        Expected a column, a number, a text in quotes or "(", got "and".
           and c < 2
           ^
        """
      ),
      (
        "a is 3",
        """
        Expected the word missing, got "3".
          a is 3
               ^
        """
      ),
      (
        "a between 1 or 3",
        """
        Expected the word and: between a lowest and a highest, got "or".
          a between 1 or 3
                      ^
        """
      ), ("  ", "The condition is empty. Write one such as recency_days > 60 and orders_365 >= 3."),
    ])
  func errors(text: String, message: String) {
    do {
      _ = try CustomerFilter(text)
      Issue.record("no error")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test("A column that is not there is named with the nearest, a kind that does not fit is said")
  func columns() throws {
    let columns = Self.matrix.columns.map { (name: $0.name, kind: $0.kind) }
    #expect(throws: FilterError.self) {
      try CustomerFilter("recency_day > 3").check(columns: columns)
    }
    do {
      try CustomerFilter("orders_365 > 1 and recency_day > 3").check(columns: columns)
    } catch {
      #expect(
        error.description.hasPrefix("No column \"recency_day\". Did you mean \"recency_days\"?"))
      #expect(error.description.hasSuffix("\n" + String(repeating: " ", count: 21) + "^"))
    }
    for text in [
      "channel = 3", "orders_365 = 'web'", "channel > 'a'", "channel + 1 = 2",
      "channel between 1 and 2", "channel in (1)", "orders_365 in (1, 'a')", "channel = orders_365",
    ] {
      #expect(throws: FilterError.self, "\(text)") {
        try CustomerFilter(text).check(columns: columns)
      }
      #expect(throws: FilterError.self, "\(text)") { try CustomerFilter(text).matches(Self.matrix) }
    }
  }

  @Test("A name that a column never has is warned of, with the nearest")
  func warnings() throws {
    let columns = Self.matrix.columns.map { (name: $0.name, kind: $0.kind) }
    func warnings(_ text: String) throws -> [String] {
      try CustomerFilter(text).warnings(columns: columns)
    }
    #expect(
      try warnings("channel = 'wbe'") == ["channel never is \"wbe\". Did you mean \"web\"?"])
    #expect(
      try warnings("channel in ('web', 'catalogue')")
        == ["channel never is \"catalogue\". It is app, shop, web."])
    #expect(try warnings("'shop' != channel and orders_365 > 1").isEmpty)
  }

  @Test("Hostile texts end in an error or an answer, never in a trap")
  func hostile() throws {
    let deep = String(repeating: "(", count: 60_000)
    #expect(throws: FilterError.self) { try CustomerFilter(deep) }
    #expect(throws: FilterError.tooLong(bytes: 70_000, limit: 65_536)) {
      try CustomerFilter(String(repeating: "a", count: 70_000))
    }
    // Long, and neither deep nor wrong.
    let long = (0..<4_000).map { _ in "orders_365>1" }.joined(separator: " or ")
    #expect(try Self.met(long) == [0, 1, 3, 4])
    let signs = String(repeating: "-", count: 20_000) + "orders_365 > 3"
    #expect(try Self.met(signs) == [0, 3])
    #expect(try Self.met(String(repeating: "not ", count: 10_000) + "orders_365 > 3") == [0, 3])
    #expect(throws: FilterError.self) { try CustomerFilter("a = 1e999") }
    #expect(throws: FilterError.self) { try CustomerFilter("a = 1 \u{0}") }
    #expect(throws: FilterError.self) { try CustomerFilter("a ≥ 1") }
    #expect(throws: FilterError.self) { try CustomerFilter("a = “x”") }
    let letters = Array("ab1'\"`()<>=!+-*/,. \n\u{301}éandornotinisbetweenmissing%")
    var state: UInt64 = 7
    for _ in 0..<4_000 {
      var text = ""
      for _ in 0..<24 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text.append(letters[Int(state >> 33) % letters.count])
      }
      if let filter = try? CustomerFilter(text) { _ = try? filter.matches(Self.matrix) }
    }
  }

  @Test("Levels beyond those of a column count as missing, and no rows give no answers")
  func oddMatrices() throws {
    let odd = FeatureMatrix(
      columns: [
        FeatureMatrix.Column(
          name: "c", kind: .categorical(levels: ["a"]), values: [0, 1, -1, .infinity, .nan])
      ], rowCount: 5)
    #expect(try CustomerFilter("c = 'a'").matches(odd) == [true, false, false, false, false])
    #expect(try CustomerFilter("c is missing").matches(odd) == [false, true, true, true, true])
    let empty = FeatureMatrix(
      columns: [FeatureMatrix.Column(name: "c", values: [])], rowCount: 0)
    #expect(try CustomerFilter("c > 1").matches(empty).isEmpty)
  }

  @Test("Rows of many blocks are judged as one by one")
  func blocks() throws {
    let count = 1_001
    let values = (0..<count).map { Double($0 * 7919 % 1000) }
    let matrix = FeatureMatrix(
      columns: [
        FeatureMatrix.Column(name: "a", values: values),
        FeatureMatrix.Column(
          name: "b",
          values: values.map { $0.truncatingRemainder(dividingBy: 5) == 0 ? .nan : $0 / 3 }),
      ], rowCount: count)
    let isMet = try CustomerFilter("a > 300 and (b < 200 or a in (990, 995)) and not a = 301")
      .matches(matrix)
    for row in 0..<count {
      let (a, b) = (values[row], matrix.columns[1].values[row])
      let expected = a > 300 && (b < 200 || a == 990 || a == 995) && a != 301
      #expect(isMet[row] == expected)
    }
  }
}
