/// One feature as trees see it: values sorted into bins, bin 0 for missing ones.
///
/// A tree asks for bins, never for values, so the cuts are part of the model: the same value falls
/// into the same bin when learning and when scoring.
public struct TreeFeature: Sendable, Equatable {
  /// How values become bins.
  public enum Scale: Sendable, Equatable {
    /// A quantity; `cuts` ascend, and *x* falls into bin 1 + the number of cuts below *x*.
    ///
    /// So bins 1...*k* + 1 hold the values up to and including `cuts[k]`. The last cut may be
    /// infinite: it parts what is known from what is missing.
    case numeric(cuts: [Double])
    /// A name; that of `levels[i]` falls into bin *i* + 1, others into one bin more if they were
    /// pooled when learning (`hasOther`), else into bin 0.
    case categorical(levels: [String], hasOther: Bool)
  }

  /// The name of the column, unique in its model.
  public let name: String
  /// How its values become bins.
  public let scale: Scale

  /// The most bins that histograms are made for, bin 0 included.
  public static let mostBins = 256

  /// Creates a feature.
  public init(name: String, scale: Scale) {
    self.name = name
    self.scale = scale
  }

  /// The number of bins, that of missing values included.
  public var binCount: Int {
    switch scale {
    case .numeric(let cuts): cuts.count + 2
    case .categorical(let levels, let hasOther): levels.count + 1 + (hasOther ? 1 : 0)
    }
  }

  /// Whether the values are level names.
  public var isCategorical: Bool {
    if case .categorical = scale { true } else { false }
  }
}

/// A set of bins, of at most `TreeFeature.mostBins`.
public struct BinSet: Sendable, Equatable {
  /// 256 bits, the lowest first; always four words.
  public let words: [UInt64]

  /// The set of the bins given; those outside 0..<256 are ignored.
  public init(_ bins: some Sequence<Int>) {
    var words = [UInt64](repeating: 0, count: 4)
    for bin in bins where (0..<TreeFeature.mostBins).contains(bin) {
      words[bin >> 6] |= 1 << UInt64(bin & 63)
    }
    self.words = words
  }

  /// Whether a bin is in the set.
  public func contains(_ bin: Int) -> Bool {
    guard (0..<TreeFeature.mostBins).contains(bin) else { return false }
    return words[bin >> 6] >> UInt64(bin & 63) & 1 == 1
  }

  /// The bins of the set, ascending.
  public var bins: [Int] { (0..<TreeFeature.mostBins).filter(contains) }
}
