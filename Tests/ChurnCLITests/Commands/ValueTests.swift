import Foundation
import TestSupport
import Testing

@Suite("Customer value", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct ValueCommandTests {
  private static let columns = [
    "customer_id", "p_alive", "expected_orders", "expected_spend", "clv",
  ]

  private func shop() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.file(Self.rows), to: "orders.csv")
    return workspace
  }

  private static func file(_ rows: [String]) -> String {
    (["customer_id,date,amount"] + rows).joined(separator: "\n") + "\n"
  }

  /// Two years of 300 customers who differ in how often, how much and how long they buy.
  private static let rows: [String] = {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var rows: [String] = []
    for customer in 0..<300 {
      let (haste, fickleness) = (next(1000), next(1000))
      let pace = 3 + haste * haste / 12_000
      let mean = 4 + next(60)
      var day = next(300)
      while day < 700 {
        let date = "\(2022 + day / 28 / 12)-\(two(1 + day / 28 % 12))-\(two(1 + day % 28))"
        rows.append("c\(customer),\(date),\(mean + next(mean)).\(two(next(100)))")
        if next(1000) < fickleness * fickleness / 1250 { break }
        day += 1 + next(2 * pace)
      }
    }
    return rows
  }()

  @Test("CSV goes to stdout, words to stderr; one row a customer, the most valuable first")
  func csv() throws {
    let run = try shop().churn("value", "orders.csv", "--model", "bg-nbd")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.rows.first == Self.columns && run.rows.count == 301)
    let values = run.rows.dropFirst().compactMap { Double($0[4]) }
    #expect(values.count == 300 && values == values.sorted(by: >))
    #expect(run.errors.contains("the most valuable 10 % hold"))
  }

  @Test("JSON has the names of the contract, and one document only")
  func json() throws {
    let workspace = try shop()
    for (model, names) in [
      ("mbg-nbd", ["a", "alpha", "b", "r"]), ("pareto-nbd", ["alpha", "beta", "r", "s"]),
    ] {
      let run = try workspace.churn("value", "orders.csv", "--model", model, "--json", "--quiet")
      #expect(run.status == 0 && run.errors == "", "\(run.errors)")
      let document = try #require(try run.json() as? [String: Any])
      #expect(document["model"] as? String == model)
      #expect(document["timeUnit"] as? String == "week")
      #expect((document["parameters"] as? [String: Any]).map { $0.keys.sorted() } == names)
      #expect(document["logLikelihood"] as? Double != nil)
      #expect(document["customers"] as? Int == 300)
      let spend = try #require(document["gammaGamma"] as? [String: Any])
      for name in ["p", "q", "v", "logLikelihood"] { #expect(spend[name] as? Double != nil) }
      #expect(document["holdout"] is NSNull)
    }
  }

  @Test("The same bytes in every file for any number of threads and order of rows")
  func determinism() throws {
    let workspace = try shop()
    try workspace.write(Self.file(Self.rows.reversed()), to: "shuffled.csv")
    func files(_ input: String, _ threads: String, _ name: String) throws -> [Data?] {
      let run = try workspace.churn(
        "value", input, "--threads", threads, "--calibration-end", "2023-06-30", "--intervals",
        "--replicates", "20", "--out", "\(name).csv", "--html", "\(name).html", "--json")
      #expect(run.status == 0, "\(run.errors)")
      return [
        workspace.bytes("\(name).csv"), workspace.bytes("\(name).html"), Data(run.output.utf8),
      ]
    }
    let one = try files("orders.csv", "1", "one")
    #expect(try files("shuffled.csv", "2", "two") == one && !one.contains(nil))
  }

  @Test("Columns of intervals and of the holdout come when asked for")
  func extraColumns() throws {
    let run = try shop().churn(
      "value", "orders.csv", "--calibration-end", "2023-06-30", "--with-holdout", "--intervals",
      "--replicates", "20")
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.rows.first
        == Self.columns + [
          "expected_orders_lower", "expected_orders_upper", "clv_lower", "clv_upper",
          "holdout_expected_orders", "holdout_orders",
        ])
    for row in run.rows.dropFirst() {
      let figures = row.dropFirst().map { Double($0) ?? .nan }
      #expect(figures[4] <= figures[5] && figures[6] <= figures[7])
    }
    #expect(run.errors.contains("Holdout") && run.errors.contains("repeat purchases so far"))
  }

  @Test("Without amounts there are no columns of money, and that is said")
  func withoutMoney() throws {
    let run = try shop().churn("value", "orders.csv", "--amount", "none")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.rows.first == ["customer_id", "p_alive", "expected_orders"])
    #expect(run.errors.contains("No amount column"))
  }

  @Test("Wrong options are 64, data that tell nothing 65, each with a sentence")
  func errors() throws {
    let workspace = try shop()
    for (arguments, word) in [
      (["--months", "0"], "--months"), (["--discount-rate=-1"], "--discount-rate"),
      (["--margin-rate", "2"], "--margin-rate"), (["--with-holdout"], "--calibration-end"),
      (["--model", "arima"], "model"), (["--duration", "x"], "--event"),
      (["--by", "x"], "--duration"), (["--replicates", "3"], "--replicates"),
    ] {
      let run = try workspace.run(["value", "orders.csv"] + arguments)
      #expect(run.status == 64 && run.errors.contains(word), "\(arguments): \(run.errors)")
    }
    for end in ["2019-01-01", "2030-01-01"] {
      let run = try workspace.churn("value", "orders.csv", "--calibration-end", end)
      #expect(run.status == 65 && run.errors.contains("--calibration-end"), "\(run.errors)")
    }
    try workspace.write("customer,time,amount\na,2024-01-01,5\n", to: "one.csv")
    let one = try workspace.churn("value", "one.csv")
    #expect(one.status == 65 && !one.errors.contains("Fatal"), "\(one.errors)")
    try workspace.write("customer,time,amount\n", to: "empty.csv")
    #expect(try workspace.churn("value", "empty.csv").status == 65)
  }

  /// DATA.md: the raw sample, weeks, same-day orders merged.
  @Test(
    "CDNOW by the columns of the raw sample",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func cdnow() throws {
    let path = try #require(SharedFolder.url("data/cdnow/CDNOW_sample.txt")).path
    let run = try Workspace().churn(
      "value", path, "--no-header", "--delimiter", "spaces", "--customer", "2", "--time", "3",
      "--quantity", "4", "--amount", "5", "--returns", "keep", "--calibration-end", "1997-09-30",
      "--model", "bg-nbd", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["customers"] as? Int == 2357)
    let holdout = try #require(document["holdout"] as? [String: Any])
    #expect(holdout["actualOrders"] as? Int == 1882)
    let expected = try #require(holdout["expectedOrders"] as? Double)
    #expect(abs(expected - 1653.40) < 0.02)
    let likelihood = try #require(document["logLikelihood"] as? Double)
    #expect(abs(likelihood + 9582.4292) < 1e-3)
  }
}

