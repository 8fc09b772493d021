import ChurnMath
import Foundation
import Logging
import TestSupport
import Testing

@testable import Churn

/// The rule that no feature knows the future, proved on files: rows are deleted before reading.
@Suite("No feature knows what comes after the cutoff")
struct DeletionProofTests {
  private static let columns: [OrderRole: String] = [
    .customer: "customer", .time: "time", .order: "order", .amount: "amount",
    .quantity: "quantity", .product: "product", .category: "category", .channel: "channel",
    .device: "device", .region: "region", .discount: "discount", .margin: "margin",
    .status: "status",
  ]
  private static let start = PipelineFixture.day("2021-01-01")

  /// Orders with every column; from day 430 on, amounts and margins have more decimals, and new
  /// names of products and regions appear.
  private static func rows(seed: UInt64) -> [(day: Day, line: String)] {
    var random = RandomStream(seed: seed, stream: 0)
    func draw(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    return (0..<3000).map { number in
      let offset = draw(560)
      let day = start + offset
      let late = offset >= 430
      let isBack = draw(9) == 0
      let sign = isBack ? "-" : ""
      let cents = draw(90) + 10
      let extra = late ? "\(draw(10))" : ""
      let money = draw(12) == 0 && !isBack ? "0.00" : "\(sign)\(draw(60)).\(cents)\(extra)"
      let margin = draw(20) == 0 ? "" : "\(sign)\(draw(20)).\(cents)\(extra)\(extra)"
      let fields = [
        "c\(draw(60))", "\(day) 0\(draw(10)):30:00", "\(number / 2)", money,
        "\(sign)\(draw(5) + 1)", "p\(draw(12))\(late ? "new" : "")", "k\(draw(4))",
        ["web", "shop", "app", ""][draw(4)], ["phone", "desktop"][draw(2)],
        (late ? "a" : "r") + "\(draw(5))", draw(3) == 0 ? "1.\(cents)" : "0", margin,
        draw(40) == 0 ? "cancelled" : "done",
      ]
      return (day, fields.joined(separator: ","))
    }
  }

  private static func text(_ lines: [String]) -> String {
    "customer,time,order,amount,quantity,product,category,channel,device,region,discount,margin,"
      + "status\n" + lines.joined(separator: "\n") + "\n"
  }

  /// What is learned of the base before a cutoff, its purchases too.
  private static func learned(_ log: PurchaseLog, before cutoff: Day) -> FeatureParameters {
    FeatureParameters.learned(
      from: log, before: Snapshot(cutoff), threads: 2, logger: Logger(label: "test"))
  }

  /// Every bit of every feature of a book at a cutoff, names in the place of codes.
  private func bits(
    _ book: OrderBook, at cutoff: Day, _ parameters: FeatureParameters
  ) -> [String: [String]] {
    let set = FeatureSet(inputs: book.log.inputs.union([.yearOfHistory, .purchaseModel]))
    // Where nobody ever stops no model can be fitted; its features are compared all the same.
    let law = MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2)
    let parameters = parameters.with(purchases: parameters.purchases ?? law)
    let rows = FeatureBuilder(
      features: set.features, parameters: parameters, horizon: Horizon(days: 90)
    ).rows(
      of: book.log, at: [Snapshot(cutoff)], eligibility: Eligibility(activeWithinDays: nil),
      threads: 2)
    var bits: [String: [String]] = [:]
    for (row, customer) in rows.customers.enumerated() {
      bits[book.log.customerIDs[customer]] = rows.features.columns.map { column in
        let value = column.values[row]
        if value.isNaN { return "\(column.name): missing" }
        if case .categorical(let levels) = column.kind {
          return "\(column.name): \(levels[Int(value)])"
        }
        return "\(column.name): \(value.bitPattern)"
      }
    }
    return bits
  }

