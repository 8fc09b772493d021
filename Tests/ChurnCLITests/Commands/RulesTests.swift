import Foundation
import Testing

@Suite("Rules", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct RulesTests {
  @Test(
    "Rules share out all training rows, ranked by lift or by leavers", arguments: ["shop", "ready"])
  func json(bundle: String) throws {
    let workspace = try SmallShop.trained()
    for (order, key) in [("lift", "lift"), ("leavers", "leavers")] {
      let run = try workspace.churn("rules", bundle, "--json", "--by", order)
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      let json = try #require(try run.json() as? [String: Any])
      let rules = try #require(json["rules"] as? [[String: Any]])
      let base = try #require(json["baseRate"] as? Double)
      let values = rules.compactMap { $0[key] as? Double }
      #expect(values.count == rules.count && values == values.sorted(by: >))
      #expect(rules.compactMap { $0["customers"] as? Int }.reduce(0, +) == json["rows"] as? Int)
      #expect(abs(rules.compactMap { $0["share"] as? Double }.reduce(0, +) - 1) < 1e-9)
      for rule in rules {
        let rate = try #require(rule["churnRate"] as? Double)
        let rows = try #require(rule["customers"] as? Int)
        #expect(abs(rate * Double(rows) - Double(rule["leavers"] as? Int ?? -1)) < 1e-6)
        #expect(abs((rule["lift"] as? Double ?? 0) - rate / base) < 1e-9)
        #expect((rule["conditions"] as? [String])?.isEmpty == (rules.count == 1))
      }
      let importances = try #require(json["importances"] as? [[String: Any]])
      #expect(importances.allSatisfy { Set($0.keys) == ["feature", "family", "importance"] })
    }
  }

  /// Visits and contract decide by construction of the table.
  @Test("In words, with what the rules are and what matters")
  func words() throws {
    let workspace = try SmallShop.trained()
    let run = try workspace.churn("rules", "ready")
    #expect(run.status == 0, "\(run.errors)")
    for text in ["training rows", "visits is ", "times the base", "leavers among"] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(run.output.contains("contract") && run.output.contains("points"))
    let file = try workspace.churn("rules", "ready", "--limit", "1", "--out", "rules.txt")
    #expect(file.output == "")
    #expect(workspace.text("rules.txt").contains("--limit shows more"))
  }

  @Test("A wrong limit, order or place")
  func refusals() throws {
    let workspace = try SmallShop.trained()
    #expect(try workspace.churn("rules", "shop", "--limit", "0").status == 64)
    #expect(try workspace.churn("rules", "shop", "--by", "name").status == 64)
    #expect(try workspace.churn("rules", "nowhere").status == 66)
    #expect(try workspace.churn("rules", "shop", "--out", "no/such/folder/x").status == 73)
  }
}
