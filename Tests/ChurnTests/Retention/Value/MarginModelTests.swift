import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("Margin expected of those who stay")
struct MarginModelTests {
  private static let book = Result { try PipelineFixture.simulatedBook.get() }

  private static func model(threads: Int = 1) throws -> (MarginModel, PurchaseLog) {
    let log = try book.get().log
    return (
      try MarginModel(learnedFrom: log, before: log.span.lowerBound + 400, threads: threads), log
    )
  }

  @Test("Orders if active · money of an order, the first one included · margin rate")
  func definition() throws {
    let (model, log) = try Self.model()
    guard case .gammaGamma(let p, let q, let v) = model.spend else {
      Issue.record("expected a Gamma-Gamma model, got \(model.spend)")
      return
    }
    let cutoff = log.span.lowerBound + 450
    var history = PurchaseHistory(log)
    for customer in [0, 5, 50] {
      history.begin(customer: customer)
      history.advance(to: cutoff)
      guard let summary = PurchaseSummary(history, unit: .week) else { continue }
      let n = Double(history.purchaseDays.count)
      let total =
        Double(history.orderValue(from: log.span.lowerBound, to: cutoff)) / log.amountScale
      let orders = model.purchases.expectedOrdersIfAlive(summary, within: 365.0 / 7)
      let rate = model.baseMarginRate ?? 0.3
      let expected = orders * p * (v + total) / (p * n + q - 1) * rate
      let found = try #require(model.expectedMargin(history, marginRate: 0.3))
      #expect(abs(found / expected - 1) < 1e-12)
    }
  }

  @Test("What comes after the day it was learned before changes nothing")
  func knowsNothingLater() throws {
    let (model, log) = try Self.model()
    let day = log.span.lowerBound + 400
    #expect(model.learnedBefore == day)
    let cut = try MarginModel(learnedFrom: log.cut(before: day), before: day)
    #expect(model.purchases == cut.purchases && model.spend == cut.spend)
    #expect(try Self.model(threads: 3).0 == model)
  }

  @Test("It survives being written and read")
  func codable() throws {
    let (model, _) = try Self.model()
    let data = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(MarginModel.self, from: data) == model)
  }

  @Test("Many customers at once are asked as one by one")
  func batch() throws {
    let (model, log) = try Self.model()
    let day = log.span.lowerBound + 450
    let customers = Array(0..<min(40, log.customerCount))
    let margins = model.expectedMargins(customers, in: log, at: day, marginRate: 0.3, threads: 2)
    var history = PurchaseHistory(log)
    for customer in customers {
      history.begin(customer: customer)
      history.advance(to: day)
      #expect(margins[customer] == model.expectedMargin(history, marginRate: 0.3))
    }
  }

  @Test("Without money, and where nobody came back, there is no model")
  func impossible() throws {
    let noMoney = try ValueFixture.log(
      [[(0, 1), (5, 1)], [(1, 1), (9, 1)], [(3, 1)]], hasAmounts: false)
    #expect(throws: ValueError.noMoney) {
      try MarginModel(learnedFrom: noMoney, before: ValueFixture.start + 30)
    }
    let once = try ValueFixture.log([[(0, 1)], [(1, 1)]])
    #expect(throws: ValueError.self) {
      try MarginModel(learnedFrom: once, before: ValueFixture.start + 30)
    }
  }
}
