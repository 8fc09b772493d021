import ChurnMath
import Foundation
import Testing

@testable import Churn

private typealias Fixture = PipelineFixture

/// Segments of a base, what came of them, and who moved.
@Suite("Segments of a base")
struct SegmentAnalysisTests {
  private static func run(
    _ change: (inout SegmentAnalysis) throws -> Void = { _ in }
  ) throws -> SegmentResult {
    var analysis = SegmentAnalysis()
    analysis.horizonDays = 60
    try change(&analysis)
    return try analysis.run(try Fixture.simulatedBook.get(), logger: Fixture.logger)
  }

  /// The base a horizon ago, cut by the table of that day, and the labels of training for who left.
  @Test("Churn rates are those of the base a horizon ago, held against what came")
  func churn() throws {
    let book = try Fixture.simulatedBook.get()
    let report = try Self.run().report
    let cutoff = book.end - 60
    #expect(report.churnFrom == cutoff)
    let table = try CustomerTable(
      book, at: cutoff, columns: ["rfm_segment"], threads: 1, logger: Fixture.logger)
    let names = table.names("rfm_segment")
    var churned: [String: Int] = [:]
    var all: [String: Int] = [:]
    // The labels of training say who left, by code of their own.
    let labels = Labeler(log: book.log, horizon: Horizon(days: 60))
      .churned(customers: table.customers, at: Snapshot(cutoff))
    for (row, label) in labels.enumerated() {
      all[names[row] ?? "", default: 0] += 1
      if label { churned[names[row] ?? "", default: 0] += 1 }
    }
    var compared = 0
    for segment in report.segments {
      #expect(segment.churnCustomers == all[segment.name] ?? 0)
      #expect(segment.churned == churned[segment.name] ?? 0)
      guard let rate = segment.churnRate, let lower = segment.churnRateLower,
        let upper = segment.churnRateUpper
      else { continue }
      compared += 1
      #expect(lower <= rate && rate <= upper)
      #expect(rate == Double(segment.churned ?? 0) / Double(segment.churnCustomers ?? 0))
    }
    #expect(compared >= 6)
    #expect(report.difference?.churnStrength != SegmentDifference.Strength.none)
  }

