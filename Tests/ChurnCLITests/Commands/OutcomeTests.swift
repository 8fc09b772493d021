import Foundation
import TestSupport
import Testing

@Suite("Campaign outcome", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct OutcomeCommandTests {
  private static let after = "2024-06-03"

  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    let run = try workspace.churn(
      "simulate", "shop", "--customers", "800", "--days", "640", "--campaign-day", "519")
    #expect(run.status == 0, "\(run.errors)")
    return workspace
  }

  private func outcome(_ workspace: Workspace, _ more: String...) throws -> CommandRun {
    try workspace.run(
      ["outcome", "shop/campaign.csv", "shop/orders.csv", "--after", Self.after, "--days", "90"]
        + more)
  }

  @Test("The answer comes first on stderr, every comparison as CSV on stdout")
  func words() throws {
    let run = try outcome(try shop())
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("The contacts") || run.errors.hasPrefix("No effect"))
    #expect(run.errors.contains("90 days from 2024-06-03 to 2024-08-31"))
    #expect(run.errors.contains("lost (no order)") && run.errors.contains("Adjusted for"))
    #expect(run.rows.first?.prefix(4) == ["arm", "by", "part", "outcome"])
    #expect(run.rows.count == 5 && run.rows.allSatisfy { $0.count == run.rows[0].count })
  }

  @Test("JSON holds the same figures, with costs of the list taken off")
  func json() throws {
    let run = try outcome(try shop(), "--json", "--quiet")
    #expect(run.status == 0 && run.errors == "")
    let document = try #require(try run.json() as? [String: Any])
    let arm = try #require((document["arms"] as? [[String: Any]])?.first)
    let gains = try #require(arm["gains"] as? [String: Any])
    let rows = try #require(arm["rows"] as? Int)
    #expect(gains["costs"] as? Double == Double(rows) * 0.5)
    let margin = try #require((gains["margin"] as? [String: Double])?["value"])
    let net = try #require((gains["netGain"] as? [String: Double])?["value"])
    #expect(abs(margin - Double(rows) * 0.5 - net) < 1e-9)
    #expect((document["window"] as? [String: Any])?["lastDay"] as? String == "2024-08-31")
    #expect(document["look"] is NSNull)
  }

  @Test("The same bytes for any number of threads and order of rows")
  func determinism() throws {
    let workspace = try shop()
    for name in ["campaign", "orders"] {
      var lines = workspace.text("shop/\(name).csv").split(separator: "\n")
      let head = lines.removeFirst()
      try workspace.write(
        ([head] + lines.reversed()).joined(separator: "\n") + "\n", to: "back/\(name).csv")
    }
    func files(_ folder: String, _ threads: String, _ name: String) throws -> [Data?] {
      let run = try workspace.churn(
        "outcome", "\(folder)/campaign.csv", "\(folder)/orders.csv", "--after", Self.after,
        "--days",
        "90", "--threads", threads, "--out", "\(name).csv", "--html", "\(name).html",
        "--save-rates", "\(name)-rates.csv", "--json")
      #expect(run.status == 0, "\(run.errors)")
      return [
        workspace.bytes("\(name).csv"), workspace.bytes("\(name).html"),
        workspace.bytes("\(name)-rates.csv"),
        // The document names the list as it was given.
        Data(run.output.replacing("\(folder)/", with: "").utf8),
      ]
    }
    let one = try files("shop", "1", "one")
    #expect(try files("back", "3", "two") == one && !one.contains(nil))
    #expect(workspace.text("one.html").contains("What the campaign brought"))
  }

  @Test("Save rates grow by each campaign once, and at-risk and plan read them")
  func saveRates() throws {
    let workspace = try shop()
    let first = try outcome(workspace, "--save-rates", "rates.csv")
    #expect(first.status == 0 && first.errors.contains("Save rates of 1 campaign written"))
    let bytes = workspace.bytes("rates.csv")
    let second = try outcome(workspace, "--save-rates", "rates.csv")
    #expect(second.errors.contains("in already") && workspace.bytes("rates.csv") == bytes)
    let plan = try workspace.churn(
      "plan", "--base-rate", "0.4", "--customers", "900", "--save-rates", "rates.csv", "--quiet")
    #expect(plan.status == 0 || plan.errors.contains("--save-rate"), "\(plan.errors)")
  }

  /// DATA.md: 21,307 men's, 21,387 women's, 21,306 none; visits .076590 and .045233 over none.
  @Test(
    "Hillstrom's test through the command",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func hillstrom() throws {
    let path = try #require(SharedFolder.url("data/hillstrom/hillstrom.csv")).path
    let run = try Workspace().churn(
      "outcome", "--table", path, "--arm", "segment", "--control", "No E-Mail", "--outcome",
      "visit,conversion,spend", "--by", "channel", "--holdout", "0.5", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    let arms = try #require(document["arms"] as? [[String: Any]])
    #expect(arms.compactMap { $0["rows"] as? Int } == [21_307, 21_387])
    let lifts = arms.compactMap { arm in
      ((arm["outcomes"] as? [[String: Any]])?[0]["difference"] as? [String: Double])?["value"]
    }
    #expect(abs(lifts[0] - 0.076590) < 5e-7 && abs(lifts[1] - 0.045233) < 5e-7)
  }

  @Test("Ways of asking that make no sense end with 64, data that do not fit with 65")
  func refused() throws {
    let workspace = try shop()
    func status(_ arguments: String...) throws -> Int32 {
      try workspace.run(["outcome"] + arguments).status
    }
    let files = ("shop/campaign.csv", "shop/orders.csv")
    #expect(try status(files.0) == 64)
    #expect(try status(files.0, files.1) == 64)
    #expect(try status("--table", files.0) == 64)
    #expect(try status(files.0, files.1, "--after", Self.after, "--arm", "x") == 64)
    #expect(try status(files.0, files.1, "--after", Self.after, "--look", "1") == 64)
    #expect(
      try status(files.0, files.1, "--after", Self.after, "--look", "3", "--of", "2") == 64)
    #expect(
      try status(files.0, files.1, "--after", Self.after, "--days", "5", "--until", "2024-07-01")
        == 64)
    #expect(try status(files.0, files.1, "--after", Self.after, "--days", "500") == 65)
    #expect(try status("shop/customers.csv", files.1, "--after", Self.after) == 65)
    #expect(try status("nowhere.csv", files.1, "--after", Self.after) == 66)
    #expect(
      try status(
        "--table", files.0, "--arm", "group", "--control", "hold", "--outcome", "cost") == 64)
  }
}

