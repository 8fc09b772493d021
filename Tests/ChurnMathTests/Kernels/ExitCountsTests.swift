import ChurnMath
import Testing

@Suite struct ExitCountsTests {
  @Test("Counts are those of a loop, whatever the threads", arguments: [1, 2, 5], [true, false])
  func twin(threads: Int, hasGroups: Bool) {
    var stream = RandomStream(seed: 8, stream: 0)
    let times = (0..<3_000).map { _ in (stream.uniform() * 20).rounded() }
    let exits = (0..<3_000).map { _ in UInt8(stream.uniform() * 3) * 100 }
    let groups = (0..<3_000).map { _ in Int32(stream.uniform() * 4) - 1 }
    var kinds = [UInt8](repeating: 0, count: 256)
    (kinds[100], kinds[200]) = (1, 2)
    let counts = ExitCounts(
      times: times, exits: exits, kinds: kinds, kindCount: 3, timeCount: 21,
      groups: hasGroups ? groups : nil, groupCount: hasGroups ? 3 : 1, threads: threads)
    for group in 0..<(hasGroups ? 3 : 1) {
      for time in 0...20 {
        for kind in 0..<3 {
          let expected = times.indices.count {
            times[$0] == Double(time) && Int(exits[$0]) == kind * 100
              && (!hasGroups || groups[$0] == group)
          }
          #expect(counts.count(group: group, time: time, kind: kind) == expected)
        }
      }
    }
  }

  @Test("A first look tells whole times from others, and what is no time")
  func survey() {
    func look(_ times: [Double], threads: Int = 2) -> TimeSurvey {
      TimeSurvey(times, exits: times.map { _ in 7 }, threads: threads)
    }
    let whole = look([0, 3, 4_294_967_295])
    #expect(whole.isValid && whole.isWhole && whole.longest == 4_294_967_295)
    #expect(whole.exits.indices.filter { whole.exits[$0] } == [7])
    #expect(!look([1, 4_294_967_296]).isWhole && look([1, 4_294_967_296]).isValid)
    #expect(!look([1, 0.5]).isWhole && look([1, 0.5]).isValid)
    #expect(!look([1e300]).isWhole && look([-0.0]).isWhole)
    for bad in [-1, Double.nan, .infinity, -.infinity] {
      for threads in 1...3 { #expect(!look([2, bad, 1], threads: threads).isValid) }
    }
    #expect(look([]).isValid && look([]).exits == look([2]).exits.map { _ in false })
  }
}
