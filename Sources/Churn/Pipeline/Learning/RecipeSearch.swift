internal import Glibc
internal import ChurnMath
internal import ChurnModels

// Looking for settings better than the defaults, with a budget.
//
// candidate  a recipe with settings drawn at random around the defaults; number 0 is the defaults
// share      of its trees that a candidate may grow: a ninth, a third, all
// halving    after each share the better third goes on, and the defaults always do
//
// So most of the work goes into few candidates, and N of them cost about three full fits for each
// nine rather than N.

/// Successive halving over random settings, on the folds of a lesson.
///
/// The winner replaces the defaults only when its log loss is smaller by more than one standard error
/// of the difference, over customers: of many candidates one is always lucky.
///
/// - SeeAlso: Jamieson & Talwalkar (2016), AISTATS; Li et al. (2018), Hyperband, JMLR 18(185).
struct RecipeSearch: Sendable {
  /// Tries a recipe with a share of its trees.
  typealias Attempt =
    @Sendable (
      _ recipe: ModelRecipe, _ share: Double, _ spread: (outer: Int, inner: Int)
    ) throws(FitError) -> TunedRecipe

  /// The defaults and the candidates.
  let recipes: [ModelRecipe]
  /// What is learned from.
  let lesson: Lesson
  /// How a recipe is tried.
  let attempt: Attempt

  /// How many times fewer candidates get the next share.
  private static let cut = 3
  /// Shares of the trees, by how many candidates there are.
  private var shares: [Double] {
    switch recipes.count - 1 {
    case 9...: [1.0 / 9, 1.0 / 3, 1]
    case 3...: [1.0 / 3, 1]
    default: [1]
    }
  }

  /// Runs the search.
  ///
  /// - Throws: What fitting the defaults throws; candidates that cannot be fitted drop out.
  func run() throws(FitError) -> TunedRecipe {
    var alive = Array(recipes.indices)
    var trials: [SearchReport.Trial] = recipes.map {
      SearchReport.Trial(settings: $0.settings, share: 0, logLoss: .infinity)
    }
    var tried: [Int: TunedRecipe] = [:]
    for share in shares {
      tried = try outcomes(of: alive, share: share)
      for place in alive {
        guard let outcome = tried[place] else { continue }
        trials[place] = SearchReport.Trial(
          settings: outcome.recipe.settings, share: share, logLoss: loss(outcome))
      }
      alive = alive.filter { tried[$0] != nil }
      guard share < 1 else { break }
      let kept = alive.sorted { (trials[$0].logLoss, $0) < (trials[$1].logLoss, $1) }
        .prefix((alive.count + Self.cut - 1) / Self.cut)
      alive = ([0] + kept.filter { $0 != 0 }).sorted()
    }
    guard let defaults = tried[0] else { throw .noRows }
    let best = alive.min { (trials[$0].logLoss, $0) < (trials[$1].logLoss, $1) } ?? 0
    let winner = tried[best].flatMap { isClearlyBetter($0, than: defaults) ? $0 : nil }
    var chosen = winner ?? defaults
    chosen.search = SearchReport(
      trials: trials.filter { $0.logLoss.isFinite },
      chosen: winner == nil ? 0 : trials[..<best].count { $0.logLoss.isFinite })
    return chosen
  }

  private func outcomes(
    of places: [Int], share: Double
  ) throws(FitError) -> [Int: TunedRecipe] {
    let spread = lesson.spread
    // Candidates side by side; when one is left, its folds.
    let isAlone = places.count == 1
    let results = mapIndices(places.count, threads: isAlone ? 1 : spread.outer) { index in
      Result { () throws(FitError) in
        try attempt(
          recipes[places[index]], share, isAlone ? spread : (outer: 1, inner: spread.inner))
      }
    }
    var outcomes: [Int: TunedRecipe] = [:]
    for (place, result) in zip(places, results) {
      outcomes[place] = place == 0 ? try result.get() : try? result.get()
    }
    return outcomes
  }

  private func labels() -> [Bool] { lesson.judgedRows.map { lesson.training.labels[$0] } }

  private func loss(_ outcome: TunedRecipe) -> Double {
    let losses = ChampionChoice.losses(
      Learning.comparable(outcome.judged, lesson), labels: labels())
    return losses.reduce(0, +) / Double(max(1, losses.count))
  }

  private func isClearlyBetter(_ one: TunedRecipe, than other: TunedRecipe) -> Bool {
    let labels = labels()
    let differences = zip(
      ChampionChoice.losses(Learning.comparable(other.judged, lesson), labels: labels),
      ChampionChoice.losses(Learning.comparable(one.judged, lesson), labels: labels)
    ).map { $0 - $1 }
    let groups = lesson.judgedRows.map { lesson.training.groups[$0] }
    return differences.reduce(0, +) > CustomerSums(groups).deviation(of: differences)
  }
}

/// Settings drawn at random around the defaults.
enum RecipeDraw {
  /// Boosting, slow or fast, with small or large trees, more or less random.
  ///
  /// As many rounds as the rate
  /// needs to go as far as the defaults may.
  static func boosting(
    around defaults: GradientBoosting, seed: UInt64, number: Int
  ) -> GradientBoosting {
    var random = RandomStream(seed: seed ^ 0x7365_6172, stream: UInt64(number))
    var recipe = defaults
    recipe.learningRate = between(0.02, 0.2, &random)
    recipe.rounds = Int(
      (Double(defaults.rounds) * defaults.learningRate / recipe.learningRate).rounded(.up))
    recipe.maxLeaves = [4, 8, 15, 31, 63][random.below(5)]
    recipe.minLeafRows = between(5, 100, &random).rounded()
    recipe.l2 = between(0.1, 30, &random)
    recipe.featureShare = [0.3, 0.5, 0.7, 1][random.below(4)]
    recipe.rowShare = [0.5, 0.7, 1][random.below(3)]
    return recipe
  }

  /// Forests: shallow or deep trees, of small or large leaves, looking at few or many features.
  static func forest(
    around defaults: RandomForest, columns: Int, seed: UInt64, number: Int
  ) -> RandomForest {
    var random = RandomStream(seed: seed ^ 0x666f_7265, stream: UInt64(number))
    var recipe = defaults
    recipe.maxDepth = [6, 10, 16, 24][random.below(4)]
    recipe.minLeafRows = between(2, 50, &random).rounded()
    let factor = [0.5, 1, 2, 4][random.below(4)]
    recipe.featuresPerSplit = min(
      max(1, columns), max(1, Int((Double(columns).squareRoot() * factor).rounded())))
    return recipe
  }

  /// A number whose logarithm is as likely everywhere between two ends, to two digits.
  private static func between(
    _ low: Double, _ high: Double, _ random: inout RandomStream
  ) -> Double {
    let value = exp(log(low) + random.uniform() * (log(high) - log(low)))
    let step = exp((log(value) / log(10)).rounded(.down) * log(10)) / 10
    return (value / step).rounded() * step
  }
}
