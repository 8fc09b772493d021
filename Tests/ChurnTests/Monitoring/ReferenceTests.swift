import Testing

@testable import Churn

@Suite("What is kept of training")
struct ReferenceTests {
  @Test("A curve keeps every value of few, and whole percents of many")
  func curve() throws {
    let few = ValueCurve(of: [3, 1, 1, 2, 1, -0.0, 0])
    // By hand: of seven values two are 0, five at most 1, six at most 2.
    #expect(few.values == [0, 1, 2, 3])
    #expect(few.shares == [2, 5, 6, 7].map { (rows: Double) in rows / 7 })
    #expect(few.values[0].sign == .plus)
    #expect(few.median == 1)
    let many = ValueCurve(of: (0..<10_000).map { Double(($0 * 7919) % 10_000) })
    #expect(many.values.count == 101)
    #expect(many.values.first == 0 && many.values.last == 9_999)
    #expect(many.shares.last == 1)
    #expect(zip(many.values, many.shares).allSatisfy { abs(($0 + 1) / 10_000 - $1) < 1e-12 })
    #expect(ValueCurve(of: []).isEmpty && ValueCurve(of: []).median == nil)
  }

  @Test("Ranges hold about a tenth each, and a constant has ranges on both sides")
  func bins() {
    let many = ValueCurve(of: (0..<1_000).map(Double.init)).bins
    #expect(many.cuts.count == 9 && many.shares.count == 10)
    #expect(many.shares.allSatisfy { abs($0 - 0.1) < 0.011 })
    // Nine tenths are 0: what is left is one range more.
    let flag = ValueCurve(of: Array(repeating: 0, count: 95) + Array(repeating: 1, count: 5)).bins
    #expect(flag.cuts == [0] && flag.shares == [0.95, 1 - 0.95])
    let other = ValueCurve(of: Array(repeating: 0, count: 5) + Array(repeating: 1, count: 95)).bins
    #expect(other.cuts == [0] && other.shares == [0.05, 0.95])
    let constant = ValueCurve(of: [4, 4]).bins
    #expect(ValueCurve.counts([3, 4, 4, 5], cuts: constant.cuts) == [1, 2, 1])
    #expect(ValueCurve(of: []).bins.shares == [1])
  }

  @Test("Distances, and what lies outside of the range")
  func distance() {
    let curve = ValueCurve(of: [1, 2, 3, 4])
    #expect(curve.distance(to: [1, 2, 3, 4]) == 0)
    // By hand: at 2, a half of four against all of two; below 1, nothing against all.
    #expect(curve.distance(to: [1, 2]) == 0.5)
    #expect(curve.distance(to: [-1, 0]) == 1)
    #expect(curve.distance(to: []) == nil)
    #expect(curve.shareOutside([0, 1, 4, 9]) == 0.5)
    #expect(ValueCurve(of: []).shareOutside([1]) == nil)
  }

  @Test("What was kept is taken back only when it makes sense")
  func curveChecks() {
    #expect(ValueCurve(values: [1, 2], shares: [0.5, 1]) != nil)
    #expect(ValueCurve(values: [], shares: []) != nil)
    let wrong: [([Double], [Double])] = [
      ([1, 2], [1]), ([2, 1], [0.5, 1]), ([1, 1], [0.5, 1]), ([1, 2], [0.5, 0.9]),
      ([1, 2], [1, 1]), ([1, 2], [0, 1]), ([1, .nan], [0.5, 1]), ([1, .infinity], [0.5, 1]),
      ([1, 2], [.nan, 1]), ([1, 2], [0.5, 2]),
    ]
    for (values, shares) in wrong {
      #expect(ValueCurve(values: values, shares: shares) == nil, "\(values) \(shares)")
    }
    #expect(LevelShares(names: ["a", "b"], shares: [0.5, 0.5]) != nil)
    #expect(LevelShares(names: ["a", "a"], shares: [0.5, 0.5]) == nil)
    #expect(LevelShares(names: ["a"], shares: [1.1]) == nil)
    #expect(LevelShares(names: ["a", "b"], shares: [0.9, 0.9]) == nil)
    #expect(LevelShares(names: ["a"], shares: [.nan]) == nil)
    #expect(LevelShares(names: ["a"], shares: []) == nil)
  }

  @Test("Names are counted, new ones named, rare ones taken together")
  func levels() throws {
    let then = LevelShares(codes: [0, 0, 1, 0, 7, -1, 0.5], levels: ["x", "y", "z"])
    #expect(then.names == ["x", "y"] && then.shares == [0.75, 0.25])
    let now = LevelShares(codes: [0, 1, 1, 2], levels: ["y", "new", "x"])
    let compared = then.compared(with: now)
    #expect(compared.new == [LevelShares.NewLevel(name: "new", share: 0.5)])
    // x, y, rare, new.
    #expect(compared.then == [0.75, 0.25, 0, 0] && compared.now == [0.25, 0.25, 0, 0.5])
    #expect(compared.distance == 0.5)
    // More names than are kept: an unknown one may have been among them, so it is not called new.
    let wide = LevelShares(
      codes: (0..<600).map(Double.init), levels: (0..<600).map { "n\($0)" })
    #expect(wide.names.count == LevelShares.mostNames && abs(wide.others - 1.0 / 6) < 1e-12)
    #expect(wide.compared(with: now).new.isEmpty)
    let none = LevelShares(codes: [], levels: [])
    #expect(none.compared(with: now).distance == nil)
    #expect(then.compared(with: none).now == [0, 0, 0, 0])
  }
}
