import ChurnMath
import Testing

@testable import Churn

private typealias Fixture = BasketFixture

@Suite("Cross-sell offers")
struct CrossSellTests {
  /// Garden goes with kitchen, books with nobody; customer 0 bought kitchen only, 1 both, 2 books only.
  private static let orders: [(customer: Int, day: Int, items: [String])] = {
    var stream = RandomStream(seed: 11, stream: 0)
    var orders: [(customer: Int, day: Int, items: [String])] = [
      (0, 40, ["kitchen"]), (1, 41, ["garden", "kitchen"]), (2, 42, ["books"]),
    ]
    for customer in 3..<400 {
      var items: [String] = []
      if stream.chance(0.4) { items.append("kitchen") }
      if stream.chance(items.isEmpty ? 0.1 : 0.6) { items.append("garden") }
      if stream.chance(0.3) { items.append("books") }
      if items.isEmpty { items.append("toys") }
      orders.append((customer, stream.below(80), items))
    }
    return orders
  }()

  private func settings() -> CrossSell.Settings {
    var settings = CrossSell.Settings()
    settings.acrossDays = nil
    return settings
  }

  @Test("The complement that is missing is offered, with its reason")
  func offer() throws {
    let log = try Fixture.log(Self.orders)
    let cross = try CrossSell(log, at: log.end, settings: settings(), threads: 2)
    let offer = try #require(cross.offer(customer: 0))
    #expect(offer.item == "garden" && offer.because == ["kitchen"] && !offer.isLater)
    #expect(offer.lift > 1.2 && offer.adjustedP < 0.001)
    #expect(offer.words.hasPrefix("offer garden (bought with kitchen, lift 1."))
    // Who has both is not offered either of them.
    let both = cross.offer(customer: 1)
    #expect(both?.item != "garden" && both?.item != "kitchen")
    #expect(cross.offer(customer: -1) == nil && cross.offer(customer: 1_000_000) == nil)
    #expect(cross.offer(customer: .max) == nil)
  }

  @Test("The offer is the best by confidence times lift of all rules that apply")
  func best() throws {
    let log = try Fixture.log(Self.orders)
    let source = try OrderBaskets(log, before: log.end, item: .category)
    let sets = try FPGrowth(minSupport: 10, maxLength: 3).mine(source.baskets)
    let rules = AssociationRules(sets, maxLength: 3).rules.filter {
      $0.adjustedP <= 0.05 && $0.lift >= 1.05 && ($0.improvement ?? 1) > 0
    }
    let cross = try CrossSell(log, at: log.end, settings: settings(), threads: 1)
    for customer in 0..<log.customerCount {
      var bought: Set<Int> = []
      for line in log.lines(of: customer) {
        bought.insert(Int(log.categories?.codes[line] ?? 0))
      }
      let usable = rules.filter {
        !bought.contains($0.consequent) && $0.antecedent.allSatisfy(bought.contains)
      }
      let score = usable.map { $0.confidence * $0.lift }.max()
      let offer = cross.offer(customer: customer)
      #expect(offer.map { $0.confidence * $0.lift } == score)
    }
  }

  @Test("Nothing on or after the day is learned or taken for bought")
  func noLookAhead() throws {
    let day = Fixture.start + 80
    let early = try Fixture.log(Self.orders)
    let late = try Fixture.log(
      Self.orders + (0..<300).map { ($0, 80 + $0 % 20, ["books", "toys", "garden"]) })
    let one = try CrossSell(early, at: day, settings: settings(), threads: 1)
    let other = try CrossSell(late, at: day, settings: settings(), threads: 1)
    #expect(one.ruleCount == other.ruleCount && one.ruleCount > 0)
    for customer in 0..<early.customerCount {
      let same = try #require(late.customerIDs.index(of: early.customerIDs[customer]))
      #expect(one.offer(customer: customer) == other.offer(customer: same))
    }
    let before = try CrossSell(early, at: Fixture.start, settings: settings(), threads: 1)
    #expect(before.ruleCount == 0 && before.offer(customer: 0) == nil)
  }

  @Test("What follows in later orders is offered, too")
  func later() throws {
    var orders: [(customer: Int, day: Int, items: [String])] = []
    for customer in 0..<300 {
      let hasPrinter = customer % 3 == 0
      orders.append((customer, customer % 50, [hasPrinter ? "printer" : "chair"]))
      orders.append((customer, customer % 50 + 20, [hasPrinter && customer > 2 ? "ink" : "lamp"]))
    }
    let log = try Fixture.log(orders + [(999, 170, ["chair"])])
    let cross = try CrossSell(log, at: log.end, threads: 2)
    let offer = try #require(cross.offer(customer: 0))
    #expect(offer.item == "ink" && offer.because == ["printer"] && offer.isLater)
    #expect(offer.words.hasPrefix("offer ink (bought after printer, lift 6."))
  }

  @Test("Items that have nothing to do with each other make no offer")
  func chance() throws {
    var stream = RandomStream(seed: 2, stream: 0)
    let log = try Fixture.log(
      (0..<500).map { customer in
        let items = ["a", "b", "c", "d"].filter { _ in stream.chance(0.4) }
        return (customer, stream.below(90), items.isEmpty ? ["a"] : items)
      })
    #expect(try CrossSell(log, at: log.end, threads: 1).ruleCount == 0)
  }
}
