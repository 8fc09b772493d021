import Foundation
import Testing

@testable import Churn
@testable import ChurnModels

@Suite("How long customers of some tenure will stay")
struct RemainingLifeTests {
  private static func curve() throws -> KaplanMeier {
    try KaplanMeier(
      Lifetimes(
        durations: [1, 2, 2, 3, 5, 5, 8, 10, 12, 12],
        churned: [true, false, true, true, false, true, true, false, true, false]))
  }

  @Test("Areas under the curve agree with a sum over small steps, its continuation included")
  func areas() throws {
    let life = RemainingLife(try Self.curve(), reach: 4)
    #expect(life.end == 12 && life.tailRate > 0)
    for (tenure, from, to) in [(0.0, 0.0, 3.0), (2, 1, 7.5), (5, 0, 4), (9, 2, 8), (12, 0, 6)] {
      let steps = 40_000
      let width = (to - from) / Double(steps)
      let sum = (0..<steps).reduce(0.0) { sum, step in
        sum + width * life.survival(at: tenure + from + (Double(step) + 0.5) * width)
      }
      let expected = sum / life.survival(at: tenure)
      #expect(abs(life.expectedTime(tenure: tenure, from: from, to: to) - expected) < 1e-3)
    }
  }

  /// The rate over the last 4 months is ln(S(8)/S(12))/4.
  @Test("Beyond the last time customers leave at the rate of the time before")
  func tail() throws {
    let curve = try Self.curve()
    let life = RemainingLife(curve, reach: 4)
    #expect(abs(life.tailRate - log(curve.survival(at: 8) / curve.survival(at: 12)) / 4) < 1e-15)
    #expect(abs(life.probability(tenure: 12, within: 4) - exp(-4 * life.tailRate)) < 1e-12)
    #expect(life.probability(tenure: 3, within: 0) == 1)
  }

  @Test("Nobody left, everybody left, and no customers at all")
  func odd() throws {
    let stayed = RemainingLife(
      try KaplanMeier(Lifetimes(durations: [3, 4], churned: [false, false])), reach: 12)
    #expect(stayed.expectedTime(tenure: 4, from: 0, to: 12) == 12 && stayed.tailRate == 0)
    let left = RemainingLife(
      try KaplanMeier(Lifetimes(durations: [3, 4], churned: [true, true])), reach: 12)
    #expect(left.expectedTime(tenure: 3, from: 0, to: 12) == 1)
    #expect(left.expectedTime(tenure: 9, from: 0, to: 12) == 0)
    #expect(left.probability(tenure: 9, within: 1) == 0)
    let empty = RemainingLife(try KaplanMeier(Lifetimes(durations: [], churned: [])), reach: 12)
    #expect(empty.expectedTime(tenure: 0, from: 0, to: 12) == 12)
  }
}