  @Test("Segments, stages and tiers each hold everybody once, and all revenue")
  func partition() throws {
    let result = try Self.run { $0.clusters = 3 }
    let report = result.report
    for segments in [report.segments] + report.cuts.map(\.segments) {
      #expect(segments.reduce(0) { $0 + $1.customers } == report.customers)
      #expect(abs(segments.reduce(0) { $0 + $1.share } - 1) < 1e-12)
      let revenue = segments.reduce(0) { $0 + ($1.revenue ?? 0) }
      #expect(abs(revenue - (report.revenue ?? 0)) < 1e-6 * revenue)
      for segment in segments {
        #expect((segment.churned ?? 0) <= (segment.churnCustomers ?? 0))
      }
    }
    #expect(report.cuts.map(\.by) == ["stage", "value_tier", "cluster"])
    #expect(result.customers.count == report.customers)
    #expect(report.scores.grid.reduce(0) { $0 + $1.customers } == report.customers)
    let counts = Dictionary(grouping: result.customers, by: \.segment).mapValues(\.count)
    for segment in report.segments { #expect(counts[segment.name] ?? 0 == segment.customers) }
    for customer in result.customers {
      #expect(customer.score.count == 3 && customer.cluster?.hasPrefix("C") == true)
    }
  }

  @Test("A condition selects now and a horizon ago; scores stay those of the whole base")
  func condition() throws {
    let all = try Self.run()
    let some = try Self.run {
      $0.condition = try CustomerFilter("recency_days <= 60 and orders_all >= 3")
    }
    #expect(some.report.customersInAll == all.report.customers)
    #expect(some.report.customers < all.report.customers && some.report.customers > 10)
    let byID = Dictionary(uniqueKeysWithValues: all.customers.map { ($0.id, $0) })
    for customer in some.customers {
      #expect(customer == byID[customer.id])
      #expect(customer.recencyDays <= 60)
    }
    let then = { (result: SegmentResult) in
      result.report.segments.reduce(0) { $0 + ($1.churnCustomers ?? 0) }
    }
    #expect(then(some) < then(all))
    #expect(throws: SegmentError.self) {
      try Self.run { $0.condition = try CustomerFilter("recency_days < 0") }
    }
    #expect(throws: SegmentError.self) {
      try Self.run { $0.condition = try CustomerFilter("recency_day < 5") }
    }
  }

  @Test("The same result on any number of threads, and the same clusters")
  func threads() throws {
    func text(_ threads: Int) throws -> String {
      let result = try Self.run {
        $0.clusters = 0
        $0.threads = threads
        $0.comparedDay = try Fixture.simulatedBook.get().end - 90
      }
      return try JSONValue(encoding: result.report).text + "\(result.customers)"
    }
    #expect(try text(1) == text(3))
  }

  @Test("Clusters are told by what sets them apart, those who brought most first")
  func clusters() throws {
    let result = try Self.run { $0.clusters = 0 }
    let clusters = try #require(result.report.clusters)
    #expect(clusters.trials.map(\.clusters) == Array(2...8))
    let best = clusters.trials.max { $0.silhouette < $1.silhouette }
    #expect(best?.clusters == clusters.profiles.count)
    #expect(best?.silhouette == clusters.silhouette)
    let cut = try #require(result.report.cuts.first { $0.by == "cluster" })
    let means = cut.segments.map { ($0.revenue ?? 0) / Double(max(1, $0.customers)) }
    #expect(means == means.sorted(by: >))
    for profile in clusters.profiles { #expect(!profile.traits.isEmpty) }
    #expect(throws: SegmentError.self) {
      try Self.run {
        $0.clusters = 2
        $0.clusterColumns = ["aovv"]
      }
    }
  }

  @Test("Who moved between two days is counted customer by customer")
  func migration() throws {
    let book = try Fixture.simulatedBook.get()
    let then = book.end - 120
    let migration = try #require(try Self.run { $0.comparedDay = then }.report.migration)
    func names(_ day: Day) throws -> [String: String] {
      var names: [String: String] = [:]
      let table = try CustomerTable(
        book, at: day, columns: ["rfm_segment"], threads: 1, logger: Fixture.logger)
      for (name, customer) in zip(table.names("rfm_segment"), table.customers) {
        names[book.log.customerIDs[customer]] = name
      }
      return names
    }
    let (before, after) = (try names(then), try names(book.end))
    for (row, from) in migration.rows.enumerated() {
      for (column, to) in migration.columns.enumerated() {
        let expected = Set(before.keys).union(after.keys).count { id in
          (before[id] ?? SegmentMigration.notThen) == from
            && (after[id] ?? SegmentMigration.notNow) == to
        }
        #expect(migration.counts[row][column] == expected)
      }
      let sum = migration.shares[row].compactMap(\.self).reduce(0, +)
      #expect(abs(sum - 1) < 1e-12)
    }
    let moved = migration.moves.map(\.customers)
    #expect(moved == moved.sorted(by: >) && !moved.isEmpty)
    #expect(migration.unchanged + before.keys.count { after[$0] != before[$0] } == before.count)
  }

  @Test("Migration of names that one day does not know, and of nobody")
  func oddMigration() {
    let migration = SegmentMigration(
      by: "x", comparedWith: "y", order: ["b", "a"],
      then: ["1": "a", "2": "old", "3": "a"], now: ["1": "b", "3": "a", "4": "b"])
    #expect(migration.rows == ["a", "old", SegmentMigration.notThen])
    #expect(migration.columns == ["b", "a", SegmentMigration.notNow])
    #expect(migration.counts == [[1, 1, 0], [0, 0, 1], [1, 0, 0]])
    #expect(migration.customersInBoth == 2 && migration.unchanged == 1)
    #expect(
      migration.moves
        == [SegmentMigration.Move(from: "a", to: "b", customers: 1, share: 0.5)])
    let empty = SegmentMigration(by: "x", comparedWith: "y", order: [], then: [:], now: [:])
    #expect(empty.counts.isEmpty && empty.moves.isEmpty)
  }

  @Test("An own table of segments, its saved conditions, and what fits none")
  func ownTable() throws {
    var table = SegmentTable(entries: [
      SegmentTable.Entry(
        name: "vip", ranges: [.money: 5...5], condition: try CustomerFilter("orders_all >= 2"))
    ])
    table.saved = [
      SegmentTable.Saved(name: "quiet", condition: try CustomerFilter("recency_days > 60"))
    ]
    let result = try Self.run {
      $0.table = table
      $0.only = "quiet"
    }
    #expect(result.report.segments.map(\.name) == ["vip", "other"])
    #expect(result.customers.allSatisfy { $0.recencyDays > 60 && $0.saved == ["quiet"] })
    #expect(result.report.saved.first?.segment.customers == result.customers.count)
    #expect(result.report.notes.contains { $0.hasSuffix("fit no segment and count as other.") })
    #expect(throws: SegmentError.self) {
      try Self.run {
        $0.table = table
        $0.only = "viip"
      }
    }
    // A segment cannot be made of itself, and must ask for what is there.
    for text in ["rfm_segment = 'vip'", "nonsense > 1"] {
      #expect(throws: SegmentError.self) {
        try Self.run {
          $0.table = SegmentTable(entries: [
            SegmentTable.Entry(name: "a", ranges: [:], condition: try CustomerFilter(text))
          ])
        }
      }
    }
  }

  @Test("What the past cannot tell costs churn rates or is an error, not everything")
  func untoldPast() throws {
    let book = try Fixture.simulatedBook.get()
    // 640 days of data: 400 days back there is no year of them.
    let seasonal = SegmentTable(entries: [
      SegmentTable.Entry(
        name: "season", ranges: [:], condition: try CustomerFilter("peak_share > 0.5"))
    ])
    let report = try Self.run {
      $0.table = seasonal
      $0.horizonDays = 400
    }.report
    #expect(report.churnFrom == nil)
    #expect(report.notes.contains { $0.hasSuffix("could not tell yet what a segment asks for.") })
    #expect(report.segments.allSatisfy { $0.churnRate == nil })
    #expect(throws: SegmentError.self) {
      try Self.run {
        $0.table = seasonal
        $0.comparedDay = book.end - 400
      }
    }
    #expect(throws: SegmentError.self) {
      try Self.run {
        $0.compareBy = "clv"
        $0.comparedDay = book.end - 90
      }
    }
  }

  @Test("Too short a past gives no churn rates, and says so")
  func shortPast() throws {
    let book = try Fixture.book(
      "customer_id,date,amount\na,2024-01-01,5\nb,2024-01-05,6\na,2024-01-09,7\n")
    var analysis = SegmentAnalysis()
    let result = try analysis.run(book, logger: Fixture.logger)
    #expect(result.report.horizonDays == SegmentAnalysis.usualHorizon)
    #expect(result.report.segments.allSatisfy { $0.churnRate == nil && $0.churned == nil })
    #expect(result.report.churnFrom == nil && result.report.difference == nil)
    #expect(result.report.notes.contains { $0.hasPrefix("No churn rates: the data begin on") })
    // Four days before the end only one of the two had come.
    analysis.horizonDays = 5
    let later = try analysis.run(book, logger: Fixture.logger).report
    #expect(later.segments.reduce(0) { $0 + ($1.churnCustomers ?? 0) } == 1)
    analysis.at = book.end + 10
    let beyond = try analysis.run(book, logger: Fixture.logger).report
    #expect(beyond.notes.contains { $0.hasPrefix("No churn rates: the data end on") })
  }

  @Test("Columns are cut alike on both days; ages into the usual bands")
  func columns() {
    let ages = FeatureMatrix.Column(
      name: "customer.age", values: [17, 18, 24, 25, 64, 65, .nan, 30])
    let bands = SegmentColumn(ages, name: "age")
    #expect(bands.codes(ages) == [0, 1, 1, 2, 5, 6, 7, 2])
    #expect(bands.names.last == SegmentColumn.missing)
    let spend = FeatureMatrix.Column(name: "x", values: (0..<100).map(Double.init))
    let ranges = SegmentColumn(spend, name: "x")
    #expect(ranges.names == ["0 to 24", "25 to 49", "50 to 74", "75 to 99", "missing"])
    // What lies beyond the ranges belongs to the last one, what lies before to the first one.
    let other = FeatureMatrix.Column(name: "x", values: [-5, 24, 24.5, 1_000, .nan])
    #expect(ranges.codes(other) == [0, 0, 1, 3, 4])
    let few = SegmentColumn(FeatureMatrix.Column(name: "f", values: [1, 0, 1]), name: "f")
    #expect(few.names == ["0", "1", "missing"])
    let none = SegmentColumn(FeatureMatrix.Column(name: "n", values: [.nan, .nan]), name: "n")
    #expect(none.codes(FeatureMatrix.Column(name: "n", values: [3, .nan])) == [0, 0])
    let levels = (0..<20).map { "l\($0)" }
    let wide = FeatureMatrix.Column(
      name: "w", kind: .categorical(levels: levels),
      values: (0..<40).map { Double(min($0, 19)) } + [.nan])
    let pooled = SegmentColumn(wide, name: "w")
    #expect(pooled.names.count == 14)
    #expect(pooled.codes(wide).last == 13)
  }
}
