import ChurnMath
import ChurnModels
import Foundation
import Testing

@Suite("Parametric bootstrap")
struct ParametricBootstrapTests {
  private static let truth = MBGNBDParameters(r: 0.8, alpha: 6, a: 0.7, b: 2)

  @Test("Refitted parameters spread like the standard errors say")
  func spread() throws {
    let customers = PurchaseSamples.drawn(Self.truth, count: 4_000)
    let model = try PurchaseModel.Kind.mbgNBD.fit(customers, threads: 2)
    let draws = try ParametricBootstrap(draws: 120, seed: 4).models(model, customers, threads: 2)
    #expect(draws.failures == 0)
    for (place, estimate) in model.estimates.enumerated() {
      let values = draws.models.map { $0.estimates[place].value }
      let mean = values.reduce(0, +) / 120
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      // 120 draws know a standard deviation to 6.5 %, theory and finite samples differ as well.
      let ratio = (squares / 119).squareRoot() / estimate.standardError
      #expect(ratio > 0.75 && ratio < 1.35)
      let interval = try #require(ParametricBootstrap.interval(values))
      #expect(interval.lower < estimate.value && estimate.value < interval.upper)
    }
  }

  @Test("Draws depend on the seed alone")
  func determinism() throws {
    let customers = PurchaseSamples.drawn(Self.truth, count: 800)
    let model = try PurchaseModel.Kind.mbgNBD.fit(customers)
    func models(_ customers: [PurchaseSummary], seed: UInt64, threads: Int) throws -> [Double] {
      try ParametricBootstrap(draws: 6, seed: seed).models(model, customers, threads: threads)
        .models.flatMap { $0.estimates.map(\.value) }
    }
    let draws = try models(customers, seed: 1, threads: 1)
    #expect(draws.count == 24)
    #expect(try models(customers, seed: 1, threads: 3) == draws)
    #expect(try models(PurchaseSamples.shuffled(customers), seed: 1, threads: 2) == draws)
    #expect(try models(customers, seed: 2, threads: 1) != draws)
  }

  @Test("Every kind of model can be drawn, spend as well")
  func kinds() throws {
    let customers = PurchaseSamples.drawn(Self.truth, count: 700).enumerated().map { place, c in
      var stream = RandomStream(seed: 8, stream: UInt64(place))
      let spend = stream.gamma(
        shape: 5 * max(1, c.frequency),
        scale: 1 / (max(1, c.frequency) * stream.gamma(shape: 3, scale: 0.05)))
      return PurchaseSummary(
        frequency: c.frequency, recency: c.recency, age: c.age, meanSpend: spend)
    }
    for kind in PurchaseModel.Kind.allCases {
      guard let model = try? kind.fit(customers) else { continue }
      let draws = try ParametricBootstrap(draws: 4).models(model, customers, threads: 2)
      #expect(draws.models.count + draws.failures == 4)
      #expect(draws.models.allSatisfy { $0.kind == kind })
    }
    let spend = try GammaGamma().fit(customers)
    let draws = try ParametricBootstrap(draws: 40).models(spend, customers, threads: 2)
    let interval = try #require(ParametricBootstrap.interval(draws.models.map(\.meanSpend)))
    #expect(interval.lower < spend.meanSpend && spend.meanSpend < interval.upper)
  }

  /// By hand: of 0, 1, …, 100 the middle 90 % lie between 5 and 95.
  @Test("Intervals leave out equal shares on both sides")
  func interval() throws {
    let values = (0...100).map(Double.init)
    let interval = try #require(ParametricBootstrap.interval(values, level: 0.9))
    #expect(abs(interval.lower - 5) < 1e-12)
    #expect(abs(interval.upper - 95) < 1e-12)
    #expect(ParametricBootstrap.interval([1, .nan]) == nil)
    #expect(ParametricBootstrap.interval([1, 2], level: 1) == nil)
    let same = try #require(ParametricBootstrap.interval([.infinity, .infinity]))
    #expect(same.lower == .infinity)
    #expect(throws: FitError.self) {
      let model = try PurchaseModel.Kind.mbgNBD.fit(PurchaseSamples.drawn(Self.truth, count: 500))
      _ = try ParametricBootstrap(draws: 0).models(model, [])
    }
  }
}
