import Testing

@testable import ChurnMath

@Suite struct JointColumnTests {
  @Test("Every feature has one column, and codes fit a byte")
  func packing() {
    let counts = [2, 256, 12, 3, 255, 4, 17, 1, 128, 2, 0]
    let columns = JointColumn.packed(binCounts: counts, most: 256)
    #expect(columns.flatMap(\.places).sorted() == Array(counts.indices))
    for column in columns {
      #expect(column.codes <= 256)
      #expect(column.codes == column.places.reduce(1) { $0 * max(1, counts[$1]) })
    }
    #expect(columns.count < counts.count)
    #expect(JointColumn.packed(binCounts: [], most: 256).isEmpty)
  }

  @Test("The marginal of a feature is the histogram counted alone")
  func marginals() {
    let counts = [5, 3, 4, 2]
    var stream = RandomStream(seed: 3, stream: 0)
    let rows = (0..<500).map { _ in counts.map { stream.below($0) } }
    let values = rows.map { _ in Int64(stream.below(1_000)) - 300 }
    for column in JointColumn.packed(binCounts: counts, most: 256) {
      var cells = [Int64](repeating: 0, count: 256)
      for (row, value) in zip(rows, values) {
        var code = 0
        for (place, multiplier) in zip(column.places, column.multipliers) {
          code += row[place] * multiplier
        }
        cells[code] += value
      }
      for (digit, place) in column.places.enumerated() {
        var alone = [Int64](repeating: 0, count: counts[place])
        for (row, value) in zip(rows, values) { alone[row[place]] += value }
        var sums = [Int64](repeating: 0, count: counts[place] + 2)
        var span = sums.mutableSpan
        column.addMarginal(
          of: digit, binCount: counts[place], cells: cells.span, to: &span, from: 2)
        #expect(Array(sums.dropFirst(2)) == alone)
        #expect(sums.prefix(2) == [0, 0])
      }
    }
  }
}
