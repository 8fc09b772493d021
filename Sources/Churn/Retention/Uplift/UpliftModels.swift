public import ChurnMath
internal import ChurnData
internal import ChurnModels
public import Logging

/// Uplift learned from all customers of a campaign, to be told of others.
///
/// Unlike the figures of ``UpliftReport``, which are about customers the models have not seen, these
/// models have seen everybody: the report says how good such models are, and these are a little better.
public struct UpliftModels: Sendable {
  /// The columns they ask for.
  public let covariates: [String]

  private let analysis: UpliftAnalysis
  private let treatments: [(name: String, two: TwoModel.Model, direct: OutcomeLearner.Model)]

  /// Learns from all customers of each treatment and the control.
  ///
  /// - Throws: As `UpliftAnalysis.run`.
  public init(_ table: ArmTable, analysis: UpliftAnalysis) throws {
    covariates = table.features.columnNames
    self.analysis = analysis
    let learner = OutcomeLearner(analysis.learner, seed: analysis.seed)
    var treatments: [(name: String, two: TwoModel.Model, direct: OutcomeLearner.Model)] = []
    for name in try analysis.chosen(table) {
      let rows = table.arms.indices.filter {
        table.arms[$0] == name || table.arms[$0] == table.source.control
      }
      let samples = try CampaignSamples(
        features: table.features.selecting(rows: rows),
        isTreated: rows.map { table.arms[$0] == name }, outcomes: rows.map { table.outcomes[$0] })
      treatments.append(
        (
          name, try TwoModel(learner: learner).fit(samples, threads: analysis.threads),
          try TransformedOutcome(learner: learner).fit(samples, threads: analysis.threads)
        ))
    }
    self.treatments = treatments
  }

  /// What is told of customers by each treatment, the highest uplift first; ties in their order.
  ///
  /// - Parameters:
  ///   - features: What is known of them; must have the `covariates`.
  ///   - ids: Their ids.
  /// - Returns: A row for each customer and treatment.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  public func told(_ features: FeatureMatrix, ids: [String]) throws -> [CustomerUplift] {
    let sign = analysis.lowerIsBetter ? -1.0 : 1
    var customers: [CustomerUplift] = []
    for treatment in treatments {
      let threads = analysis.threads
      let treated = try treatment.two.treated.predict(features, threads: threads)
      let control = try treatment.two.control.predict(features, threads: threads)
      let uplift =
        analysis.method == .twoModel
        ? zip(treated, control).map { sign * ($0 - $1) }
        : try treatment.direct.predict(features, threads: threads).map { sign * $0 }
      let deciles = ArmComparison.deciles(uplift)
      let order = uplift.indices.sorted {
        uplift[$0] != uplift[$1] ? uplift[$0] > uplift[$1] : $0 < $1
      }
      customers += order.map { row in
        CustomerUplift(
          id: ids[row], treatment: treatment.name, arm: nil, uplift: uplift[row],
          treated: treated[row], control: control[row], decile: deciles[row])
      }
    }
    return customers
  }

  /// Reads the customers to tell of from a table with the columns learned from.
  ///
  /// - Throws: `DataError`, `PipelineError`, `BundleError.missingColumn`.
  public func told(
    reading source: TableBook.Source, threads: Int, logger: Logger
  ) throws -> [CustomerUplift] {
    var source = source
    source.expected = covariates
    let book = try TableBook(reading: source, threads: threads, logger: logger)
    return try told(book.features, ids: book.ids)
  }
}
