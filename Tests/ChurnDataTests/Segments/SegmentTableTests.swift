import Testing

@testable import ChurnData

/// The editable table of segments.
@Suite("Table of segments")
struct SegmentTableTests {
  static func problem(_ text: String) -> String {
    do {
      _ = try SegmentTable.parse(text, path: "s.yaml")
      return ""
    } catch {
      return error.description
    }
  }

  @Test("The usual table covers all 25 cells without overlap")
  func standard() {
    #expect(SegmentTable.standard.remarks.isEmpty)
    for r in 1...5 {
      for f in 1...5 {
        let takers = SegmentTable.standard.entries.filter { entry in
          entry.takes { $0 == .recency ? Double(r) : $0 == .frequency ? Double(f) : .nan }
        }
        #expect(takers.count == 1, "r \(r) f \(f)")
      }
    }
  }

  @Test("What is written reads back as the same table")
  func roundTrip() throws {
    #expect(try SegmentTable.parse(SegmentTable.standard.yaml, path: "s.yaml") == .standard.filled)
    var table = SegmentTable(entries: [
      SegmentTable.Entry(
        name: "big: \"spenders\"", ranges: [.money: 5...5, .recency: 2...4],
        condition: try CustomerFilter("revenue_365 > 1000 and channel = 'web'"),
        meaning: "#1 by money"),
      SegmentTable.Entry(name: "rest", ranges: [.frequency: 1...5]),
    ])
    table.saved = [
      SegmentTable.Saved(
        name: "quiet", condition: try CustomerFilter("recency_days > 60\nand orders_365 >= 3"))
    ]
    table.thresholds[.discount] = 0.25
    table.leastOrders = 2
    #expect(try SegmentTable.parse(table.yaml, path: "s.yaml") == table.filled)
  }

  @Test("Ranges, conditions, habits and tiers are read; what is left out stays as usual")
  func parsed() throws {
    let table = try SegmentTable.parse(
      """
      segments:
        vip: {r: 4-5, f: "5", m: 3 - 5, where: "clv > 100"}
        other: {where: orders_365 = 0}
      saved:
        quiet: recency_days > 60
      habits: {discount: 0.4, least-orders: 5}
      tiers: {gold: 0.2, rest: 0.8}
      """, path: "s.yaml")
    #expect(table.entries.map(\.name) == ["vip", "other"])
    #expect(table.entries[0].ranges == [.recency: 4...5, .frequency: 5...5, .money: 3...5])
    #expect(table.entries[0].rule == "r 4 to 5, f 5, m 3 to 5, clv > 100")
    #expect(table.names == ["vip", "other"])
    #expect(
      table.columnNames == ["r_score", "f_score", "m_score", "clv", "orders_365", "recency_days"])
    #expect(table.threshold(.discount) == 0.4)
    #expect(table.threshold(.weekend) == 0.6)
    #expect(table.leastOrders == 5)
    #expect(table.tiers.map(\.name) == ["gold", "rest"])
    let bare = try SegmentTable.parse("habits: {weekend: 0.5}", path: "s.yaml")
    #expect(bare.entries == SegmentTable.standard.entries)
  }

  @Test(
    "Errors name the line and the nearest name",
    arguments: [
      ("segment:\n  a: {r: 5}", "s.yaml:1: unknown key \"segment\". Did you mean \"segments\"?"),
      ("segments:\n  a: {r: 6}", "s.yaml:2: a.r: expected a score from 1 to 5 or a range"),
      ("segments:\n  a: {r: 5-4}", "s.yaml:2: a.r: expected a score from 1 to 5 or a range"),
      ("segments:\n  a:\n    m: 1-2-3", "s.yaml:3: a.m: expected a score from 1 to 5"),
      ("segments:\n  a: {}", "s.yaml:2: \"a\" has no rule. Give it r, f, m or where."),
      ("segments:\n  a:\n", "s.yaml:2: \"a\" has no rule. Give it r, f, m or where."),
      ("segments:\n  a: {R: 5}", "s.yaml:2: unknown key \"R\". Did you mean \"r\"?"),
      ("segments:\n  a:\n    r: 5\n    where: x >", "s.yaml:4: Expected a column, a number"),
      ("segments: {}", "s.yaml: segments: there is none."),
      ("saved:\n  q: 5", "s.yaml:2: 5.0 alone is neither true nor false."),
      ("saved:\n  champions: a > 1", "s.yaml: \"champions\" is both a segment and a saved"),
      (
        "habits:\n  discuont: 0.5", "s.yaml:2: unknown key \"discuont\". Did you mean \"discount\"?"
      ),
      ("habits:\n  discount: 50", "s.yaml:2: habits.discount: expected a share above 0"),
      ("habits:\n  least-orders: 0", "s.yaml:2: habits.least-orders: expected 1 to 1000 orders"),
      ("tiers: {a: 0.5, b: 0.4}", "s.yaml:1: tiers: their shares add up to 0.9, not 1."),
      ("segments:\n  a: {r: 5}\n  a: {r: 4}", "s.yaml:"), ("", "s.yaml: is empty"),
      ("segments: [1, 2]", "s.yaml:1: segments: expected keys with values"),
    ])
  func errors(text: String, start: String) {
    #expect(Self.problem(text).hasPrefix(start), "\(Self.problem(text))")
  }

  @Test("Cells in no segment and in several are said")
  func remarks() throws {
    let table = try SegmentTable.parse(
      "segments:\n  good: {r: 3-5}\n  best: {r: 5, f: 5}\n  some: {where: clv > 1}", path: "s.yaml")
    #expect(
      table.remarks == [
        "10 of 25 cells of scores are in no segment and count as other: r 1 f 1, r 1 f 2, r 1 f 3, "
          + "r 1 f 4, r 1 f 5 and 5 more.",
        "good and best both take r 5 f 5; customers there are good, which stands first.",
      ])
  }

  @Test("Habits are judged by their thresholds, missing figures stay missing")
  func habits() {
    #expect(Behaviour.discount.value([0.5], threshold: 0.5) == 1)
    #expect(Behaviour.discount.value([0.49], threshold: 0.5) == 0)
    #expect(Behaviour.discount.value([.nan], threshold: 0.5).isNaN)
    #expect(Behaviour.multichannel.value([0.7, 2], threshold: 0.8) == 1)
    #expect(Behaviour.multichannel.value([0.8, 2], threshold: 0.8) == 0)
    #expect(Behaviour.multichannel.value([0.7, 1], threshold: 0.8) == 0)
    #expect(Behaviour.multichannel.value([0.7, .nan], threshold: 0.8).isNaN)
    #expect(Behaviour.discount.value([], threshold: 0.5).isNaN)
    #expect(Behaviour.multichannel.column == "behaviour_multi_channel")
  }
}

extension SegmentTable {
  /// The same with every threshold said, as a file says them.
  fileprivate var filled: SegmentTable {
    var table = self
    for behaviour in Behaviour.allCases { table.thresholds[behaviour] = threshold(behaviour) }
    return table
  }
}
