internal import ChurnMath

/// A base that was scored, with what the reasons of its customers follow from.
public struct ScoredBase: Sendable {
  /// The customers without reasons, the riskiest first, ties by id.
  public let customers: [ScoredCustomer]
  private let ids: [String]
  private let features: FeatureMatrix
  private let bundle: ModelBundle
  private let threads: Int

  init(
    customers: [ScoredCustomer], ids: [String], features: FeatureMatrix, bundle: ModelBundle,
    threads: Int
  ) {
    self.customers = customers
    self.ids = ids
    self.features = features
    self.bundle = bundle
    self.threads = threads
  }

  /// The reasons of some customers, in the order of their ids.
  ///
  /// - Parameter wanted: Ids; one that was not scored gets no reasons.
  /// - Returns: Up to three reasons each, strongest first.
  /// - Throws: `FitError`.
  public func reasons(for wanted: [String]) throws -> [[String]] {
    var rowOfID: [[UInt8]: Int] = [:]
    rowOfID.reserveCapacity(ids.count)
    for (row, id) in ids.enumerated() { rowOfID[Array(id.utf8)] = row }
    let rows = wanted.map { rowOfID[Array($0.utf8)] }
    var reasons = try Reasons(bundle).upward(
      features, rows: rows.compactMap { $0 }, threads: threads)[...]
    return rows.map { $0 == nil ? [] : reasons.popFirst() ?? [] }
  }
}
