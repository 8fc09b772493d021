import Foundation
import Testing

@Suite("Sequences", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct SequencesCommandTests {
  /// Customers buy about monthly; after a ticket most leave.
  private static let (orders, events): (String, String) = {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    func date(_ day: Int) -> String {
      "\(2022 + day / 336)-\(two(1 + day / 28 % 12))-\(two(1 + day % 28))"
    }
    var orders = ["customer_id,order_id,date,amount,category,channel"]
    var events = ["customer_id,time,event"]
    for customer in 0..<200 {
      var day = next(400)
      while day < 660 {
        orders.append(
          "c\(customer),o\(orders.count),\(date(day)),10,\(["tea", "cup", "pot"][next(3)]),"
            + ["web", "shop"][next(2)])
        events.append("c\(customer),\(date(day)),visit")
        let hasTicket = next(10) < 2
        if hasTicket { events.append("c\(customer),\(date(day + 2)),ticket") }
        if next(100) < (hasTicket ? 70 : 8) { break }
        day += 10 + next(30)
      }
    }
    return (orders.joined(separator: "\n") + "\n", events.joined(separator: "\n") + "\n")
  }()

  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.orders, to: "orders.csv")
    try workspace.write(Self.events, to: "events.csv")
    return workspace
  }

  @Test("A ticket before leaving is found; CSV, page and transitions, the same on any threads")
  func finds() throws {
    let workspace = try shop()
    var files: [[String: Data]] = []
    for threads in ["1", "3"] {
      let run = try workspace.churn(
        "sequences", "orders.csv", "--events", "events.csv", "--horizon", "60", "--out",
        "steps.csv",
        "--transitions", "flow.csv", "--html", "page.html", "--threads", threads)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("ticket"))
      #expect(run.errors.contains("times as often as others"))
      files.append(try workspace.contents())
    }
    #expect(files[0] == files[1])
    let lines = workspace.text("steps.csv").split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("of,steps,length,customers,rows,churned,churn_rate") == true)
    #expect(lines.contains { $0.hasPrefix("event,ticket,1,") })
    #expect(workspace.text("flow.csv").contains("event,ticket,(left),"))
    #expect(workspace.text("page.html").contains("What follows what, by event"))
  }

  @Test("JSON is one document")
  func json() throws {
    let run = try shop().churn(
      "sequences", "orders.csv", "--of", "category", "--horizon", "60", "--json", "--ending")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["horizonDays"] as? Int == 60)
    let views = try #require(document["views"] as? [[String: Any]])
    #expect(views.count == 1 && views[0]["of"] as? String == "category")
    let stretches = try #require(views[0]["stretches"] as? [[String: Any]])
    #expect(!stretches.isEmpty && stretches.allSatisfy { ($0["rows"] as? Int ?? 0) > 0 })
  }

  @Test("Wrong options and data that do not tell end in sentences")
  func errors() throws {
    let workspace = try shop()
    for (arguments, status, text) in [
      (["--of", "event"], Int32(64), "--events FILE"),
      (["--of", "colour"], 64, "Known are category, channel"),
      (["--max-length", "9"], 64, "1 to 4"), (["--window", "0"], 64, "--window"),
      (["--horizon", "5000"], 65, "Pass a shorter --horizon"),
      (["--events", "none.csv"], 66, "no such file"),
      (["--events", "events.csv", "--event-columns", "a,b"], 64, "three names"),
      (["--events", "events.csv", "--event-columns", "customer_id,time,evnt"], 64, "event"),
    ] {
      let run = try workspace.run(["sequences", "orders.csv"] + arguments)
      #expect(run.errors.contains(text), "\(arguments): \(run.errors)")
      #expect(run.status == status || status == 64 && run.status == 65, "\(arguments)")
    }
  }
}
