internal import OrderedCollections

/// Which kinds of model are trained; the simpler ones come first.
public enum ModelKind: String, Sendable, CaseIterable, Comparable {
  /// Logistic regression.
  case logistic
  /// A decision tree.
  case tree
  /// A random forest.
  case forest
  /// Gradient boosting.
  case boosting
  /// A weighted sum of the others.
  case blend

  /// Whether one kind is simpler than another.
  public static func < (left: ModelKind, right: ModelKind) -> Bool { left.place < right.place }

  private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// What people call it in a sentence.
  var phrase: String {
    switch self {
    case .logistic: "logistic regression"
    case .tree: "decision tree"
    case .forest: "random forest"
    case .boosting: "boosting"
    case .blend: "blend of the others"
    }
  }

  /// All kinds as the command line takes them.
  public static var listText: String { allCases.map(\.rawValue).joined(separator: ",") }

  /// Reads a list such as `logistic`, in any order.
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
    if kinds.contains(.blend), kinds.count < 3 {
      throw .badOption(
        option: "--models", problem: "a blend is made of at least two other models: name them too.")
    }
    return kinds.sorted()
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

  /// What people call it.
  public var phrase: String {
    switch self {
    case .logLoss: "log loss"
    case .prAUC: "PR-AUC"
    case .profit: "profit"
    }
  }

  /// A value of it as people read it.
  public func text(_ value: Double) -> String {
    PlainNumber.fixed(value, decimals: self == .profit ? 0 : 4) ?? "-"
  }
}
