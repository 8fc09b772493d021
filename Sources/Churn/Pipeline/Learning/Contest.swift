internal import ChurnMath
internal import ChurnModels

/// All kinds of model that were asked for, taught by one lesson, and the champion among them.
struct Contest: Sendable {
  /// The models, from the simplest on.
  let models: [LearnedModel]
  /// How they compare before the test.
  let choice: ChampionChoice
  /// Kinds that could not be fitted, one sentence each.
  let notes: [String]

  /// The rules of a contest.
  struct Rules: Sendable {
    /// The kinds of model.
    var kinds: [ModelKind]
    /// What is compared.
    var metric: ChampionMetric
    /// Money assumptions, for the profit.
    var costs: RetentionCosts
    /// Combinations of settings to try for each kind that has many; 0 = none.
    var search: Int
    /// Whether the simplest is taken, because too few customers teach to choose by.
    var takesSimplest = false
  }

  /// Teaches all kinds and chooses the champion.
  ///
  /// - Parameters:
  ///   - lesson: What is learned from.
  ///   - rules: What is taught and compared.
  ///   - margins: The margin expected of each judged row; needed for the profit.
  ///   - step: Called with a few words when a model begins.
  /// - Throws: What fitting throws, when no kind could be fitted.
  init(
    _ lesson: Lesson, _ rules: Rules, margins: [Double]?, step: (String) -> Void
  ) throws(FitError) {
    // Trees can be grown without, and a bundle of no features says nothing.
    guard !lesson.training.features.columns.isEmpty else { throw .noUsableFeature }
    var models: [LearnedModel] = []
    var notes: [String] = []
    var failure: FitError?
    for kind in rules.kinds.sorted() where kind != .blend {
      step("fitting \(kind.phrase)")
      do {
        models.append(try Learning.learn(kind, lesson, search: rules.search))
      } catch {
        failure = failure ?? error
        notes.append("No \(kind.rawValue) model: \(error.description)")
      }
    }
    if models.isEmpty { throw failure ?? .noRows }
    if rules.kinds.contains(.blend) {
      step("fitting a \(ModelKind.blend.phrase)")
      do {
        if models.count > 1 {
          if let blend = try Learning.blend(models, lesson) {
            models.append(blend)
          } else {
            notes.append("No blend: beside the best model the others get no weight.")
          }
        }
      } catch {
        notes.append("No blend: \(error.description)")
      }
    }
    self.models = models
    self.notes = notes
    choice = try ChampionChoice(
      models.map(\.judged),
      on: ChampionChoice.Rows(
        labels: lesson.judged.labels, groups: lesson.judged.groups, margins: margins,
        costs: rules.costs),
      by: rules.metric, takesSimplest: rules.takesSimplest, seed: lesson.seed,
      threads: lesson.threads)
  }

  /// The model that is shipped.
  var champion: LearnedModel { models[choice.champion] }

  /// The places of the models, the champion's first, then from the best on.
  var ranking: [Int] {
    let others = models.indices.filter { $0 != choice.champion }
    return [choice.champion]
      + others.sorted { left, right in
        let leftBehind = choice.standings[left]?.behind ?? 0
        let rightBehind = choice.standings[right]?.behind ?? 0
        return (leftBehind, left) < (rightBehind, right)
      }
  }

  /// Why the champion is the champion, in one sentence.
  var reason: String {
    let name = champion.kind.rawValue
    guard models.count > 1 else { return "Champion: \(name), the only model." }
    if choice.takesSimplest {
      return "Champion: \(name), the simplest, because too few customers teach to choose by what "
        + "came before the test."
    }
    guard let standing = choice.standings[choice.champion],
      let best = choice.standings.firstIndex(where: { $0?.behind == 0 }),
      let leading = choice.standings[best]
    else {
      return
        "Champion: \(name), the simplest, because no rows before the test tell the models apart."
    }
    let metric = choice.metric.phrase
    guard best != choice.champion else {
      let second = ranking.dropFirst().first { place in
        (choice.standings[place]?.behind ?? 0) > 0
      }
      guard let second, let other = choice.standings[second] else {
        return "Champion: \(name), the simplest, because all have the same \(metric) before the "
          + "test, \(choice.metric.text(standing.value))."
      }
      return "Champion: \(name), with the best \(metric) before the test, "
        + "\(choice.metric.text(standing.value)); \(models[second].kind.rawValue) has "
        + "\(choice.metric.text(other.value))."
    }
    return "Champion: \(name), the simplest whose \(metric) before the test, "
      + "\(choice.metric.text(standing.value)), lies within one standard error "
      + "(\(choice.metric.text(standing.standardError))) of the best, "
      + "\(models[best].kind.rawValue)'s \(choice.metric.text(leading.value))."
  }
}

extension Contest {
  /// The models as a report lists them, the champion first.
  ///
  /// - Parameters:
  ///   - judged: The test rows as each model judges them, in the order of `models`.
  ///   - costs: Money assumptions.
  /// - Returns: An entry a model.
  /// - Throws: `FitError.invalidScore`.
  func entries(
    _ judged: [JudgedRows], costs: RetentionCosts
  ) throws(FitError) -> [TrainingReport.ModelEntry] {
    var entries: [TrainingReport.ModelEntry] = []
    for place in ranking {
      let model = models[place]
      entries.append(
        TrainingReport.ModelEntry(
          name: model.kind.rawValue, figures: try ModelFigures(judged[place], costs: costs),
          selection: choice.standings[place].map { standing in
            TrainingReport.Selection(
              metric: choice.metric.rawValue, value: standing.value, behindBest: standing.behind,
              standardError: standing.standardError, rows: model.judged.count)
          },
          settings: model.settings, calibration: model.calibrator.name,
          search: model.search, seconds: model.seconds))
    }
    return entries
  }
}
