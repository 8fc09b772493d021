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

  @Test("Segment, change and acts add up in --json, are the same for any number of threads")
  func comparing() throws {
    let workspace = try SmallShop.trained()
    let row = try workspace.churn("score", "shop", "orders.csv").rows[1]
    let arguments = [
      "explain", "shop", "orders.csv", "--customer", row[0], "--since", "2023-06-01", "--json",
    ]
    let run = try workspace.run(arguments)
    #expect(run.status == 0, "\(run.errors)")
    let json = try #require(try run.json() as? [String: Any])
    let probability = try #require(json["probability"] as? Double)
    let segment = try #require(json["segment"] as? [String: Any])
    #expect(
      Set(segment.keys) == ["name", "by", "customers", "meanProbability", "rank", "pushes"])
    #expect(segment["name"] as? String == row[6])
    if let mean = segment["meanProbability"] as? Double {
      #expect(abs(try points(segment, "pushes").reduce(mean, +) - probability) < 1e-12)
    } else {
      #expect(try #require(segment["customers"] as? Int) < 30)
    }
    let since = try #require(json["since"] as? [String: Any])
    #expect(since["at"] as? String == "2023-06-01")
    if let change = since["change"] as? Double {
      #expect(abs(try points(since, "blocks").reduce(0, +) - change) < 1e-14)
    } else {
      #expect(since["reason"] is String)
    }
    let acts = try #require(json["acts"] as? [[String: Any]])
    #expect(acts.count >= 1)
    for act in acts {
      #expect(
        Set(act.keys) == [
          "words", "probability", "points", "band", "smallestToLowerBand", "beyond",
        ])
    }
    #expect(try workspace.run(arguments + ["--threads", "2"]).output == run.output)
  }

  @Test("A ready table is compared by a column, even one that the bundle does not use")
  func readyTable() throws {
    let workspace = try SmallShop.trained()
    let lines = SmallShop.table.split(separator: "\n").enumerated().map { place, line in
      "\(line),\(place == 0 ? "team" : place % 2 == 0 ? "red" : "blue")"
    }
    try workspace.write(lines.joined(separator: "\n") + "\n", to: "teams.csv")
    let arguments = ["explain", "ready", "teams.csv", "--customer", "k7", "--segment-by"]
    let run = try workspace.run(arguments + ["team"])
    #expect(run.status == 0, "\(run.errors)")
    // Row 8 of the file, so an even place: a hundred of either team.
    #expect(run.output.contains("Beside the segment \"red\" (team)"))
    #expect(run.output.contains("of its 100 customers"))
    #expect(run.output.contains("What might lower the risk"))
    let plain = try workspace.churn("explain", "ready", "table.csv", "--customer", "k7")
    #expect(!plain.output.contains("Beside the segment"))
    let unknown = try workspace.run(arguments + ["teem"])
    #expect(unknown.status == 64 && unknown.errors.contains("No usable column \"teem\""))
    let held = try workspace.churn(
      "explain", "ready", "table.csv", "--customer", "k7", "--immutable", "visits,contract")
    #expect(held.output.contains("visits, contract. --mutable"))
  }

  @Test("Questions that the data cannot answer are refused, each with its reason")
  func impossible() throws {
    let workspace = try SmallShop.trained()
    let row = try workspace.churn("score", "shop", "orders.csv").rows[1]
    func refusal(_ bundle: String, _ data: String, _ id: String, _ more: String...) throws
      -> CommandRun
    { try workspace.run(["explain", bundle, data, "--customer", id] + more) }
    let table = try refusal("ready", "table.csv", "k7", "--since", "2023-01-01")
    #expect(table.status == 64 && table.errors.contains("at one moment"))
    let late = try refusal("shop", "orders.csv", row[0], "--since", "2030-01-01")
    #expect(late.status == 64 && late.errors.contains("must lie before"))
    let early = try refusal("shop", "orders.csv", row[0], "--since", "1999-01-01")
    #expect(early.status == 65 && early.errors.contains("Nothing lies before 1999-01-01"))
    let odd = try refusal("shop", "orders.csv", row[0], "--since", "yesterday")
    #expect(odd.status == 64)
    let column = try refusal("shop", "orders.csv", row[0], "--segment-by", "region")
    #expect(column.status == 64 && column.errors.contains("--customers FILE"))
    let mutable = try refusal("shop", "orders.csv", row[0], "--mutable", "aov")
    #expect(mutable.status == 64 && mutable.errors.contains("whole orders are imagined"))
  }
}
