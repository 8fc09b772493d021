import Testing

@testable import Churn

@Suite("Inner folds")
struct InnerFoldsTests {
  private func check(_ folds: [SampleFold], groups: [Int], cutoffs: [Int], days: [Day], reach: Int)
  {
    for fold in folds {
      #expect(Set(fold.training).isDisjoint(with: fold.validation))
      for judged in fold.validation {
        for learned in fold.training {
          let isOver = days[cutoffs[learned]] + reach <= days[cutoffs[judged]]
          #expect(isOver || groups[learned] != groups[judged])
        }
      }
    }
  }

  @Test(
    "No row is learned from and judged, and labels end before the cutoff judged, or the customer differs"
  )
  func purge() {
    var random = RandomStream(seed: 2, stream: 0)
    for (months, reach) in [(1, 90), (2, 90), (3, 90), (5, 60), (8, 90), (8, 20)] {
      let days = (0..<months).map { Day(number: 1000 + 30 * $0) }
      var rows: [(group: Int, cutoff: Int)] = []
      for group in 0..<60 {
        for cutoff in 0..<months where Int.random(in: 0..<4, using: &random) > 0 {
          rows.append((group, cutoff))
        }
      }
      let groups = rows.map(\.group)
      let cutoffs = rows.map(\.cutoff)
      let folds = InnerFolds.inTime(cutoffs: cutoffs, groups: groups, days: days, reach: reach)
      #expect(!folds.isEmpty)
      check(folds, groups: groups, cutoffs: cutoffs, days: days, reach: reach)
      #expect(folds.allSatisfy { !$0.validation.isEmpty })
    }
  }

  @Test("Folds by customer deal each customer to one part and judge every row once")
  func byGroup() {
    let groups = (0..<400).map { $0 / 3 }
    let folds = InnerFolds.byGroup(groups, parts: 5)
    #expect(folds.flatMap(\.validation).sorted() == Array(groups.indices))
    for fold in folds {
      let learned = Set(fold.training.map { groups[$0] })
      #expect(learned.isDisjoint(with: fold.validation.map { groups[$0] }))
      // 400 rows in 5 parts of 134 customers by hash.
      #expect((40...130).contains(fold.validation.count))
    }
  }
}

@Suite("Plain rules")
struct PlainRulesTests {
  private func matrix(
    recency: [Double], orders: [Double], revenue: [Double], rhythm: [Double]
  ) -> FeatureMatrix {
    FeatureMatrix(
      columns: [
        FeatureMatrix.Column(name: "recency_days", values: recency),
        FeatureMatrix.Column(name: "orders_all", values: orders),
        FeatureMatrix.Column(name: "revenue_all", values: revenue),
        FeatureMatrix.Column(name: "rhythm_ratio", values: rhythm),
      ], rowCount: recency.count)
  }

  /// Ten rows, one a value: limits at the values of rank 2, 4, 6 and 8 give cells of two, as a
  /// value that equals a limit stays below it.
  ///
  /// All other columns are constant, so the cell is that of recency. Half of all ten churned.
  @Test("A cell's churn rate is shrunk to the base's by ten customers' worth")
  func cells() throws {
    let ones = [Double](repeating: 1, count: 10)
    let cells = PlainRules.cells(
      matrix(recency: (1...10).map(Double.init), orders: ones, revenue: ones, rhythm: ones),
      labels: (1...10).map { $0 > 5 })
    #expect(cells.isConsistent && cells.names.count == 3)
    let judged = matrix(
      recency: [1, 3, 5, 99], orders: [1, 1, 1, 1], revenue: [1, 1, 1, 1], rhythm: [2, 0.5, 7, 1])
    let rules = PlainRules.scores(judged, cells: cells)
    #expect(rules.map(\.name) == ["recency", "rhythm", "rfm"])
    #expect(rules[0].scores == [1, 3, 5, 99] && rules[1].scores == [2, 0.5, 7, 1])
    // {1, 2} and {3, 4}: 0 of 2, (0 + 5)/12. {5, 6}: 1 of 2. {9, 10}: 2 of 2.
    for (rate, wanted) in zip(rules[2].scores, [5.0 / 12, 5.0 / 12, 6.0 / 12, 7.0 / 12]) {
      #expect(abs(rate - wanted) < 1e-12)
    }
  }

  @Test("A rule without its columns is left out")
  func missingColumns() {
    let bare = FeatureMatrix(columns: [], rowCount: 4)
    let cells = PlainRules.cells(bare, labels: [true, false, true, true])
    let rules = PlainRules.scores(bare, cells: cells)
    #expect(rules.map(\.name) == ["rfm"] && Set(rules[0].scores).count == 1)
    let ones: [Double] = [1, 1, 1, 1]
    let full = PlainRules.cells(
      matrix(recency: ones, orders: ones, revenue: ones, rhythm: ones),
      labels: [true, false, true, true])
    #expect(PlainRules.scores(bare, cells: full).isEmpty)
  }
}

@Suite("The last event")
struct EventTailTests {
  private func seconds(_ days: [Int]) -> [Int64] { days.map { Int64($0) * 86_400 + 5 } }

  @Test("A single late row is found, and the day by which the others have happened")
  func stray() {
    let tail = EventTail(times: seconds((0..<999).map { $0 / 10 } + [4000]))
    #expect(tail.lastRow == 999 && tail.lastDay == Day(number: 4000))
    #expect(tail.usualEnd == Day(number: 99))
  }

  @Test("Without stray rows the usual end is the last day or near it")
  func usual() {
    let tail = EventTail(times: seconds((0..<5000).map { $0 / 10 }.reversed()))
    #expect(tail.lastDay == Day(number: 499) && tail.usualEnd == Day(number: 499))
    #expect(tail.lastRow == 0)
    let single = EventTail(times: seconds([-7]))
    #expect(single.lastDay == Day(number: -1 * 7) && single.usualEnd == single.lastDay)
    #expect(EventTail(times: []).lastDay == Day(number: 0))
  }
}
