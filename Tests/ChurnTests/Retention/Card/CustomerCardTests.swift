import ChurnData
import Testing

@testable import Churn

@Suite("The card of a customer")
struct CustomerCardTests {
  private typealias Fixture = PipelineFixture

  private static func scorer() throws -> (scorer: Scorer, book: OrderBook) {
    (Scorer(bundle: try Fixture.trained.get().bundle), try Fixture.simulatedBook.get())
  }

  @Test("Every risk of the past is what scoring the whole base on that day gives, to the bit")
  func risks() throws {
    let (scorer, book) = try Self.scorer()
    let scored = try scorer.score(book).scored
    let id = try #require(scored.first { $0.stage == .loyal || $0.stage == .slipping }).id
    let card = try #require(try scorer.card(of: id, in: book))
    #expect(card.risks.count > 3 && card.risks.count <= 14)
    #expect(card.risks.map(\.day) == card.risks.map(\.day).sorted())
    #expect(card.risks.last?.day == book.end)
    for risk in card.risks {
      let then = try scorer.score(book, at: risk.day).scored
      #expect(then.first { $0.id == id }?.probability == risk.probability, "\(risk.day)")
    }
    // Days that are left out are those on which he was not scored.
    for offset in 0...12 {
      let day = book.end.firstOfMonth(offset: -offset)
      guard day > book.log.span.lowerBound, !card.risks.contains(where: { $0.day == day }) else {
        continue
      }
      let then = try scorer.score(book, at: day).scored
      #expect(!then.contains { $0.id == id }, "\(day)")
    }
  }

  @Test("Orders, money, rhythm and worth are those of the history and of the list")
  func facts() throws {
    let (scorer, book) = try Self.scorer()
    for customer in try scorer.score(book).scored.prefix(40) {
      let card = try #require(try scorer.card(of: customer.id, in: book))
      let number = try #require(book.log.customerIDs.index(of: customer.id))
      var history = PurchaseHistory(book.log)
      history.begin(customer: number)
      history.advance(to: book.end)
      #expect(card.keptOrders.count == history.orderCount)
      #expect(card.since == history.firstDay && card.rhythm.silenceDays == history.recencyDays)
      #expect(card.standing.stage == customer.stage)
      let worth = try #require(card.worth)
      let kept = card.keptOrders.reduce(0) { $0 + ($1.value ?? 0) }
      #expect(abs(worth.orderValue - kept / Double(history.orderCount)) < 1e-6)
      #expect(worth.valueAtRisk == customer.valueAtRisk)
      let staying = try #require(worth.marginIfStaying)
      let parts = try #require(worth.expectedMargin) + (worth.valueAtRisk ?? 0)
      #expect(abs(parts - staying) < 1e-9 * max(1, staying))
    }
  }

  private static let lines = """
    order,customer,time,amount,category
    1,a,2024-01-01,10,tea
    1,a,2024-01-01,5,cups
    2,a,2024-01-11,20,tea
    2,a,2024-01-15,-20,tea
    3,a,2024-02-10,30,pots
    4,b,2024-03-01,30,pots

    """

  @Test("An order that was taken back whole is shown, and is none of the orders that count")
  func returned() throws {
    let book = try Fixture.book(Self.lines)
    var history = PurchaseHistory(book.log)
    history.begin(customer: 0)
    history.advance(to: Fixture.day("2024-03-02"))
    let orders = history.orderList
    #expect(orders.map(\.isKept) == [true, false, true])
    #expect(orders.map { Double($0.value) / book.log.amountScale } == [15, 0, 30])
    #expect(orders.map { Double($0.returned) / book.log.amountScale } == [0, 20, 0])
    #expect(orders.map(\.day) == ["2024-01-01", "2024-01-11", "2024-02-10"].map(Fixture.day))
    // Before the return came nobody could know of it.
    history.begin(customer: 0)
    history.advance(to: Fixture.day("2024-01-15"))
    #expect(history.orderList.map(\.isKept) == [true, true])
  }

  @Test("Nobody has a card who is not in the book")
  func unknown() throws {
    let (scorer, book) = try Self.scorer()
    #expect(try scorer.card(of: "nobody", in: book) == nil)
  }
}
