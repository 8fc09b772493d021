import ChurnMath
import Foundation
import TestSupport
import Testing

@testable import ChurnModels

@Suite("Frequent sets")
struct FPGrowthTests {
  // The example of the paper, table 1, with minimum support 3: f, c, a, b, m, p = 0 ... 5.
  static let paper = Baskets(
    itemCount: 8,
    [[0, 2, 1, 6, 4, 5], [2, 3, 1, 0, 4], [3, 0, 7], [3, 1, 5], [2, 0, 1, 5, 4]])

  /// Every set and its support, by asking every basket.
  static func naive(_ baskets: Baskets, minSupport: Int, maxLength: Int = 99) -> [[Int]: Int] {
    var counts: [[Int]: Int] = [:]
    for basket in 0..<baskets.count {
      let items = baskets[basket].map { Int($0) }
      for mask in 1..<(1 << items.count) where mask.nonzeroBitCount <= maxLength {
        let set = items.indices.filter { mask >> $0 & 1 == 1 }.map { items[$0] }
        counts[set, default: 0] += 1
      }
    }
    return counts.filter { $0.value >= minSupport }
  }

  static func sets(_ found: FrequentItemsets) -> [[Int]: Int] {
    var sets: [[Int]: Int] = [:]
    for set in 0..<found.count { sets[found[set].map { Int($0) }] = found.supports[set] }
    return sets
  }

  static func random(_ seed: UInt64, baskets: Int, items: Int, size: Int) -> Baskets {
    var stream = RandomStream(seed: seed, stream: 0)
    return Baskets(
      itemCount: items,
      (0..<baskets).map { _ in
        (0..<stream.below(size + 1)).map { _ in
          // The smaller the more frequent.
          min(stream.below(items), stream.below(items))
        }
      })
  }

  /// Han, Pei and Yin (2000), section 2: 18 sets, among them fcam and cp.
  @Test("The example of the paper")
  func example() throws {
    let found = try FPGrowth(minSupport: 3).mine(Self.paper)
    #expect(Self.sets(found) == Self.naive(Self.paper, minSupport: 3))
    #expect(found.count == 18)
    #expect(Self.sets(found)[[0, 1, 2, 4]] == 3)
    #expect(Self.sets(found)[[1, 5]] == 3)
  }

  @Test("Every set of random baskets, by asking every basket", arguments: 1...12)
  func naiveTwin(seed: Int) throws {
    let baskets = Self.random(UInt64(seed), baskets: 60, items: 4 + seed, size: 9)
    for support in [1, 2, 5, 20] {
      for length in [nil, 1, 2, 3] as [Int?] {
        let found = try FPGrowth(minSupport: support, maxLength: length).mine(baskets, threads: 2)
        let naive = Self.naive(baskets, minSupport: support, maxLength: length ?? 99)
        #expect(Self.sets(found) == naive)
        #expect(found.count == naive.count)
      }
    }
  }

  @Test("Neither threads nor the order of baskets change anything but the order of equals")
  func deterministic() throws {
    let baskets = Self.random(99, baskets: 400, items: 30, size: 10)
    let shuffled = baskets.selecting((0..<400).sorted { ($0 * 7919) % 401 < ($1 * 7919) % 401 })
    let one = try FPGrowth(minSupport: 4).mine(baskets, threads: 1)
    #expect(try FPGrowth(minSupport: 4).mine(baskets, threads: 3) == one)
    #expect(try FPGrowth(minSupport: 4).mine(shuffled, threads: 2) == one)
  }

  @Test("No basket, empty ones, one item, all items")
  func awkward() throws {
    #expect(try FPGrowth(minSupport: 1).mine(Baskets(itemCount: 0, [])).count == 0)
    #expect(try FPGrowth(minSupport: 1).mine(Baskets(itemCount: 3, [[], []])).count == 0)
    let one = try FPGrowth(minSupport: 1).mine(Baskets(itemCount: 3, [[2], [], [2, 2]]))
    #expect(Self.sets(one) == [[2]: 2])
    let alike = try FPGrowth(minSupport: 3).mine(
      Baskets(itemCount: 10, [[Int]](repeating: Array(0..<10), count: 3)))
    #expect(alike.count == 1023 && alike.supports.allSatisfy { $0 == 3 })
    #expect(try FPGrowth(minSupport: 4).mine(Self.paper, threads: 9).count == 2)
    #expect(try FPGrowth(minSupport: .max).mine(Self.paper).count == 0)
  }

  @Test("Too many sets: the error says which support gives few enough")
  func explosion() throws {
    // 16 baskets of 20 items alike would give a million sets; 4 of 3 items with 16 more do not.
    let baskets = Baskets(
      itemCount: 30,
      [[Int]](repeating: Array(0..<20), count: 16)
        + [[Int]](repeating: [20, 21, 22], count: 64))
    let growth = FPGrowth(minSupport: 2, maxItemsets: 1000)
    for threads in [1, 2, 5] {
      #expect(
        throws: FitError.tooManyItemsets(
          limit: 1000, minSupport: 2, enough: 32, itemsets: 7, baskets: 80)
      ) { try growth.mine(baskets, threads: threads) }
    }
    let alike = Baskets(itemCount: 20, [[Int]](repeating: Array(0..<20), count: 16))
    #expect(
      throws: FitError.tooManyItemsets(
        limit: 1000, minSupport: 2, enough: nil, itemsets: nil, baskets: 16)
    ) { try growth.mine(alike) }
    #expect(throws: FitError.self) { try FPGrowth(minSupport: 0).mine(baskets) }
    #expect(throws: FitError.self) { try FPGrowth(minSupport: 1, maxLength: 0).mine(baskets) }
  }

  @Test("A share of baskets as a number of them")
  func share() {
    #expect(FPGrowth.support(share: 0.01, of: 9835) == 99)
    #expect(FPGrowth.support(share: 0.01, of: 9800) == 98)
    #expect(FPGrowth.support(share: 0.07, of: 100) == 7)
    #expect(FPGrowth.support(share: 1e-9, of: 100) == 1)
    #expect(FPGrowth.support(share: .nan, of: 100) == 1)
    #expect(FPGrowth.support(share: .infinity, of: 100) == 1)
    #expect(FPGrowth.support(share: 0.5, of: 0) == 1)
  }
}

