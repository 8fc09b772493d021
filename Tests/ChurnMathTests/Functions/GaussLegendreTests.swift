import ChurnMath
import Testing

@Suite struct GaussLegendreTests {
  /// ∫ t^k dt over [0, 1] is 1 / (k + 1).
  @Test(arguments: [1, 2, 3, 4, 8, 16, 40, 200])
  func `a rule of n nodes integrates powers up to 2 n - 1`(count: Int) {
    let rule = GaussLegendre(count: count)
    for degree in 0..<2 * count {
      let integral = zip(rule.nodes, rule.weights).reduce(0.0) { sum, node in
        var power = 1.0
        for _ in 0..<degree { power *= node.0 }
        return sum + node.1 * power
      }
      #expect(abs(integral - 1 / Double(degree + 1)) < 1e-14)
    }
    #expect(zip(rule.nodes, rule.nodes.dropFirst()).allSatisfy { $0 < $1 })
    #expect(rule.nodes.allSatisfy { $0 > 0 && $0 < 1 })
  }

  /// Abramowitz and Stegun, table 25.4, n = 2: nodes ±1/√3 on [−1, 1].
  @Test func `two nodes lie where the table says`() {
    let rule = GaussLegendre(count: 2)
    #expect(abs(rule.nodes[0] - (1 - 1 / 3.0.squareRoot()) / 2) < 1e-15)
    #expect(rule.weights.allSatisfy { abs($0 - 0.5) < 1e-15 })
  }
}
