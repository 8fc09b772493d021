internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// From step to step until the customer leaves: transitions, and tests whether their order matters.
///
/// A transition is counted when it begins more than a horizon before the end of the data, so that by then
/// everybody has either taken another step or left. Steps after a silence begin anew.
struct StepFlow: Sendable {
  /// The steps shown, the most frequent first; the rest is pooled as the last one.
  let names: [String]
  /// Step to step.
  let matrix: TransitionMatrix
  /// How often each step was the last before the customer left.
  let left: [Int]
  /// Whether order matters among customers who like the same.
  let withinCustomers: OrderWithinSequences?
  /// Whether the last name stands for several steps.
  let isPooled: Bool

  private static let mostSteps = 14
  private static let mostShuffled = 20_000_000

  init(
    _ sequences: StepSequences, _ rows: OutcomeRows, end: Day, horizonDays: Int, seed: UInt64,
    threads: Int
  ) {
    var counts = [Int](repeating: 0, count: sequences.names.count)
    for step in sequences.steps { counts[step] += 1 }
    let ranked = counts.indices.filter { counts[$0] > 0 }
      .sorted { counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1 }
    let isPooled = ranked.count > Self.mostSteps
    let shown = isPooled ? Array(ranked.prefix(Self.mostSteps - 1)) : ranked
    var place = [Int](repeating: shown.count, count: counts.count)
    for (index, step) in shown.enumerated() { place[step] = index }
    let size = shown.count + (isPooled ? 1 : 0)

    var chains: [[Int]] = []
    var left = [Int](repeating: 0, count: size)
    let known = end - horizonDays
    for (customer, spells) in rows.spells.enumerated() {
      for spell in spells {
        let range = sequences.range(
          customer, from: spell.start.startSeconds, to: (spell.end + 1).startSeconds)
        var chain: [Int] = []
        var isWhole = true
        for step in range {
          chain.append(place[sequences.steps[step]])
          // The one after the last that is known is a target only.
          if sequences.times[step] >= known.startSeconds {
            isWhole = false
            break
          }
        }
        if isWhole, spell.hasLeft, let last = chain.last { left[last] += 1 }
        if !chain.isEmpty { chains.append(chain) }
      }
    }
    names = shown.map { sequences.names[$0] } + (isPooled ? ["all other steps"] : [])
    self.isPooled = isPooled
    self.left = left
    matrix = TransitionMatrix(chains, stepCount: size)
    let steps = max(1, chains.reduce(0) { $0 + $1.count })
    withinCustomers = OrderWithinSequences(
      chains, stepCount: size, shuffles: min(199, max(39, Self.mostShuffled / steps)),
      seed: seed, threads: threads)
  }
}
