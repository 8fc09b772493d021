import Testing

@testable import ChurnModels

/// Tests of whether groups differ, against R 4.2.2 and scipy 1.17.1.
@Suite("Whether groups differ")
struct GroupDifferenceTests {
  /// 150 whole numbers in four groups: `round(((i*i*7) %% 83)/4 + (i %% 4)*3)`, group `i %% 4`.
  static let values: [Double] = (0..<150).map { (i: Int) -> Double in
    let part = Double((i * i * 7) % 83) / 4
    let step = Double(i % 4) * 3
    return (part + step).rounded(.toNearestOrEven)
  }
  static let groups = (0..<150).map { $0 % 4 }

  private func isClose(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    guard let found else { return false }
    return abs(found - expected) <= tolerance * max(1, abs(expected))
  }

  /// From scipy's chi2_contingency(T, correction=False) and contingency.association(T, 'cramer').
  ///
  /// R: chisq.test(T) gives 108.0593165699549 and 2.870472549474631e-23. Bergsma's V by his formula.
  @Test("Chi-square, its p-value and Cramér's V agree with scipy and R")
  func chiSquare() throws {
    let test = try #require(ChiSquareTest([[30, 70], [45, 55], [10, 90], [80, 20]]))
    #expect(isClose(test.statistic, 108.05931656995486))
    #expect(test.degreesOfFreedom == 3)
    #expect(abs(test.p / 2.8704725494746325e-23 - 1) < 1e-10)
    #expect(isClose(test.cramersV, 0.5197579161733731))
    #expect(isClose(test.correctedV, 0.5131173038730957))
    #expect(test.leastExpected == 41.25)
    let wide = try #require(ChiSquareTest([[3, 1, 7], [2, 9, 4]]))
    #expect(isClose(wide.statistic, 6.967713498622588))
    #expect(wide.degreesOfFreedom == 2)
    #expect(isClose(wide.p, 0.030688823399847954))
    #expect(isClose(wide.cramersV, 0.5176765213106089))
    #expect(isClose(wide.leastExpected, 2.1153846153846154))
  }

  @Test("Empty rows and columns do not count, and without two of each there is no test")
  func emptyCells() throws {
    let plain = try #require(ChiSquareTest([[3, 7], [9, 4]]))
    let padded = try #require(ChiSquareTest([[3, 0, 7], [0, 0, 0], [9, 0, 4]]))
    #expect(plain == padded)
    #expect(ChiSquareTest([]) == nil)
    #expect(ChiSquareTest([[3, 4]]) == nil)
    #expect(ChiSquareTest([[3, 0], [4, 0]]) == nil)
    #expect(ChiSquareTest([[0, 0], [0, 0]]) == nil)
    #expect(ChiSquareTest([[1, 2], [3]]) == nil)
    #expect(ChiSquareTest([[1, -2], [3, 4]]) == nil)
  }

  @Test("Segments that are told apart for certain have V = 1, equal ones 0")
  func extremes() throws {
    #expect(try #require(ChiSquareTest([[50, 0], [0, 50]])).cramersV == 1)
    let alike = try #require(ChiSquareTest([[10, 30], [20, 60]]))
    #expect(alike.cramersV < 1e-8)
    #expect(alike.correctedV == 0)
    #expect(isClose(alike.p, 1))
  }

  /// R 4.2.2: kruskal.test(v, g); scipy 1.17.1: kruskal, and the means of rankdata.
  @Test("Kruskal-Wallis with ties agrees with R and scipy")
  func kruskalWallis() throws {
    let test = try #require(KruskalWallisTest(Self.values, groups: Self.groups, groupCount: 4))
    #expect(isClose(test.statistic, 27.37765263074196))
    #expect(test.degreesOfFreedom == 3)
    #expect(abs(test.p / 4.906023730968113e-06 - 1) < 1e-11)
    #expect(isClose(test.epsilonSquared, 27.37765263074196 / 149))
    let means = [47.81578947368421, 71.63157894736842, 86.0, 97.4054054054054]
    for (found, expected) in zip(test.meanRanks, means) { #expect(isClose(found, expected)) }
  }

  /// R 4.2.2: oneway.test(v ~ g); statsmodels 0.15.0: anova_oneway(use_var='unequal').
  @Test("Welch's test agrees with R and statsmodels")
  func welch() throws {
    let test = try #require(WelchAnova(Self.values, groups: Self.groups, groupCount: 4))
    #expect(isClose(test.statistic, 12.864152479506751))
    #expect(test.numeratorFreedom == 3)
    #expect(isClose(test.denominatorFreedom, 80.95232229116272))
    #expect(abs(test.p / 5.921921608993530e-07 - 1) < 1e-10)
    // (k − 1)(F − 1) / ((k − 1)(F − 1) + n), by hand.
    #expect(isClose(test.omegaSquared, 35.59245743852025 / 185.59245743852025))
  }

  @Test("The order of rows does not matter, and rows without value or group are left out")
  func rowsLeftOut() throws {
    let values = Self.values + [.nan, 5, 7]
    let groups = Self.groups + [0, -1, 9]
    let turned = KruskalWallisTest(
      Array(values.reversed()), groups: Array(groups.reversed()), groupCount: 4)
    let plain = try #require(
      KruskalWallisTest(Self.values, groups: Self.groups, groupCount: 4))
    #expect(isClose(turned?.statistic, plain.statistic))
    #expect(
      WelchAnova(values, groups: groups, groupCount: 4)
        == WelchAnova(Self.values, groups: Self.groups, groupCount: 4))
  }

  @Test("Nothing to compare is no test and no trap")
  func nothing() {
    #expect(KruskalWallisTest([], groups: [], groupCount: 2) == nil)
    #expect(KruskalWallisTest([1, 1, 1], groups: [0, 1, 1], groupCount: 2) == nil)
    #expect(KruskalWallisTest([1, 2], groups: [0, 0], groupCount: 2) == nil)
    #expect(KruskalWallisTest([1, 2], groups: [0], groupCount: 2) == nil)
    #expect(WelchAnova([1, 2, 3], groups: [0, 0, 1], groupCount: 2) == nil)
    #expect(WelchAnova([1, 1, 2, 3], groups: [0, 0, 1, 1], groupCount: 2) == nil)
    #expect(
      WelchAnova([1, 2, .infinity, 3], groups: [0, 0, 1, 1], groupCount: 2) == nil)
    // Infinite amounts have ranks all the same.
    #expect(
      KruskalWallisTest([1, 2, .infinity, 3], groups: [0, 0, 1, 1], groupCount: 2) != nil)
  }
}
