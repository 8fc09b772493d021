import Foundation
import Testing

@Suite(
  "Training several models", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct TrainModelsTests {
  private static let names = ["logistic", "tree", "forest", "boosting"]

  /// Trains on the ready table with the models given.
  private func train(
    _ workspace: Workspace, _ out: String, _ options: String...
  ) throws -> CommandRun {
    try workspace.run(
      ["train", "table.csv", "--label", "left", "--id", "id", "--value", "worth", "--out", out]
        + ["--name", "ready", "--force"] + options)
  }

  private func models(_ run: CommandRun) throws -> [[String: Any]] {
    let report = try #require(try run.json() as? [String: Any])
    return try #require(report["models"] as? [[String: Any]])
  }

  @Test(
    "All models that exist are trained, listed with their figures, and the champion comes first")
  func all() throws {
    let workspace = try SmallShop.trained()
    let run = try train(workspace, "all", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(try run.json() as? [String: Any])
    let models = try models(run)
    // A blend is listed unless one model alone is the best mixture, which is said.
    let notes = report["notes"] as? [String] ?? []
    let hasBlend = !notes.contains { $0.hasPrefix("No blend") }
    #expect(
      Set(models.compactMap { $0["name"] as? String })
        == Set(Self.names + (hasBlend ? ["blend"] : [])))
    #expect(models.first?["name"] as? String == report["champion"] as? String)
    #expect((report["championReason"] as? String)?.hasPrefix("Champion: ") == true)
    for model in models {
      for key in ["rocAUC", "prAUC", "logLoss", "brier", "ece", "liftAt10", "profit", "seconds"] {
        #expect(model[key] is Double, "\(key)")
      }
      let selection = try #require(model["selection"] as? [String: Any])
      #expect(selection["metric"] as? String == "log-loss")
      #expect((selection["behindBest"] as? Double ?? -1) >= 0)
      #expect((model["settings"] as? [String: Any])?.isEmpty == false)
    }
    // On standard error for people, the reason in one sentence.
    let said = try train(workspace, "all")
    #expect(said.errors.contains("Champion: ") && said.errors.contains("before the test"))
  }

  @Test(
    "Each model alone becomes a bundle that scores, on one thread and two to the byte",
    arguments: names)
  func alone(name: String) throws {
    let workspace = try SmallShop.trained()
    for threads in ["1", "2"] {
      let run = try train(workspace, "out\(threads)", "--models", name, "--threads", threads)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try workspace.contents(of: "out1") == workspace.contents(of: "out2"))
    let manifest = workspace.text("out1/manifest.json")
    #expect(
      manifest.contains("\"champion\": \"\(name)\"")
        || manifest.contains("\"champion\":\"\(name)\""))
    let scored = try workspace.churn("score", "out1", "table.csv")
    #expect(scored.status == 0 && scored.rows.count == 201, "\(scored.errors)")
    let again = try workspace.churn("score", "out1", "table.csv", "--threads", "2")
    #expect(again.output == scored.output)
    let risks = scored.rows.dropFirst().compactMap { Double($0[1]) }
    #expect(risks.count == 200 && risks.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(Set(risks).count > 1)
  }

  @Test(
    "A history of orders gives the same bytes for every model, whatever the order of its rows",
    arguments: names)
  func orders(name: String) throws {
    let workspace = try SmallShop.trained()
    try workspace.write(SmallShop.shuffled, to: "shuffled.csv")
    for (data, out, threads) in [("orders.csv", "one", "1"), ("shuffled.csv", "two", "2")] {
      let run = try workspace.run(
        ["train", data, "--out", out, "--name", "shop", "--models", name, "--threads", threads]
          + SmallShop.training)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try workspace.contents(of: "one") == workspace.contents(of: "two"))
    #expect(try workspace.churn("score", "one", "orders.csv").rows.count > 10)
  }

  @Test("The order in which models are named changes nothing")
  func orderOfModels() throws {
    let workspace = try SmallShop.trained()
    let first = try train(workspace, "one", "--models", "tree,logistic,boosting")
    let second = try train(workspace, "two", "--models", "boosting,tree,logistic,tree")
    #expect(first.status == 0 && second.status == 0, "\(second.errors)")
    #expect(try workspace.contents(of: "one") == workspace.contents(of: "two"))
  }

  @Test(
    "Each metric chooses a champion; money needs a column of it",
    arguments: [
      "log-loss", "pr-auc", "profit",
    ])
  func metrics(metric: String) throws {
    let workspace = try SmallShop.trained()
    let run = try train(
      workspace, "out", "--models", "logistic,tree", "--metric", metric, "--json")
    #expect(run.status == 0, "\(run.errors)")
    for model in try models(run) {
      #expect((model["selection"] as? [String: Any])?["metric"] as? String == metric)
    }
    if metric == "profit" {
      let poor = try workspace.churn(
        "train", "table.csv", "--label", "left", "--id", "id", "--out", "poor", "--metric", metric)
      #expect(poor.status == 64 && poor.errors.contains("--value"), "\(poor.errors)")
      #expect(workspace.bytes("poor/manifest.json") == nil)
    }
  }

  @Test("A search says what it tried, and is the same on any number of threads")
  func search() throws {
    let workspace = try SmallShop.trained()
    let run = try train(
      workspace, "one", "--models", "boosting", "--search", "4", "--threads", "1", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let search = try #require(try models(run).first?["search"] as? [String: Any])
    #expect((search["trials"] as? [[String: Any]])?.count == 5)
    #expect((0..<5).contains(search["chosen"] as? Int ?? -1))
    let again = try train(
      workspace, "two", "--models", "boosting", "--search", "4", "--threads", "2")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try workspace.contents(of: "one") == workspace.contents(of: "two"))
    let wrong = try train(workspace, "three", "--search", "-1")
    #expect(wrong.status == 64 && wrong.errors.contains("--search"))
  }

  @Test("A refit is of the champion's kind and says that it is untested")
  func refit() throws {
    let workspace = try SmallShop.trained()
    let run = try train(workspace, "out", "--models", "boosting", "--refit")
    #expect(run.status == 0 && run.errors.contains("untested"), "\(run.errors)")
    #expect(try workspace.churn("score", "out", "table.csv").rows.count == 201)
  }
}
