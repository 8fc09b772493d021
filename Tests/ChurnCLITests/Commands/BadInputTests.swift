import Foundation
import Testing

@Suite("Bad data", .enabled(if: CommandRun.binary != nil, "\(CommandRun.hint)"))
struct BadInputTests {
  private static let header = "customer,date,amount\n"

  /// Files that no command can use, and a part of the sentence that says why.
  private static let files: [(name: String, bytes: Data, sentence: String)] = [
    ("empty.csv", Data(), "empty.csv: is empty."),
    ("mark.csv", Data([0xEF, 0xBB, 0xBF]), "is empty."),
    ("empty.gz", StoredGzip.file(""), "is empty."),
    ("header.csv", Data(header.utf8), "has a header but no data rows."),
    ("quote.csv", text(good + "\"c1,2022-01-01,5\n"), "quote.csv:42: a quote is opened here"),
    ("ragged.csv", text(good + "c1,2022-01-01\n" * 20), "expected 3, got 2 fields"),
    (
      "encoding.csv", text(good) + Data([0x5A, 0xB3, 0x2C]) + text("2022-01-01,5\n"),
      "not valid utf-8. Pass --encoding"
    ),
    (
      "dates.csv", text("c1,02/01/2022,5\n" * 9 + "c2,03/04/2022,5\n"),
      "month/day. Pass --date-format"
    ),
    ("calendar.csv", text("c1,2011-02-30,5\n" * 9), "got \"2011-02-30\""),
    ("infinite.csv", text(good + "c1,2022-01-01,inf\n" * 20), "expected a number, got \"inf\""),
    ("large.csv", text(good + "c1,2022-01-01,1e400\n" * 20), "expected a number, got \"1e400\""),
    ("comma.csv", text(good + "c1,2022-01-01,\"12,50\"\n" * 20), "pass --decimal-comma"),
    ("table.csv", Data("id,x,left\n1,2,yes\n2,3,no\n".utf8), "Pass --time COLUMN, or --label"),
    (
      "twice.csv", Data("date,customer,customer\n2022-01-01,a,b\n".utf8), "both called \"customer\""
    ),
    ("nul.csv", text(good) + Data([0]), "NUL"),
    ("cut.gz", StoredGzip.file(header + good).dropLast(40), "damaged gzip data"),
    ("binary.png", Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]), "error: "),
  ]

  private static let good = "c1,2022-01-01,5\n" * 40

  private static func text(_ rows: String) -> Data { Data((header + rows).utf8) }

  @Test("Each is 65 with a sentence, for every command, and nothing is written")
  func files() throws {
    let workspace = try Workspace()
    for file in Self.files { try workspace.write(file.bytes, to: file.name) }
    let before = try workspace.contents()
    for file in Self.files {
      for call in [["inspect"], ["train", "--out", "bundle"]] {
        let run = try workspace.run(call + [file.name])
        #expect(run.status == 65, "\(call) \(file.name): \(run.errors)")
        #expect(run.output == "")
        #expect(run.errors.contains(file.sentence), "\(file.name): \(run.errors)")
      }
    }
    #expect(try workspace.contents() == before)
  }

  @Test("A few bad rows are counted, shown with their lines and written with --rejects")
  func rejects() throws {
    let workspace = try Workspace()
    try workspace.write(
      SmallShop.orders + "c1,o,2022-01-01,inf,p\nc1,o,2022-02-30,5,p\n,o,2022-01-02,5,p\nc1,x\n",
      to: "orders.csv")
    let line = SmallShop.rows.count + 2
    let run = try workspace.churn("inspect", "orders.csv", "--rejects", "bad.csv")
    #expect(run.status == 0)
    #expect(run.errors.contains("(orders.csv:\(line)); expected a number, got \"inf\""))
    #expect(
      workspace.text("bad.csv") == """
        file,line,reason,record
        orders.csv,\(line),unreadable amount,"c1,o,2022-01-01,inf,p"
        orders.csv,\(line + 1),unreadable date,"c1,o,2022-02-30,5,p"
        orders.csv,\(line + 3),wrong number of fields,"c1,x"

        """)
    let strict = try workspace.churn("inspect", "orders.csv", "--max-rejects", "0")
    #expect(strict.status == 65)
  }

  /// Calls on good files that the data cannot answer.
  private static let calls: [(call: String, sentence: String)] = [
    ("train orders.csv --customer custmer_id --out x", "Did you mean \"customer_id\"?"),
    ("train orders.csv --amount amont --out x", "Did you mean \"amount\"?"),
    ("train orders.csv --horizon 2000 --out x", "Pass a shorter --horizon"),
    ("train orders.csv --horizon 30 --test-at 2022-02-01 --out x", "No cutoff before 2022-02-01"),
    ("train orders.csv --horizon 30 --test-at 2031-01-01 --out x", "Choose an earlier day"),
    ("features orders.csv --at 2031-01-01", "No customer is eligible at 2031-01-01"),
    ("features orders.csv --at 2023-06-01 --min-tenure 9999", "No customer is eligible"),
    ("features orders.csv --at 2022-06-01 --features typo.yaml", "Did you mean \"recency_days\"?"),
    ("train orders.csv --mapping key.yaml --out x", "key.yaml:1: unknown key \"custmer\""),
    ("train one.csv --label left --id id --out x", "all 30 rows are \"yes\""),
    ("train double.csv --label left --id id --out x", "one id stands in data rows"),
    ("train blank.csv --label left --id id --out x", "is blank in 1 row, first in data row 201"),
    ("train table.csv --label lft --out x", "Did you mean \"left\"?"),
    ("train table.csv --label left --positive maybe --out x", "never holds \"maybe\""),
    ("train leak.csv --label left --out x", "Pass --drop COLUMN,COLUMN, or --allow-leaks"),
    ("score shop table.csv", "no column \"customer_id\""),
    ("score ready orders.csv", "no column \"visits\""),
    ("score shop orders.csv --at 1999-01-01", "Nothing lies before 1999-01-01"),
    ("score plain orders.csv", "is not a bundle"),
    ("score orders.csv orders.csv", "is not a bundle"),
    ("evaluate shop orders.csv --at 2022-06-01", "The model learned from 2022-06-01"),
    ("evaluate shop orders.csv --at 2024-04-01", "Choose an earlier day"),
    ("evaluate shop earlier.csv", "The first one does on 2"),
    ("at-risk --scores orders.csv", "is no file of scores"),
    ("at-risk --scores twice.csv", "same customer_id as row 1"),
    ("at-risk --scores over.csv", "churn_probability is 1.5"),
  ]

  @Test("What the data cannot answer is 65 with what to try, and nothing is written")
  func calls() throws {
    let workspace = try SmallShop.trained()
    let earlier = SmallShop.rows.filter { $0.split(separator: ",")[2] < "2023-03-01" }
    try workspace.write(SmallShop.file(earlier), to: "earlier.csv")
    try workspace.write("features: [recency_day]\n", to: "typo.yaml")
    try workspace.write("custmer: a\n", to: "key.yaml")
    let one = (0..<30).map { "\($0),\($0 % 7),yes\n" }.joined()
    try workspace.write("id,x,left\n" + one, to: "one.csv")
    try workspace.write(SmallShop.table + "k0,1,yearly,1,no\n", to: "double.csv")
    try workspace.write(SmallShop.table + "k900,1,yearly,1,\n", to: "blank.csv")
    let leak = (0..<100).map { "\($0 % 2 * 5),\($0 % 7),\($0 % 2)\n" }.joined()
    try workspace.write("gone,x,left\n" + leak, to: "leak.csv")
    try workspace.write("customer_id,churn_probability\na,0.5\na,0.6\n", to: "twice.csv")
    try workspace.write("customer_id,churn_probability\na,1.5\n", to: "over.csv")
    try workspace.write("1", to: "plain/file.txt")
    let before = try workspace.contents()
    for (call, sentence) in Self.calls {
      let run = try workspace.run(call.split(separator: " ").map(String.init))
      #expect(run.status == 65, "\(call): \(run.errors)")
      #expect(run.output == "", "\(call)")
      #expect(run.errors.contains(sentence), "\(call): \(run.errors)")
    }
    #expect(try workspace.contents() == before)
  }

  @Test("A bundle that was changed is refused, whatever was changed")
  func damagedBundle() throws {
    let workspace = try SmallShop.trained()
    for name in ["model.bin", "manifest.json", "metrics.json"] {
      let path = "shop/" + name
      let whole = try #require(workspace.bytes(path))
      var flipped = whole
      flipped[whole.count / 2] ^= 1
      for bytes in [flipped, whole.dropLast(1), Data()] {
        try workspace.write(bytes, to: path)
        let run = try workspace.churn("score", "shop", "orders.csv")
        #expect(run.status == 65, "\(name): \(run.errors)")
        #expect(run.output == "")
      }
      try workspace.write(whole, to: path)
    }
    try workspace.write("edited", to: "shop/MODEL_CARD.md")
    let run = try workspace.churn("score", "shop", "orders.csv")
    #expect(run.status == 0)
    #expect(run.errors.contains("warning: "))
  }

  @Test("Random bytes never end a command otherwise than with a sentence")
  func garbage() throws {
    let workspace = try Workspace()
    let letters = Array("a,\"\n\r;\t|1.-2022 é\0".utf8)
    var state: UInt64 = 7
    for round in 0..<12 {
      let bytes = (0..<(round * 40)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return letters[Int(state >> 33) % letters.count]
      }
      try workspace.write(Data(bytes), to: "garbage.csv")
      for call in [
        ["inspect", "garbage.csv"], ["train", "garbage.csv", "--label", "a", "--out", "x"],
        ["at-risk", "--scores", "garbage.csv"],
      ] {
        let run = try workspace.run(call)
        #expect(run.status == 65, "\(call) \(bytes): \(run.errors)")
      }
    }
  }
}

private func * (text: String, count: Int) -> String { String(repeating: text, count: count) }
