internal import ChurnMath

/// A model as a sum: what explaining needs to know of it, whatever its kind.
enum AdditiveModel {
  /// Logistic regression.
  case linear(LogisticRegression.Model)
  /// A tree, a forest or boosting.
  case trees(TreeEnsemble)
  /// Several of them, weighted, in log-odds.
  indirect case blend([AdditiveModel], Blend.Mixture)

  /// Some rows' decisions and what each feature adds to them.
  struct Rows {
    /// Length *n*.
    let decisions: [Double]
    /// *p* × *n*.
    let contributions: [[Double]]
  }

  /// Whether the sum is in log-odds; else it is a probability.
  var isLogOdds: Bool {
    switch self {
    case .linear: true
    case .trees(let ensemble): ensemble.output == .logOdds
    case .blend: true
    }
  }

  /// The decision where no feature is known.
  var expectedDecision: Double {
    switch self {
    case .linear(let model): model.baseLogOdds
    case .trees(let ensemble): ensemble.expectedDecision
    case .blend(let members, let mixture):
      mixture.mixed(members.map { [$0.logOdds($0.expectedDecision)] }).first ?? mixture.intercept
    }
  }

  /// The names of the features, in the order of contributions.
  var featureNames: [String] {
    switch self {
    case .linear(let model): model.featureNames
    case .trees(let ensemble): ensemble.features.map(\.name)
    case .blend(let members, _): members.first?.featureNames ?? []
    }
  }

  /// The decisions and contributions of some rows.
  func rows(_ features: FeatureMatrix, threads: Int) throws(FitError) -> Rows {
    switch self {
    case .linear(let model):
      return Rows(
        decisions: try model.decision(features), contributions: try model.contributions(features))
    case .trees(let ensemble):
      return Rows(
        decisions: try ensemble.decision(features, threads: threads),
        contributions: try ensemble.contributions(features, threads: threads))
    case .blend(let members, let mixture):
      var all: [Rows] = []
      for member in members {
        all.append(member.inLogOdds(try member.rows(features, threads: threads)))
      }
      return Self.mixed(all, mixture)
    }
  }

  /// A decision of this model in log-odds, as a blend takes it.
  private func logOdds(_ decision: Double) -> Double {
    isLogOdds
      ? decision
      : ChurnModels.logOdds(min(max(decision, Calibrator.leastDoubt), 1 - Calibrator.leastDoubt))
  }

  /// Rows with decisions and contributions in log-odds.
  ///
  /// Contributions to a probability are stretched so that they add up in log-odds: each keeps its
  /// share of the whole. Where the whole is next to nothing, by the slope there.
  private func inLogOdds(_ rows: Rows) -> Rows {
    guard !isLogOdds else { return rows }
    let middle = expectedDecision
    let start = logOdds(middle)
    let stretches = rows.decisions.map { decision in
      let way = decision - middle
      let inner = min(max(middle, Calibrator.leastDoubt), 1 - Calibrator.leastDoubt)
      return abs(way) > 1e-9 ? (logOdds(decision) - start) / way : 1 / (inner * (1 - inner))
    }
    return Rows(
      decisions: rows.decisions.map(logOdds),
      contributions: rows.contributions.map { values in zip(values, stretches).map { $0 * $1 } })
  }

  private static func mixed(_ members: [Rows], _ mixture: Blend.Mixture) -> Rows {
    guard let first = members.first else { return Rows(decisions: [], contributions: []) }
    let contributions = first.contributions.indices.map { feature in
      first.decisions.indices.map { row in
        zip(mixture.weights, members).reduce(0) { $0 + $1.0 * $1.1.contributions[feature][row] }
      }
    }
    return Rows(
      decisions: mixture.mixed(members.map(\.decisions)), contributions: contributions)
  }
}

extension TrainedModel {
  /// The model as a sum.
  var additive: AdditiveModel {
    switch self {
    case .logistic(let model): .linear(model)
    case .tree(let model): .trees(model.ensemble)
    case .forest(let model): .trees(model.ensemble)
    case .boosting(let model): .trees(model.ensemble)
    case .blend(let blend): .blend(blend.members.map(\.additive), blend.mixture)
    }
  }
}
