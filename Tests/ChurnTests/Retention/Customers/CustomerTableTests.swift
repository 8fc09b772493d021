import ChurnMath
import Foundation
import TestSupport
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

/// Scores, stages, tiers and habits of a base at a day.
@Suite("Customer table")
struct CustomerTableTests {
  /// The fixture that pandas and numpy made of the CDNOW sample.
  private struct Reference: Decodable {
    struct RFM: Decodable {
      struct First: Decodable {
        let id: String
        let R: Double
        let F: Double
        let M: Double
        let score: String
      }
      let snapshot: String
      let cutpoints: [String: [Double]]
      let score_counts: [String: [String: Int]]
      let first10: [First]
      let totals: Totals
    }
    struct Totals: Decodable {
      let customers: Int
      let revenue: Double
      let purchase_days: Int
    }
    let rfm: RFM
  }

  private static func cdnow() throws -> OrderBook {
    var given = OrderMapping.Given()
    given.returns = .keep
    given.columns = [.customer: "2", .time: "3", .quantity: "4", .amount: "5"]
    given.file.hasHeader = false
    given.file.delimiter = .spaces
    let path = SharedFolder.url("data/cdnow/CDNOW_sample.txt")?.path ?? ""
    return try OrderBook(
      reading: OrderBook.Source(paths: [path], given: given), threads: 2, logger: Fixture.logger)
  }

  private static func table(
    _ book: OrderBook, at day: Day, _ columns: Set<String>? = nil, threads: Int = 1,
    _ change: (inout CustomerTable.Settings) -> Void = { _ in }
  ) throws -> CustomerTable {
    var settings = CustomerTable.Settings()
    change(&settings)
    return try CustomerTable(
      book, at: day, columns: columns, settings: settings, threads: threads,
      logger: Fixture.logger)
  }

  /// `reference/13_rfm_cohort.json`, pandas 2.3.3: cut points, counts of scores and the first ten.
  @Test(
    "RFM scores of the CDNOW sample are those of the reference, ties included",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
  func rfmReference() throws {
    let url = try #require(SharedFolder.url("reference/13_rfm_cohort.json"))
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url)).rfm
    let book = try Self.cdnow()
    let table = try Self.table(
      book, at: Fixture.day(reference.snapshot),
      ["recency_days", "btyd_x", "revenue_all", "r_score", "f_score", "m_score"])
    #expect(table.customers.count == reference.totals.customers)
    func values(_ name: String) -> [Double] { table.column(name)?.values ?? [] }
    #expect(abs(values("revenue_all").reduce(0, +) - reference.totals.revenue) < 0.01)
    #expect(Int(values("btyd_x").reduce(0, +)) + table.customers.count == 6_696)
    #expect(reference.totals.purchase_days == 6_696)
    for (score, letter) in [(SegmentTable.Score.recency, "R"), (.frequency, "F"), (.money, "M")] {
      let cuts = table.quintiles[score]?.cuts ?? []
      let expected = reference.cutpoints[letter] ?? []
      #expect(cuts.count == 4)
      for (cut, other) in zip(cuts, expected) { #expect(abs(cut - other) < 1e-9) }
      for level in 1...5 {
        let count = values(score.column).count { $0 == Double(level) }
        #expect(count == reference.score_counts[letter]?["\(level)"] ?? 0, "\(letter) \(level)")
      }
    }
    for (row, first) in reference.first10.enumerated() {
      #expect(book.log.customerIDs[table.customers[row]] == first.id)
      #expect(values("recency_days")[row] == first.R)
      #expect(values("btyd_x")[row] + 1 == first.F)
      #expect(abs(values("revenue_all")[row] - first.M) < 1e-9)
      let score = ["r_score", "f_score", "m_score"].map { "\(Int(values($0)[row]))" }.joined()
      #expect(score == first.score)
    }
  }

