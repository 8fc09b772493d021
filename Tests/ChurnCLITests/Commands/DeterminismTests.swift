import Foundation
import Testing

@Suite("The same bytes", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct DeterminismTests {
  @Test("Bundle, scores and list do not depend on threads, repetition or the order of rows")
  func orders() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    #expect(SmallShop.shuffled != SmallShop.orders)
    let bundle = try workspace.contents(of: "shop")
    for (data, threads) in [("orders.csv", "1"), ("orders.csv", "2"), ("shuffled.csv", "3")] {
      let run = try workspace.run(
        ["train", data, "--out", "again", "--name", "shop", "--force", "--threads", threads]
          + SmallShop.training)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try workspace.contents(of: "again") == bundle, "\(data), \(threads) threads")
    }
    let scores = try workspace.churn("score", "shop", "orders.csv", "--threads", "1")
    let others = try workspace.churn("score", "shop", "shuffled.csv", "--threads", "2")
    #expect(scores.output == others.output)
    #expect(scores.rows.count > 10)
  }

  @Test("A ready table, too, and its split")
  func table() throws {
    let workspace = try SmallShop.trained()
    let lines = SmallShop.table.split(separator: "\n")
    try workspace.write(
      ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n", to: "turned.csv")
    let run = try workspace.churn(
      "train", "turned.csv", "--label", "left", "--id", "id", "--value", "worth", "--out", "again",
      "--name", "ready", "--write-split", "again.csv", "--threads", "2", "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try workspace.contents(of: "again") == workspace.contents(of: "ready"))
    #expect(workspace.text("again.csv") == workspace.text("split.csv"))
    let parts = workspace.text("split.csv").split(separator: "\n").dropFirst()
    #expect(parts.count == 200)
    #expect((36...44).contains(parts.count { $0.hasSuffix(",test") }))
  }

  @Test("A simulated shop is the same for any number of threads")
  func simulation() throws {
    let workspace = try Workspace()
    for (folder, threads) in [("one", "1"), ("two", "2")] {
      let run = try workspace.churn(
        "simulate", folder, "--customers", "60", "--days", "200", "--threads", threads)
      #expect(run.status == 0, "\(run.errors)")
    }
    let names = ["campaign.csv", "customers.csv", "events.csv", "orders.csv", "truth.csv"]
    #expect(try workspace.contents(of: "one").keys.sorted() == names)
    #expect(try workspace.contents(of: "one") == workspace.contents(of: "two"))
  }
}
