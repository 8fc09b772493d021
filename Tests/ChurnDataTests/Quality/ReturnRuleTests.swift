import Testing

@testable import ChurnData

@Suite("What is a return")
struct ReturnRuleTests {
  private let shop = ReturnRule(
    orderIDs: (1...40).map { "5363\($0)" } + ["C536379", "C536380", "A563185"],
    statusLevels: ["Shipped", "Cancelled", "not returned"])

  @Test("Negative amounts and quantities are returns, missing ones say nothing")
  func signs() {
    #expect(shop.kind(amount: -1, quantity: 1, orderID: "1", status: nil) == .returned)
    #expect(shop.kind(amount: nil, quantity: -1, orderID: "1", status: nil) == .returned)
    #expect(shop.kind(amount: .min, quantity: .min, orderID: nil, status: nil) == .purchase)
    #expect(shop.kind(amount: 0, quantity: 0, orderID: "1", status: nil) == .purchase)
  }

  @Test("C and digits is a cancellation where the other ids are digits")
  func orderIDs() {
    #expect(shop.readsOrderIDs)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: "C536379", status: nil) == .returned)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: "c536379", status: nil) == .returned)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: "C53A", status: nil) == .purchase)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: "C", status: nil) == .purchase)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: "A563185", status: nil) == .purchase)
  }

  /// 19 of 20 ids without the mark are exactly 95 %.
  @Test("At least 95 % of the other ids must be digits, and the marked ones the fewer")
  func habit() {
    let plain = (1...19).map(String.init)
    #expect(ReturnRule(orderIDs: plain + ["X1", "C7"], statusLevels: []).readsOrderIDs)
    #expect(!ReturnRule(orderIDs: plain + ["X1", "X2", "C7"], statusLevels: []).readsOrderIDs)
    let marked = (1...19).map { "C\($0)" }
    #expect(!ReturnRule(orderIDs: marked + plain, statusLevels: []).readsOrderIDs)
    let none = ReturnRule(orderIDs: marked, statusLevels: [])
    #expect(none.kind(amount: 1, quantity: 1, orderID: "C1", status: nil) == .purchase)
    #expect(!ReturnRule(orderIDs: [], statusLevels: []).readsOrderIDs)
  }

  @Test("Status codes beyond the levels say nothing")
  func statusCodes() {
    #expect(shop.kind(amount: 5, quantity: 1, orderID: nil, status: 1) == .returned)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: nil, status: 0) == .purchase)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: nil, status: 2) == .purchase)
    #expect(shop.kind(amount: 5, quantity: 1, orderID: nil, status: .max) == .purchase)
  }

  @Test(
    "Words of taking back are known in any case",
    arguments: [
      "cancelled", "Canceled", "CANCELED", "returned", "Return requested", "refunded",
      "partial_refund", "Storniert", "STORNO", "annulé", "annullato", "anulowane", "void",
      "chargeback", "remboursé", "Rückgabe", "reversed", "Отменён", "zwrot",
    ])
  func returnWords(word: String) {
    #expect(ReturnRule.isReturnStatus(word))
  }

  @Test(
    "Other words are not",
    arguments: [
      "", "shipped", "delivered", "paid", "complete", "not returned", "non-refundable", "invoiced",
      "avoid", "approved", "processing", "0", "created",
    ])
  func otherWords(word: String) {
    #expect(!ReturnRule.isReturnStatus(word))
  }
}
