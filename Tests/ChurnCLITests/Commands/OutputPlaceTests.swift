import Foundation
import Testing

@Suite("Places of outputs", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct OutputPlaceTests {
  private func train(_ workspace: Workspace, _ more: String...) throws -> CommandRun {
    try workspace.run(["train", "orders.csv"] + SmallShop.training + more)
  }

  @Test("A bundle stands in a folder of its own, whole")
  func bundle() throws {
    let workspace = try SmallShop.trained()
    let names = try workspace.contents(of: "shop").keys.sorted()
    #expect(
      names == ["MODEL_CARD.md", "manifest.json", "metrics.json", "model.bin", "report.html"])
    #expect(try SmallShop.bundles.get().shop.output == "")
  }

  @Test("An existing folder is 73; --force replaces a bundle and nothing else")
  func force() throws {
    let workspace = try SmallShop.trained()
    let before = try workspace.contents()
    #expect(try train(workspace, "--out", "shop").status == 73)
    try workspace.write("mine", to: "photos/holiday.jpg")
    #expect(try train(workspace, "--out", "photos", "--force").status == 73)
    #expect(try train(workspace, "--out", "orders.csv", "--force").status == 73)
    #expect(workspace.text("photos/holiday.jpg") == "mine")
    try FileManager.default.removeItem(at: workspace.folder.appendingPathComponent("photos"))
    try workspace.write("old", to: "shop/MODEL_CARD.md")
    #expect(try train(workspace, "--out", "shop", "--force").status == 0)
    #expect(try workspace.contents() == before)
  }

  @Test("Places that cannot be written are 73")
  func unwritable() throws {
    let workspace = try SmallShop.trained()
    let before = try workspace.contents()
    #expect(try train(workspace, "--out", "/proc/bundle").status == 73)
    #expect(try workspace.churn("score", "shop", "orders.csv", "--out", "no/s.csv").status == 73)
    #expect(try workspace.churn("score", "shop", "orders.csv", "--out", "shop").status == 73)
    #expect(try workspace.churn("simulate", "orders.csv").status == 73)
    #expect(try workspace.contents() == before)
  }

  @Test("A full disk is 74")
  func fullDisk() throws {
    let workspace = try SmallShop.trained()
    let run = try workspace.churn("score", "shop", "orders.csv", "--out", "/dev/full")
    #expect(run.status == 74)
    #expect(run.errors.contains("the disk is full"))
  }

  @Test("Data go to stdout, words to stderr, and --quiet leaves the words out")
  func streams() throws {
    let workspace = try SmallShop.trained()
    for call in [
      ["inspect", "orders.csv"], ["define", "orders.csv"], ["evaluate", "shop", "orders.csv"],
      ["features", "orders.csv", "--at", "2023-03-01"], ["score", "shop", "orders.csv"],
      ["at-risk", "shop", "orders.csv"], ["score", "ready", "table.csv"],
      ["at-risk", "ready", "table.csv", "--contact-cost", "1"],
    ] {
      let plain = try workspace.run(call)
      let quiet = try workspace.run(call + ["--quiet"])
      #expect(plain.status == 0, "\(call): \(plain.errors)")
      #expect(plain.output == quiet.output, "\(call)")
      #expect(quiet.errors == "", "\(call)")
      #expect(!plain.output.isEmpty)
      #expect(!plain.output.contains("note:"))
    }
  }

  @Test("--json is one strict document")
  func json() throws {
    let workspace = try SmallShop.trained()
    for call in [
      ["inspect", "orders.csv"], ["define", "orders.csv"], ["evaluate", "shop", "orders.csv"],
      ["score", "shop", "orders.csv"], ["at-risk", "shop", "orders.csv"],
      ["inspect", "table.csv", "--label", "left"], ["evaluate", "ready", "table.csv"],
      ["train", "orders.csv", "--out", "again"] + SmallShop.training,
    ] {
      let run = try workspace.run(call + ["--json"])
      #expect(run.status == 0, "\(call): \(run.errors)")
      #expect(throws: Never.self, "\(call)") { _ = try run.json() }
      #expect(!run.output.contains("nan") && !run.output.contains("inf,"))
    }
  }

  @Test("What a figure needs and does not have is null")
  func undefined() throws {
    let workspace = try Workspace()
    try workspace.write("customer,date\na,2022-01-01\na,2022-05-01\nb,2022-03-01\n", to: "o.csv")
    let run = try workspace.churn("inspect", "o.csv", "--json")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["totalAmount"] is NSNull)
    #expect(document["rows"] as? Int == 3)
  }
}
