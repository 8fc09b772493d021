internal import ChurnMath
internal import ChurnData

/// Feature rows of some cutoffs with their labels.
struct LabelledRows: Sendable {
  /// Features, labels, customers (as groups) and cutoffs (as places in `snapshots`).
  let samples: TrainingSamples
  /// The features of the plain rules, row by row as in `samples`.
  let rules: FeatureMatrix
  /// The cutoffs, ascending.
  let snapshots: [Snapshot]
  /// For each cutoff, customers by standing.
  let standings: [[Eligibility.Standing: Int]]

  /// Computes features and labels; every label window must have matured.
  init(
    _ book: OrderBook, builder: FeatureBuilder, snapshots: [Snapshot], eligibility: Eligibility,
    threads: Int
  ) throws(PipelineError) {
    let extra = PlainRules.features(of: book.log).filter { !builder.features.contains($0) }
    let all = FeatureBuilder(
      features: builder.features + extra, parameters: builder.parameters,
      horizon: builder.horizon)
    let rows = all.rows(
      of: book.log, attributes: book.attributes, at: snapshots, eligibility: eligibility,
      threads: threads)
    let labeler = Labeler(log: book.log, horizon: builder.horizon)
    var labels: [Bool] = []
    for (place, snapshot) in snapshots.enumerated() {
      let customers = rows.customers.indices.filter { rows.cutoffs[$0] == place }
        .map { rows.customers[$0] }
      labels += labeler.churned(customers: customers, at: snapshot, threads: threads)
    }
    let count = rows.features.rowCount
    let ruleNames = PlainRules.features(of: book.log).map(\.name)
    rules = FeatureMatrix(
      columns: rows.features.columns.filter { ruleNames.contains($0.name) }, rowCount: count)
    samples = TrainingSamples(
      features: FeatureMatrix(
        columns: Array(rows.features.columns.prefix(builder.features.count)), rowCount: count),
      labels: labels, groups: rows.customers, cutoffs: rows.cutoffs)
    self.snapshots = snapshots
    standings = rows.standings
  }

  /// Customers who are not eligible at a cutoff, by reason, in words.
  func excluded(at snapshot: Snapshot) -> [String] {
    guard let place = snapshots.firstIndex(of: snapshot) else { return [] }
    return Eligibility.Standing.allCases.compactMap { standing in
      guard standing != .eligible, let count = standings[place][standing] else { return nil }
      return "\(count) \(standing.phrase)"
    }
  }

  /// Rows and churners of each cutoff.
  func counts(at snapshot: Snapshot) -> (rows: Int, churners: Int) {
    let place = snapshots.firstIndex(of: snapshot)
    let rows = samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
    return (rows.count, rows.count { samples.labels[$0] })
  }
}