  @Test("Cut points of few, equal and missing values are no trap")
  func quintiles() {
    #expect(Quintiles([]).cuts.isEmpty)
    #expect(Quintiles([.nan]).score(3).isNaN)
    #expect(Quintiles([7]).cuts == [7, 7, 7, 7])
    #expect(Quintiles([7]).score(7) == 1)
    #expect(Quintiles([7]).score(8) == 5)
    // numpy.quantile([0..5], [.2, .4, .6, .8]) = 1, 2, 3, 4: exactly on values.
    #expect(Quintiles([5, 4, 3, 2, 1, 0]).cuts == [1, 2, 3, 4])
    #expect([0, 1, 2, 3, 4, 5].map(Quintiles([5, 4, 3, 2, 1, 0]).score) == [1, 1, 2, 3, 4, 5])
    // numpy.quantile([1, 2, 4], [.2, .4, .6, .8]) = 1.4, 1.8, 2.4, 3.2.
    for (cut, expected) in zip(Quintiles([4, 1, .nan, 2]).cuts, [1.4, 1.8, 2.4, 3.2]) {
      #expect(abs(cut - expected) < 1e-12)
    }
    #expect(Quintiles([.infinity, 1, 2, 3, 4, 5]).score(.infinity) == 5)
  }

  @Test("Stages are those of the landmark of survival, customer by customer")
  func stages() throws {
    let book = try Fixture.simulatedBook.get()
    let day = book.end - 100
    let table = try Self.table(book, at: day, ["stage"]) { $0.horizonDays = 60 }
    let other = StagesAtDay(book.log, day: day, horizonDays: 60, threads: 1)
    #expect(table.matrix.columnNames == ["stage"])
    for (row, customer) in table.customers.enumerated() {
      #expect(table.matrix.columns[0].values[row] == other.stages[customer])
    }
    #expect(table.customers.count == other.stages.count { !$0.isNaN })
    // More than one stage, or the test says little.
    #expect(Set(table.names("stage")).count >= 5)
  }

