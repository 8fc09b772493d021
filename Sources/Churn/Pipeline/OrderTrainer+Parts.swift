internal import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Logging

extension OrderTrainer {
  /// Samples of each use, and the inner folds of training.
  struct Parts {
    let training: TrainingSamples
    /// One for each cutoff calibrated on.
    let calibrations: [TrainingSamples]
    let test: TrainingSamples
    /// The plain rules' features of the training rows.
    let trainingRules: FeatureMatrix
    /// The plain rules' features of the test rows.
    let testRules: FeatureMatrix
    let folds: [SampleFold]

    /// Parts that customers are dealt into where only they keep training and test apart.
    private static let parts = 5

    /// What contacts did to the rows; nil where none are known.
    let treatment: TreatmentRecord?

    init(
      _ rows: LabelledRows, plan: CutoffPlan, horizon: Horizon, keepsCustomersApart: Bool,
      treated: TreatedRows?
    ) throws(PipelineError) {
      let all = plan.all
      func places(_ snapshots: [Snapshot]) -> [Int] {
        let numbers = snapshots.compactMap { all.firstIndex(of: $0) }
        return rows.samples.cutoffs.indices.filter { numbers.contains(rows.samples.cutoffs[$0]) }
      }
      var trainingRows = places(plan.training)
      var testRows = places([plan.test])
      if plan.sharesTest {
        let part = InnerFolds.dealt(parts: Self.parts, deal: 3)
        testRows = testRows.filter { part(rows.samples.groups[$0]) == 0 }
        trainingRows = trainingRows.filter { part(rows.samples.groups[$0]) != 0 }
      }
      treatment = treated.map { treated in
        treated.record(
          training: trainingRows,
          calibration: plan.sharesCalibration ? [] : places(plan.calibrations), test: testRows)
      }
      if let treated {
        let isLeft = !trainingRows.isEmpty
        trainingRows = treated.teaching(trainingRows)
        if isLeft, trainingRows.isEmpty { throw Self.nobodyUntreated }
      }
      let selected = rows.samples.selecting(rows: trainingRows)
      training = treated?.weighted(selected, trainingRows) ?? selected
      trainingRules = rows.rules.selecting(rows: trainingRows)
      calibrations = plan.calibrations.map { cutoff in
        let own = places([cutoff])
        return rows.samples.selecting(rows: treated?.teaching(own) ?? own)
      }
      test = rows.samples.selecting(rows: testRows)
      testRules = rows.rules.selecting(rows: testRows)
      try Self.check(training, "training rows", plan.training.last, rows)
      try Self.check(test, "test rows", plan.test, rows)
      folds = InnerFolds.inTime(
        cutoffs: training.cutoffs, groups: training.groups, days: plan.training.map(\.day),
        reach: horizon.gap + horizon.days, keepsCustomersApart: keepsCustomersApart)
    }

    private static let nobodyUntreated = PipelineError.badOption(
      option: "--treated",
      problem: "every training row was contacted near its cutoff, so that nobody is left to learn "
        + "from. Keep them, or shorten --contact-reach.")

    private static func check(
      _ samples: TrainingSamples, _ part: String, _ cutoff: Snapshot?, _ rows: LabelledRows
    ) throws(PipelineError) {
      if samples.count == 0, let cutoff {
        throw .noCustomerActive(cutoff: cutoff.day, excluded: rows.excluded(at: cutoff))
      }
      let churned = samples.labels.count { $0 }
      if churned == 0 || churned == samples.count {
        throw .singleClass(
          part: part, churned: churned > 0, rows: samples.count, isTable: false)
      }
    }
  }

  /// Features and labels of all cutoffs, and what there is too little of.
  struct Material {
    let builder: FeatureBuilder
    let rows: LabelledRows
    let parts: Parts
    let scarcity: Scarcity
    /// What customers who stay are expected to bring; nil where it could not be learned.
    let margins: MarginModel?
    /// Which rows contacts may have changed; nil where none are known.
    let treated: TreatedRows?
    /// Whether all features but those of a plain rule were left out.
    let usesRuleOnly: Bool

    /// All rows that may teach, with their weights.
    var teaching: TrainingSamples {
      guard let treated else { return rows.samples }
      let places = treated.teaching(Array(rows.samples.labels.indices))
      return treated.weighted(rows.samples.selecting(rows: places), places)
    }

    /// What the reader must know of how little there is; nil when there is enough.
    func note(_ book: OrderBook) -> String? {
      scarcity.note(
        usesRuleOnly: usesRuleOnly, days: book.log.span.upperBound - book.log.span.lowerBound)
    }
  }

  /// Whether the cutoffs set apart for calibration show both outcomes.
  static func canCalibrate(_ parts: Parts) -> Bool {
    let labels = parts.calibrations.flatMap(\.labels)
    return labels.contains(true) && labels.contains(false)
  }

  /// Computes features and labels; where hardly any customer teaches, of a plain rule only.
  func material(
    _ book: OrderBook, plan: CutoffPlan, horizon: Horizon, before parametersAt: Snapshot,
    eligibility: Eligibility, _ logger: Logger
  ) throws -> Material {
    let parameters = FeatureParameters.learned(
      from: book.log, before: parametersAt, threads: threads, logger: logger)
    // Too few come back in some bases; the plain rule for margins is there for them.
    let margins =
      hasMoney(book)
      ? try? MarginModel(learnedFrom: book.log, before: parametersAt.day, threads: threads) : nil
    func material(_ features: [Feature], isReduced: Bool) throws -> Material {
      let builder = FeatureBuilder(features: features, parameters: parameters, horizon: horizon)
      let rows = try LabelledRows(
        book, builder: builder, snapshots: plan.all, eligibility: eligibility, threads: threads)
      let treated = contacts.map { contacts in
        TreatedRows(
          rows, log: book.log, contacts: contacts, policy: treatedRows,
          reachDays: contactReachDays, horizon: horizon)
      }
      let parts = try Parts(
        rows, plan: plan, horizon: horizon, keepsCustomersApart: keepsCustomersApart,
        treated: treated)
      return Material(
        builder: builder, rows: rows, parts: parts, scarcity: Scarcity(parts.training),
        margins: margins, treated: treated, usesRuleOnly: isReduced)
    }
    let all = try material(try features(book, plan, parameters, logger), isReduced: false)
    // Features that were asked for by name are used however little there is.
    guard all.scarcity.isVeryFew, featureNames == nil else { return all }
    return try material(PlainRules.silence, isReduced: true)
  }
}
