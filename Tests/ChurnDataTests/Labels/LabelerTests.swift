import Foundation
import Testing

@testable import ChurnData

@Suite("Labels")
struct LabelerTests {
  private func churned(_ days: [Int], at cutoff: Int, _ horizon: Horizon) -> Bool {
    let log = LogFixture.log(days.map { OrderLine($0, order: "\($0)") })
    return Labeler(log: log, horizon: horizon)
      .churned(customers: [0], at: Snapshot(Day(number: cutoff)))[0]
  }

  @Test("The label window begins with the cutoff's day and ends before its last one")
  func halfOpen() {
    let horizon = Horizon(days: 30)
    #expect(!churned([1, 100], at: 100, horizon))
    #expect(!churned([1, 129], at: 100, horizon))
    #expect(churned([1, 130], at: 100, horizon))
    #expect(churned([1, 99], at: 100, horizon))
  }

  @Test("Purchases in the gap save nobody")
  func gap() {
    let horizon = Horizon(days: 30, gap: 10)
    #expect(churned([1, 100], at: 100, horizon))
    #expect(churned([1, 109], at: 100, horizon))
    #expect(!churned([1, 110], at: 100, horizon))
    #expect(!churned([1, 139], at: 100, horizon))
    #expect(churned([1, 140], at: 100, horizon))
  }

  @Test("An order that is cancelled inside the window keeps nobody; one cancelled after it does")
  func cancelled() {
    func churned(returnedOn day: Int) -> Bool {
      let log = LogFixture.log([
        OrderLine(1, order: "1", product: "x"), OrderLine(110, order: "2", product: "y"),
        OrderLine(day, order: "3", amount: -1000, product: "y"),
      ])
      return Labeler(log: log, horizon: Horizon(days: 30))
        .churned(customers: [0], at: Snapshot(Day(number: 100)))[0]
    }
    #expect(churned(returnedOn: 129))
    #expect(!churned(returnedOn: 130))
  }

  @Test("A label is mature when its window ends with the data")
  func maturity() {
    let log = LogFixture.log([OrderLine(1), OrderLine(129)])
    let labeler = Labeler(log: log, horizon: Horizon(days: 20, gap: 10))
    #expect(labeler.isMature(Snapshot(Day(number: 100)), end: log.end))
    #expect(!labeler.isMature(Snapshot(Day(number: 101)), end: log.end))
  }

  @Test("Labels equal a search through the raw lines, on any number of threads")
  func naive() {
    let lines = LogFixture.randomLines(seed: 21, customers: 12, lines: 300)
    let log = LogFixture.log(lines)
    let customers = Array((0..<log.customerCount).reversed())
    for (cutoff, horizon) in [(200, Horizon(days: 30)), (320, Horizon(days: 21, gap: 14))] {
      let expected = customers.map { customer -> Bool in
        let end = cutoff + horizon.gap + horizon.days
        let naive = NaiveCustomer(
          lines, customer: log.customerIDs[customer], cutoff: end, shape: LogShape())
        return naive.valid(from: cutoff + horizon.gap, to: end).isEmpty
      }
      for threads in [1, 3] {
        let labels = Labeler(log: log, horizon: horizon)
          .churned(customers: customers, at: Snapshot(Day(number: cutoff)), threads: threads)
        #expect(labels == expected)
      }
      #expect(Set(expected).count == 2)
    }
  }

  @Test("A horizon is read back only if its numbers make sense")
  func horizonCoding() throws {
    let horizon = Horizon(days: 90, gap: 7)
    let text = try JSONEncoder().encode(horizon)
    #expect(try JSONDecoder().decode(Horizon.self, from: text) == horizon)
    for text in [
      #"{"days":0,"gap":0}"#, #"{"days":-1,"gap":0}"#, #"{"days":90,"gap":-1}"#,
      #"{"days":9223372036854775807,"gap":1}"#, #"{"days":90}"#, #"{"days":1e30,"gap":0}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Horizon.self, from: Data(text.utf8))
      }
    }
  }
}
