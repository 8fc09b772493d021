import Foundation
import TestSupport
import Testing

@Suite("Survival", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct SurvivalCommandTests {
  private typealias Object = [String: Any]

  private func document(_ run: CommandRun) throws -> [String: Any] {
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try run.json() as? Object)
  }

  private func groups(_ document: [String: Any]) throws -> [[String: Any]] {
    try #require(document["groups"] as? [Object])
  }

  /// The curve of a group at the times asked.
  private func survival(_ group: [String: Any]) -> [Double] {
    (group["atTimes"] as? [Object])?.compactMap { $0["survival"] as? Double } ?? []
  }

  private func shared(_ path: String) throws -> String {
    try #require(SharedFolder.url("data/" + path)).path
  }

  private func near(_ found: Any?, _ expected: Double, _ tolerance: Double) -> Bool {
    (found as? Double).map { abs($0 - expected) <= tolerance } ?? false
  }

  /// The figures of DATA.md: lifelines 0.30.3 on the 7,032 rows of tenure > 0; the 11 others are
  /// censored at 0 and change nothing but n.
  @Test(
    "Telco by contract: curves, median and log-rank",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func telco() throws {
    let table = try shared("telco/Telco-Customer-Churn.csv")
    let workspace = try Workspace()
    let words = [
      "survival", table, "--duration", "tenure", "--event", "Churn", "--times", "72,12,24,48",
      "--json",
    ]
    let all = try workspace.run(words)
    let whole = try #require(try groups(document(all)).first)
    #expect(all.errors.contains("11 rows with a lifetime of 0 were still there"))
    #expect(whole["n"] as? Int == 7043 && whole["events"] as? Int == 1869)
    for (found, expected) in zip(survival(whole), [0.84320, 0.78874, 0.70884, 0.59279]) {
      #expect(abs(found - expected) < 5e-6)
    }
    let parted = try document(workspace.run(words + ["--by", "Contract", "--html", "page.html"]))
    let parts = try groups(parted)
    #expect(parts.map { $0["name"] as? String } == ["Month-to-month", "One year", "Two year"])
    let expected = [
      [0.70310, 0.58592, 0.39726, 0.12895], [0.99081, 0.97827, 0.91655, 0.56815],
      [1, 1, 0.99572, 0.93574],
    ]
    for (group, values) in zip(parts, expected) {
      for (found, value) in zip(survival(group), values) { #expect(abs(found - value) < 5e-6) }
    }
    #expect(parts[0]["median"] as? Int == 35 && parts[1]["median"] is NSNull)
    let test = try #require(parted["logRank"] as? Object)
    #expect(near(test["chiSquare"], 2352.873, 5e-4))
    #expect(test["degreesOfFreedom"] as? Int == 2)
    let page = workspace.text("page.html")
    #expect(page.contains("Still watched just before each time") && page.contains("</html>"))
  }

  /// R 4.2.2, survival 3.5-3 (reference/01_km_logrank.json): median 310 (log 285 to 363), mean to 1022
  /// 376.27474614785 ± 19.7077914213399; lifelines 0.30.3, Efron: log likelihood -729.2301, C .6371.
  @Test(
    "Lung: median, restricted mean and Cox; rossi: log-rank and late entries",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func lung() throws {
    let workspace = try Workspace()
    let run = try workspace.run([
      "survival", try shared("survival/lung.csv"), "--duration", "time", "--event", "status",
      "--cox", "age,sex,ph.ecog", "--json",
    ])
    let lung = try document(run)
    #expect(run.errors.contains("holds 1 and 2: 2 counts as leaving"))
    let group = try #require(try groups(lung).first)
    #expect(
      ["median", "medianLower", "medianUpper"].map { group[$0] as? Int } == [310, 285, 363])
    #expect(near(group["restrictedMean"], 376.27474614785, 1e-8))
    #expect(near(group["restrictedMeanStandardError"], 19.7077914213399, 1e-8))
    let cox = try #require(lung["cox"] as? Object)
    #expect(near(cox["logLikelihood"], -729.2301, 5e-5) && near(cox["concordance"], 0.6371, 5e-5))
    #expect(cox["ties"] as? String == "efron" && cox["leftOut"] as? Int == 1)
    #expect(lung["logRank"] is NSNull)
    // R: survdiff(Surv(week, arrest) ~ fin, rossi), reference/01_km_logrank.json.
    let rossi = try document(
      workspace.run([
        "survival", try shared("survival/rossi.csv"), "--duration", "week", "--event", "arrest",
        "--by", "fin", "--json",
      ]))
    #expect(
      near((rossi["logRank"] as? Object)?["chiSquare"], 3.8375695765490496, 1e-8))
    // R with Surv(entry, week, arrest): mean to 52 of 40.1627078137045.
    let late = try document(
      workspace.run([
        "survival", try #require(SharedFolder.url("reference/data/rossi.csv")).path, "--duration",
        "week", "--event", "arrest", "--entry", "entry", "--json",
      ]))
    #expect(near(try groups(late).first?["restrictedMean"], 40.1627078137045, 1e-8))
  }

  @Test(
    "Orders need no ready table, and the result does not depend on rows or threads",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func orders() throws {
    let workspace = try Workspace()
    let run = try workspace.run([
      "survival", try shared("online-retail/online-retail.csv"), "--by", "cohort", "--horizon",
      "60", "--json", "--threads", "1",
    ])
    let retail = try document(run)
    let same = try workspace.run([
      "survival", try shared("online-retail/online-retail.csv"), "--by", "cohort", "--horizon",
      "60", "--json", "--threads", "2",
    ])
    #expect(run.output == same.output)
    let parts = try groups(retail)
    // First orders from 60 days after 2010-12-01 on, up to 61 days before the data end on 2011-12-09.
    #expect(parts.map { $0["name"] as? String ?? "" }.sorted().first == "2011-01")
    #expect(parts.last?["name"] as? String == "2011-10")
    #expect((retail["meaning"] as? Object)?["horizonDays"] as? Int == 60)
  }

  /// By hand.
  ///
  /// a renews at once, 60 days in all, left over payment; b is active for 60 days; c has ten
  /// days twice, 30 days apart. At 10 days 2 of 4 leave, at 60 1 of 2.
  static let contracts = """
    id,start,end,plan,why
    a,2024-01-01,2024-01-31,basic,price
    a,2024-01-31,2024-03-01,plus,payment
    b,2024-01-11,,basic,
    c,2024-01-01,2024-01-11,plus,price
    c,2024-02-10,2024-02-20,plus,price

    """

  @Test("Contracts are merged, censored at the end, and their reasons compete")
  func contracts() throws {
    let workspace = try Workspace()
    try workspace.write(Self.contracts, to: "contracts.csv")
    let words = [
      "survival", "contracts.csv", "--start", "start", "--end", "end", "--customer", "id",
      "--at", "2024-03-11", "--reason", "why", "--json",
    ]
    let run = try workspace.run(words + ["--times", "10,60", "--by", "plan"])
    let parts = try groups(document(run))
    #expect(run.errors.contains("came back after a longer gap"))
    #expect(parts.map { $0["n"] as? Int } == [2, 2])
    let all = try #require(try groups(document(workspace.run(words + ["--times", "10,60"]))).first)
    #expect(all["n"] as? Int == 4 && all["events"] as? Int == 3)
    #expect(survival(all) == [0.5, 0.25])
    let incidence = try #require(all["incidence"] as? [Object])
    #expect(incidence.map { $0["reason"] as? String } == ["payment", "price"])
    let shares = incidence.map { ($0["curve"] as? [Object])?.last?["share"] as? Double }
    #expect(shares == [0.25, 0.5])
    let merged = try groups(document(workspace.run(words + ["--allowed-gap", "30"])))
    #expect(merged.first?["n"] as? Int == 3)
    // a and b began before 15 January: they enter late; c's first period was over.
    let late = try workspace.run(words + ["--listed-from", "2024-01-15"])
    #expect(try groups(document(late)).first?["n"] as? Int == 3)
    #expect(late.errors.contains("enter late"))
  }

  @Test("Names of the JSON document are always there, and rows may stand in any order")
  func shape() throws {
    let workspace = try Workspace()
    let rows = [
      "5,1,0.5,a,2.5", "3,1,2,b,1", "8,0,1,a,0", "3,0,1,b,4", "9,1,1.5,a,3", "2,1,1,b,0.5",
    ]
    try workspace.write((["t,e,w,g,x"] + rows).joined(separator: "\n") + "\n", to: "one.csv")
    try workspace.write(
      (["t,e,w,g,x"] + rows.reversed()).joined(separator: "\n") + "\n", to: "two.csv")
    func run(_ file: String, _ threads: String) throws -> CommandRun {
      try workspace.run([
        "survival", file, "--duration", "t", "--event", "e", "--weight", "w", "--by", "g", "--cox",
        "x", "--json", "--csv", file + ".out", "--html", file + ".html", "--threads", threads,
      ])
    }
    let one = try run("one.csv", "1")
    let two = try run("two.csv", "2")
    #expect(one.output == two.output)
    #expect(workspace.bytes("one.csv.out") == workspace.bytes("two.csv.out"))
    #expect(workspace.bytes("one.csv.html") == workspace.bytes("two.csv.html"))
    let names = try document(one)
    for name in ["groups", "logRank", "cox", "notes", "times", "reasons", "meaning"] {
      #expect(names[name] != nil, "\(name)")
    }
    let group = try #require(try groups(names).first)
    for name in [
      "name", "n", "events", "median", "medianLower", "medianUpper", "restrictedMean", "curve",
    ] {
      #expect(group[name] != nil, "\(name)")
    }
    let point = try #require((group["curve"] as? [Object])?.first)
    #expect(
      Set(point.keys) == [
        "time", "atRisk", "events", "censored", "survival", "standardError", "lower", "upper",
      ])
    let cox = try #require(names["cox"] as? Object)
    let coefficient = try #require((cox["coefficients"] as? [Object])?.first)
    for name in ["name", "estimate", "standardError", "z", "p", "hazardRatio", "lower", "upper"] {
      #expect(coefficient[name] != nil, "\(name)")
    }
    #expect(group["n"] as? Int == 3 && group["rows"] as? Int == 3)
    #expect(one.errors.contains("are sums of \"w\" over 6 rows"))
    #expect(
      workspace.text("one.csv.out").hasPrefix(
        "group,time,at_risk,events,censored,survival,standard_error,lower,upper\na,5,3,0.5,0,"))
  }

  @Test(
    "Wrong data and options end in a sentence and the right code",
    arguments: [
      (
        "t,e\n5,1\n", ["--duration", "tt", "--event", "e"], 65,
        "no column \"tt\". The columns are \"t\""
      ),
      ("t,e\n5,1\n-3,0\n", [], 65, "data row 2: column \"t\": expected a lifetime of 0 or more"),
      ("t,e\n5,1\nx,0\n", [], 65, "t.csv:3: column \"t\": expected a number, got \"x\""),
      ("t,e\n5,a\n4,b\n", [], 65, "Pass --event-value VALUE"),
      (
        "t,e\n5,a\n4,b\n", ["--duration", "t", "--event", "e", "--event-value", "z"], 65,
        "--event-value: column \"e\" never holds \"z\""
      ),
      ("t,e\n5,1\n", ["--duration", "t", "--event", "e", "--of", "churn"], 64, "--of makes no"),
      ("t,e\n5,1\n", ["--duration", "t", "--event", "e", "--powers", "1,1"], 64, "--powers"),
      ("t,e\n5,1\n", ["--duration", "t", "--event", "e", "--customer", "t"], 64, "--robust"),
      ("t,e\n5,1\n", ["--start", "t", "--end", "e", "--horizon", "9"], 64, "--horizon makes no"),
      ("t,e\n5,1\n", ["--allowed-gap", "0"], 64, "--allowed-gap makes no"),
      ("t,e\n", [], 65, "t.csv"), ("", [], 65, "is empty"),
      ("t,e\n5,1\n", ["--duration", "t"], 64, "needs both"),
      ("t,e\n5,1\n", ["--duration", "t", "--event", "e", "--level", "1"], 64, "--level"),
      ("t,e\n5,1\n", ["--duration", "t", "--event", "e", "--test", "z"], 64, "--test"),
      ("t,e\n5,1\n", ["--duration", "t", "--event", "e", "--times", "0"], 64, "--times"),
      (
        "t,e\n5,1\n", ["--duration", "t", "--event", "e", "--landmark", "2024-01-01"], 64,
        "makes no"
      ),
      ("t,e,x\n5,1,\n3,0,\n", ["--duration", "t", "--event", "e", "--cox", "x"], 64, "--cox"),
      (
        "t,e,x\n5,0,1\n3,0,2\n", ["--duration", "t", "--event", "e", "--cox", "x"], 65,
        "None of 2 customers left"
      ),
      ("t,e,x\n5,1,1\n", ["--duration", "t", "--event", "e", "--cox", "x"], 65, "is constant"),
    ] as [(String, [String], Int32, String)])
  func errors(_ text: String, _ options: [String], _ status: Int32, _ sentence: String) throws {
    let workspace = try Workspace()
    try workspace.write(text, to: "t.csv")
    let words = options.isEmpty ? ["--duration", "t", "--event", "e"] : options
    let run = try workspace.run(["survival", "t.csv"] + words)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  /// R 4.2.2, survival 3.5-3.
  ///
  ///     i <- 0:59
  ///     d <- data.frame(t = 1 + (i * 37) %% 23, e = as.integer((i * 5) %% 3 != 0), id = i %% 20,
  ///                     x = i %% 7)
  ///     sqrt(coxph(Surv(t, e) ~ x, d, cluster = id)$var)    # and with robust = TRUE for no cluster
  @Test("Robust errors of a ready table go by customer, whatever the order of rows")
  func robust() throws {
    let workspace = try Workspace()
    let rows = (0..<60).map {
      "\(1 + $0 * 37 % 23),\($0 * 5 % 3 == 0 ? 0 : 1),c\($0 % 20),\($0 % 7)"
    }
    try workspace.write((["t,e,id,x"] + rows).joined(separator: "\n") + "\n", to: "one.csv")
    try workspace.write(
      (["t,e,id,x"] + rows.reversed()).joined(separator: "\n") + "\n", to: "two.csv")
    func run(_ file: String, _ more: [String]) throws -> CommandRun {
      try workspace.run(
        ["survival", file, "--duration", "t", "--event", "e", "--cox", "x", "--robust", "--json"]
          + more)
    }
    func error(_ run: CommandRun) throws -> Double? {
      let cox = try #require(try document(run)["cox"] as? Object)
      return (cox["coefficients"] as? [Object])?.first?["robustStandardError"] as? Double
    }
    let one = try run("one.csv", ["--customer", "id"])
    let two = try run("two.csv", ["--customer", "id"])
    #expect(one.output == two.output)
    #expect(near(try error(one), 0.055523958997709, 1e-8))
    #expect(near(try error(run("one.csv", [])), 0.077462701166633, 1e-8))
  }

  @Test("One row, nobody who left, one group, and all at time 0 are no errors")
  func little() throws {
    let workspace = try Workspace()
    for text in ["5,1,a\n", "5,0,a\n3,0,b\n", "0,1,a\n0,0,b\n", "5,1,a\n5,1,a\n", "1e15,1,a\n"] {
      try workspace.write("t,e,g\n" + text, to: "t.csv")
      for option in [[], ["--json"], ["--html", "page.html"]] {
        let run = try workspace.run(
          ["survival", "t.csv", "--duration", "t", "--event", "e", "--by", "g"] + option)
        #expect(run.status == 0, "\(text) \(run.errors)")
      }
    }
    try workspace.write("t,e,g\n5,0,a\n3,0,b\n", to: "t.csv")
    let none = try workspace.run(["survival", "t.csv", "--duration", "t", "--event", "e"])
    #expect(none.errors.contains("nobody left, so every lifetime is censored"))
  }
}
