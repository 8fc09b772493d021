import ChurnMath
import Testing

@testable import Churn

private typealias Fixture = BasketFixture

@Suite("What customers do before they leave")
struct SequenceAnalysisTests {
  /// Customers who buy every 20 days or so; after "bad" three in four stop, else one in ten.
  private static func shop(_ seed: UInt64, customers: Int = 400, badShare: Double = 0.15)
    -> [(customer: Int, day: Int, items: [String])]
  {
    var stream = RandomStream(seed: seed, stream: 0)
    var orders: [(customer: Int, day: Int, items: [String])] = []
    for customer in 0..<customers {
      var day = stream.below(500)
      while day < 720 {
        let isBad = stream.chance(badShare)
        let item = isBad ? "bad" : stream.chance(0.5) ? "good" : "fine"
        orders.append((customer, day, [item]))
        if stream.chance(isBad ? 0.75 : 0.1) { break }
        day += 5 + stream.below(30)
      }
    }
    orders.append((customers, 725, ["good"]))
    return orders
  }

  private static func analysis() -> SequenceAnalysis {
    var analysis = SequenceAnalysis()
    analysis.horizon = .days(60)
    analysis.maxLength = 2
    return analysis
  }

  @Test("The step after which customers leave stands first, those who stay last")
  func finds() throws {
    let book = try Fixture.book(Self.shop(1))
    let report = try Self.analysis().run(book, logger: PipelineFixture.logger)
    let view = try #require(report.views.first)
    #expect(view.of == "category" && report.views.count == 1)
    let bad = try #require(view.stretches.first { $0.steps == ["bad"] })
    #expect(try #require(bad.lift) > 1.3 && #require(bad.adjustedP) < 0.001)
    let steps = view.transitions.steps
    let place = try #require(steps.firstIndex(of: "bad"))
    // Of those who bought "bad" three in four left for good.
    #expect(abs(try #require(view.transitions.leftShares[place]) - 0.75) < 0.1)
    let good = try #require(steps.firstIndex(of: "good"))
    #expect(try #require(view.transitions.leftShares[good]) < 0.2)
  }

  /// Cutoffs, eligibility and outcome from the orders themselves, stretches by their definition.
  @Test("Counts equal a plain loop over customers and cutoffs", arguments: [false, true])
  func naiveTwin(isEnding: Bool) throws {
    let orders = Self.shop(2, customers: 120)
    let book = try Fixture.book(orders)
    var analysis = Self.analysis()
    analysis.isEnding = isEnding
    analysis.minSupport = .count(1)
    analysis.windowDays = 150
    let report = try analysis.run(book, logger: PipelineFixture.logger)
    let start = orders.map(\.day).min() ?? 0
    let end = 726
    var cutoffs: [Int] = []
    var cutoff = end - 60
    while cutoff - start >= 90 {
      cutoffs.append(cutoff)
      cutoff -= 60
    }
    #expect(report.cutoffs.map { $0.day - Fixture.start } == cutoffs.reversed())
    var rows: [(customer: Int, steps: [String], hasLeft: Bool)] = []
    for customer in 0...120 {
      let own = orders.filter { $0.customer == customer }
      for cutoff in cutoffs {
        let before = own.filter { $0.day < cutoff }
        guard let last = before.last, cutoff - last.day <= 60 else { continue }
        let hasLeft = !own.contains { $0.day >= cutoff && $0.day < cutoff + 60 }
        let steps = before.filter { $0.day >= cutoff - 150 }.map { $0.items[0] }
        rows.append((customer, steps, hasLeft))
      }
    }
    #expect(report.rows == rows.count && report.churned == rows.count { $0.hasLeft })
    let view = try #require(report.views.first)
    func holds(_ steps: [String], _ wanted: [String]) -> Bool {
      guard steps.count >= wanted.count else { return false }
      if isEnding { return Array(steps.suffix(wanted.count)) == wanted }
      return (0...(steps.count - wanted.count)).contains {
        Array(steps[$0..<$0 + wanted.count]) == wanted
      }
    }
    #expect(view.stretches.count >= 9)
    for stretch in view.stretches {
      let with = rows.filter { holds($0.steps, stretch.steps) }
      #expect(stretch.rows == with.count && stretch.churned == with.count { $0.hasLeft })
      #expect(stretch.customers == Set(with.map(\.customer)).count)
    }
  }

