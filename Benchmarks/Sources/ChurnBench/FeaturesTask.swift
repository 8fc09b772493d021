import ChurnData
import ChurnMath

/// From the orders file to one row of 22 features a customer, by the engine's feature builder.
///
/// The columns of `peers.py` in its order, each by FIELD's nearest definition. They differ where
/// the peers count lines and the engine orders (means, deviations and counts), where a customer's
/// days are fractions there and whole here, and in `trend`, a ratio there, of logarithms here.
struct FeaturesTask {
  let path: String
  let rows: Int
  let repetitions: Int
  let threads: Int

  /// The columns that the features need.
  static let columns = ["order_id", "customer_id", "timestamp", "amount", "category", "channel"]

  private static let windows = [30, 60, 90, 180, 365]

  /// What the peers call each column, and what the engine computes for it.
  static let features: [(peer: String, feature: Feature)] = {
    var features: [(String, Feature)] = [
      ("recency", .recency(.recencyDays)), ("frequency", .recency(.repeatPurchaseDays)),
      ("monetary_sum", .recency(.revenue(inLast: nil))),
      ("monetary_mean", .recency(.averageOrderValue)),
      ("monetary_std", .recency(.orderValueDeviation)), ("tenure", .recency(.tenureDays)),
      ("gap_mean", .rhythm(.gapMean)), ("gap_std", .rhythm(.gapDeviation)),
    ]
    features += windows.map { ("cnt_\($0)", .recency(.orders(inLast: $0))) }
    features += windows.map { ("sum_\($0)", .recency(.revenue(inLast: $0))) }
    features += [
      ("n_categories", .breadth(.categories(inLast: nil))), ("n_channels", .place(.channels)),
      ("top_share", .breadth(.mainCategoryShare)), ("trend", .trend(.revenueRatio)),
    ]
    return features
  }()

  func run() throws(BenchError) -> Measurement {
    let file = OrdersFile(path: path, threads: threads)
    let bytes = try file.byteCount()
    // The day after the last of 10 million rows, as in peers.py.
    guard let day = Day(year: 2024, month: 5, day: 12) else { throw .failed("no such day") }
    do {
      let (timing, matrix) = try Timing.measure(repetitions: repetitions) {
        try features(of: file, at: Snapshot(day))
      }
      var checksum: [(String, Measurement.Value)] = []
      for (entry, column) in zip(Self.features, matrix.columns) {
        let sum = column.values.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
        checksum.append((entry.peer, .number(sum)))
      }
      return Measurement(
        task: "features", parameters: [("source", .text("csv")), ("threads", .whole(threads))],
        size: .whole(rows), timing: timing,
        metric: [
          ("customers", .whole(matrix.rowCount)),
          ("mb_per_s", .number(Double(bytes) / 1e6 / timing.median)),
        ],
        more: [
          ("checksum", .object(checksum)),
          (
            "definitions",
            .object(Self.features.map { ($0.peer, .text($0.feature.name)) })
          ),
        ])
    } catch let error as BenchError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }

  private func features(of file: OrdersFile, at snapshot: Snapshot) throws -> FeatureMatrix {
    var table = try file.read(Self.columns)
    guard case .key(let orders) = table.takeColumn(0),
      case .text(let customers) = table.takeColumn(1),
      case .time(let times) = table.takeColumn(2),
      case .decimal(let amounts) = table.takeColumn(3),
      case .text(let categories) = table.takeColumn(4),
      case .text(let channels) = table.takeColumn(5)
    else { throw BenchError.failed("\(path) does not have the columns of gen_tx.py.") }
    var columns = PurchaseColumns(customers: customers, times: times)
    columns.amounts = amounts
    columns.orders = orders
    columns.categories = categories
    columns.channels = channels
    let log = PurchaseLog(columns, returns: .keep, threads: threads)
    // None of the 22 is measured against the base, so that nothing need be learned from it.
    let parameters = FeatureParameters(
      gapMean: 30, gapMedian: 30, gapDeviation: 30, gapQuantile90: 60)
    let builder = FeatureBuilder(
      features: Self.features.map(\.feature), parameters: parameters, horizon: Horizon(days: 90))
    return builder.rows(
      of: log, at: [snapshot], eligibility: Eligibility(activeWithinDays: nil), threads: threads
    ).features
  }
}
