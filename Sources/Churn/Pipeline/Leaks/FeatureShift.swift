internal import ChurnMath
internal import ChurnModels

/// A feature whose values lie elsewhere in the rows that calibrate or test than in those that teach.
///
/// Measured by the population stability index (`PopulationStability`) in tenths of the training rows
/// for a number and by level for a name, the missing value apart.
public struct FeatureShift: Sendable, Equatable, Encodable {
  /// The feature.
  public let feature: String
  /// The later rows: `calibration` or `test`.
  public let part: String
  /// The population stability index.
  public let psi: Double
  /// Why it moves by nature; nil where nothing says that it must.
  public let byNature: DriftNature?

  /// The index above which a shift is worth a word; the usual limit of a clear change.
  public static let limit = 0.25

  /// What moved, in one sentence.
  public var sentence: String {
    let figure = (psi * 100).rounded() / 100
    let moved = "\(feature) moved between the training and the \(part) rows (PSI \(figure))"
    guard let byNature else {
      return "\(moved): look whether the shop, its prices or its records changed."
    }
    return "\(moved): it \(byNature.rawValue)."
  }

  private enum Keys: String, CodingKey {
    case feature, part, psi, byNature, sentence
  }

  /// Writes the sentence beside the figures.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(feature, forKey: .feature)
    try container.encode(part, forKey: .part)
    try container.encode(psi, forKey: .psi)
    try container.encode(byNature, forKey: .byNature)
    try container.encode(sentence, forKey: .sentence)
  }
}

extension FeatureShift {
  /// Every shift of some features, those without a reason first, then the farthest first.
  ///
  /// - Parameters:
  ///   - training: The rows that teach.
  ///   - later: Later rows with the name of their part; the same columns.
  ///   - natures: Why a feature moves by nature, by name.
  ///   - threads: The most threads to use.
  /// - Returns: Shifts beyond the limit and beyond luck.
  static func found(
    training: FeatureMatrix, later: [(part: String, features: FeatureMatrix)],
    natures: [String: DriftNature] = [:], threads: Int
  ) -> [FeatureShift] {
    let columns = training.columns
    let found = mapIndices(columns.count, threads: threads) { place -> [FeatureShift] in
      let bins = Bins(columns[place])
      return later.compactMap { part, features in
        guard
          let index = bins.index(
            training: columns[place].values, later: features.columns[place].values)
        else { return nil }
        return FeatureShift(
          feature: columns[place].name, part: part, psi: index,
          byNature: natures[columns[place].name])
      }
    }.flatMap { $0 }
    return found.sorted { left, right in
      if (left.byNature == nil) != (right.byNature == nil) { return left.byNature == nil }
      if left.psi != right.psi { return left.psi > right.psi }
      return (left.feature, left.part) < (right.feature, right.part)
    }
  }

  /// Tenths of a number, or levels of a name, and the missing value.
  private struct Bins {
    /// Ascending upper ends of all but the last range; nil for a name.
    let cuts: [Double]?
    let count: Int

    /// Tenths are found on at most so many values, evenly spread over the rows.
    private static let mostValues = 20_000

    init(_ column: FeatureMatrix.Column) {
      switch column.kind {
      case .categorical(let levels):
        cuts = nil
        count = levels.count + 1
      case .numeric:
        let step = max(1, column.values.count / Self.mostValues)
        let known = stride(from: 0, to: column.values.count, by: step)
          .map { column.values[$0] }.filter { !$0.isNaN }.sorted()
        var cuts: [Double] = []
        if !known.isEmpty {
          for tenth in 1..<10 {
            let cut = known[(known.count - 1) * tenth / 10]
            if cut != cuts.last { cuts.append(cut) }
          }
        }
        self.cuts = cuts
        count = cuts.count + 2
      }
    }

    private func counts(_ values: [Double]) -> [Double] {
      var counts = [Double](repeating: 0, count: count)
      for value in values {
        if value.isNaN {
          counts[count - 1] += 1
        } else if let cuts {
          counts[cuts.partitionPoint { $0 < value }] += 1
        } else {
          counts[min(Int(value), count - 1)] += 1
        }
      }
      return counts
    }

    /// The index, when it is above the limit and above what so few rows bring by luck.
    ///
    /// As rows of one customer at several cutoffs count as several, luck is, if anything, underrated.
    func index(training: [Double], later: [Double]) -> Double? {
      let expected = counts(training)
      let observed = counts(later)
      guard
        let index = PopulationStability.index(expectedCounts: expected, observedCounts: observed)
      else { return nil }
      let byLuck = PopulationStability.chanceLimit(
        bins: expected.indices.count { expected[$0] + observed[$0] > 0 },
        expectedRows: Double(training.count), observedRows: Double(later.count))
      return index > FeatureShift.limit && index > byLuck ? index : nil
    }
  }
}