@Suite("Value of contracts", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct ContractValueCommandTests {
  /// Durations 2 (left), 4, 6 (left) and 8, so S is 3/4 from 2 on and 3/8 from 6 on.
  private static let table = """
    who,months,gone,fee
    a,2,yes,10
    b,4,no,20
    c,6,yes,30
    d,8,no,40

    """

  @Test("Months expected and value given tenure: by hand")
  func byHand() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table, to: "contracts.csv")
    let run = try workspace.churn(
      "value", "contracts.csv", "--duration", "months", "--event", "gone", "--customer", "who",
      "--amount", "fee", "--months", "3", "--discount-rate", "0", "--margin-rate", "0.5")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.rows.first == ["customer_id", "p_active", "expected_months", "clv"])
    let rows = run.rows.dropFirst().map { row in (row[0], row.dropFirst().compactMap { Double($0) })
    }
    #expect(rows.map(\.0) == ["d", "b"])
    // b: two months for sure, then half: p = 1/2, months 2.5, value 20 · 2.5 / 2.
    #expect(rows[1].1.count == 3)
    for (found, expected) in zip(rows[1].1, [0.5, 2.5, 25]) {
      #expect(abs(found - expected) < 1e-12)
    }
    // d: beyond 8 months at the rate of the 3 before: ln(0.75/0.375)/3, so half are there after 3.
    let rate = log(2.0) / 3
    let months = (1 - exp(-3 * rate)) / rate
    for (found, expected) in zip(rows[0].1, [0.5, months, 20 * months]) {
      #expect(abs(found - expected) < 1e-9)
    }
  }

  @Test("Starts and ends, groups and JSON")
  func dates() throws {
    let workspace = try Workspace()
    var text = "id,from,to,plan,fee\n"
    for row in 0..<60 {
      let start = "2022-\(String(1 + row % 9).count < 2 ? "0" : "")\(1 + row % 9)-01"
      let end = row % 3 == 0 ? "2023-0\(1 + row % 9)-15" : ""
      text += "k\(row),\(start),\(end),\(row % 2 == 0 ? "basic" : "pro"),\(10 + row)\n"
    }
    try workspace.write(text, to: "subscriptions.csv")
    let arguments = [
      "value", "subscriptions.csv", "--start", "from", "--end", "to", "--amount", "fee",
      "--customer", "id", "--by", "plan",
    ]
    let run = try workspace.run(arguments + ["--json", "--html", "page.html"])
    #expect(run.status == 0, "\(run.errors)")
    let document = try #require(try run.json() as? [String: Any])
    #expect(document["customers"] as? Int == 40 && document["left"] as? Int == 20)
    let groups = try #require(document["groups"] as? [[String: Any]])
    #expect(groups.compactMap { $0["name"] as? String } == ["basic", "pro"])
    #expect(workspace.text("page.html").contains("still there"))
    let csv = try workspace.run(arguments)
    #expect(csv.rows.count == 41)
    for row in csv.rows.dropFirst() {
      let figures = row.dropFirst().compactMap { Double($0) }
      #expect(figures.count == 3 && figures[0] <= 1 && figures[1] <= 12 && figures[2] > 0)
    }
  }

  @Test("Nobody left to value, and a column that is not there: 65, with a sentence")
  func errors() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table.replacingOccurrences(of: ",no,", with: ",yes,"), to: "gone.csv")
    let gone = try workspace.churn(
      "value", "gone.csv", "--duration", "months", "--event", "gone", "--amount", "fee")
    #expect(gone.status == 65 && gone.errors.contains("left"), "\(gone.errors)")
    let typo = try workspace.churn(
      "value", "gone.csv", "--duration", "month", "--event", "gone", "--amount", "fee")
    #expect(typo.status != 0 && typo.errors.contains("months"), "\(typo.errors)")
  }
}
