internal import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import OrderedCollections

/// Why a customer's risk is what it is, in words, from how each feature pushes the model.
///
/// Features of one family say much the same, so a family gives one reason: its pushes are added,
/// families are ranked by the sum, and the words are those of the member that pushes most.
struct Reasons: Sendable {
  private let records: [Manifest.FeatureRecord]
  private let features: FeatureMatrix
  private let figures: [@Sendable (Double) -> String]
  private let words: [@Sendable (Double, String?) -> String]
  private let pushes: [[Double]]
  private let families: OrderedSet<String>
  private let familyOfFeature: [Int]

  /// How many reasons a customer gets at most.
  static let count = 3

  /// Prepares the reasons of some rows.
  init(
    _ bundle: ModelBundle, _ matrix: FeatureMatrix
  ) throws(FitError) {
    records = bundle.manifest.features
    var columns: [FeatureMatrix.Column] = []
    for record in records {
      guard let column = matrix.columns.first(where: { $0.name == record.name }) else {
        throw .missingFeature(name: record.name)
      }
      columns.append(column)
    }
    features = FeatureMatrix(columns: columns, rowCount: matrix.rowCount)
    switch bundle.model {
    case .logistic(let model): pushes = try model.contributions(matrix)
    }
    figures = records.map { record in
      guard bundle.manifest.kind == .orders, let feature = FeatureSet.feature(named: record.name)
      else { return { Self.number($0) } }
      return { feature.figure($0) }
    }
    words = records.map { record in
      guard bundle.manifest.kind == .orders, let feature = FeatureSet.feature(named: record.name)
      else { return { Self.plain(record.name, $0, $1) } }
      return { feature.words($0, level: $1) }
    }
    var families: OrderedSet<String> = []
    familyOfFeature = records.map { families.append($0.family).index }
    self.families = families
  }

  /// The strongest reasons for a high risk of one row, strongest first; fewer than three when
  /// fewer families push upwards.
  func upward(row: Int) -> [String] {
    var sums = [Double](repeating: 0, count: families.count)
    var strongest = [Int](repeating: -1, count: families.count)
    for feature in records.indices {
      let family = familyOfFeature[feature]
      let push = pushes[feature][row]
      sums[family] += push
      if strongest[family] < 0 || push > pushes[strongest[family]][row] {
        strongest[family] = feature
      }
    }
    let ranked = families.indices.filter { sums[$0] > 0 && strongest[$0] >= 0 }
      .sorted { (sums[$0], $1) > (sums[$1], $0) }
    return ranked.prefix(Self.count).map { sentence(strongest[$0], row: row) }
  }

  private func sentence(_ feature: Int, row: Int) -> String {
    let column = features.columns[feature]
    let value = column.values[row]
    if case .categorical(let levels) = column.kind {
      let isKnown = !value.isNaN && levels.indices.contains(Int(value))
      return words[feature](value, isKnown ? levels[Int(value)] : nil)
    }
    let text = words[feature](value, nil)
    guard !value.isNaN, let typical = records[feature].typical, typical != value else {
      return text
    }
    return "\(text) (typical: \(figures[feature](typical)))"
  }

  /// A column of a ready table: `Contract is Month-to-month`.
  private static func plain(_ name: String, _ value: Double, _ level: String?) -> String {
    if let level { return "\(name) is \(level)" }
    return value.isNaN ? "\(name) is not known" : "\(name) is \(number(value))"
  }

  private static func number(_ value: Double) -> String {
    PlainNumber.fixed(value, decimals: value == value.rounded() ? 0 : 2) ?? "not known"
  }
}
