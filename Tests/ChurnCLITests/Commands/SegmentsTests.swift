import Foundation
import TestSupport
import Testing

@Suite("Segments command", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct SegmentsCommandTests {
  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(SmallShop.orders, to: "orders.csv")
    var ids: [String] = []
    for row in SmallShop.rows {
      let id = String(row.prefix { $0 != "," })
      if ids.last != id { ids.append(id) }
    }
    let customers = ids.enumerated().map { "\($1),\(["north", "south"][$0 % 2]),\(20 + $0 % 50)" }
    try workspace.write(
      (["customer_id,region,age"] + customers).joined(separator: "\n") + "\n",
      to: "customers.csv")
    return workspace
  }

  @Test("CSV to stdout with the columns of the contract, words to stderr")
  func csv() throws {
    let run = try shop().churn("segments", "orders.csv")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.rows.first == [
        "customer_id", "r", "f", "m", "rfm_score", "rfm_segment", "stage", "value_tier",
        "behaviours", "recency_days", "purchase_days", "revenue", "clv",
      ])
    #expect(run.rows.count == 81)
    for row in run.rows.dropFirst() { #expect(row[4] == row[1] + row[2] + row[3]) }
    #expect(run.errors.contains("Churn rate: of the customers who were in the segment on"))
    #expect(run.errors.hasPrefix("80 customers on "))
  }

  @Test("JSON has the names of the contract; undefined rates are null")
  func json() throws {
    let workspace = try shop()
    let run = try workspace.churn("segments", "orders.csv", "--horizon", "60", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    let segments = try #require(document["segments"] as? [[String: Any]])
    #expect(segments.count == 10)
    for segment in segments {
      for name in ["name", "customers", "share", "revenue", "churnRate"] {
        #expect(segment[name] != nil, "\(name)")
      }
    }
    let short = try workspace.churn("segments", "orders.csv", "--horizon", "2000", "--json")
    let undefined = try #require(try short.json() as? [String: Any])
    let rates = (undefined["segments"] as? [[String: Any]])?.map { $0["churnRate"] is NSNull }
    #expect(rates?.allSatisfy { $0 } == true)
  }

  @Test("The same bytes for any order of rows and any number of threads")
  func sameBytes() throws {
    let workspace = try shop()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    var outputs: [Data?] = []
    for (file, threads) in [("orders.csv", "1"), ("shuffled.csv", "3")] {
      let run = try workspace.churn(
        "segments", file, "--clusters", "3", "--compare-at", "2023-02-01", "--threads", threads,
        "--html", "page.html", "--json", "--out", "out.csv")
      #expect(run.status == 0, "\(run.errors)")
      outputs.append(workspace.bytes("out.csv"))
      outputs.append(workspace.bytes("page.html"))
      outputs.append(Data(run.output.utf8))
    }
    for place in 0..<3 { #expect(outputs[place] == outputs[place + 3]) }
  }

  @Test("A condition lists the customers who meet it; mistakes are usage errors with a caret")
  func condition() throws {
    let workspace = try shop()
    let run = try workspace.churn(
      "segments", "orders.csv", "--where", "recency_days > 60 and orders_all >= 3")
    #expect(run.status == 0, "\(run.errors)")
    let recency = run.rows.dropFirst().compactMap { Int($0[9]) }
    #expect(!recency.isEmpty && recency.allSatisfy { $0 > 60 })
    let wrong = try workspace.churn("segments", "orders.csv", "--where", "recency_day > 60")
    #expect(wrong.status == 64)
    #expect(
      wrong.errors.contains(
        "--where: No column \"recency_day\". Did you mean \"recency_days\"?"))
    #expect(wrong.errors.contains("  recency_day > 60\n  ^"))
    let nobody = try workspace.churn("segments", "orders.csv", "--where", "recency_days < 0")
    #expect(nobody.status == 65)
  }

  @Test("Attributes of the customers file cut the base, protected ones when asked for by name")
  func attributes() throws {
    let workspace = try shop()
    let run = try workspace.churn(
      "segments", "orders.csv", "--customers", "customers.csv", "--by", "region,age", "--where",
      "age >= 25")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.rows.first?.contains("region") == true)
    let place = run.rows.first?.firstIndex(of: "age") ?? 0
    #expect(run.rows.dropFirst().allSatisfy { $0[place] != "18 to 24" })
    #expect(run.errors.contains("25 to 34"))
    let wrong = try workspace.churn("segments", "orders.csv", "--by", "regoin")
    #expect(wrong.status == 64)
  }

  @Test("The table of segments is written, read back, and its errors name the line")
  func table() throws {
    let workspace = try shop()
    #expect(try workspace.churn("segments", "--write-segments", "s.yaml").status == 0)
    let plain = try workspace.churn("segments", "orders.csv")
    let same = try workspace.churn("segments", "orders.csv", "--segments", "s.yaml")
    #expect(same.status == 0, "\(same.errors)")
    #expect(plain.output == same.output)
    try workspace.write("segments:\n  a: {r: 7}\n", to: "bad.yaml")
    let bad = try workspace.churn("segments", "orders.csv", "--segments", "bad.yaml")
    #expect(bad.status == 65 && bad.errors.contains("bad.yaml:2: a.r: expected a score"))
    let missing = try workspace.churn("segments", "orders.csv", "--segments", "none.yaml")
    #expect(missing.status == 66)
  }

  @Test("An earlier run's file is compared; a file that is none is said")
  func compare() throws {
    let workspace = try shop()
    let before = try workspace.churn(
      "segments", "orders.csv", "--at", "2023-01-01", "--out", "before.csv")
    #expect(before.status == 0, "\(before.errors)")
    let byFile = try workspace.churn(
      "segments", "orders.csv", "--compare", "before.csv", "--json")
    let byDay = try workspace.churn(
      "segments", "orders.csv", "--compare-at", "2023-01-01", "--json")
    #expect(byFile.status == 0 && byDay.status == 0, "\(byFile.errors)\(byDay.errors)")
    let counts = try [byFile, byDay].map { run in
      ((try run.json() as? [String: Any])?["migration"] as? [String: Any])?["counts"] as? [[Int]]
    }
    #expect(counts[0] != nil && counts[0] == counts[1])
    let wrong = try workspace.churn("segments", "orders.csv", "--compare", "orders.csv")
    #expect(wrong.status == 65 && wrong.errors.contains("has no column \"rfm_segment\""))
  }

  @Test("Options that make no sense are usage errors")
  func usage() throws {
    let workspace = try shop()
    for arguments in [
      ["--clusters", "1"], ["--clusters", "x"], ["--cluster-on", "aov"], ["--horizon", "0"],
      ["--compare", "a", "--compare-at", "2023-01-01"], ["--discount-rate", "-2"],
      ["--at", "2023-01-01", "--compare-at", "2023-02-01"], ["--only", "nonsense"],
    ] {
      let run = try workspace.run(["segments", "orders.csv"] + arguments)
      #expect(run.status == 64, "\(arguments) \(run.errors)")
    }
    #expect(try workspace.churn("segments").status == 64)
  }
}