/// 9,835 baskets; the reader and its names have tests of their own.
@Suite(
  "Frequent sets of the groceries", .enabled(if: SharedFolder.isPresent, "\(SharedFolder.hint)"))
struct GroceriesTests {
  static let (baskets, names): (Baskets, [String]) = {
    let text =
      SharedFolder.url("data/groceries/groceries.csv")
      .flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
    let rows = text.split(separator: "\n").map { line in
      line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let names = Set(rows.flatMap(\.self)).sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return (
      Baskets(itemCount: names.count, rows.map { $0.compactMap { places[$0] } }), names
    )
  }()

  /// mlxtend 0.25.0: r = fpgrowth(df, min_support=(s - 0.5) / 9835); the numbers of sets by length, the
  /// sum of their supports and of the squares of these.
  @Test(
    "Sets, lengths and supports equal those of mlxtend",
    arguments: [
      (10, [157, 2981, 6831, 3137, 376, 10], 339_547, 51_818_573),
      (20, [147, 1674, 1991, 395, 16], 219_695, 50_203_359),
      (50, [120, 605, 264, 12], 126_782, 47_327_212), (98, [88, 221, 32], 82_887, 44_293_359),
      (100, [88, 207, 31], 81_410, 44_147_920), (200, [59, 60, 2], 53_935, 40_303_855),
      (492, [28, 3], 28_086, 32_403_424),
    ])
  func mlxtend(support: Int, lengths: [Int], sum: Int, squares: Int) throws {
    let found = try FPGrowth(minSupport: support).mine(Self.baskets, threads: 2)
    #expect(found.countsByLength == lengths)
    #expect(found.supports.reduce(0, +) == sum)
    #expect(found.supports.reduce(0) { $0 + $1 * $1 } == squares)
  }

  // mlxtend 0.25.0: association_rules(r, metric="confidence", min_threshold=c) with one consequent: how
  // many, and sums of lift, leverage, finite conviction and confidence. 410 and 5,668 are also what R's
  // arules finds with apriori(support = 0.001).
  @Test(
    "Rules and their figures equal those of mlxtend",
    arguments: [
      (
        10, 0.8, 410,
        [1619.7498037765572, 0.3757037793651167, 2277.4801084561936, 355.1910372605256]
      ),
      (
        10, 0.5, 5668,
        [18490.725759082387, 6.083842930467611, 13372.318696589506, 3542.326582945527]
      ),
      (
        10, 0.25, 17391,
        [53628.847031755526, 19.41736821251721, 29054.696866003498, 7640.764806461511]
      ), (98, 0.8, 0, [0, 0, 0, 0]),
      (
        98, 0.25, 174,
        [325.3974997222598, 1.3190080352248295, 223.12335988731186, 64.33438340834786]
      ),
    ])
  func rules(support: Int, confidence: Double, count: Int, sums: [Double]) throws {
    let found = try FPGrowth(minSupport: support).mine(Self.baskets)
    var wanted = AssociationRules.Wanted()
    wanted.minConfidence = confidence
    let rules = AssociationRules(found, wanted: wanted, threads: 2).rules
    #expect(rules.count == count)
    let own = [
      rules.reduce(0) { $0 + $1.lift }, rules.reduce(0) { $0 + $1.leverage },
      rules.reduce(0) { $0 + ($1.conviction.isFinite ? $1.conviction : 0) },
      rules.reduce(0) { $0 + $1.confidence },
    ]
    // Sums of thousands of figures in another order.
    for (value, expected) in zip(own, sums) { #expect(abs(value - expected) <= 1e-10 * expected) }
  }

  /// DATA.md; p by SciPy 1.17.1: hypergeom.sf(both - 1, 9835, n(A), n(B)).
  @Test("Milk and vegetables, butter and roots, soda")
  func known() throws {
    let found = try FPGrowth(minSupport: 80).mine(Self.baskets)
    let rules = AssociationRules(found).rules
    func rule(_ left: [String], _ right: String) throws -> AssociationRule {
      try #require(
        rules.first {
          $0.antecedent.map { Self.names[$0] } == left && Self.names[$0.consequent] == right
        }
      )
    }
    let milk = try rule(["other vegetables"], "whole milk")
    #expect(milk.count == 736 && milk.consequentCount == 2513 && milk.antecedentCount == 1903)
    #expect(abs(milk.confidence - 0.38675775091960063) < 1e-15)
    #expect(abs(milk.lift - 1.5136340948246207) < 1e-14)
    #expect(abs(milk.leverage - 0.025394308582718052) < 1e-15)
    #expect(abs(milk.conviction - 1.2140128748166512) < 1e-14)
    #expect(abs(milk.pValue / 1.4438915547437522e-45 - 1) < 1e-8)
    let roots = try rule(["butter", "root vegetables"], "whole milk")
    #expect(roots.count == 81)
    #expect(abs(roots.pValue / 7.908348360055337e-20 - 1) < 1e-9)
    let soda = try rule(["soda"], "whole milk")
    #expect(abs(soda.pValue - 0.9969868391254544) < 1e-9)
  }
}