@Suite("Campaign plan", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct PlanCommandTests {
  @Test("The answer comes first, the shares of hold-outs as CSV on stdout")
  func words() throws {
    let run = try Workspace().churn(
      "plan", "--base-rate", "0.4", "--customers", "20000", "--value", "80", "--contact-cost", "1",
      "--currency", "EUR")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.hasPrefix("Hold out ") && run.errors.contains("EUR"))
    #expect(run.rows.first?.first == "holdout_share" && run.rows.count == 9)
  }

  @Test("Scores and lists bring customers, risk and money")
  func scores() throws {
    let workspace = try Workspace()
    var text = "customer_id,churn_probability,value_at_risk\n"
    for row in 0..<400 { text += "c\(row),0.\(20 + row % 60),\(row % 50)\n" }
    try workspace.write(text, to: "scores.csv")
    let run = try workspace.churn("plan", "--scores", "scores.csv", "--json", "--html", "p.html")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["customers"] as? Int == 400)
    #expect(document["smallestHoldOut"] is NSNull)
    #expect(document["profit"] as? [String: Any] != nil)
    #expect(workspace.text("p.html").contains("How many to hold out"))
  }

  @Test("Without a base rate or with shares that are none it ends with 64")
  func refused() throws {
    let workspace = try Workspace()
    for arguments in [
      [], ["--base-rate", "1.5"], ["--base-rate", "0.4", "--save-rate", "0"],
      ["--base-rate", "0.4", "--power", "-1"], ["--base-rate", "0.4", "--customers", "0"],
    ] {
      let run = try workspace.run(["plan"] + arguments)
      #expect(run.status == 64, "\(arguments): \(run.errors)")
    }
  }
}
