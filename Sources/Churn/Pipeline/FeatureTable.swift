public import ChurnData
public import ChurnMath
public import Logging

/// The feature table of the eligible customers at one cutoff, with labels if they are wanted.
public struct FeatureTable: Sendable {
  /// The cutoff.
  public var at: Day
  /// The label window, which season features look at as well.
  public var horizon: Horizon
  /// Days within which the last purchase lies; nil = any time.
  public var activeWithinDays: Int?
  /// Days since the first purchase, at least.
  public var minTenureDays = 0
  /// Features by name; nil = all that the data can feed.
  public var featureNames: [String]?
  /// Whether labels are computed.
  public var hasLabel = false
  /// The most threads to use.
  public var threads = 1

  /// A table at a cutoff.
  public init(at: Day, horizon: Horizon) {
    self.at = at
    self.horizon = horizon
  }

  /// The rows of a table.
  public struct Rows: Sendable {
    /// The customers' ids, ascending by bytes.
    public let ids: [String]
    /// The features.
    public let features: FeatureMatrix
    /// Whether each churned; empty without labels.
    public let labels: [Bool]
    /// Customers left out, a line a reason.
    public let excluded: [String]
  }

  /// Computes the rows.
  ///
  /// - Throws: `PipelineError.cutoffOutsideData`, `.labelNotMature`, `.noCustomerActive`,
  ///   `.unknownFeature`.
  public func rows(_ book: OrderBook, logger: Logger) throws -> Rows {
    let snapshot = Snapshot(at)
    let first = book.log.span.lowerBound
    guard at > first else {
      throw PipelineError.cutoffOutsideData(cutoff: at, first: first, end: book.end)
    }
    if hasLabel, horizon.end(from: snapshot) > book.end {
      throw PipelineError.labelNotMature(cutoff: at, matures: horizon.end(from: snapshot))
    }
    var inputs = book.log.inputs
    if at - first >= 365 { inputs.insert(.yearOfHistory) }
    let parameters = FeatureParameters.learned(
      from: book.log, before: snapshot, threads: threads, logger: logger)
    if parameters.purchases != nil { inputs.insert(.purchaseModel) }
    let features = try FeatureChoice.features(
      named: featureNames, inputs: inputs, attributes: book.attributes, logger: logger)
    let rows = FeatureBuilder(features: features, parameters: parameters, horizon: horizon).rows(
      of: book.log, attributes: book.attributes, at: [snapshot],
      eligibility: Eligibility(
        activeWithinDays: activeWithinDays, minTenureDays: minTenureDays), threads: threads)
    let excluded = Eligibility.Standing.allCases.compactMap { standing -> String? in
      guard standing != .eligible, let count = rows.standings[0][standing] else { return nil }
      return "\(count) \(standing.phrase)"
    }
    guard !rows.customers.isEmpty else {
      throw PipelineError.noCustomerActive(cutoff: at, excluded: excluded)
    }
    let labels =
      hasLabel
      ? Labeler(log: book.log, horizon: horizon)
        .churned(customers: rows.customers, at: snapshot, threads: threads) : []
    return Rows(
      ids: rows.customers.map { book.log.customerIDs[$0] }, features: rows.features,
      labels: labels, excluded: excluded)
  }
}
