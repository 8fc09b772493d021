import Foundation
import Testing

@Suite("Ways to give data", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct InputTests {
  private func scores(_ workspace: Workspace, _ words: String..., input: Data = Data()) throws
    -> String
  {
    let run = try workspace.run(["score", "shop", "--quiet"] + words, input: input)
    #expect(run.status == 0, "\(words): \(run.errors)")
    return run.output
  }

  @Test("Standard input, gzip and several files are the same data")
  func sources() throws {
    let workspace = try SmallShop.trained()
    let plain = try scores(workspace, "orders.csv")
    #expect(try scores(workspace, "-", input: Data(SmallShop.orders.utf8)) == plain)
    try workspace.write(StoredGzip.file(SmallShop.orders), to: "orders.gz")
    #expect(try scores(workspace, "orders.gz") == plain)
    #expect(try scores(workspace, "-", input: StoredGzip.file(SmallShop.orders)) == plain)
    let half = SmallShop.rows.count / 2
    try workspace.write(SmallShop.file(Array(SmallShop.rows[..<half])), to: "one.csv")
    try workspace.write(SmallShop.file(Array(SmallShop.rows[half...])), to: "two.csv")
    #expect(try scores(workspace, "two.csv", "one.csv") == plain)
    try workspace.write(SmallShop.table, to: "other.csv")
    #expect(try workspace.churn("inspect", "one.csv", "other.csv").status == 65)
  }

  @Test("Delimiters, decimal commas, encodings, dates and missing headers")
  func texts() throws {
    let workspace = try SmallShop.trained()
    let plain = try scores(workspace, "orders.csv")
    let semicolons = SmallShop.orders.replacing(",", with: ";")
    try workspace.write(semicolons.replacing(".", with: ","), to: "european.csv")
    #expect(try scores(workspace, "european.csv", "--decimal-comma") == plain)
    try workspace.write(SmallShop.orders.replacing("\n", with: "\r\n"), to: "crlf.csv")
    #expect(try scores(workspace, "crlf.csv") == plain)
    let utf16 = try #require("\u{FEFF}\(SmallShop.orders)".data(using: .utf16LittleEndian))
    try workspace.write(utf16, to: "utf16.csv")
    #expect(try scores(workspace, "utf16.csv") == plain)
    let german = SmallShop.rows.map { row in
      var fields = row.split(separator: ",").map(String.init)
      fields[2] = fields[2].split(separator: "-").reversed().joined(separator: ".")
      return fields.joined(separator: ",")
    }
    try workspace.write(SmallShop.file(german), to: "german.csv")
    #expect(try scores(workspace, "german.csv", "--date-format", "dd.MM.yyyy") == plain)
    try workspace.write(SmallShop.rows.joined(separator: "\n") + "\n", to: "bare.csv")
    #expect(
      try scores(
        workspace, "bare.csv", "--no-header", "--customer", "1", "--order", "2", "--time", "3",
        "--amount", "4", "--product", "5") == plain)
  }

  @Test("A mapping is written, read back and may rename columns")
  func mapping() throws {
    let workspace = try SmallShop.trained()
    let inspect = try workspace.churn("inspect", "orders.csv", "--write-mapping", "map.yaml")
    #expect(inspect.status == 0)
    #expect(inspect.output.contains("customer  customer_id  (by name)"))
    #expect(workspace.text("map.yaml").contains("customer: \"customer_id\""))
    let run = try workspace.run(
      ["train", "orders.csv", "--out", "again", "--name", "shop", "--mapping", "map.yaml"]
        + SmallShop.training)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try workspace.contents(of: "again") == workspace.contents(of: "shop"))
    let plain = try scores(workspace, "orders.csv")
    try workspace.write(
      SmallShop.orders.replacing("customer_id", with: "client"), to: "renamed.csv")
    #expect(try scores(workspace, "renamed.csv", "--customer", "client") == plain)
    try workspace.write(
      workspace.text("map.yaml").replacing("customer_id", with: "client"), to: "client.yaml")
    #expect(try scores(workspace, "renamed.csv", "--mapping", "client.yaml") == plain)
    #expect(try workspace.churn("score", "shop", "renamed.csv").status == 65)
  }

  @Test("Features: the header, the label and a list of one's own")
  func features() throws {
    let workspace = try SmallShop.trained()
    try workspace.write("- recency_days\n- tenure_days\n", to: "bare.yaml")
    try workspace.write("features: [recency_days, tenure_days]\n", to: "keyed.yaml")
    let words = ["features", "orders.csv", "--at", "2023-03-01", "--quiet", "--features"]
    let bare = try workspace.run(words + ["bare.yaml"])
    let keyed = try workspace.run(words + ["keyed.yaml", "--with-label", "--horizon", "30"])
    #expect(bare.rows[0] == ["customer_id", "snapshot", "recency_days", "tenure_days"])
    #expect(keyed.rows[0] == bare.rows[0] + ["churned"])
    #expect(Set(keyed.rows.dropFirst().map { $0[4] }) == ["0", "1"])
    #expect(bare.rows.dropFirst().allSatisfy { (Int($0[2]) ?? 0) >= 1 && $0[1] == "2023-03-01" })
    let list = try workspace.churn("features", "--list")
    #expect(list.status == 0)
    #expect(list.output.contains("\nrecency_days"))
  }

  @Test("A stray last row stops every command that looks for the end of the data; --at overrides")
  func strayEnd() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(SmallShop.orders + "c00,o,2031-01-01,5,p1\n", to: "stray.csv")
    let row = SmallShop.rows.count + 1
    for call in [
      ["train", "stray.csv", "--out", "x"], ["define", "stray.csv"],
      ["train", "stray.csv", "--out", "x", "--horizon", "30"], ["score", "shop", "stray.csv"],
      ["evaluate", "shop", "stray.csv"], ["at-risk", "shop", "stray.csv"],
    ] {
      let run = try workspace.run(call)
      #expect(run.status == 65, "\(call): \(run.errors)")
      #expect(run.errors.contains("data row \(row), is of 2031-01-01"), "\(call): \(run.errors)")
    }
    let last = SmallShop.rows.map { $0.split(separator: ",")[2] }.max() ?? ""
    for call in [
      ["train", "stray.csv", "--out", "x", "--at", String(last)] + SmallShop.training,
      ["define", "stray.csv", "--at", String(last)],
      ["score", "shop", "stray.csv", "--at", String(last)],
    ] {
      let run = try workspace.run(call)
      #expect(run.status == 0, "\(call): \(run.errors)")
    }
  }
}
