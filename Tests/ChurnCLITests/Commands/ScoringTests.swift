import Foundation
import Testing

@Suite("Scores and lists", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct ScoringTests {
  @Test("Scores of orders: every column, the riskiest first, ties by id")
  func scores() throws {
    let workspace = try SmallShop.trained()
    let run = try workspace.churn("score", "shop", "orders.csv", "--skipped", "skipped.csv")
    #expect(
      run.rows[0].joined(separator: ",") == """
        customer_id,churn_probability,risk_rank,risk_band,expected_value,value_at_risk,segment,\
        days_since_last,reason_1,reason_2,reason_3,action
        """)
    let rows = run.rows.dropFirst()
    #expect(rows.map { $0[2] } == (1...rows.count).map(String.init))
    for (row, next) in zip(rows, rows.dropFirst()) {
      let (p, q) = (try #require(Double(row[1])), try #require(Double(next[1])))
      #expect(p > q || (p == q && row[0] < next[0]))
    }
    #expect(Set(rows.map { $0[3] }).isSubset(of: ["low", "medium", "high", "critical"]))
    // Everyone is scored or skipped, nobody both.
    let skipped = workspace.text("skipped.csv").split(separator: "\n").dropFirst()
      .map { String($0.prefix { $0 != "," }) }
    let customers = Set(SmallShop.rows.map { String($0.prefix { $0 != "," }) })
    #expect(Set(skipped).union(rows.map { $0[0] }) == customers)
    #expect(skipped.count + rows.count == customers.count)
  }

  @Test("A ready table leaves out what it cannot know")
  func table() throws {
    let workspace = try SmallShop.trained()
    let run = try workspace.churn("score", "ready", "table.csv")
    #expect(
      run.rows[0].joined(separator: ",") == """
        customer_id,churn_probability,risk_rank,risk_band,expected_value,value_at_risk,reason_1,\
        reason_2,reason_3,action
        """)
    #expect(run.rows.count == 201)
    let bare = SmallShop.table.split(separator: "\n").map { line in
      line.split(separator: ",").prefix(3).joined(separator: ",")
    }
    // Without label and worth the probabilities are the same; that there is no money must be said.
    try workspace.write(bare.joined(separator: "\n") + "\n", to: "later.csv")
    #expect(try workspace.churn("score", "ready", "later.csv").errors.contains("\"worth\""))
    let later = try workspace.churn("score", "ready", "later.csv", "--value", "none")
    #expect(later.status == 0, "\(later.errors)")
    #expect(later.rows.map { Array($0.prefix(3)) } == run.rows.map { Array($0.prefix(3)) })
    #expect(!later.rows[0].contains("value_at_risk"))
  }

  @Test("Formats hold the same")
  func formats() throws {
    let workspace = try SmallShop.trained()
    let csv = try workspace.churn("score", "shop", "orders.csv")
    let json = try workspace.churn("score", "shop", "orders.csv", "--format", "json")
    let lines = try workspace.churn("score", "shop", "orders.csv", "--format", "ndjson")
    let list = try #require(try json.json() as? [[String: Any]])
    #expect(list.map { $0["customer_id"] as? String } == csv.rows.dropFirst().map { $0[0] })
    #expect(lines.output.split(separator: "\n").count == list.count)
  }

  @Test("--at hides what came later")
  func cutoff() throws {
    let workspace = try SmallShop.trained()
    let earlier = SmallShop.rows.filter { $0.split(separator: ",")[2] < "2023-06-01" }
    try workspace.write(SmallShop.file(earlier), to: "earlier.csv")
    let cut = try workspace.churn("score", "shop", "orders.csv", "--at", "2023-06-01", "--quiet")
    let gone = try workspace.churn("score", "shop", "earlier.csv", "--at", "2023-06-01", "--quiet")
    #expect(cut.status == 0)
    #expect(gone.status == 0, "\(gone.errors)")
    #expect(cut.output == gone.output)
  }

  @Test("A list from scores is the list from bundle and data")
  func listFromScores() throws {
    let workspace = try SmallShop.trained()
    let costs = ["--contact-cost", "2", "--incentive", "5", "--save-rate", "0.2"]
    _ = try workspace.run(["score", "shop", "orders.csv", "--out", "scores.csv"])
    let direct = try workspace.run(["at-risk", "shop", "orders.csv"] + costs)
    let file = try workspace.run(["at-risk", "--scores", "scores.csv"] + costs)
    #expect(direct.status == 0)
    #expect(direct.output == file.output)
    #expect(
      direct.rows[0].joined(separator: ",") == """
        customer_id,group,churn_probability,value_at_risk,expected_net_value,\
        cumulative_net_value,segment,action,reason_1,reason_2,reason_3
        """)
    let values = direct.rows.dropFirst().compactMap { Double($0[4]) }
    #expect(values == values.sorted(by: >))
    #expect(values.allSatisfy { $0 > 0 })
  }

  @Test("The cumulative value is of the contacts alone, and the list ends at its peak")
  func cumulative() throws {
    let workspace = try Workspace()
    try workspace.write(
      """
      customer_id,churn_probability,value_at_risk
      a,0.9,100
      b,0.8,50
      c,0.7,30
      d,0.6,5

      """, to: "scores.csv")
    // By hand with save rate 0.1: a brings 10 - 2 = 8, b 5 - 2 = 3, c 3 - 2 = 1, d 0.5 - 2 < 0.
    let run = try workspace.churn(
      "at-risk", "--scores", "scores.csv", "--contact-cost", "2", "--holdout", "0")
    #expect(run.rows.dropFirst().map { $0[0] } == ["a", "b", "c"])
    #expect(run.rows.dropFirst().map { $0[5] } == ["8", "11", "12"])
    #expect(run.errors.contains("The list ends after row 3: the next contact would cost more"))
    let limited = try workspace.churn(
      "at-risk", "--scores", "scores.csv", "--contact-cost", "2", "--holdout", "0", "--limit", "1")
    #expect(limited.rows.count == 2)
    #expect(limited.errors.contains("as --limit allows"))
    let budget = try workspace.churn(
      "at-risk", "--scores", "scores.csv", "--contact-cost", "2", "--holdout", "0", "--budget", "5")
    #expect(budget.rows.dropFirst().map { $0[0] } == ["a", "b"])
    #expect(budget.errors.contains("the budget is spent"))
    try workspace.write("customer_id\na\n", to: "not.csv")
    let suppressed = try workspace.churn(
      "at-risk", "--scores", "scores.csv", "--holdout", "0", "--suppress", "not.csv")
    #expect(suppressed.rows.dropFirst().map { $0[0] } == ["b", "c", "d"])
  }

  @Test("Who is held out depends on seed and id alone")
  func holdOut() throws {
    let workspace = try Workspace()
    let ids = (0..<400).map { "id\($0)" }
    func list(_ ids: [String], _ more: String...) throws -> [String: String] {
      let rows = ids.map { "\($0),0.5\n" }.joined()
      try workspace.write("customer_id,churn_probability\n" + rows, to: "scores.csv")
      let run = try workspace.run(["at-risk", "--scores", "scores.csv"] + more)
      return Dictionary(uniqueKeysWithValues: run.rows.dropFirst().map { ($0[0], $0[1]) })
    }
    let all = try list(ids, "--holdout", "0.25")
    #expect(try list(ids.reversed(), "--holdout", "0.25") == all)
    // Binomial(400, 0.25): 100 with a standard deviation of 8.7.
    #expect((70...130).contains(all.values.count { $0 == "holdout" }))
    let some = try list(Array(ids.prefix(50)), "--holdout", "0.25")
    #expect(some.allSatisfy { all[$0.key] == $0.value })
    #expect(try list(ids, "--holdout", "0.25", "--seed", "2") != all)
    #expect(try list(ids, "--holdout", "0").values.allSatisfy { $0 == "contact" })
  }

  @Test("Ids survive, and texts are safe in a spreadsheet unless asked otherwise")
  func spreadsheet() throws {
    let workspace = try Workspace()
    try workspace.write(
      """
      customer_id,churn_probability
      '=cmd(),0.9
      00012,0.8
      17850.0,0.7
      123456789012345678,0.6
      Łódź,0.5
      '@x,0.4
      'plain,0.3

      """, to: "scores.csv")
    let ids = ["00012", "17850.0", "123456789012345678", "Łódź"]
    let safe = try workspace.churn("at-risk", "--scores", "scores.csv", "--holdout", "0")
    #expect(safe.rows.dropFirst().map { $0[0] } == ["'=cmd()"] + ids + ["'@x", "'plain"])
    let raw = try workspace.churn(
      "at-risk", "--scores", "scores.csv", "--holdout", "0", "--raw-text")
    #expect(raw.rows.dropFirst().map { $0[0] } == ["=cmd()"] + ids + ["@x", "'plain"])
  }
}
