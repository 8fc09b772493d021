import ChurnMath
import Testing

@Suite struct TimeRecordsTests {
  @Test(
    "Records are sorted by group and time, those alike as they came, with any thread count",
    arguments: [0, 1, 2, 255, 257, 5_000], [1, 2, 3])
  func sorting(count: Int, threads: Int) {
    var stream = RandomStream(seed: 3, stream: UInt64(count))
    for kind in 0..<4 {
      let records = (0..<count).map { row in
        // All alike; whole numbers; anything up to the largest; few groups far apart.
        let time =
          switch kind {
          case 0: 1.0
          case 1: (stream.uniform() * 30).rounded()
          case 2: stream.uniform() < 0.1 ? Double.greatestFiniteMagnitude : stream.uniform()
          default: stream.uniform() * 1e-300
          }
        let group = kind == 3 ? UInt32(stream.uniform() * 3) * 2_000_000_000 : UInt32(row % 3)
        return TimeRecord(time: time, group: group, payload: UInt32(row))
      }
      var sorted = records
      sortByGroupAndTime(&sorted, threads: threads)
      let expected = records.sorted { a, b in
        (a.group, a.time, a.payload) < (b.group, b.time, b.payload)
      }
      #expect(sorted.map(\.payload) == expected.map(\.payload))
      #expect(sorted.map(\.time) == expected.map(\.time))
    }
  }

  @Test("Minus nothing is nothing")
  func negativeZero() {
    #expect(TimeRecord(time: -0.0, group: 0, payload: 0).bits == 0)
  }
}
