import Testing

@testable import ChurnMath

@Suite struct RadixOrderTests {
  @Test("The order is that of a stable sort", arguments: [0, 1, 2, 7, 300, 5_000])
  func equalsStableSort(_ count: Int) {
    var stream = RandomStream(seed: 3, stream: UInt64(count))
    // Small whole numbers tie often; bits of doubles differ in every digit.
    let small = (0..<count).map { _ in UInt64(stream.uniform() * 20) }
    let bits = (0..<count).map { _ in (stream.uniform() * 1e9).bitPattern }
    let ends = (0..<count).map { $0.isMultiple(of: 2) ? UInt64.max : 0 }
    for keys in [small, bits, ends] {
      let expected = keys.indices.sorted { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
      #expect(radixOrder(of: keys).map { Int($0) } == expected)
    }
  }
}
