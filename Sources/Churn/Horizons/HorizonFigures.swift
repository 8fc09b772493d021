internal import ChurnMath
internal import ChurnModels

/// How well the risk within some days was foretold.
public struct HorizonFigures: Sendable, Equatable, Encodable {
  /// The days.
  public let days: Int
  /// Customers who could be followed for so long.
  public let rows: Int
  /// Those of them who were called lost by then.
  public let lost: Int
  /// The share of them.
  public let observed: Double
  /// The mean risk that was told for them.
  public let predicted: Double
  /// By Kaplan-Meier over all customers, those too who could not be followed for so long.
  public let kaplanMeier: Double
  /// The mean risk that was told for all of them.
  public let predictedForAll: Double
  /// How often a customer who was lost had the higher risk than one who was not; nil with one outcome.
  public let rocAUC: Double?
  /// Expected calibration error on ten bins of equal width.
  public let ece: Double?
  /// The slope of the calibration line over the risks between 0 and 1; nil where it is not determined.
  public let calibrationSlope: Double?

  /// The horizons that are judged where the data allow it.
  static let usual = [30, 60, 90, 180, 365]
  /// Fewer customers say nothing of a horizon.
  private static let leastRows = 20

  /// Judges every usual horizon, and the bundle's own, that the model can speak of and that enough
  /// customers were followed for.
  static func all(_ judged: JudgedFutures) throws(FitError) -> [HorizonFigures] {
    let model = judged.outlook.model
    let days = Set(usual + [model.silenceDays]).filter { $0 <= model.longestDays }.sorted()
    var figures: [HorizonFigures] = []
    for days in days where judged.followUps.count(where: { $0 >= days }) >= leastRows {
      figures.append(try HorizonFigures(judged, days: days))
    }
    return figures
  }

  private init(_ judged: JudgedFutures, days: Int) throws(FitError) {
    let risks = judged.futures.indices.map { judged.outlook.risk($0, within: days) }
    let followed = risks.indices.filter { judged.followUps[$0] >= days }
    let labels = judged.futures.map { $0.lost.map { $0 <= days } ?? false }
    self.days = days
    rows = followed.count
    lost = followed.count { labels[$0] }
    observed = Double(lost) / Double(rows)
    predicted = followed.reduce(0) { $0 + risks[$1] } / Double(rows)
    predictedForAll = risks.reduce(0, +) / Double(risks.count)
    let curve = try KaplanMeier(
      days: zip(judged.futures, judged.followUps).map { future, end in
        min(future.lost ?? end, end)
      },
      churned: judged.futures.map { $0.lost != nil })
    kaplanMeier = 1 - curve.survival(at: Double(days))
    let ranked = try RankedScores(
      labels: followed.map { labels[$0] }, scores: followed.map { risks[$0] })
    rocAUC = RocAUC.value(of: ranked)
    ece = ExpectedCalibrationError.value(of: ranked)
    // What is certain (too early to be lost, lost already) says nothing of the slope.
    let open = followed.filter { risks[$0] > 0 && risks[$0] < 1 }
    calibrationSlope =
      open.isEmpty
      ? nil
      : CalibrationLine(
        try RankedScores(labels: open.map { labels[$0] }, scores: open.map { risks[$0] }))?.slope
  }
}

/// What was told for some customers and what became of them.
struct JudgedFutures {
  let outlook: HorizonModel.Outlook
  let futures: [Future]
  /// Days for which each was observed.
  let followUps: [Int]
}
