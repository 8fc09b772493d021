// Random numbers that can be repeated and split.
//
// seed     what the user gives: one number decides everything random in a run
// stream   which of the 2⁶⁴ independent sequences of that seed: one a tree, fold or customer
//
// Work that draws from the stream of its own index gives the same result on any number of threads.

/// A sequence of random numbers decided by a seed and a stream number.
///
///     var stream = RandomStream(seed: 1, stream: UInt64(customer))
///     stream.uniform()   // the same number on every machine and with any number of threads
///
/// xoshiro256**, a period of 2²⁵⁶ − 1, whose four words of state are drawn by splitmix64 from a
/// mixture of seed and stream number. Not for secrets.
///
/// - SeeAlso: Blackman & Vigna (2021), doi:10.1145/3460772; Steele, Lea & Flood (2014),
///   doi:10.1145/2660193.2660195.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The sequence number `stream` of `seed`; two streams of one seed never begin alike.
  public init(seed: UInt64, stream: UInt64) {
    var splitter = SplitMix64(state: SplitMix64.mix(SplitMix64.mix(seed) ^ stream))
    self.init(state: (splitter.next(), splitter.next(), splitter.next(), splitter.next()))
  }

  /// The sequence that continues from four given words, of which one at least must not be zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    self.state = state
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = ((product &<< 7) | (product &>> 57)) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 &<< 45) | (state.3 &>> 19)
    return result
  }

  /// A number in [0, 1), a multiple of 2⁻⁵³, each equally likely.
  public mutating func uniform() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// A whole number in `0..<bound`, each equally likely; 0 when `bound` is under 2.
  ///
  /// - SeeAlso: Lemire (2019), doi:10.1145/3230636.
  public mutating func below(_ bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// `true` with the given probability; a probability that is not a number counts as 0.
  public mutating func chance(_ probability: Double) -> Bool {
    uniform() < probability
  }
}

/// The generator that spreads a seed over a larger state, and its mixing step.
///
/// - SeeAlso: Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
struct SplitMix64 {
  private(set) var state: UInt64

  init(state: UInt64) {
    self.state = state
  }

  mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.finish(state)
  }

  /// One step from `value`: a bijection of 64 bits in which every input bit moves every output bit.
  static func mix(_ value: UInt64) -> UInt64 {
    finish(value &+ increment)
  }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func finish(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 31)
  }
}
