/// A hash of bytes that never changes, for splits and hold-outs "by hash of seed and id".
///
///     StableHash.unit("C1042", seed: 7) < 0.1   // is this customer held out?
///
/// The same bytes and seed give the same number on every machine, in every version: lists made
/// years apart keep the same customers out. FNV-1a over the bytes, started from its offset mixed
/// with the seed and finished, with the number of bytes, by the mixing step of splitmix64, so that
/// ids that count upwards spread evenly. Not for secrets, and not against an adversary.
///
/// - SeeAlso: Fowler, Noll & Vo (FNV-1a, 64 bits); Steele, Lea & Flood (2014), doi:10.1145/2660193.2660195.
public enum StableHash {
  /// The hash of `bytes` under `seed`.
  ///
  /// - Complexity: O(*n*) in the number of bytes.
  public static func hash(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
    var count: UInt64 = 0
    var state = offset ^ SplitMix64.mix(seed)
    for byte in bytes {
      state = (state ^ UInt64(byte)) &* prime
      count &+= 1
    }
    return SplitMix64.mix(state ^ count)
  }

  /// The hash of the UTF-8 bytes of `text` under `seed`.
  public static func hash(_ text: String, seed: UInt64) -> UInt64 {
    hash(text.utf8, seed: seed)
  }

  /// The hash of `bytes` under `seed` as a number in [0, 1).
  public static func unit(_ bytes: some Sequence<UInt8>, seed: UInt64) -> Double {
    Double(hash(bytes, seed: seed) &>> 11) * 0x1p-53
  }

  /// The hash of the UTF-8 bytes of `text` under `seed` as a number in [0, 1).
  public static func unit(_ text: String, seed: UInt64) -> Double {
    unit(text.utf8, seed: seed)
  }

  /// A bijection of 64 bits in which every input bit moves every output bit: the hash of a number.
  public static func mixed(_ value: UInt64) -> UInt64 { SplitMix64.mix(value) }

  private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x0000_0100_0000_01B3
}
