import ChurnMath
import Testing

@testable import ChurnModels

@Suite struct SequentialLooksTests {
  /// R 4.2.2, mvtnorm 1.1.3: root of pmvnorm(c(-b, c), c(b, Inf), corr, algorithm = Miwa(1024)) equal
  /// to what 2 * pnorm(qnorm(1 - a/2) / sqrt(t), lower = FALSE), a = 0.025, spends at each look; the
  /// first five are those of the tables of Lan and DeMets (gsDesign, ldbounds).
  @Test(
    "Boundaries like those of O'Brien and Fleming agree with multivariate normal integrals",
    arguments: [
      (
        [0.2, 0.4, 0.6, 0.8, 1],
        [
          4.87688494879076, 3.35701192166104, 2.68028006454739, 2.28981676771120,
          2.03103204330454,
        ]
      ), ([0.3, 0.45, 1], [3.92857254262604, 3.14897588693479, 1.96479238047163]),
    ])
  func obrienFleming(information: [Double], expected: [Double]) throws {
    let looks = try #require(SequentialLooks(information: information))
    for (found, wanted) in zip(looks.boundaries, expected) { #expect(abs(found - wanted) < 1e-6) }
    #expect(abs(try #require(looks.spent.last) - 0.05) < 1e-12)
  }

  /// As above, with a * log(1 + (exp(1) - 1) * t); the second with an error of 0.1.
  @Test(
    "Boundaries like those of Pocock agree with multivariate normal integrals",
    arguments: [
      (
        [0.2, 0.4, 0.6, 0.8, 1], 0.05,
        [
          2.43797668806786, 2.42681385817015, 2.41019384028577, 2.39664540066129,
          2.38598457163640,
        ]
      ), ([0.1, 0.15, 0.9], 0.1, [2.41220167548788, 2.50213984595825, 1.77974918845775]),
    ])
  func pocock(information: [Double], error: Double, expected: [Double]) throws {
    let looks = try #require(
      SequentialLooks(information: information, spending: .pocock, error: error))
    for (found, wanted) in zip(looks.boundaries, expected) { #expect(abs(found - wanted) < 1e-6) }
  }

  @Test("One look is the usual comparison")
  func single() throws {
    for spending in SequentialLooks.Spending.allCases {
      let looks = try #require(SequentialLooks(count: 1, spending: spending))
      #expect(abs(looks.boundaries[0] - 1.959963984540054) < 1e-9)
    }
  }

  @Test(
    "Walks without effect cross as often as stated, with few looks and many",
    arguments: [(4, SequentialLooks.Spending.obrienFleming), (20, .pocock), (52, .obrienFleming)])
  func crossing(count: Int, spending: SequentialLooks.Spending) throws {
    let looks = try #require(SequentialLooks(count: count, spending: spending))
    var stream = RandomStream(seed: 11, stream: 0)
    var crossed = 0
    let walks = 20_000
    for _ in 0..<walks {
      var sum = 0.0
      var isOut = false
      for look in 0..<count {
        sum += stream.normal()
        if abs(sum) / Double(look + 1).squareRoot() >= looks.boundaries[look] { isOut = true }
      }
      if isOut { crossed += 1 }
    }
    // Four standard errors of a share of 5 % among 20,000.
    #expect(abs(Double(crossed) / Double(walks) - 0.05) < 0.0062)
  }

  @Test("Looks that make no sense give none")
  func refused() {
    #expect(SequentialLooks(count: 0) == nil)
    #expect(SequentialLooks(count: 101) == nil)
    #expect(SequentialLooks(information: []) == nil)
    #expect(SequentialLooks(information: [0, 0.5]) == nil)
    #expect(SequentialLooks(information: [0.5, 0.5]) == nil)
    #expect(SequentialLooks(information: [0.5, 1.1]) == nil)
    #expect(SequentialLooks(information: [.nan]) == nil)
    #expect(SequentialLooks(count: 3, error: 0) == nil)
  }

  @Test("Very early looks ask for more than anybody can bring, and leave the last as it is")
  func tiny() throws {
    let looks = try #require(SequentialLooks(information: [0.001, 1]))
    #expect(looks.boundaries[0] > 30)
    #expect(abs(looks.boundaries[1] - 1.959963984540054) < 1e-6)
  }
}
