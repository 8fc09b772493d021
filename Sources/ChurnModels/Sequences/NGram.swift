/// A stretch of one to four steps that stand next to each other, packed into one word.
public struct NGram: Sendable, Hashable, Comparable {
  /// The most steps.
  public static let longest = 4
  /// The most different steps.
  public static let mostSteps = 1 << 15

  /// Steps of 16 bits, the last one lowest; each plus one, so that a missing one is 0.
  private let word: UInt64

  /// Packs steps; nil unless there are one to four of them, each below ``mostSteps``.
  public init?(_ steps: some Collection<Int>) {
    guard (1...Self.longest).contains(steps.count) else { return nil }
    var word: UInt64 = 0
    for step in steps {
      guard step >= 0, step < Self.mostSteps else { return nil }
      word = word << 16 | UInt64(step + 1)
    }
    self.word = word
  }

  /// The steps, in order.
  public var steps: [Int] {
    stride(from: 48, through: 0, by: -16).compactMap { shift in
      let step = Int(word >> UInt64(shift) & 0xFFFF)
      return step > 0 ? step - 1 : nil
    }
  }

  /// How many steps there are.
  public var length: Int { (64 - word.leadingZeroBitCount + 15) / 16 }

  /// The shorter first, then by the numbers of the steps.
  public static func < (left: NGram, right: NGram) -> Bool { left.word < right.word }

  /// All distinct stretches of up to `longest` steps in a sequence, ascending.
  ///
  /// - Parameters:
  ///   - sequence: Numbers of steps below ``mostSteps``.
  ///   - longest: The most steps of a stretch.
  ///   - isEnding: Whether only those at the sequence's end count.
  /// - Returns: Each stretch once.
  public static func all(
    in sequence: ArraySlice<Int>, longest: Int, isEnding: Bool = false
  ) -> [NGram] {
    var found: Set<NGram> = []
    let starts =
      isEnding ? max(sequence.startIndex, sequence.endIndex - longest) : sequence.startIndex
    for start in starts..<max(starts, sequence.endIndex) {
      for length in 1...max(1, min(longest, sequence.endIndex - start)) {
        guard !isEnding || start + length == sequence.endIndex else { continue }
        if let gram = NGram(sequence[start..<start + length]) { found.insert(gram) }
      }
    }
    return found.sorted()
  }
}