  @Test("Nothing after a cutoff changes what was seen before it; threads and row order neither")
  func noLookAhead() throws {
    let orders = Self.shop(3, customers: 150)
    let at = Fixture.start + 600
    var analysis = Self.analysis()
    analysis.at = at
    let all = try analysis.run(try Fixture.book(orders), logger: PipelineFixture.logger)
    let early = try analysis.run(
      try Fixture.book(orders.filter { $0.day < 600 } + [(149, 599, ["good"])]),
      logger: PipelineFixture.logger)
    // One more order of one customer on the last day keeps the span; nobody else may differ.
    #expect(all.cutoffs.map(\.day) == early.cutoffs.map(\.day))
    #expect(abs(all.rows - early.rows) <= 1)
    analysis.threads = 3
    let threaded = try analysis.run(
      try Fixture.book(orders.reversed()), logger: PipelineFixture.logger)
    #expect(try JSONValue(encoding: threaded).text == JSONValue(encoding: all).text)
  }

  /// Which customer leaves has nothing to do with what he buys: of 60 shops with some nine stretches
  /// each, at most 5 % should have any finding; up to 9 in 99.9 % of such counts.
  @Test("Steps that say nothing are not called real")
  func chance() throws {
    var shops = 0
    for seed in 1...60 {
      var stream = RandomStream(seed: UInt64(seed), stream: 9)
      var orders: [(customer: Int, day: Int, items: [String])] = []
      for customer in 0..<150 {
        var day = stream.below(400)
        while day < 700 {
          orders.append((customer, day, [stream.chance(0.6) ? "x" : "y"]))
          if stream.chance(0.2) { break }
          day += 5 + stream.below(30)
        }
      }
      let report = try Self.analysis().run(
        try Fixture.book(orders), logger: PipelineFixture.logger)
      let real = report.views[0].stretches.contains { ($0.adjustedP ?? 1) <= 0.05 }
      if real { shops += 1 }
    }
    #expect(shops <= 9, "\(shops)")
  }

  @Test("Events are steps beside orders and returns; strangers and unreadable rows are said")
  func events() throws {
    let book = try Fixture.book(
      [(0, 0, ["a"]), (0, 30, ["a"]), (1, 10, ["a"]), (1, 50, ["a"])])
    let text = """
      customer_id,time,event,value
      c1000,2024-01-05T10:00:00,visit,1
      c1000,2024-01-31T00:00:00,mail,1
      c1001,2024-01-20,visit,1
      nobody,2024-01-20,visit,1
      ,2024-01-20,visit,1
      """
    try PipelineFixture.withFile(text) { path in
      let events = try EventsFile(
        reading: path, log: book.log, customer: "customer", options: TableOptions())
      #expect(events.names == ["mail", "visit"])
      #expect(events.notes.count == 2 && events.notes[1].contains("1 events of customers"))
      let steps = try StepSequences(of: "event", book.log, events: events, threads: 2)
      let own = steps.steps[steps.starts[0]..<steps.starts[1]].map { steps.names[$0] }
      // On one instant what was done comes before the order.
      #expect(own == ["order", "visit", "mail", "order"])
      #expect(throws: SequenceError.self) {
        try StepSequences(of: "event", book.log, events: nil, threads: 1)
      }
      #expect(throws: DataError.self) {
        try EventsFile(
          reading: path, columns: ["customer_id", "time", "evnt"], log: book.log,
          customer: "customer", options: TableOptions())
      }
    }
    try PipelineFixture.withFile("who,when\nc1000,2024-01-05\n") { path in
      #expect(throws: SequenceError.self) {
        try EventsFile(
          reading: path, log: book.log, customer: "customer", options: TableOptions())
      }
    }
  }

  @Test("Data too short, steps unknown, nobody there: sentences")
  func awkward() throws {
    let book = try Fixture.book([(0, 0, ["a"]), (1, 3, ["b"])])
    #expect(throws: SequenceError.historyTooShort(have: 4, horizonDays: 60, minHistoryDays: 90)) {
      try Self.analysis().run(book, logger: PipelineFixture.logger)
    }
    var analysis = Self.analysis()
    analysis.of = ["colour"]
    #expect(throws: SequenceError.noSteps(of: "colour", known: ["category"])) {
      try analysis.run(book, logger: PipelineFixture.logger)
    }
    // One order each, 400 days apart: at no cutoff has anybody ordered within the 60 days before.
    let gap = try Fixture.book([(0, 0, ["a"]), (1, 400, ["b"])])
    #expect(throws: SequenceError.nobodyActive(cutoffs: 5, horizonDays: 60)) {
      try Self.analysis().run(gap, logger: PipelineFixture.logger)
    }
  }
}
