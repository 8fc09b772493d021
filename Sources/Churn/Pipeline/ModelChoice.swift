internal import OrderedCollections

/// Which kinds of model are trained.
public enum ModelKind: String, Sendable, CaseIterable {
  /// Logistic regression.
  case logistic

  /// Reads a list such as `logistic`.
  ///
  /// - Throws: `PipelineError.badOption` for a kind that does not exist.
  public static func list(_ text: String) throws(PipelineError) -> [ModelKind] {
    var kinds: OrderedSet<ModelKind> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = ModelKind(rawValue: String(part)) else {
        throw .badOption(
          option: "--models",
          problem:
            "no model \"\(part)\". There is: \(allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      kinds.append(kind)
    }
    return kinds.elements
  }
}

/// What the champion is chosen by.
public enum ChampionMetric: String, Sendable, CaseIterable {
  /// The smallest log loss.
  case logLoss = "log-loss"
  /// The largest area under the precision-recall curve.
  case prAUC = "pr-auc"
  /// The largest profit at the costs given.
  case profit
}
