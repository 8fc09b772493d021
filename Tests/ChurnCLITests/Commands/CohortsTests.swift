import Foundation
import TestSupport
import Testing

@Suite("Cohorts", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct CohortsCommandTests {
  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(SmallShop.orders, to: "orders.csv")
    return workspace
  }

  @Test("A row a cell on stdout; a heat map without colour and the answer in words on stderr")
  func csv() throws {
    let run = try shop().churn("cohorts", "orders.csv", "--every", "quarter")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.rows.first
        == [
          "time", "size", "period", "retention", "share", "a_customer", "lower", "upper", "base",
          "complete",
        ])
    let first = run.rows.dropFirst().filter { $0[2] == "0" }
    #expect(first.allSatisfy { $0[1] == $0[3] && $0[4] == "1" })
    #expect(first.compactMap { Int($0[1]) }.reduce(0, +) == 80)
    // The triangle has no row for what was not observed.
    #expect(run.rows.count == 1 + first.count * (first.count + 1) / 2 || first.count < 8)
    #expect(run.errors.hasPrefix("80 customers in ") && run.errors.contains("1 quarter later"))
    #expect(run.errors.contains("· not observed") && !run.errors.contains("\u{1B}["))
    #expect(run.errors.contains("Second order, by Kaplan-Meier"))
  }

  @Test("JSON has the names of the contract; what was not observed is null and never 0")
  func json() throws {
    let run = try shop().churn("cohorts", "orders.csv", "--json", "--quiet")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    let cohorts = try #require(document["cohorts"] as? [[String: Any]])
    let last = try #require(cohorts.last)
    for cohort in cohorts {
      let cells = try #require(cohort["cells"] as? [Any])
      let shares = try #require(cohort["shares"] as? [Any])
      let complete = try #require(cohort["complete"] as? [Any])
      #expect(cells.first as? Int == cohort["size"] as? Int)
      #expect(cells.count == shares.count && cells.count == complete.count)
      for (cell, share) in zip(cells, shares) { #expect((cell is NSNull) == (share is NSNull)) }
    }
    #expect((last["cells"] as? [Any])?.last is NSNull)
    #expect(last["name"] is String)
  }

  @Test("The same bytes in every file for any number of threads and order of rows")
  func determinism() throws {
    let workspace = try shop()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    func files(_ input: String, _ threads: String, _ name: String) throws -> [Data?] {
      let run = try workspace.churn(
        "cohorts", input, "--threads", threads, "--by", "time,size", "--every", "quarter",
        "--measure", "value", "--project", "2", "--out", "\(name).csv", "--html", "\(name).html",
        "--json")
      #expect(run.status == 0, "\(run.errors)")
      return [
        workspace.bytes("\(name).csv"), workspace.bytes("\(name).html"), Data(run.output.utf8),
      ]
    }
    let one = try files("orders.csv", "1", "one")
    #expect(try files("shuffled.csv", "2", "two") == one && !one.contains(nil))
  }

  @Test("Projected cells stand apart from observed ones")
  func projection() throws {
    let workspace = try Workspace()
    #expect(
      try workspace.churn("simulate", "shop", "--customers", "400", "--days", "800").status == 0)
    let run = try workspace.churn(
      "cohorts", "shop/orders.csv", "--every", "quarter", "--project", "2", "--html", "page.html",
      "--json")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect((document["projection"] as? [String: Any])?["name"] as? String == "pareto-nbd")
    for cohort in try #require(document["cohorts"] as? [[String: Any]]) {
      let told = try #require(cohort["projected"] as? [Any])
      let complete = try #require(cohort["complete"] as? [Any])
      for (told, complete) in zip(told, complete) where complete as? Bool == true {
        #expect(told is NSNull)
      }
    }
  }

  @Test("Wrong options are 64, an output over an input 73, each with a sentence")
  func errors() throws {
    let workspace = try shop()
    for (arguments, status, word) in [
      (["--measure", "joy"], 64, "measure"), (["--every", "0"], 64, "--every"),
      (["--tiers", "1"], 64, "--tiers"), (["--project", "999"], 64, "--project"),
      (["--by", ","], 64, "--by"), (["--margin-rate", "2"], 64, "--margin-rate"),
      (["--by", "chanel"], 65, "--by"), (["--by", "behaviour"], 64, "--category"),
      (["--by", "time,time"], 64, "twice"), (["--measure", "margin"], 64, "--margin-rate"),
      (["--amount", "none", "--measure", "revenue"], 64, "--amount"),
      (["--html", "orders.csv"], 73, "orders.csv"),
    ] as [([String], Int32, String)] {
      let run = try workspace.run(["cohorts", "orders.csv"] + arguments)
      #expect(
        run.status == status && run.errors.contains(word),
        "\(arguments): \(run.status) \(run.errors)")
    }
    try workspace.write("customer,time\na,2024-01-01\n", to: "one.csv")
    let one = try workspace.churn("cohorts", "one.csv")
    #expect(one.status == 0 && one.errors.contains("no period after the first is over yet"))
    let projected = try workspace.churn("cohorts", "one.csv", "--project", "3")
    #expect(projected.status == 0 && projected.errors.contains("Nothing is projected: "))
  }

  /// DATA.md, "Facts"; the last month, of nine days, is counted and marked.
  @Test(
    "Online Retail as DATA.md has it", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func onlineRetail() throws {
    let path = try #require(SharedFolder.url("data/online-retail/online-retail.csv")).path
    let run = try Workspace().churn("cohorts", path, "--returns", "drop", "--json", "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    let cohorts = try #require(document["cohorts"] as? [[String: Any]])
    #expect(
      cohorts.first?["cells"] as? [Int] == [
        885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235,
      ])
    #expect((cohorts.first?["complete"] as? [Bool])?.last == false)
    #expect(cohorts.count == 13)
  }
}
