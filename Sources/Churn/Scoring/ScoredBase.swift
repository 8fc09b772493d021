internal import ChurnMath

/// A base that was scored, with what the reasons of its customers follow from.
public struct ScoredBase: Sendable {
  /// The customers without reasons, the riskiest first, ties by id.
  public let customers: [ScoredCustomer]
  /// Those who were not scored, with the reason; empty where nobody asked for them.
  public let skipped: [SkippedCustomer]
  /// The id of each row of the features.
  let ids: [String]
  /// What the customers were scored by.
  let features: FeatureMatrix
  let bundle: ModelBundle
  private let threads: Int

  init(
    customers: [ScoredCustomer], skipped: [SkippedCustomer] = [], ids: [String],
    features: FeatureMatrix, bundle: ModelBundle, threads: Int
  ) {
    self.customers = customers
    self.skipped = skipped
    self.ids = ids
    self.features = features
    self.bundle = bundle
    self.threads = threads
  }

  /// The customers as candidates for a list, in their order.
  public var candidates: [AtRiskList.Candidate] {
    customers.map { customer in
      var candidate = AtRiskList.Candidate(
        id: customer.id, churnProbability: customer.probability,
        valueAtRisk: customer.valueAtRisk, segment: customer.stage?.rawValue ?? "")
      candidate.marginExpected = customer.marginExpected
      candidate.riskBand = customer.band.rawValue
      return candidate
    }
  }

  /// The reasons of some customers, in the order of their ids.
  ///
  /// - Parameter wanted: Ids; one that was not scored gets no reasons.
  /// - Returns: Up to three reasons each, strongest first.
  /// - Throws: `FitError`.
  public func reasons(for wanted: [String]) throws -> [[String]] {
    let rows = rows(of: wanted)
    var reasons = try Reasons(bundle).upward(
      features, rows: rows.compactMap { $0 }, threads: threads)[...]
    return rows.map { $0 == nil ? [] : reasons.popFirst() ?? [] }
  }

  /// The rows of the features of some customers; nil for one who was not scored.
  func rows(of wanted: [String]) -> [Int?] {
    var rowOfID: [[UInt8]: Int] = [:]
    rowOfID.reserveCapacity(ids.count)
    for (row, id) in ids.enumerated() { rowOfID[Array(id.utf8)] = row }
    return wanted.map { rowOfID[Array($0.utf8)] }
  }
}
