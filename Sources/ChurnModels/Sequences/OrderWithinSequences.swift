internal import ChurnMath

/// Whether the order of steps matters beyond which steps each sequence has.
///
/// Steps are shuffled within each sequence, which keeps what every customer likes and how often, and
/// destroys the order alone. The p-value is the share of shuffles, the data counted as one, whose
/// ``TransitionMatrix/orderTest`` is at least that of the data.
///
/// - SeeAlso: Phipson & Smyth (2010), doi:10.2202/1544-6115.1585, on counting the data as one.
public struct OrderWithinSequences: Sendable, Equatable {
  /// The statistic of the data.
  public let statistic: Double
  /// Its mean over the shuffles.
  public let meanShuffled: Double
  /// The p-value, at least 1 / (shuffles + 1).
  public let p: Double
  /// How often steps were shuffled.
  public let shuffles: Int

  /// Shuffles and compares; nil when nothing can be shuffled or no test can be made.
  ///
  /// - Parameters:
  ///   - sequences: Numbers of steps below `stepCount`.
  ///   - stepCount: How many different steps there are.
  ///   - shuffles: How often; at least 1.
  ///   - seed: Decides the shuffles.
  ///   - threads: The most threads to use; the result does not depend on it.
  public init?(
    _ sequences: [[Int]], stepCount: Int, shuffles: Int = 199, seed: UInt64, threads: Int = 1
  ) {
    guard shuffles > 0, let test = TransitionMatrix(sequences, stepCount: stepCount).orderTest,
      sequences.contains(where: { Set($0).count > 1 })
    else { return nil }
    let drawn = mapIndices(shuffles, threads: threads) { index in
      var stream = RandomStream(seed: seed, stream: UInt64(index))
      let shuffled = sequences.map { sequence in
        var steps = sequence
        for last in stride(from: steps.count - 1, to: 0, by: -1) {
          steps.swapAt(last, stream.below(last + 1))
        }
        return steps
      }
      return TransitionMatrix(shuffled, stepCount: stepCount).statistic
    }
    statistic = test.statistic
    meanShuffled = drawn.reduce(0, +) / Double(shuffles)
    p = Double(drawn.count { $0 >= test.statistic * (1 - 1e-12) } + 1) / Double(shuffles + 1)
    self.shuffles = shuffles
  }
}
