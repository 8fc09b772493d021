import Testing

@testable import ChurnMath

/// Means and variances come from the textbook formulas beside each case.
///
/// With 200,000 draws the
/// tolerance of a mean is five standard errors; variances are allowed 4 % of their value (about
/// five standard errors at the heaviest tail tested). Seeds are fixed, so a pass stays a pass.
@Suite("Distributions of RandomStream")
struct DistributionsTests {
  private static let draws = 200_000

  private func expectMoments(
    mean: Double, variance: Double, seed: UInt64, _ draw: (inout RandomStream) -> Double
  ) {
    var stream = RandomStream(seed: seed, stream: 0)
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<Self.draws {
      let value = draw(&stream) - mean
      sum += value
      squares += value * value
    }
    let count = Double(Self.draws)
    #expect(abs(sum / count) < 5 * (variance / count).squareRoot())
    #expect(abs(squares / count / variance - 1) < 0.04)
  }

  /// Mean μ, variance σ².
  @Test("Normal draws have the stated mean and spread")
  func normalMoments() {
    expectMoments(mean: 3, variance: 4, seed: 1) { $0.normal(mean: 3, standardDeviation: 2) }
  }

  /// Mean 1/rate, variance 1/rate².
  @Test("Exponential draws have the stated rate")
  func exponentialMoments() {
    expectMoments(mean: 4, variance: 16, seed: 2) { $0.exponential(rate: 0.25) }
  }

  /// Mean kθ, variance kθ².
  @Test("Gamma draws have the stated moments", arguments: [0.3, 0.9, 1, 2.5, 40])
  func gammaMoments(shape: Double) {
    expectMoments(mean: shape * 2, variance: shape * 4, seed: 3) {
      $0.gamma(shape: shape, scale: 2)
    }
  }

  /// Mean a/(a+b), variance ab/((a+b)²(a+b+1)).
  @Test("Beta draws have the stated moments", arguments: [(0.5, 0.5), (1, 6), (8, 2)])
  func betaMoments(alpha: Double, beta: Double) {
    let total = alpha + beta
    expectMoments(
      mean: alpha / total, variance: alpha * beta / (total * total * (total + 1)), seed: 4
    ) { $0.beta(alpha, beta) }
  }

  /// Mean and variance are both the mean.
  @Test("Poisson draws have the stated mean", arguments: [0.2, 3, 9.9, 10, 47.5, 3_000_000])
  func poissonMoments(mean: Double) {
    expectMoments(mean: mean, variance: mean, seed: 5) { Double($0.poisson(mean: mean)) }
  }

  /// Point probabilities exp(−12)·12ᵏ/k!; tolerance five standard errors of a share.
  @Test("Large Poisson draws have the exact point probabilities")
  func poissonProbabilities() {
    var stream = RandomStream(seed: 6, stream: 0)
    var cells = [Int](repeating: 0, count: 60)
    for _ in 0..<Self.draws { cells[min(59, stream.poisson(mean: 12))] += 1 }
    var probability = 6.144212353328210e-06  // exp(−12)
    for count in 0..<30 {
      let share = Double(cells[count]) / Double(Self.draws)
      let error = (probability * (1 - probability) / Double(Self.draws)).squareRoot()
      #expect(abs(share - probability) < 5 * error + 1e-5)
      probability *= 12 / Double(count + 1)
    }
  }

  /// Shares 0.1, 0.6, 0.3; tolerance five standard errors.
  @Test("Categories are drawn in proportion to their weights, impossible ones never")
  func categoricalShares() {
    var stream = RandomStream(seed: 7, stream: 0)
    var cells = [Int](repeating: 0, count: 5)
    for _ in 0..<Self.draws { cells[stream.categorical([1, 0, 6, -.infinity, 3])] += 1 }
    #expect(cells[1] == 0)
    #expect(cells[3] == 0)
    for (index, share) in [(0, 0.1), (2, 0.6), (4, 0.3)] {
      #expect(abs(Double(cells[index]) / Double(Self.draws) - share) < 0.006)
    }
    #expect(stream.categorical([]) == 0)
    #expect(stream.categorical([0, .nan]) == 0)
  }

  @Test("Dirichlet shares are positive and add up to one")
  func dirichletShares() {
    var stream = RandomStream(seed: 8, stream: 0)
    for _ in 0..<1000 {
      let shares = stream.dirichlet([0.5, 1, 2])
      #expect(shares.allSatisfy { $0 >= 0 })
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
    }
    #expect(stream.dirichlet([0, 0]) == [0.5, 0.5])
    #expect(stream.dirichlet([]).isEmpty)
  }

  @Test("Parameters outside their domain neither trap nor hang")
  func parametersOutsideTheDomain() {
    var stream = RandomStream(seed: 9, stream: 0)
    #expect(stream.gamma(shape: 0).isNaN)
    #expect(stream.gamma(shape: .infinity).isNaN)
    #expect(stream.gamma(shape: .nan).isNaN)
    #expect(stream.beta(-1, 2).isNaN)
    #expect(stream.exponential(rate: 0) == .infinity)
    #expect(stream.poisson(mean: -1) == 0)
    #expect(stream.poisson(mean: .nan) == 0)
    #expect(stream.poisson(mean: .infinity) > 0)
    let tiny = stream.beta(1e-300, 1e-300)
    #expect(tiny == 0 || tiny == 1)
  }

  /// 15! = 1307674368000 and log(100!) = 363.73937555556349, from tables of factorials.
  @Test("Log factorials agree with tables on both sides of the switch")
  func logFactorials() {
    #expect(abs(RandomStream.logFactorial(15) - 27.899271383840890) < 1e-12)
    #expect(abs(RandomStream.logFactorial(16) - 30.671860106080672) < 1e-11)
    #expect(abs(RandomStream.logFactorial(100) - 363.739375555563490) < 1e-10)
  }
}
