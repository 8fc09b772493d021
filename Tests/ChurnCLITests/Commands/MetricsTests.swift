import Foundation
import TestSupport
import Testing

@Suite("Key figures", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct MetricsCommandTests {
  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(SmallShop.orders, to: "orders.csv")
    return workspace
  }

  @Test("A row a period on stdout, in words the last whole one on stderr; the bridge adds up")
  func csv() throws {
    let run = try shop().churn("metrics", "orders.csv")
    #expect(run.status == 0, "\(run.errors)")
    let header = try #require(run.rows.first)
    #expect(Array(header.prefix(4)) == ["period", "first_day", "last_day", "complete"])
    let places = ["start", "new", "returning", "lost", "end"].compactMap(header.firstIndex)
    #expect(places.count == 5)
    var end = 0
    for row in run.rows.dropFirst() {
      let figures = places.compactMap { Int(row[$0]) }
      #expect(figures[0] == end)
      #expect(figures[0] + figures[1] + figures[2] - figures[3] == figures[4])
      end = figures[4]
    }
    #expect(run.errors.contains("the last whole period: ") && run.errors.contains("were lost ("))
    #expect(run.errors.contains("churn = lost / start"))
  }

  @Test("JSON is one document; a rate has count, of, rate, lower and upper")
  func json() throws {
    let run = try shop().churn(
      "metrics", "orders.csv", "--every", "quarter", "--horizon", "60", "--json", "--quiet")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["every"] as? String == "quarter" && document["horizonDays"] as? Int == 60)
    let periods = try #require(document["periods"] as? [[String: Any]])
    #expect(periods.first?["name"] as? String == "2022-Q1")
    let churn = try #require(periods[2]["churn"] as? [String: Any])
    #expect(churn.keys.sorted() == ["count", "lower", "of", "rate", "upper"])
    let last = try #require(periods.last)
    #expect(last["isComplete"] as? Bool == false)
    #expect((last["churn"] as? [String: Any])?["rate"] is NSNull)
  }

  @Test("The same bytes in every file for any number of threads and order of rows")
  func determinism() throws {
    let workspace = try shop()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    func files(_ input: String, _ threads: String, _ name: String) throws -> [Data?] {
      let run = try workspace.churn(
        "metrics", input, "--threads", threads, "--out", "\(name).csv", "--html", "\(name).html",
        "--json")
      #expect(run.status == 0, "\(run.errors)")
      return [
        workspace.bytes("\(name).csv"), workspace.bytes("\(name).html"), Data(run.output.utf8),
      ]
    }
    let one = try files("orders.csv", "1", "one")
    #expect(try files("shuffled.csv", "2", "two") == one && !one.contains(nil))
  }

  @Test("A survey adds its columns and a table")
  func survey() throws {
    let workspace = try shop()
    try workspace.write(
      "customer_id,day,nps,csat\nc01,2022-03-05,10,5\nc02,2022-03-08,3,4\n", to: "survey.csv")
    let run = try workspace.churn("metrics", "orders.csv", "--survey", "survey.csv")
    #expect(run.status == 0, "\(run.errors)")
    let place = try #require(run.rows.first?.firstIndex(of: "nps"))
    #expect(run.rows.first { $0[0] == "2022-03" }?[place] == "0")
    #expect(run.rows.first { $0[0] == "2022-04" }?[place] == "")
    #expect(run.errors.contains("NPS = "))
  }

  @Test("Contracts have their own figures")
  func contracts() throws {
    let workspace = try Workspace()
    try workspace.write(
      "id,from,to,fee\na,2024-01-03,,10\nb,2024-01-09,2024-02-14,30\nc,2024-03-01,,5\n",
      to: "contracts.csv")
    let run = try workspace.churn(
      "metrics", "contracts.csv", "--start", "from", "--end", "to", "--customer", "id",
      "--amount", "fee", "--at", "2024-03-01", "--html", "page.html")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("gross revenue churn 75.0 %, net revenue retention 25.0 %"))
    #expect(run.rows.first?.contains("net_retention") == true && run.rows.count == 3)
    #expect(workspace.bytes("page.html") != nil)
  }

  @Test("Wrong options are 64, wrong data 65, a missing file 66, each with a sentence")
  func errors() throws {
    let workspace = try shop()
    try workspace.write("customer_id,date\n", to: "empty.csv")
    try workspace.write("a,b\n1,2\n", to: "survey.csv")
    for (arguments, status, word) in [
      (["orders.csv", "--every", "fortnight"], 64, "--every"),
      (["orders.csv", "--horizon", "0"], 64, "--horizon"),
      (["orders.csv", "--start", "date"], 64, "--end"),
      (["orders.csv", "--start", "a", "--end", "b", "--survey", "c"], 64, "--survey"),
      (["orders.csv", "--at", "2001-01-01"], 65, "2001-01-01"),
      (["orders.csv", "--survey", "survey.csv"], 64, "--survey"),
      (["orders.csv", "--survey", "nowhere.csv"], 66, "nowhere.csv"), (["empty.csv"], 65, "empty"),
      (["nowhere.csv"], 66, "nowhere.csv"),
      (["orders.csv", "--out", "orders.csv"], 73, "orders.csv"),
    ] as [([String], Int32, String)] {
      let run = try workspace.run(["metrics"] + arguments)
      #expect(run.status == status && run.errors.contains(word), "\(arguments): \(run.errors)")
    }
  }
}
