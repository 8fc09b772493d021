import Testing

@testable import Churn

@Suite("From orders to lifetimes")
struct OrderLifetimesTests {
  /// Orders of customers given by the days on which they buy, counted from 2024-01-01.
  private static func read(
    _ customers: [[Int]], isReversed: Bool = false
  ) throws -> OrderLifetimesBook {
    let start = PipelineFixture.day("2024-01-01")
    var lines: [String] = []
    for (number, days) in customers.enumerated() {
      for day in days {
        lines.append("c\(number),\(start + day),1.00,\(day % 2 == 0 ? "web" : "shop")")
      }
    }
    if isReversed { lines.reverse() }
    let text = (["customer,time,amount,channel"] + lines).joined(separator: "\n") + "\n"
    let book = try PipelineFixture.book(
      text,
      columns: [.customer: "customer", .time: "time", .amount: "amount", .channel: "channel"])
    return OrderLifetimesBook(book: book, starts: nil)
  }

  private static func plan(_ change: (inout OrderLifetimes) -> Void = { _ in }) -> OrderLifetimes {
    var plan = OrderLifetimes()
    plan.horizon = .days(10)
    plan.burnIn = .days(0)
    change(&plan)
    return plan
  }

  private static func pairs(_ sample: SurvivalSample) -> [String] {
    sample.lifetimes.durations.indices.map { row in
      let entry = sample.lifetimes.entries.map { "\($0[row])-" } ?? ""
      return "\(entry)\(sample.lifetimes.durations[row])\(sample.lifetimes.hasLeft(row) ? "" : "+")"
    }
  }

  /// By hand, for H = 10; the last order is of day 35, so a churn up to day 25 has shown itself.
  ///
  /// c0 is silent after day 5 (6 days, both counted), though back on day 30; c1 after day 8; c2 is
  /// watched from day 2 to day 25; c3 came too late to tell.
  static let customers = [[0, 5, 30], [0, 8], [2, 9, 18, 27, 35], [33]]

  @Test("Churn is dated at the last order, and everybody is watched up to a horizon before the end")
  func churn() throws {
    for isReversed in [false, true] {
      for threads in [1, 2] {
        let read = try Self.read(Self.customers, isReversed: isReversed)
        let sample = try Self.plan().sample(
          read, threads: threads, logger: PipelineFixture.logger)
        #expect(Self.pairs(sample) == ["6.0", "9.0", "24.0+"])
        #expect(sample.reasons == ["churned"])
        #expect(sample.meaning.horizonDays == 10 && sample.meaning.end == "2024-02-06")
        #expect(sample.notes.contains { $0.hasPrefix("1 customer left out: the first order lies") })
        #expect(sample.notes.contains { $0.hasPrefix("1 customer of those who churned ordered") })
      }
    }
  }

  /// The same shifted by the horizon; c3 is watched for its three days.
  @Test("Dated at its detection, every churn comes a horizon later")
  func detection() throws {
    let sample = try Self.plan { $0.dating = .detection }.sample(
      try Self.read(Self.customers), threads: 1, logger: PipelineFixture.logger)
    #expect(Self.pairs(sample) == ["16.0", "19.0", "34.0+", "3.0+"])
  }

