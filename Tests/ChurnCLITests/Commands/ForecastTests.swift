import Foundation
import Testing

@Suite("Forecast", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct ForecastCommandTests {
  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(SmallShop.orders, to: "orders.csv")
    return workspace
  }

  private static let quick = ["--replicates", "100", "--origins", "2", "--months", "3"]

  @Test("CSV goes to stdout, words to stderr; three rows a month that add up")
  func csv() throws {
    let run = try shop().run(["forecast", "orders.csv"] + Self.quick)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.rows.first == [
        "month", "first_day", "last_day", "whole", "part", "orders", "orders_lower",
        "orders_upper", "sales", "sales_lower", "sales_upper", "new_customers",
        "new_customers_lower", "new_customers_upper",
      ])
    let rows = Array(run.rows.dropFirst())
    #expect(rows.count % 3 == 0 && rows.count >= 9)
    for start in stride(from: 0, to: rows.count, by: 3) {
      #expect(rows[start..<start + 3].map { $0[4] } == ["base", "new", "total"])
      for column in [5, 8] {
        let figures = rows[start..<start + 3].compactMap { Double($0[column]) }
        #expect(figures.count == 3 && abs(figures[0] + figures[1] - figures[2]) < 1e-6)
      }
    }
    #expect(run.errors.contains("months to come") && run.errors.contains("Back-test"))
    #expect(run.errors.contains("Held: intervals that held"))
  }

  @Test("JSON is one document, and the page a file")
  func json() throws {
    let workspace = try shop()
    let run = try workspace.run(
      ["forecast", "orders.csv", "--json", "--quiet", "--html", "page.html"] + Self.quick)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["kind"] as? String == "orders" && document["model"] as? String != nil)
    let months = try #require(document["months"] as? [[String: Any]])
    #expect(months.count { $0["isWhole"] as? Bool == true } == 3)
    let sum = try #require(document["sum"] as? [String: Any])
    let total = try #require(sum["total"] as? [String: Any])
    #expect((total["orders"] as? [String: Any])?["expected"] as? Double != nil)
    #expect(total["margin"] is NSNull)
    #expect((document["backtest"] as? [String: Any])?["horizons"] is [Any])
    #expect(workspace.text("page.html").contains("<h2 id=\"backtest\">"))
  }

  @Test("The same bytes for any number of threads and order of rows")
  func determinism() throws {
    let workspace = try shop()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    func output(_ file: String, _ threads: String) throws -> [String] {
      let run = try workspace.run(
        ["forecast", file, "--threads", threads, "--html", "page.html"] + Self.quick)
      #expect(run.status == 0)
      return [run.output, workspace.text("page.html")]
    }
    let one = try output("orders.csv", "1")
    let other = try output("shuffled.csv", "3")
    #expect(one == other)
  }

  @Test("Assumptions and options that cannot be are refused")
  func usage() throws {
    let workspace = try shop()
    for options in [
      ["--new-customers", "many"], ["--new-customers", "-3"], ["--months", "0"],
      ["--months", "61"], ["--level", "1"], ["--margin-rate", "2"], ["--replicates", "5"],
      ["--origins", "-1"], ["--start", "a"], ["--season", "winter"],
    ] {
      let run = try workspace.run(["forecast", "orders.csv"] + options)
      #expect(run.status == 64, "\(options)")
    }
    let none = try workspace.run(
      ["forecast", "orders.csv", "--new-customers", "none", "--origins", "0", "--json"])
    #expect(none.status == 0 && none.output.contains("No new customers"))
  }

  @Test("Contracts: active ones and recurring revenue by month")
  func contracts() throws {
    let workspace = try Workspace()
    var rows = ["id,start,end,fee"]
    for row in 0..<120 {
      let month = 1 + row % 12
      let start = "2021-\(month < 10 ? "0" : "")\(month)-0\(1 + row % 9)"
      rows.append(
        "k\(row),\(start),\(row % 3 == 0 ? "2022-0\(1 + row % 5)-15" : ""),\(5 + row % 4)")
    }
    try workspace.write(rows.joined(separator: "\n") + "\n", to: "contracts.csv")
    let run = try workspace.run(
      ["forecast", "contracts.csv", "--start", "start", "--end", "end", "--amount", "fee"]
        + Self.quick)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.rows.first?.prefix(4) == ["month", "last_day", "part", "active"])
    #expect(run.errors.contains("contracts (") && run.errors.contains("a month"))
    let table = try workspace.run(
      [
        "forecast", "contracts.csv", "--start", "start", "--end", "end", "--amount", "fee",
        "--json",
        "--quiet",
      ] + Self.quick)
    let document = try #require(try table.json() as? [String: Any])
    #expect(document["kind"] as? String == "contracts" && document["active"] as? Int == 80)
  }
}
