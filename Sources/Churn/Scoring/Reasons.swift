internal import ChurnMath
internal import ChurnModels
internal import OrderedCollections

/// Why customers' risks are what they are, in words, from how each feature pushes the probability.
///
/// Features of one family say much the same, so a family gives one reason: its pushes are added,
/// families are ranked by the sum, and the words are those of the member that pushes most.
struct Reasons: Sendable {
  private let words: FeatureWords
  private let explainer: ModelExplainer
  private let families: OrderedSet<String>
  private let familyOfFeature: [Int]

  /// How many reasons a customer gets at most.
  static let count = 3
  /// Rows that are explained at a time: pushes of all features for all of a large base would be more
  /// than the base itself.
  private static let batch = 8_192

  /// Prepares the reasons of a bundle.
  init(_ bundle: ModelBundle) {
    words = FeatureWords(bundle.manifest)
    explainer = bundle.explainer
    var families: OrderedSet<String> = []
    familyOfFeature = words.records.map { families.append($0.family).index }
    self.families = families
  }

  /// The strongest reasons for a high risk of each of some rows, strongest first; fewer than three
  /// where fewer families push upwards.
  ///
  /// - Parameters:
  ///   - features: The features of all rows.
  ///   - rows: Which of them to explain; nil = all.
  ///   - threads: The most threads to use.
  /// - Returns: The reasons of each row asked for, in that order.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  func upward(
    _ features: FeatureMatrix, rows: [Int]? = nil, threads: Int
  ) throws(FitError) -> [[String]] {
    let columns = try columns(features)
    let count = rows?.count ?? features.rowCount
    var reasons: [[String]] = []
    reasons.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: Self.batch) {
      let range = start..<min(start + Self.batch, count)
      let places = range.map { rows?[$0] ?? $0 }
      let pushes = try explainer.explained(features.selecting(rows: places), threads: threads)
      let pieces = evenPieces(places.count, max(1, threads) * 4)
      reasons += mapIndices(pieces.count, threads: threads) { piece in
        pieces[piece].map { upward(columns, row: places[$0], pushes: pushes[$0].pushes) }
      }.flatMap { $0 }
    }
    return reasons
  }

  private func columns(_ features: FeatureMatrix) throws(FitError) -> [FeatureMatrix.Column] {
    var places: [String: Int] = [:]
    for (place, column) in features.columns.enumerated() { places[column.name] = place }
    var columns: [FeatureMatrix.Column] = []
    for record in words.records {
      guard let place = places[record.name] else { throw .missingFeature(name: record.name) }
      columns.append(features.columns[place])
    }
    return columns
  }

  private func upward(
    _ columns: [FeatureMatrix.Column], row: Int, pushes: [Double]
  ) -> [String] {
    var sums = [Double](repeating: 0, count: families.count)
    var strongest = [Int](repeating: -1, count: families.count)
    for (feature, family) in familyOfFeature.enumerated() {
      sums[family] += pushes[feature]
      if strongest[family] < 0 || pushes[feature] > pushes[strongest[family]] {
        strongest[family] = feature
      }
    }
    let ranked = families.indices.filter { sums[$0] > 0 && strongest[$0] >= 0 }
      .sorted { (sums[$0], $1) > (sums[$1], $0) }
    return ranked.prefix(Self.count).map { family in
      let feature = strongest[family]
      return words.sentence(feature, FeatureWords.Value(columns[feature], row: row))
    }
  }
}