  @Test("The value is that of churn value, and tiers cut it where they say")
  func value() throws {
    let book = try Fixture.simulatedBook.get()
    let day = book.end - 30
    let table = try Self.table(book, at: day, ["clv", "value_tier"])
    #expect(table.valueBasis == .lifetimeValue)
    var analysis = ValueAnalysis()
    analysis.at = day
    let expected = try analysis.run(book.log).customers
    let byID = Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0.value) })
    let values = table.column("clv")?.values ?? []
    for (row, customer) in table.customers.enumerated() {
      let other = byID[book.log.customerIDs[customer]].flatMap(\.self) ?? .nan
      #expect(abs(values[row] - other) <= 1e-9 * abs(other))
    }
    let tiers = table.names("value_tier")
    let count = Double(tiers.count)
    for (tier, share) in [("top", 0.1), ("high", 0.2), ("middle", 0.3), ("low", 0.4)] {
      let members = tiers.indices.filter { tiers[$0] == tier }
      #expect(abs(Double(members.count) / count - share) < 0.02)
    }
    let least = { (name: String) in
      tiers.indices.filter { tiers[$0] == name }.map { values[$0] }.min() ?? 0
    }
    #expect(least("top") > least("high") && least("high") > least("middle"))
  }

  @Test("Columns asked for alone are those of the whole table, on any number of threads")
  func subsets() throws {
    let book = try Fixture.simulatedBook.get()
    let all = try Self.table(book, at: book.end, threads: 3)
    for name in all.matrix.columnNames {
      let one = try Self.table(book, at: book.end, [name], threads: 1)
      #expect(one.matrix.columnNames == [name])
      #expect(one.customers == all.customers)
      let (left, right) = (one.matrix.columns[0].values, all.column(name)?.values ?? [])
      #expect(
        left.count == right.count
          && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }, "\(name)")
    }
    let kinds = CustomerTable.columns(of: book, at: book.end)
    #expect(kinds.map(\.name).sorted() == all.matrix.columnNames.sorted())
    for column in all.matrix.columns {
      #expect(kinds.first { $0.name == column.name }?.kind == column.kind, "\(column.name)")
    }
  }

  @Test("Windows of any length are columns when asked for, other names are passed over")
  func windows() throws {
    let book = try Fixture.simulatedBook.get()
    let table = try Self.table(book, at: book.end, ["orders_45", "orders_90", "nonsense"])
    #expect(table.matrix.columnNames == ["orders_90", "orders_45"])
    let kinds = CustomerTable.columns(of: book, at: book.end, wanted: ["orders_45", "nonsense"])
    #expect(kinds.contains { $0.name == "orders_45" } && !kinds.contains { $0.name == "nonsense" })
    for (few, many) in zip(
      table.column("orders_45")?.values ?? [], table.column("orders_90")?.values ?? [])
    {
      #expect(few <= many)
    }
  }

  @Test("Nothing on or after the day shows")
  func noFuture() throws {
    let text = Fixture.simulatedOrders
    let book = try Fixture.book(text)
    let day = book.end - 150
    let lines = text.split(separator: "\n")
    let header = lines[0].split(separator: ",").map(String.init)
    let place = try #require(header.firstIndex { $0.contains("time") || $0.contains("date") })
    let kept = lines.dropFirst().filter {
      $0.split(separator: ",", omittingEmptySubsequences: false)[place].prefix(10) < day.description
    }
    let cut = try Fixture.book(([lines[0]] + kept).joined(separator: "\n") + "\n")
    let whole = try Self.table(book, at: day)
    let early = try Self.table(cut, at: day)
    #expect(
      whole.customers.map { book.log.customerIDs[$0] }
        == early.customers.map { cut.log.customerIDs[$0] })
    for name in ["r_score", "f_score", "m_score", "clv", "stage", "rfm_segment", "orders_90"] {
      let (left, right) = (whole.column(name)?.values ?? [], early.column(name)?.values ?? [1])
      #expect(
        left.count == right.count
          && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }, "\(name)")
    }
  }

  /// Six customers by hand: `a` always web and discounts, `b` two channels, `c` weekends, `d` twice only.
  private static let small = """
    customer_id,date,amount,channel,category,discount
    a,2024-01-01,10,web,toys,5
    a,2024-02-01,10,web,toys,0
    a,2024-03-01,10,web,toys,5
    b,2024-01-02,10,web,toys,0
    b,2024-02-06,10,shop,home,0
    b,2024-03-05,90,shop,home,0
    c,2024-01-06,10,shop,toys,0
    c,2024-02-03,10,shop,home,0
    c,2024-03-09,10,shop,garden,0
    d,2024-01-03,10,web,toys,9
    d,2024-03-03,10,web,toys,9
    e,2024-05-01,10,web,toys,9

    """

  @Test("Habits, main channel and category by hand")
  func habits() throws {
    let book = try Fixture.book(Self.small)
    let table = try Self.table(book, at: Fixture.day("2024-04-01"))
    #expect(table.customers.map { book.log.customerIDs[$0] } == ["a", "b", "c", "d"])
    func values(_ name: String) -> [Double?] {
      (table.column(name)?.values ?? []).map { $0.isNaN ? nil : $0 }
    }
    #expect(values("behaviour_discount") == [1, 0, 0, nil])
    #expect(values("behaviour_specialist") == [1, 1, 0, nil])
    #expect(values("behaviour_weekend") == [0, 0, 1, nil])
    #expect(values("behaviour_one_channel") == [1, 0, 1, nil])
    #expect(values("behaviour_multi_channel") == [0, 1, 0, nil])
    // Half a year of data has no season.
    #expect(table.column("behaviour_season") == nil)
    #expect(table.names("main_channel") == ["web", "shop", "shop", "web"])
    #expect(table.names("main_category") == ["toys", "home", "garden", "toys"])
    // Nobody orders often enough for a model of orders and money.
    #expect(table.valueBasis == .lifetimeValue || table.notes.contains { $0.contains("clv go by") })
  }

  @Test("Without amounts there is no score of money, and tiers go by orders")
  func noAmounts() throws {
    let text = "customer_id,date\na,2024-01-01\na,2024-02-01\nb,2024-02-02\nc,2024-02-03\n"
    let book = try Fixture.book(text)
    let table = try Self.table(book, at: book.end)
    #expect(table.column("m_score") == nil && table.column("r_score") != nil)
    #expect(table.valueBasis == .orders)
    #expect(
      table.notes == [
        "Value tiers and clv go by the orders of the last 365 days, because there are no amounts."
      ])
    #expect(table.column("rfm_segment") != nil)
  }

  @Test("One customer, and nobody, are an answer or an error, never a trap")
  func tiny() throws {
    // An order without value keeps nobody.
    let book = try Fixture.book("customer_id,date,amount\na,2024-01-01,0\n")
    #expect(throws: PipelineError.self) { try Self.table(book, at: book.end) }
    let other = try Fixture.book("customer_id,date,amount\na,2024-01-01,5\nb,2024-03-01,5\n")
    #expect(throws: PipelineError.self) { try Self.table(other, at: Fixture.day("2024-01-01")) }
    let alone = try Self.table(other, at: Fixture.day("2024-01-02"))
    #expect(alone.customers.count == 1)
    // Everybody lies at every cut point: the score is 1, and that of recency 6 - 1.
    #expect(alone.column("r_score")?.values == [5] && alone.column("m_score")?.values == [1])
    #expect(alone.names("rfm_segment") == ["recent"])
  }
}
