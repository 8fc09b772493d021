internal import ChurnData
internal import ChurnMath

/// Three rules that need no model, always judged beside it.
///
/// A model that does not beat them is not worth its upkeep, and the report says so first. Their
/// features are computed whether or not the model uses them.
enum PlainRules {
  private static let recencyDays = Feature.recency(.recencyDays).name
  private static let rhythmRatio = Feature.rhythm(.rhythmRatio).name

  /// Silence in days and in the customer's own usual gaps: what is left where little can be learned.
  static let silence: [Feature] = [.recency(.recencyDays), .rhythm(.rhythmRatio)]

  /// The features of the rules that a log can feed.
  static func features(of log: PurchaseLog) -> [Feature] {
    silence + cellFeatures(of: log)
  }

  /// The features that make the cells of the third rule, besides recency.
  private static func cellFeatures(of log: PurchaseLog) -> [Feature] {
    [.recency(.orders(inLast: nil))]
      + (log.amounts == nil ? [] : [.recency(.revenue(inLast: nil))])
  }

  /// Learns the cells of the third rule from rows with known outcome.
  static func cells(_ features: FeatureMatrix, labels: [Bool]) -> RFMCells {
    let columns = features.columns.filter { $0.name != rhythmRatio }
    return RFMCells(
      FeatureMatrix(columns: columns, rowCount: features.rowCount), labels: labels)
  }

  /// The scores of each rule by the name it bears in reports: recency alone, silence over the
  /// customer's own usual gap, and the churn rate of his cell.
  static func scores(
    _ features: FeatureMatrix, cells: RFMCells
  ) -> [(name: String, scores: [Double])] {
    func column(_ name: String) -> [Double]? {
      features.columns.first { $0.name == name }?.values
    }
    let rules = [
      ("recency", column(recencyDays)),
      ("rhythm", column(rhythmRatio)), ("rfm", cells.rates(features)),
    ]
    return rules.compactMap { name, scores in scores.map { (name, $0) } }
  }
}
