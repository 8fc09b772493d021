internal import ChurnData
internal import ChurnMath
internal import ChurnModels

/// The risks of all horizons and the next orders, judged on customers and days not learned from.
public struct HorizonReport: Sendable, Equatable, Encodable {
  /// The silence after which a customer is called lost, in days.
  public let silenceDays: Int
  /// The longest horizon that the history can speak of, in days.
  public let longestDays: Int
  /// What gives the hazards of the next order: logistic or boosting.
  public let nextOrderModel: String
  /// What gives those of a later silence; nil where the history is too short for one.
  public let laterSilenceModel: String?
  /// Each horizon.
  public let horizons: [HorizonFigures]
  /// The intervals of the next order; nil where nobody could be followed to their ends.
  public let nextOrder: NextOrderFigures?

  /// Judges a model on some rows.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - samples: Feature rows; their groups are numbers of customers in the log.
  ///   - snapshots: The cutoffs that the rows' numbers point into.
  ///   - log: The purchases.
  ///   - known: The day up to which futures are looked at.
  ///   - threads: The most threads to use.
  /// - Throws: What predicting throws.
  init(
    _ model: HorizonModel, _ samples: TrainingSamples, snapshots: [Snapshot], log: PurchaseLog,
    known: Day, threads: Int
  ) throws(FitError) {
    let rows = snapshots.indices.flatMap { place in
      samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
    }
    let ordered = samples.selecting(rows: rows)
    var futures: [Future] = []
    for place in snapshots.indices {
      futures += Future.of(
        ordered.cutoffs.indices.filter { ordered.cutoffs[$0] == place }.map { ordered.groups[$0] },
        in: log, at: snapshots[place], known: known, silenceDays: model.silenceDays,
        threads: threads)
    }
    let judged = JudgedFutures(
      outlook: try model.outlook(
        ordered.features, recencies: futures.map(\.recencyDays), threads: threads),
      futures: futures, followUps: ordered.cutoffs.map { max(0, known - snapshots[$0].day) })
    silenceDays = model.silenceDays
    longestDays = model.longestDays
    nextOrderModel = model.nextOrder.classifier.name
    laterSilenceModel = model.laterSilence?.classifier.name
    horizons = try HorizonFigures.all(judged)
    nextOrder = NextOrderFigures(judged)
  }
}
