import Foundation
import TestSupport
import Testing

@testable import Churn
@testable import ChurnData
@testable import ChurnMath

@Suite("Cohorts")
struct CohortAnalysisTests {
  static func report(
    _ book: OrderBook, _ change: (inout CohortAnalysis) -> Void = { _ in }
  ) throws -> CohortsReport {
    var analysis = CohortAnalysis()
    change(&analysis)
    return try analysis.run(book)
  }

  /// Random orders with a channel, a category, a margin and a discount, as a file.
  static func file(seed: UInt64, customers: Int = 70, days: Int = 300) -> String {
    var random = RandomStream(seed: seed, stream: 0)
    var rows = ["customer,time,order,amount,margin,discount,channel,category"]
    let start = PipelineFixture.day("2020-01-06")
    for customer in 0..<customers {
      var day = Int.random(in: 0..<days, using: &random)
      while day < days {
        let order = rows.count
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let channel = ["web", "shop", ""].randomElement(using: &random) ?? ""
          let category = ["a", "b", "c", "d"].randomElement(using: &random) ?? ""
          rows.append(
            "k\(customer),\(start + day),o\(order),\(Int.random(in: 1...999, using: &random)).25,"
              + "\(Int.random(in: -9...300, using: &random)).5,"
              + "\(Int.random(in: 0...2, using: &random)),\(channel),\(category)")
        }
        day += Int.random(in: 0...80, using: &random)
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }

  /// The definition alone: customers, their first month, and what each did in each later one.
  private struct Naive {
    var first: [Int: Int] = [:]
    var orders: [Int: [Int: Int]] = [:]
    var revenue: [Int: [Int: Double]] = [:]
    var margin: [Int: [Int: Double]] = [:]

    init(_ log: PurchaseLog, _ grid: PeriodGrid) {
      for customer in 0..<log.customerCount {
        var history = PurchaseHistory(log)
        history.begin(customer: customer)
        history.advance(to: grid.observed.upperBound)
        guard let day = history.firstDay else { continue }
        first[customer] = grid.place(of: day)
        for period in 0..<grid.count {
          let days = grid.days(period)
          let totals = history.totals(from: days.lowerBound, to: days.upperBound)
          guard totals.orders > 0 else { continue }
          orders[customer, default: [:]][period] = totals.orders
          revenue[customer, default: [:]][period] = Double(totals.value) / log.amountScale
          margin[customer, default: [:]][period] = totals.margin
        }
      }
    }

    func total(_ figures: [Int: [Int: Double]], _ who: [Int], at age: Int) -> Double {
      who.reduce(0) { $0 + (figures[$1]?[(first[$1] ?? 0) + age] ?? 0) }
    }
  }

  @Test("Every measure agrees with looking at each customer's periods, by time and by channel")
  func naive() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let book = try PipelineFixture.book(Self.file(seed: seed), returns: .keep)
      let grid = try PeriodGrid(.month, over: book.log.span)
      let naive = Naive(book.log, grid)
      for by in [["time"], ["channel"], ["time", "channel"], ["channel", "time"]] {
        let keys =
          try by.contains("channel")
          ? CohortGroups("channel", of: book, CohortAnalysis(), before: book.end) : nil
        for measure in CohortMeasure.allCases {
          let report = try Self.report(book) {
            $0.by = by
            $0.measure = measure
          }
          #expect(report.cohorts.reduce(0) { $0 + $1.size } == naive.first.count)
          for cohort in report.cohorts {
            let members = naive.first.keys.sorted().filter { customer in
              let names = by.map { name in
                name == "time"
                  ? grid.name(naive.first[customer] ?? 0)
                  : keys.map { $0.levels[Int($0.codes[customer])] } ?? ""
              }
              return names == cohort.keys
            }
            #expect(members.count == cohort.size)
            for age in 0..<grid.count {
              check(cohort, members, age, naive, grid, measure)
            }
          }
        }
      }
    }
  }

  private func check(
    _ cohort: CohortsReport.Cohort, _ members: [Int], _ age: Int, _ naive: Naive,
    _ grid: PeriodGrid, _ measure: CohortMeasure
  ) {
    let reached = members.filter { (naive.first[$0] ?? 0) + age < grid.count }
    let whole = reached.filter { grid.isComplete((naive.first[$0] ?? 0) + age) }
    let told = age == 0 || whole.isEmpty ? reached : whole
    guard !told.isEmpty else {
      #expect(cohort.cells[age] == nil && cohort.shares[age] == nil && cohort.bases[age] == 0)
      return
    }
    #expect(cohort.bases[age] == told.count)
    #expect(cohort.complete[age] == (told.count == whole.count))
    let counts = naive.orders.mapValues { $0.mapValues(Double.init) }
    let expected: Double
    switch measure {
    case .retention:
      expected = Double(told.count { naive.orders[$0]?[(naive.first[$0] ?? 0) + age] != nil })
    case .oneTime:
      expected = Double(
        told.count { customer in
          (0...age).reduce(0) {
            $0 + (naive.orders[customer]?[(naive.first[customer] ?? 0) + $1] ?? 0)
          } == 1
        })
    case .orders: expected = naive.total(counts, told, at: age)
    case .revenue: expected = naive.total(naive.revenue, told, at: age)
    case .margin: expected = naive.total(naive.margin, told, at: age)
    case .value:
      expected =
        (0...age).reduce(0) { $0 + naive.total(naive.margin, told, at: $1) } / Double(told.count)
    }
    #expect(abs((cohort.cells[age] ?? .nan) - expected) < 1e-6, "\(measure) \(cohort.name) \(age)")
    checkInterval(cohort, told, age, naive, measure)
  }

  /// The mean of some customers' figures plus and minus 1.96 standard errors.
  private func checkInterval(
    _ cohort: CohortsReport.Cohort, _ told: [Int], _ age: Int, _ naive: Naive,
    _ measure: CohortMeasure
  ) {
    guard !measure.isShare, told.count > 1 else { return }
    let figures = told.map { customer -> Double in
      let place = (naive.first[customer] ?? 0) + age
      switch measure {
      case .orders: return Double(naive.orders[customer]?[place] ?? 0)
      case .revenue: return naive.revenue[customer]?[place] ?? 0
      case .margin: return naive.margin[customer]?[place] ?? 0
      default:
        return (0...age).reduce(0) { $0 + (naive.margin[customer]?[place - age + $1] ?? 0) }
      }
    }
    let count = Double(figures.count)
    let mean = figures.reduce(0, +) / count
    let squares = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = 1.959963984540054 * (squares / (count - 1) / count).squareRoot()
    #expect(abs((cohort.means[age] ?? .nan) - mean) < 1e-6)
    #expect(abs((cohort.lower[age] ?? .nan) - (mean - error)) < 1e-6)
    #expect(abs((cohort.upper[age] ?? .nan) - (mean + error)) < 1e-6)
  }

  @Test("The same on any number of threads and for any order of rows")
  func determinism() throws {
    let text = Self.file(seed: 9)
    let shuffled = PipelineFixture.shuffled(text, seed: 4)
    let one = try PipelineFixture.book(text)
    let two = try PipelineFixture.book(shuffled, threads: 2)
    for measure in CohortMeasure.allCases {
      func made(_ book: OrderBook, threads: Int) throws -> String {
        let report = try Self.report(book) {
          $0.by = ["time", "category"]
          $0.measure = measure
          $0.threads = threads
        }
        return try JSONValue(encoding: report).text
      }
      #expect(try made(one, threads: 1) == made(two, threads: 3))
    }
  }

  @Test("Sizes are tiers of the first or average order, behaviour what the first order was")
  func groups() throws {
    let text = """
      customer,time,order,amount,discount,category
      a,2020-01-01,1,10,0,x
      a,2020-02-01,2,90,1,y
      b,2020-01-02,3,20,2,y
      b,2020-01-02,3,30,0,x
      c,2020-01-03,4,40,0,
      d,2020-01-04,5,70,0,z

      """
    let book = try PipelineFixture.book(text)
    func sizes(_ by: String, average: Bool = false) throws -> [String: Int] {
      let report = try Self.report(book) {
        $0.by = [by]
        $0.isSizeAverage = average
        $0.tiers = 2
      }
      return Dictionary(uniqueKeysWithValues: report.cohorts.map { ($0.name, $0.size) })
    }
    // First orders of 10, 50, 40 and 70; averages of 50, 50, 40 and 70.
    #expect(try sizes("size") == ["up to 40.00": 2, "over 40.00": 2])
    #expect(try sizes("size", average: true) == ["up to 50.00": 3, "over 50.00": 1])
    // b bought more of x in the first order, and c's category is blank.
    #expect(try sizes("behaviour") == ["x": 2, "z": 1, "missing": 1])
    #expect(try sizes("category") == ["x": 2, "z": 1, "missing": 1])
    #expect(try sizes("discount") == ["full price": 3, "with discount": 1])
  }

  @Test("Columns of the customers file make cohorts, and an unknown name says the nearest")
  func attributes() throws {
    let orders = "customer,time,amount\na,2020-01-01,1\nb,2020-01-02,1\nb,2020-03-05,1\n"
    try PipelineFixture.withFile("customer,country\na,AT\nb,CH\n") { customers in
      try PipelineFixture.withFile(orders) { path in
        var analysis = CohortAnalysis()
        analysis.by = ["country", "time"]
        var source = OrderBook.Source(paths: [path])
        source.customersPath = customers
        let book = try OrderBook(
          reading: try analysis.reading(source), threads: 1, logger: PipelineFixture.logger)
        let report = try analysis.run(book)
        #expect(report.cohorts.map(\.name) == ["AT · 2020-01", "CH · 2020-01"])
        #expect(report.cohorts[1].cells == [1, 0, 1])
        analysis.by = ["contry"]
        #expect(throws: DataError.self) { try analysis.run(book) }
      }
    }
  }

  @Test("What makes no sense is refused with a sentence")
  func errors() throws {
    let book = try PipelineFixture.book("customer,time\na,2020-01-01\nb,2021-05-01\n")
    let changes: [(inout CohortAnalysis) -> Void] = [
      { $0.by = [] }, { $0.by = ["time", "time"] }, { $0.by = ["size"] }, { $0.by = ["behaviour"] },
      { $0.by = ["discount"] }, { $0.measure = .revenue }, { $0.measure = .margin },
      { $0.by = ["time", "a", "b", "c"] }, { $0.at = PipelineFixture.day("2019-01-01") },
    ]
    for change in changes {
      #expect(throws: PipelineError.self) { try Self.report(book, change) }
    }
    let one = try Self.report(book) { $0.columns = 2 }
    #expect(one.columns == 3 && one.cohorts[0].cells == [1, 0, 0])
  }
}
