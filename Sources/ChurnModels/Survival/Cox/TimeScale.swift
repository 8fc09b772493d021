internal import ChurnMath
internal import Glibc

/// A function of time at each group of a sample, shifted and stretched to 0...1 over the exits.
///
/// Tests of drift do not change when it is moved or stretched, and stay in range when it is.
struct TimeScale {
  /// The value of each group; 0 where nobody left.
  let values: [Double]

  /// The scale, or nil without exits.
  init?(
    _ transform: ProportionalHazardsTest.Transform, _ sample: CoxSample, _ lifetimes: Lifetimes
  ) {
    var values = Self.raw(transform, sample, lifetimes)
    let isExit = sample.rows.groups.map { $0.leftEnd > $0.start }
    let exits = zip(values, isExit).filter(\.1).map(\.0)
    guard let least = exits.min(), let most = exits.max() else { return nil }
    let span = most > least ? most - least : 1
    for group in values.indices {
      values[group] = isExit[group] ? (values[group] - least) / span : 0
    }
    self.values = values
  }

  private static func raw(
    _ transform: ProportionalHazardsTest.Transform, _ sample: CoxSample, _ lifetimes: Lifetimes
  ) -> [Double] {
    switch transform {
    case .identity: return sample.times
    case .log: return sample.times.map { Glibc.log($0) }
    case .rank: return ranks(sample) { $0.end - $0.start }
    case .rankOfExits: return ranks(sample) { $0.leftEnd - $0.start }
    case .kaplanMeier:
      let curve = ProductLimit.survival(
        Lifetimes(
          durations: lifetimes.durations, exits: lifetimes.exits, entries: lifetimes.entries))
      return sample.times.map { 1 - curve.share(before: $0) }
    }
  }

  /// The mean rank of each group's time, over all strata, when it counts for so many.
  private static func ranks(
    _ sample: CoxSample, counting count: (CoxRows.Group) -> Int
  ) -> [Double] {
    let order = sample.times.indices.sorted { sample.times[$0] < sample.times[$1] }
    var result = [Double](repeating: 0, count: order.count)
    var before = 0
    var place = 0
    while place < order.count {
      var end = place
      var here = 0
      while end < order.count, sample.times[order[end]] == sample.times[order[place]] {
        here += count(sample.rows.groups[order[end]])
        end += 1
      }
      for index in order[place..<end] { result[index] = Double(before) + Double(here + 1) / 2 }
      before += here
      place = end
    }
    return result
  }
}
