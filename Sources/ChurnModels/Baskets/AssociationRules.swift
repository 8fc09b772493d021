internal import ChurnMath

/// All rules with one item on the right that frequent sets give, each tested against chance.
///
/// The test is Fisher's, one-sided: as many baskets with both or more. Which rules come into question is
/// told by how frequent their two sides are and not by how often they meet: every frequent set on
/// the left with every frequent item on the right. Those that do not meet often enough to be listed count as
/// tests, too, or choosing by the support would make chance look real.
///
/// - SeeAlso: Agrawal, Imieliński & Swami (1993), doi:10.1145/170035.170072; on testing many rules Webb
///   (2007), doi:10.1007/s10994-007-5006-x.
public struct AssociationRules: Sendable, Equatable {
  /// The rules that meet what was asked for, in the order of the sets.
  public let rules: [AssociationRule]
  /// How many rules came into question, for Benjamini and Hochberg; those of all families.
  public let tested: Int

  /// What is asked of a rule.
  public struct Wanted: Sendable, Equatable {
    /// The least confidence.
    public var minConfidence = 0.0
    /// The least lift.
    public var minLift = 0.0
    /// The greatest adjusted p-value.
    public var maxAdjustedP = 1.0

    /// Everything.
    public init() {}
  }

  /// Makes the rules of some sets.
  ///
  /// - Parameters:
  ///   - sets: Frequent sets and all of their parts.
  ///   - wanted: What is asked of a rule; it decides what is listed, not what is tested.
  ///   - maxLength: The most items of a set, as the sets were mined with; nil = no limit.
  ///   - families: How many such lists are looked at side by side: each counts for all of them.
  ///   - threads: The most threads to use.
  public init(
    _ sets: FrequentItemsets, wanted: Wanted = Wanted(), maxLength: Int? = nil,
    families: Int = 1, threads: Int = 1
  ) {
    let index = ItemsetIndex(sets)
    let tested = Self.questions(sets, maxLength: maxLength) * max(1, families)
    let pieces = evenPieces(sets.count, max(1, threads) * 8)
    let pValues = mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].flatMap { Self.pValues(of: $0, sets, index) }
    }.flatMap { $0 }
    let adjusted = BenjaminiHochberg.adjusted(pValues, tests: tested)
    self.tested = tested
    rules = mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].flatMap { set in
        (sets.starts[set]..<sets.starts[set + 1]).compactMap { place in
          // Sets of one item have no test.
          guard adjusted[place] <= wanted.maxAdjustedP else { return nil }
          return Self.rule(
            of: set, place - sets.starts[set], sets, index, wanted,
            pValue: pValues[place], adjustedP: adjusted[place])
        }
      }
    }.flatMap { $0 }
  }

  /// How many pairs of a frequent set and a frequent item there are that could be together in a set.
  private static func questions(_ sets: FrequentItemsets, maxLength: Int?) -> Int {
    let counts = sets.countsByLength
    guard let items = counts.first else { return 0 }
    var questions = 0
    for (place, count) in counts.enumerated() where maxLength.map({ place + 1 < $0 }) ?? true {
      questions += count * max(0, items - place - 1)
    }
    return questions
  }

  /// The p-value of the rule to each item of a set from its others; `NaN` for a set of one.
  private static func pValues(
    of set: Int, _ sets: FrequentItemsets, _ index: ItemsetIndex
  ) -> [Double] {
    let items = sets[set]
    guard items.count > 1 else { return [.nan] }
    return items.indices.map { place in
      guard let left = index.find(items, skipping: place - items.startIndex),
        let right = index.find(items[place...place])
      else { return .nan }
      let test = FisherExact(
        both: sets.supports[set], first: sets.supports[left], second: sets.supports[right],
        total: sets.basketCount)
      return test?.greater ?? .nan
    }
  }

  /// The rule to one item of a set from its others; nil when it is not wanted.
  private static func rule(
    of set: Int, _ consequent: Int, _ sets: FrequentItemsets, _ index: ItemsetIndex,
    _ wanted: Wanted, pValue: Double, adjustedP: Double
  ) -> AssociationRule? {
    let items = sets[set]
    let place = items.startIndex + consequent
    guard let left = index.find(items, skipping: consequent),
      let right = index.find(items[place...place])
    else { return nil }
    var antecedent = items.map { Int($0) }
    antecedent.remove(at: consequent)
    var rule = AssociationRule(
      antecedent: antecedent, consequent: Int(items[place]), baskets: sets.basketCount,
      antecedentCount: sets.supports[left], consequentCount: sets.supports[right],
      count: sets.supports[set], pValue: pValue, adjustedP: adjustedP)
    guard rule.confidence >= wanted.minConfidence, rule.lift >= wanted.minLift else { return nil }
    rule.improvement = smallerConfidence(items, consequent, sets, index).map {
      rule.confidence - $0
    }
    return rule
  }

  /// The best confidence of a rule with one item less on the left.
  private static func smallerConfidence(
    _ items: ArraySlice<UInt32>, _ consequent: Int, _ sets: FrequentItemsets,
    _ index: ItemsetIndex
  ) -> Double? {
    guard items.count > 2 else { return nil }
    var best = 0.0
    let all = Array(items)
    for left in all.indices where left != consequent {
      var smaller = all
      smaller.remove(at: left)
      let place = consequent - (left < consequent ? 1 : 0)
      guard let both = index.find(smaller[...]),
        let antecedent = index.find(smaller[...], skipping: place)
      else { continue }
      best = max(best, Double(sets.supports[both]) / Double(sets.supports[antecedent]))
    }
    return best
  }
}
