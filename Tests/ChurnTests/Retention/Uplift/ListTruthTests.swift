import Foundation
import Testing

@testable import Churn

/// What lists earn, by the truth of simulated shops.
///
/// `Benchmarks/lists` asks more shops.
@Suite("Lists in the truth of the simulator")
struct ListTruthTests {
  private static let campaignDay = 560
  private static let contactCost = 5.0
  private static let saveRate = 0.3

  /// What each of two lists of equally many contacts earns.
  private struct Earned {
    let byValue: Double
    let byRisk: Double
    let contacts: Int
  }

  /// A shop played twice: without a campaign, and with everybody contacted and saved who can be.
  ///
  /// Lives are the same up to then, so the margin after it in the second life less that in the first is
  /// what a contact that saves brings; a contact saves by chance, with the save rate.
  private static func shop(seed: UInt64) throws -> Earned {
    let alone = RetailSimulation(customers: 1500, days: 925, seed: seed, campaignDay: nil)
    let saved = RetailSimulation(
      customers: 1500, days: 925, seed: seed, campaignDay: campaignDay, contactShare: 1,
      saveProbability: 1)
    let day = Day(number: alone.startDay + campaignDay)
    let before = try files(alone)
    let (text, margins) = try split(before, at: day)
    let (other, kept) = try split(try files(saved), at: day)
    #expect(text == other, "the lives differ before the campaign")
    let book = try PipelineFixture.book(text, columns: [.margin: "margin"])
    var trainer = OrderTrainer()
    trainer.models = [.logistic]
    trainer.threads = 2
    trainer.costs = try RetentionCosts(contactCost: contactCost, saveRate: saveRate)
    let bundle = try trainer.train(book, logger: PipelineFixture.logger).bundle
    let (scored, _) = try Scorer(bundle: bundle).score(book, at: day)
    let candidates = scored.map {
      AtRiskList.Candidate(
        id: $0.id, churnProbability: $0.probability, valueAtRisk: $0.valueAtRisk)
    }
    // A budget for a fifth of the customers.
    let contacts = scored.count / 5
    let list = try AtRiskList(
      candidates, costs: trainer.costs,
      limits: AtRiskList.Limits(budget: contactCost * Double(contacts)))
    let byValue = list.rows.map(\.candidate.id)
    let byRisk = scored.prefix(contacts).map(\.id)
    #expect(byValue.count == contacts)
    func earned(_ ids: [String]) -> Double {
      ids.reduce(0) { $0 + saveRate * ((kept[$1] ?? 0) - (margins[$1] ?? 0)) - contactCost }
    }
    return Earned(byValue: earned(byValue), byRisk: earned(byRisk), contacts: contacts)
  }

  private static func files(_ simulation: RetailSimulation) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("churn-lists-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try simulation.write(to: folder, threads: 2)
    return try String(contentsOf: folder.appendingPathComponent("orders.csv"), encoding: .utf8)
  }

  /// The lines before a day, and the margin of each customer from that day on.
  private static func split(
    _ orders: String, at day: Day
  ) throws -> (before: String, margins: [String: Double]) {
    let lines = orders.split(separator: "\n")
    let names = try #require(lines.first).split(separator: ",")
    let time = try #require(names.firstIndex(of: "time"))
    let customer = try #require(names.firstIndex(of: "customer_id"))
    let margin = try #require(names.firstIndex(of: "margin"))
    let cut = day.description
    var before = [lines[0]]
    var margins: [String: Double] = [:]
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if fields[time].prefix(10) < cut {
        before.append(line)
      } else {
        margins[String(fields[customer]), default: 0] += Double(fields[margin]) ?? .nan
      }
    }
    return (before.joined(separator: "\n") + "\n", margins)
  }

  /// Six shops; the paired difference has a 95 % interval by Student's t with 5 degrees of freedom,
  /// whose 97.5 % quantile is 2.571.
  @Test("With the same budget the list by expected value earns more than the list by risk")
  func valueBeatsRisk() throws {
    let shops = try (1...6).map { try Self.shop(seed: UInt64($0)) }
    let differences = shops.map { $0.byValue - $0.byRisk }
    let mean = differences.reduce(0, +) / 6
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 5
    #expect(mean - 2.571 * (variance / 6).squareRoot() > 0, "\(shops)")
  }
}
