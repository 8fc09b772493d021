import Foundation
import Testing

@Suite("Monitoring", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct MonitorCommandTests {
  /// SmallShop trains with a horizon of 30 days; the data reach to the end of January 2024.
  private static let cutoff = "2023-11-15"

  private func verdict(_ run: CommandRun) throws -> String? {
    (try run.json() as? [String: Any])?["verdict"] as? String
  }

  @Test("A verdict first, then scores, inputs and the base; the exit code is 0")
  func text() throws {
    let workspace = try SmallShop.trained()
    let run = try workspace.churn("monitor", "shop", "orders.csv")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.first?.contains("training") == true)
    for start in ["Scores: ", "Inputs: ", "Base: "] {
      #expect(lines.contains { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(!run.output.contains("Promises"))
    let short = try workspace.churn("monitor", "shop", "orders.csv", "--features", "2")
    #expect(short.output.contains("more features have moved less"))
    #expect(try workspace.churn("monitor", "shop", "orders.csv", "--features=-1").status == 64)
  }

  @Test("JSON is one document with every name, the same on any number of threads and row order")
  func json() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    let one = try workspace.churn(
      "monitor", "shop", "orders.csv", "--json", "--threads", "1", "--quiet")
    let two = try workspace.churn(
      "monitor", "shop", "shuffled.csv", "--json", "--threads", "2", "--quiet")
    #expect(one.status == 0 && one.output == two.output)
    let document = try #require(try one.json() as? [String: Any])
    #expect(
      Set(document.keys) == [
        "verdict", "headline", "bundle", "at", "inputs", "scores", "base", "promises", "notes",
      ])
    #expect(document["promises"] is NSNull)
    let inputs = try #require(document["inputs"] as? [String: Any])
    let features = try #require(inputs["features"] as? [[String: Any]])
    #expect(features.count > 20)
  }

  @Test("score --ledger keeps a promise, and monitor judges it; scores are the same bytes")
  func ledger() throws {
    let workspace = try SmallShop.trained()
    let plain = try workspace.churn("score", "shop", "orders.csv", "--at", Self.cutoff)
    let kept = try workspace.churn(
      "score", "shop", "orders.csv", "--at", Self.cutoff, "--ledger", "ledger")
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(plain.output == kept.output)
    let files = try workspace.contents(of: "ledger")
    #expect(files.count == 2 && files.keys.allSatisfy { $0.hasPrefix("shop-") })
    _ = try workspace.churn(
      "score", "shop", "orders.csv", "--at", Self.cutoff, "--ledger", "ledger")
    #expect(try workspace.contents(of: "ledger") == files)
    _ = try workspace.churn("score", "shop", "orders.csv", "--ledger", "ledger")
    let run = try workspace.churn("monitor", "shop", "orders.csv", "--ledger", "ledger", "--json")
    let document = try #require(try run.json() as? [String: Any])
    let promises = try #require(document["promises"] as? [[String: Any]])
    #expect(promises.count == 2)
    #expect(["kept", "broken"].contains(promises[0]["standing"] as? String ?? ""))
    #expect(promises[0]["at"] as? String == Self.cutoff)
    #expect(promises[0]["matures"] as? String == "2023-12-15")
    #expect(promises[1]["standing"] as? String == "notDue")
    let text = try workspace.churn("monitor", "shop", "orders.csv", "--ledger", "ledger")
    // The model learned from that day, so the promise is shown and decides nothing.
    #expect(!text.output.contains("The last promise") && text.output.contains("prove nothing"))
    #expect(text.output.contains("tenth, riskiest first") && text.output.contains("not due yet"))
  }

  @Test("Another promise for the same day is refused, and replaced when told to")
  func otherPromise() throws {
    let workspace = try SmallShop.trained()
    let arguments = ["--at", Self.cutoff, "--ledger", "ledger", "--out", "scores.csv"]
    #expect(try workspace.run(["score", "shop", "orders.csv"] + arguments).status == 0)
    let before = try workspace.contents(of: "ledger")
    try workspace.write(SmallShop.file(Array(SmallShop.rows.dropFirst(40))), to: "fewer.csv")
    try workspace.write("old", to: "scores.csv")
    let refused = try workspace.run(["score", "shop", "fewer.csv"] + arguments)
    #expect(refused.status == 73 && refused.errors.contains("--replace-promise"))
    #expect(try workspace.contents(of: "ledger") == before)
    #expect(workspace.text("scores.csv") == "old")
    let forced = try workspace.run(
      ["score", "shop", "fewer.csv", "--replace-promise"] + arguments)
    #expect(forced.status == 0)
    #expect(try workspace.contents(of: "ledger") != before)
  }

  @Test("An edited promise, an absent folder and a bad place end in a sentence and their code")
  func failures() throws {
    let workspace = try SmallShop.trained()
    let arguments = ["score", "shop", "orders.csv", "--at", Self.cutoff, "--ledger"]
    _ = try workspace.run(arguments + ["ledger"])
    let table = try #require(
      try workspace.contents(of: "ledger").keys.first { $0.hasSuffix(".csv") })
    try workspace.write(
      workspace.text("ledger/" + table).replacing("low", with: "high"), to: "ledger/" + table)
    let edited = try workspace.churn("monitor", "shop", "orders.csv", "--ledger", "ledger")
    #expect(edited.status == 65 && edited.output == "")
    #expect(edited.errors.contains(table) && edited.errors.contains("edited"))
    let absent = try workspace.churn("monitor", "shop", "orders.csv", "--ledger", "nowhere")
    #expect(absent.status == 66 && absent.errors.contains("nowhere"))
    #expect(try workspace.run(arguments + ["orders.csv"]).status == 73)
  }

  @Test("A ready table: drift names the column, a new contract is named, labels judge the promise")
  func table() throws {
    let workspace = try SmallShop.trained()
    let same = try workspace.churn("monitor", "ready", "table.csv", "--json", "--quiet")
    #expect(try verdict(same) == "steady")
    let lines = SmallShop.table.split(separator: "\n").map(String.init)
    let moved = lines.enumerated().map { row, line in
      guard row > 0 else { return line }
      var cells = line.split(separator: ",").map(String.init)
      cells[1] = "\((Int(cells[1]) ?? 0) + 15)"
      if row % 4 == 0 { cells[2] = "weekly" }
      return cells.joined(separator: ",")
    }
    try workspace.write(moved.joined(separator: "\n") + "\n", to: "moved.csv")
    let found = try workspace.churn("monitor", "ready", "moved.csv")
    #expect(found.status == 0)
    #expect(found.output.split(separator: "\n").first?.contains("visits") == true)
    #expect(found.output.contains("contract has new values: \"weekly\" (25.0 %)"))
    let drift = try workspace.churn("monitor", "ready", "moved.csv", "--json", "--quiet")
    #expect(try verdict(drift) == "muchMoved")
    // Promised without labels, judged when they are there.
    let bare = lines.map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    try workspace.write(bare.joined(separator: "\n") + "\n", to: "now.csv")
    #expect(try workspace.churn("score", "ready", "now.csv", "--ledger", "l").status == 0)
    let before = try workspace.churn("monitor", "ready", "now.csv", "--ledger", "l")
    #expect(before.status == 0 && before.output.contains("not due yet"), "\(before.errors)")
    let after = try workspace.churn("monitor", "ready", "table.csv", "--ledger", "l")
    #expect(after.status == 0 && !after.output.contains("The last promise was "))
    #expect(after.output.contains("proves nothing"))
  }
}
