import Testing

@testable import Churn
@testable import ChurnData

@Suite("What might lower a risk")
struct PossibleActsTests {
  private typealias Fixture = PipelineFixture

  @Test("The score after an act is the score of the file with those lines in it, to the bit")
  func orders() throws {
    let book = try Fixture.simulatedBook.get()
    let scorer = Scorer(bundle: try Fixture.trained.get().bundle)
    let scored = try scorer.score(book).scored
    let columns = Fixture.simulatedOrders.prefix { $0 != "\n" }.split(separator: ",").map(
      String.init)
    for place in [0, scored.count / 3, scored.count - 1] {
      let id = scored[place].id
      let acts = try #require(try scorer.explain(id, in: book).acts)
      #expect(acts.acts.count >= 3 && acts.leftAlone == [])
      let customer = try #require(book.log.customerIDs.index(of: id))
      let imagined = OrderActs(book, customer: customer, cutoff: book.end).acts()
      #expect(imagined.map(\.words) == acts.acts.map(\.words))
      #expect(imagined.map(\.value) == imagined.map(\.value).sorted())
      for (act, expected) in zip(imagined, acts.acts) {
        var text = Fixture.simulatedOrders
        for (number, order) in act.orders.enumerated() {
          for line in order.lines {
            text +=
              columns.map { Self.field($0, line, order, number, id, book.log) }
              .joined(separator: ",") + "\n"
          }
        }
        let real = try scorer.score(Fixture.book(text), at: book.end).scored
        #expect(real.first { $0.id == id }?.probability == expected.probability, "\(act.words)")
        #expect(expected.points == expected.probability - scored[place].probability)
      }
    }
  }

  /// A field of a line that repeats one of the log, as `churn simulate` writes it.
  private static func field(
    _ column: String, _ line: Int, _ order: ImaginedOrder, _ number: Int, _ id: String,
    _ log: PurchaseLog
  ) -> String {
    func money(_ values: [Int64]?, _ scale: Double) -> String {
      values.map { PlainNumber.fixed(Double($0[line]) / scale, decimals: 2) ?? "" } ?? ""
    }
    func name(_ column: PurchaseLog.LevelColumn?, _ other: UInt32?) -> String {
      column.map { $0.levels[Int(other ?? $0.codes[line])] } ?? ""
    }
    switch column {
    case "order_id": return "99999\(number)"
    case "customer_id": return id
    case "time":
      let second = order.seconds - Day(containing: order.seconds).startSeconds
      func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
      return "\(Day(containing: order.seconds))T\(two(second / 3600)):\(two(second / 60 % 60))"
        + ":\(two(second % 60))"
    case "product": return name(log.products, order.product)
    case "category": return name(log.categories, order.category)
    case "channel": return name(log.channels, order.channel)
    case "region": return name(log.regions, nil)
    case "quantity":
      return log.quantities.map {
        PlainNumber.fixed(Double($0[line]) / log.quantityScale, decimals: 0) ?? ""
      } ?? ""
    case "amount", "unit_price": return money(log.amounts, log.amountScale)
    case "discount": return money(log.discounts, log.discountScale)
    case "margin": return money(log.margins, log.marginScale)
    default: return ""
    }
  }

  @Test("The smallest act that brings a lower band is the first of the list that does")
  func smallest() throws {
    let bands = try #require(RiskBands(baseRate: 0.5))
    func act(_ probability: Double) -> PossibleActs.Act {
      PossibleActs.Act(
        words: "", probability: probability, points: 0, band: bands.band(of: probability),
        beyond: [])
    }
    // Cuts at odds of 0.5, 1 and 2: 1/3, 1/2 and 2/3.
    let acts = PossibleActs([act(0.7), act(0.6), act(0.2)], now: .critical, bands: bands)
    #expect(acts.smallest == 1 && acts.goal == .high)
    #expect(abs(try #require(acts.goalBelow) - 2 / 3) < 1e-15)
    let none = PossibleActs([act(0.4)], now: .medium, bands: bands)
    #expect(none.smallest == nil && none.goal == .low)
    let low = PossibleActs([act(0.1)], now: .low, bands: bands)
    #expect(low.smallest == nil && low.goal == nil && low.goalBelow == nil)
  }

  private static let tableText = Fixture.tableText(rows: 300, seed: 5)