  /// The features of which some bit differs; `rows` when the customers differ.
  private func differences(_ left: [String: [String]], _ right: [String: [String]]) -> Set<String> {
    guard Set(left.keys) == Set(right.keys) else { return ["rows"] }
    var names: Set<String> = []
    for (id, values) in left {
      for (a, b) in zip(values, right[id] ?? []) where a != b {
        names.insert(String(a.prefix { $0 != ":" }))
      }
    }
    return names
  }

  @Test(
    "Deleting every row at or after the cutoff from the file changes no bit, whatever later rows hold",
    arguments: ReturnsPolicy.allCases)
  func everyColumn(policy: ReturnsPolicy) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let rows = Self.rows(seed: seed)
      let whole = try PipelineFixture.book(
        Self.text(rows.map(\.line)), returns: policy, columns: Self.columns)
      // With returns told apart, every standard feature is computed.
      let set = FeatureSet(inputs: whole.log.inputs.union([.yearOfHistory, .purchaseModel]))
      #expect(set.leftOut.map(\.missing).allSatisfy { $0 == .returns })
      for offset in [120, 400, 429] {
        let cutoff = Self.start + offset
        let cut = try PipelineFixture.book(
          Self.text(rows.filter { $0.day < cutoff }.map(\.line)), returns: policy,
          columns: Self.columns)
        let parameters = Self.learned(whole.log, before: cutoff)
        #expect(parameters == Self.learned(cut.log, before: cutoff))
        let all = bits(whole, at: cutoff, parameters)
        #expect(all.count > 30)
        #expect(differences(all, bits(cut, at: cutoff, parameters)) == [])
      }
    }
  }

  @Test("A row moved from the day of the cutoff to the day before is noticed")
  func plantedLeak() throws {
    let rows = Self.rows(seed: 1)
    let cutoff = Self.start + 300
    let honest = try PipelineFixture.book(
      Self.text(rows.filter { $0.day < cutoff }.map(\.line)), columns: Self.columns)
    let leaky = try PipelineFixture.book(
      Self.text(
        rows.compactMap { row in
          if row.day < cutoff { return row.line }
          guard row.day < cutoff + 5 else { return nil }
          return row.line.replacing("\(row.day)", with: "\(cutoff - 1)")
        }), columns: Self.columns)
    let parameters = FeatureParameters(learnedFrom: honest.log, before: Snapshot(cutoff))
    let found = differences(
      bits(honest, at: cutoff, parameters), bits(leaky, at: cutoff, parameters))
    #expect(found.isSuperset(of: ["recency_days", "revenue_30", "n_products_90"]))
  }

  @Test(
    "Deletion changes no bit on Online Retail",
    .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"),
    arguments: ReturnsPolicy.allCases)
  func onlineRetail(policy: ReturnsPolicy) throws {
    let url = try #require(SharedFolder.url("data/online-retail/online-retail.csv"))
    let bytes = Array(try Data(contentsOf: url))
    let cutoff = PipelineFixture.day("2011-09-01")
    let whole = try PipelineFixture.book(path: url.path, returns: policy, threads: 2)
    let parameters = Self.learned(whole.log, before: cutoff)
    let cut = try PipelineFixture.withFile(Self.before(cutoff, bytes)) { path in
      try PipelineFixture.book(path: path, returns: policy, threads: 2)
    }
    #expect(cut.end == cutoff)
    #expect(parameters == Self.learned(cut.log, before: cutoff))
    let all = bits(whole, at: cutoff, parameters)
    #expect(all.count > 3000)
    #expect(differences(all, bits(cut, at: cutoff, parameters)) == [])
  }

  /// The lines of Online Retail before a day; the fourth field from the end is the time.
  private static func before(_ cutoff: Day, _ bytes: [UInt8]) -> String {
    let limit = Array("\(cutoff)".utf8)
    var kept: [UInt8] = []
    var isHeader = true
    for line in bytes.split(separator: 10) {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      let time = fields.count >= 4 ? fields[fields.count - 4] : []
      if isHeader || time.lexicographicallyPrecedes(limit) {
        kept += line
        kept.append(10)
      }
      isHeader = false
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