  /// By hand: the pauses, and the open one up to the last day, 35.
  @Test("Pauses end in an order or are still open on the last day")
  func pauses() throws {
    let plan = Self.plan {
      $0.ending = .nextOrder
      $0.by = ["order-number"]
    }
    let sample = try plan.sample(
      try Self.read(Self.customers), threads: 1, logger: PipelineFixture.logger)
    #expect(
      Self.pairs(sample) == [
        "5.0", "25.0", "5.0+", "8.0", "27.0+", "7.0", "9.0", "9.0", "8.0", "0.0+", "2.0+",
      ])
    #expect(sample.clusters == [0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 3])
    #expect(sample.groups?.names == ["order 1", "order 2", "order 3", "order 4", "order 5"])
    #expect(sample.groups?.codes == [0, 1, 2, 0, 1, 0, 1, 2, 3, 4, 0])
  }

  @Test("Nobody is called new within the burn-in, unless it is known since when he is a customer")
  func burnIn() throws {
    let customers = [[1, 4], [12, 20], [15, 17, 24, 33, 40]]
    let read = try Self.read(customers)
    let sample = try Self.plan { $0.burnIn = .auto }.sample(
      read, threads: 1, logger: PipelineFixture.logger)
    // The first day is that of the first order, day 1; the last 40, so 30 is the last that is known.
    #expect(Self.pairs(sample) == ["9.0", "16.0+"])
    #expect(sample.notes.contains { $0.contains("may not be the first (--burn-in)") })
    // A customer since 20 days before the data, and one since 4 days before his first order.
    let start = PipelineFixture.day("2024-01-01")
    let known = OrderLifetimesBook(book: read.book, starts: [start - 19, start + 8, nil])
    let late = try Self.plan { $0.burnIn = .auto }.sample(
      known, threads: 1, logger: PipelineFixture.logger)
    #expect(Self.pairs(late) == ["20.0-24.0", "4.0-13.0", "0.0-16.0+"])
  }

  @Test("Segments are told at a landmark, from which time runs")
  func landmark() throws {
    let plan = Self.plan {
      $0.by = ["segment"]
      $0.landmark = PipelineFixture.day("2024-01-01") + 12
    }
    let sample = try plan.sample(
      try Self.read(Self.customers), threads: 1, logger: PipelineFixture.logger)
    // On day 12: c0 last bought on day 5, shows on day 15 (4 days, both counted); c1 on day 8, shows
    // on day 18; c2 is watched to day 35; c3 had not come yet.
    #expect(Self.pairs(sample) == ["4.0", "7.0", "24.0+"])
    #expect(sample.groups?.title == "segment")
    #expect(sample.notes.contains { $0.hasPrefix("1 customer left out: no order before") })
  }

  @Test("Groups are what the first order tells; unknown names get the nearest known one")
  func columns() throws {
    let read = try Self.read(Self.customers)
    let sample = try Self.plan { $0.by = ["channel"] }.sample(
      read, threads: 1, logger: PipelineFixture.logger)
    #expect(sample.groups?.names == ["web"])
    #expect {
      try Self.plan { $0.by = ["chanel"] }.sample(
        read, threads: 1, logger: PipelineFixture.logger)
    } throws: { error in
      "\(error)".contains("--by: no column \"chanel\". Did you mean \"channel\"?")
    }
    for change: (inout OrderLifetimes) -> Void in [
      { $0.by = ["order-number"] }, { $0.strata = ["segment"] },
      { $0.landmark = PipelineFixture.day("2024-01-09") }, { $0.horizon = .days(36) },
      { $0.by = ["channel", "channel"] },
      {
        $0.by = ["channel"]
        $0.strata = ["channel"]
      },
    ] {
      #expect(throws: PipelineError.self) {
        try Self.plan(change).sample(read, threads: 1, logger: PipelineFixture.logger)
      }
    }
    #expect(throws: SurvivalError.self) {
      try Self.plan { $0.burnIn = .days(36) }.sample(
        read, threads: 1, logger: PipelineFixture.logger)
    }
  }

  /// The truth is the same churn, counted with 220 more days of data in which all of it shows.
  @Test("The curve of a short history is that of a long one; censored at the end it runs too high")
  func unbiased() throws {
    let book = try PipelineFixture.simulatedBook.get()
    let read = OrderLifetimesBook(book: book, starts: nil)
    var plan = OrderLifetimes()
    plan.horizon = .days(60)
    plan.burnIn = .days(60)
    let start = book.log.span.lowerBound
    plan.at = start + 420
    let short = try KaplanMeier(
      plan.sample(read, threads: 1, logger: PipelineFixture.logger).lifetimes)
    // Customers who came by day 359, each followed for 220 days and the silence after.
    let days = PurchaseDays(book.log, end: book.end, threads: 1)
    var last: [Int] = []
    var naive: [(days: Int, hasEnded: Bool)] = []
    for customer in 0..<days.customerCount {
      let bought = days(customer)
      guard let first = bought.first, first >= start + 60, first <= start + 359 else { continue }
      let pairs = zip(bought, bought.dropFirst())
      let end = pairs.first { $1 - $0 > 60 }?.0 ?? bought[bought.count - 1]
      last.append(end - first + 1)
      let isSeen = end <= start + 359
      naive.append((days: isSeen ? end - first + 1 : start + 419 - first, hasEnded: isSeen))
    }
    let careless = try KaplanMeier(
      days: naive.map(\.days), churned: naive.map(\.hasEnded))
    for time in [30, 100, 200] {
      let truth = Double(last.count { $0 > time }) / Double(last.count)
      let error = short.standardError(at: Double(time))
      #expect(abs(short.survival(at: Double(time)) - truth) < 2.5 * error, "\(time)")
      #expect(careless.survival(at: Double(time)) > truth + 0.5 * error, "\(time)")
    }
  }
}