  @Test("Changes of a ready table are values of other rows, and scores are those of such rows")
  func table() throws {
    let scorer = Scorer(bundle: try ModelBundleTests.tableBundle.get())
    let book = try Fixture.table(Self.tableText)
    let scored = try scorer.score(book)
    let riskiest = scored[0]
    let acts = try #require(try scorer.explain(riskiest.id, in: book).acts)
    #expect(acts.goal == .high && acts.smallest == 0)
    #expect(acts.acts.allSatisfy { $0.points < 0 })
    // Changing the row in the file gives the score that was foretold.
    let first = acts.acts[0]
    let row = try #require(book.ids.firstIndex(of: riskiest.id))
    let x = book.features.columns.first { $0.name == "x" }
    let plan = book.features.columns.first { $0.name == "plan" }
    #expect(first.words.contains(" instead of "))
    let values = Set(try #require(x).values.filter { !$0.isNaN })
    #expect(values.count > 200)
    #expect(try #require(plan).values[row].isFinite)
    for act in acts.acts where act.words.hasPrefix("plan is ") {
      let name = act.words.dropFirst(8).prefix { $0 != " " }
      var lines = Self.tableText.split(separator: "\n").map(String.init)
      let place = try #require(lines.firstIndex { $0.hasPrefix(riskiest.id + ",") })
      var fields = lines[place].split(separator: ",", omittingEmptySubsequences: false).map(
        String.init)
      fields[2] = String(name)
      lines[place] = fields.joined(separator: ",")
      let changed = try scorer.score(Fixture.table(lines.joined(separator: "\n") + "\n"))
      #expect(changed.first { $0.id == riskiest.id }?.probability == act.probability)
    }
    // Nothing may change: no acts, and the columns are named.
    var questions = ExplanationQuestions()
    questions.immutable = ["x", "plan", "spend"]
    let fixed = try #require(try scorer.explain(riskiest.id, in: book, asking: questions).acts)
    #expect(fixed.acts == [] && fixed.leftAlone == ["x", "plan", "spend"])
    questions.immutable = ["x", "spend"]
    let plans = try #require(try scorer.explain(riskiest.id, in: book, asking: questions).acts)
    #expect(plans.acts.allSatisfy { $0.words.hasPrefix("plan is ") })
  }

  @Test("A row alone, an empty row and the safest row have no acts, and nothing traps")
  func awkward() throws {
    let scorer = Scorer(bundle: try ModelBundleTests.tableBundle.get())
    // Two rows: one has a name that the other has not, too few to take it from.
    let few = try Fixture.table("id,x,plan,spend,churn\na,1.9,basic,2,no\nb,0,pro,3,yes\n")
    #expect(try scorer.explain("a", in: few).acts?.acts == [])
    let book = try Fixture.table(Self.tableText + "empty,,,,no\n")
    _ = try scorer.explain("empty", in: book)
    let safest = try #require(try scorer.score(book).last)
    let acts = try #require(try scorer.explain(safest.id, in: book).acts)
    #expect(acts.goal == nil && acts.acts == [])
  }

  @Test("Columns that cannot be changed are told by name, and the user has the last word")
  func changeable() throws {
    for name in [
      "gender", "SeniorCitizen", "tenure", "TotalCharges", "account_length", "state", "Partner",
      "total_spent", "MonthsOnBook",
    ] { #expect(ChangeableColumns.isFixed(name), "\(name)") }
    for name in [
      "Contract", "MonthlyCharges", "PhoneService", "PaperlessBilling", "total_day_minutes",
      "number_customer_service_calls", "visits", "Usage", "paid_late",
    ] { #expect(!ChangeableColumns.isFixed(name), "\(name)") }
    let features = ["tenure", "Contract", "age"]
    let columns = try ChangeableColumns(features, mutable: ["tenure"], immutable: ["Contract"])
    #expect(columns.changeable == ["tenure"] && columns.fixed == ["Contract", "age"])
    #expect(throws: PipelineError.self) {
      try ChangeableColumns(features, mutable: ["tenur"], immutable: [])
    }
    #expect(throws: PipelineError.self) {
      try ChangeableColumns(features, mutable: ["age"], immutable: ["age"])
    }
  }

  /// Rows of `service` none/dsl/fibre where `backup` says `no service` without one, and of two
  /// numbers that are one another's double.
  private static let dependent: FeatureMatrix = {
    func column(_ name: String, _ levels: [String], _ values: [Int]) -> FeatureMatrix.Column {
      FeatureMatrix.Column(
        name: name, kind: .categorical(levels: levels), values: values.map(Double.init))
    }
    let service = (0..<60).map { $0 % 3 }
    return FeatureMatrix(
      columns: [
        column("service", ["none", "dsl", "fibre"], service),
        column(
          "backup", ["no", "no service", "yes"],
          service.enumerated().map { $1 == 0 ? 1 : $0 % 2 * 2 }),
        FeatureMatrix.Column(name: "minutes", values: (0..<60).map { Double($0 * 7 % 60) }),
        FeatureMatrix.Column(name: "charge", values: (0..<60).map { Double($0 * 7 % 60) * 2 }),
      ], rowCount: 60)
  }()

  @Test("What nobody shows together clashes, and numbers that go hand in hand change together")
  func dependence() throws {
    let names = ["service", "backup", "minutes", "charge"]
    let row = 4  // dsl, no backup, 28 minutes
    let changes = TableChanges(Self.dependent, row: row, changeable: names)
    let none = try #require(changes.all.first { $0.column == 0 && $0.values[0].value == 0 })
    let fibre = try #require(changes.all.first { $0.column == 0 && $0.values[0].value == 2 })
    #expect(none.clashes == [1] && fibre.clashes == [])
    let without = try #require(changes.all.first { $0.column == 1 && $0.values[0].value == 1 })
    #expect(changes.goTogether(none, without) && !changes.goTogether(fibre, without))
    for change in changes.all where change.column == 2 {
      #expect(change.values.count == 2 && change.values[1].value == 2 * change.values[0].value)
    }
    #expect(changes.all.contains { $0.column == 2 } && !changes.all.contains { $0.column == 3 })
    // The 5 % and the 95 % quantile of 59 other rows, 0...59 without 28: the 3rd and the 57th value.
    let values = changes.all.filter { $0.column == 2 }.map { $0.values[0].value }
    #expect(values.min() == 2 && values.max() == 57)
    // With one of the two held, neither can move.
    let held = TableChanges(Self.dependent, row: row, changeable: ["service", "backup", "minutes"])
    #expect(!held.all.contains { $0.column == 2 })
  }
}
