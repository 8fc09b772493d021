import Foundation
import Testing

@Suite("Explaining", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct ExplainTests {
  /// The points of a list of objects.
  private func points(_ json: [String: Any], _ key: String) throws -> [Double] {
    try #require(json[key] as? [[String: Any]]).compactMap { $0["points"] as? Double }
  }

  /// Whether a number of a JSON document is that of a CSV field; Foundation reads the former with an
  /// error in the last digits.
  private func isSame(_ number: Double?, _ field: String) -> Bool {
    guard let number, let other = Double(field) else { return false }
    return abs(number - other) < 1e-14
  }

  @Test("Pushes and base rate add up to the probability that score gives", arguments: [0, 5, 20])
  func orders(place: Int) throws {
    let workspace = try SmallShop.trained()
    let row = try workspace.churn("score", "shop", "orders.csv").rows[place + 1]
    let run = try workspace.churn("explain", "shop", "orders.csv", "--customer", row[0], "--json")
    #expect(run.status == 0, "\(run.errors)")
    let json = try #require(try run.json() as? [String: Any])
    let probability = try #require(json["probability"] as? Double)
    let base = try #require(json["baseRate"] as? Double)
    #expect(isSame(probability, row[1]))
    // Rounding of a sum of some sixty numbers below 1.
    #expect(abs(try points(json, "pushes").reduce(base, +) - probability) < 1e-12)
    #expect(abs(try points(json, "families").reduce(base, +) - probability) < 1e-12)
    #expect(json["customer"] as? String == row[0])
    #expect(json["rank"] as? Int == place + 1 && json["riskBand"] as? String == row[3])
    #expect((json["at"] as? String)?.hasPrefix("202") == true)
    let push = try #require((json["pushes"] as? [[String: Any]])?.first)
    #expect(
      Set(push.keys) == ["feature", "family", "value", "typical", "points", "words"])
  }

  @Test("In words: base rate, families with bars, the customer; the page and the picture are files")
  func words() throws {
    let workspace = try SmallShop.trained()
    let row = try workspace.churn("score", "shop", "orders.csv").rows[1]
    let run = try workspace.churn(
      "explain", "shop", "orders.csv", "--customer", row[0], "--html", "p.html", "--svg", "p.svg")
    #expect(run.status == 0, "\(run.errors)")
    for text in ["Customer \(row[0]) on ", "base rate", "this customer", "█", "rank 1 of", row[8]] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(workspace.text("p.html").hasPrefix("<!doctype html>"))
    #expect(workspace.text("p.html").contains(row[8]))
    #expect(workspace.text("p.svg").hasPrefix("<?xml version=\"1.0\""))
    let again = try workspace.churn(
      "explain", "shop", "orders.csv", "--customer", row[0], "--html", "q.html", "--threads", "2")
    #expect(again.output == run.output)
    #expect(workspace.bytes("q.html") == workspace.bytes("p.html"))
  }

  @Test("--at stands at an earlier day; a ready table has none")
  func cutoffs() throws {
    let workspace = try SmallShop.trained()
    let arguments = ["shop", "orders.csv", "--at", "2023-06-01"]
    let row = try workspace.run(["score"] + arguments).rows[1]
    let run = try workspace.run(["explain"] + arguments + ["--customer", row[0], "--json"])
    let json = try #require(try run.json() as? [String: Any])
    #expect(json["at"] as? String == "2023-06-01")
    #expect(isSame(json["probability"] as? Double, row[1]))
    let table = try workspace.churn("explain", "ready", "table.csv", "--customer", "k7", "--json")
    let other = try #require(try table.json() as? [String: Any])
    #expect(other["at"] is NSNull && other["customer"] as? String == "k7")
  }

  @Test("Ids that a spreadsheet would take for a formula are found with and without the apostrophe")
  func apostrophes() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(
      SmallShop.table.replacing("k7,", with: "-k7,"), to: "minus.csv")
    for id in ["-k7", "'-k7"] {
      let run = try workspace.churn("explain", "ready", "minus.csv", "--customer", id, "--json")
      #expect(run.status == 0, "\(run.errors)")
      #expect((try run.json() as? [String: Any])?["customer"] as? String == "-k7")
    }
  }

  @Test("Who is not there or not predicted is told why, in one line")
  func refusals() throws {
    let workspace = try SmallShop.trained()
    let unknown = try workspace.churn("explain", "shop", "orders.csv", "--customer", "C01")
    #expect(unknown.status == 65 && unknown.output == "")
    #expect(
      unknown.errors.contains("No customer \"C01\" among the 80 of the data. Did you mean \"c01\"?")
    )
    _ = try workspace.churn("score", "shop", "orders.csv", "--skipped", "skipped.csv")
    let lines = workspace.text("skipped.csv").split(separator: "\n")
    let gone = try #require(lines.first { $0.contains("inactive") }?.split(separator: ",").first)
    let run = try workspace.churn("explain", "shop", "orders.csv", "--customer", String(gone))
    #expect(run.status == 65)
    #expect(run.errors.contains("already inactive at the cutoff, last purchase on "))
    #expect(try workspace.churn("explain", "shop", "orders.csv").status == 64)
    #expect(
      try workspace.churn("explain", "nowhere", "orders.csv", "--customer", "c01").status == 66)
    let wrong = try workspace.churn("explain", "shop", "table.csv", "--customer", "k1")
    #expect(wrong.status == 65)
    let place = try workspace.churn(
      "explain", "ready", "table.csv", "--customer", "k1", "--html", "no/such/folder/p.html")
    #expect(place.status == 73)
  }

  @Test("The customer's column can be named, as --customer names a person here")
  func column() throws {
    let workspace = try SmallShop.trained()
    try workspace.write(
      SmallShop.orders.replacing("customer_id,", with: "buyer,"), to: "renamed.csv")
    let row = try workspace.churn("score", "shop", "orders.csv").rows[1]
    let run = try workspace.churn(
      "explain", "shop", "renamed.csv", "--customer", row[0], "--customer-column", "buyer",
      "--json", "--quiet")
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    #expect(isSame((try run.json() as? [String: Any])?["probability"] as? Double, row[1]))
  }
}
