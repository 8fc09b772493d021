import Foundation
import TestSupport
import Testing

@Suite("Baskets", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct BasketsCommandTests {
  private static let lines = """
    milk,bread
    milk,bread,"salt, fine"
    bread
    milk,bread,milk

    tea
    """

  @Test("Lines as baskets: sets, rules, words")
  func lines() throws {
    let workspace = try Workspace()
    try workspace.write(Self.lines, to: "lines.csv")
    let run = try workspace.churn(
      "baskets", "lines.csv", "--rows-are-baskets", "--min-support", "2", "--itemsets", "sets.csv")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.rows.first?.prefix(4) == ["kind", "group", "antecedent", "consequent"])
    #expect(
      run.rows.dropFirst().map { Array($0[2...4]) } == [
        ["bread", "milk", "3"], ["milk", "bread", "3"],
      ])
    #expect(
      workspace.text("sets.csv") == """
        group,items,length,count,support
        ,bread,1,4,0.8
        ,milk,1,3,0.6
        ,bread; milk,2,3,0.6

        """)
    #expect(run.errors.contains("1 item stands in its line again and counts once."))
    #expect(run.errors.contains("1 blank line left out."))
  }

  @Test("JSON is one document with the figures of the rules")
  func json() throws {
    let workspace = try Workspace()
    try workspace.write(Self.lines, to: "lines.csv")
    let run = try workspace.churn(
      "baskets", "lines.csv", "--rows-are-baskets", "--min-support", "0.4", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["baskets"] as? Int == 5 && document["tested"] as? Int == 2)
    let rules = try #require(document["rules"] as? [[String: Any]])
    let rule = try #require(rules.first { $0["consequent"] as? String == "bread" })
    #expect(rule["confidence"] as? Double == 1 && rule["lift"] as? Double == 1.25)
    #expect(rule["conviction"] is NSNull)
    // C(4, 3) of C(5, 3) ways to fill the three baskets with milk.
    #expect(abs((rule["p"] as? Double ?? 0) - 0.4) < 1e-12)
  }

  @Test(
    "The groceries of the shared folder",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func groceries() throws {
    let path = try #require(SharedFolder.url("data/groceries/groceries.csv")).path
    let run = try Workspace().churn(
      "baskets", path, "--rows-are-baskets", "--min-support", "0.008", "--json")
    let document = try #require(try run.json() as? [String: Any])
    let sets = try #require(document["itemsets"] as? [[String: Any]])
    func count(_ items: [String]) -> Int? {
      sets.first { $0["items"] as? [String] == items }?["count"] as? Int
    }
    // DATA.md.
    #expect(count(["whole milk"]) == 2513 && count(["other vegetables", "whole milk"]) == 736)
    #expect(count(["butter", "root vegetables", "whole milk"]) == 81)
    let rules = try #require(document["rules"] as? [[String: Any]])
    let milk = try #require(
      rules.first {
        $0["antecedent"] as? [String] == ["other vegetables"]
          && $0["consequent"] as? String == "whole milk"
      })
    #expect(abs((milk["confidence"] as? Double ?? 0) - 0.386758) < 5e-7)
    #expect(abs((milk["lift"] as? Double ?? 0) - 1.513634) < 5e-7)
  }

  /// 600 orders of 150 customers; tea and cups go together, in one order and later.
  private static let orders: String = {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var rows = ["customer_id,order_id,date,amount,product,category"]
    for order in 0..<600 {
      let customer = order % 150
      let likesTea = customer % 3 == 0
      let date = "2024-\(two(1 + order / 50))-\(two(1 + next(28)))"
      var products = ["p\(next(6))"]
      if next(10) < (likesTea ? 6 : 2) { products.append("tea") }
      if products.contains("tea"), next(10) < 7 { products.append("cup") }
      for product in products {
        rows.append(
          "c\(customer),o\(order),\(date),\(5 + next(20)).00,\(product),\(product.prefix(1))")
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }()

  @Test("Orders as baskets: rules, later orders, groups, page; the same bytes on any threads")
  func orders() throws {
    let workspace = try Workspace()
    try workspace.write(Self.orders, to: "orders.csv")
    var files: [[String: Data]] = []
    for threads in ["1", "3"] {
      let run = try workspace.churn(
        "baskets", "orders.csv", "--items", "product", "--across", "90", "--by", "season", "--out",
        "rules.csv", "--html", "page.html", "--threads", threads, "--min-support", "0.02")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("100.0 % of"))
      #expect(run.errors.contains("season "))
      files.append(try workspace.contents())
    }
    #expect(files[0] == files[1])
    let page = workspace.text("page.html")
    #expect(page.contains("<svg") && !page.contains("http://") && page.contains("In later orders"))
    let kinds = Set(
      workspace.text("rules.csv").split(separator: "\n").map { $0.prefix { $0 != "," } })
    #expect(kinds == ["kind", "together", "later"])
  }

  @Test("Too many sets, wrong options and empty files end in sentences")
  func errors() throws {
    let workspace = try Workspace()
    try workspace.write(Self.lines, to: "lines.csv")
    try workspace.write(Self.orders, to: "orders.csv")
    try workspace.write("", to: "empty.csv")
    let cases: [([String], Int32, String)] = [
      (
        ["lines.csv", "--rows-are-baskets", "--min-support", "1", "--max-itemsets", "2"], 65,
        "--min-support"
      ),
      (["lines.csv", "--rows-are-baskets", "--across", "30"], 64, "--across makes no sense"),
      (["lines.csv", "--rows-are-baskets", "--min-support", "0"], 64, "--min-support: expected"),
      (["lines.csv", "--rows-are-baskets", "--max-length", "0"], 64, "--max-length: expected"),
      (["empty.csv", "--rows-are-baskets"], 65, "is empty"),
      (["none.csv", "--rows-are-baskets"], 66, "no such file"),
      (["orders.csv", "--by", "seson"], 65, "season"),
      (["orders.csv", "--across", "4000"], 65, "--across 4000"),
      (["orders.csv", "--at", "2001-01-01"], 65, "2001-01-01"),
      (["orders.csv", "--category", "none", "--items", "category"], 65, "--category COLUMN"),
    ]
    for (arguments, status, text) in cases {
      let run = try workspace.run(["baskets"] + arguments)
      #expect(run.errors.contains(text), "\(arguments): \(run.errors)")
      #expect(run.status == status || (status == 65 && run.status == 64), "\(arguments)")
      #expect(run.output == "")
    }
  }
}
