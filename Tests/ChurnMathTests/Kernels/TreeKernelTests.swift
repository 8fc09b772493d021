import ChurnMath
import Testing

@Suite struct TreeKernelTests {
  private static func random(_ count: Int, below limit: Int, _ stream: inout RandomStream) -> [Int]
  {
    (0..<count).map { _ in Int(stream.uniform() * Double(limit)) }
  }

  @Test(arguments: [0, 1, 2, 15, 16, 17, 100, 239, 240, 253, 254], SIMDLevel.allCases)
  func `values fall into the bin that counting cuts gives`(count: Int, level: SIMDLevel) {
    var stream = RandomStream(seed: UInt64(count), stream: 0)
    // Cuts that differ by less than single precision tells apart, and by much.
    var cuts: Set<Double> = []
    while cuts.count < count {
      let value = stream.uniform()
      cuts.formUnion(
        [value, value.nextUp, value * 0x1p-1020 * 0x1p-10, value * 1e300].prefix(count - cuts.count)
      )
    }
    let ascending = cuts.sorted()
    var values: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1e39, -1e39, .leastNonzeroMagnitude,
    ]
    for cut in ascending { values += [cut, cut.nextUp, cut.nextDown] }
    for _ in 0..<200 { values.append(2 * stream.uniform() - 0.5) }
    var bins = [UInt8](repeating: 9, count: values.count)
    var span = bins.mutableSpan
    CutTable(ascending).bin(values.span, into: &span, level: level)
    let expected = values.map { value in
      value.isNaN ? 0 : UInt8(1 + ascending.count { $0 < value })
    }
    #expect(bins == expected)
  }

  @Test func `the first cut may be minus infinity`() {
    let values: [Double] = [-.infinity, -1e308, 0, .nan]
    var bins = [UInt8](repeating: 9, count: 4)
    var span = bins.mutableSpan
    CutTable([-.infinity, 0]).bin(values.span, into: &span)
    #expect(bins == [1, 2, 2, 0])
  }

  @Test(arguments: SIMDLevel.allCases)
  func `questions add what asking each row one by one adds, to the bit`(level: SIMDLevel) {
    var stream = RandomStream(seed: 3, stream: 0)
    let rows = 2 * QuestionTrees.block
    let columns = 5
    let bins = Self.random(rows * columns, below: 256, &stream).map { UInt8($0) }
    var trees = QuestionTrees()
    var expected = [Double](repeating: 0.1, count: rows)
    for leaves in [1, 2, 5, 63, 64, 65, 255, 256, 3] {
      let tests = (0..<leaves - 1).map { number in
        let column = Int(stream.uniform() * 5)
        guard number % 3 == 0 else {
          return ByteTest(column: column, threshold: UInt8(stream.uniform() * 256))
        }
        return ByteTest(column: column, set: (0..<4).map { _ in stream.next() })
      }
      let asked = (0..<leaves - 1).map { Int(stream.uniform() * Double($0 + 1)) }
      let values = (0..<leaves).map { _ in stream.uniform() - 0.5 }
      trees.append(tests: tests, asked: asked, values: values)
      for row in 0..<rows {
        var leaf = 0
        for (number, test) in tests.enumerated() where asked[number] == leaf {
          let byte = Int(bins[test.column * rows + row])
          let isYes =
            test.set.map { $0[byte / 64] >> UInt64(byte % 64) & 1 == 1 }
            ?? (byte <= Int(test.threshold))
          if !isYes { leaf = number + 1 }
        }
        expected[row] += values[leaf]
      }
    }
    var sums = [Double](repeating: 0.1, count: rows)
    var span = sums.mutableSpan
    trees.add(bins: bins.span, stride: rows, rows: rows, to: &span, level: level)
    #expect(sums == expected)
  }
}
