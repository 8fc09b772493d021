import Testing

@testable import ChurnMath

@Suite struct RadixSortTests {
  @Test("Numbers come out as the standard sort has them", arguments: [0, 1, 255, 257, 5_000])
  func sorts(count: Int) {
    var stream = RandomStream(seed: 11, stream: UInt64(count))
    var values = (0..<count).map { index -> Double in
      switch index % 7 {
      case 0: Double(stream.below(20)) - 10
      case 1: stream.normal() * 1e300
      case 2: stream.normal() * 1e-300
      case 3: [Double.infinity, -.infinity, 0, .leastNonzeroMagnitude][stream.below(4)]
      default: Double(Float(stream.normal()))
      }
    }
    let expected = values.sorted()
    sortByRadix(&values)
    #expect(values == expected)
  }

  @Test("Negative zero comes before zero, and a number that is none trips nobody")
  func oddNumbers() {
    var values = [Double](repeating: 1, count: 300) + [0.0, -0.0, .nan, -.infinity]
    sortByRadix(&values)
    #expect(values[0] == -.infinity)
    #expect(values[1].sign == .minus && values[1] == 0 && values[2].sign == .plus)
    #expect(values.last?.isNaN == true)
  }
}
