public import ChurnData
internal import ChurnMath
internal import ChurnModels

/// One customer's score and what goes with it.
public struct ScoredCustomer: Sendable, Equatable {
  /// The id, as it stands in the data.
  public let id: String
  /// The calibrated probability of churn.
  public let probability: Double
  /// 1 = riskiest.
  public let rank: Int
  /// The band of the probability.
  public let band: RiskBands.Band
  /// Money that contacting him is expected to bring, costs taken off; nil without money.
  public let expectedValue: Double?
  /// Churn probability x margin expected over a year; nil without money.
  public let valueAtRisk: Double?
  /// The stage of life; nil for a ready table.
  public let stage: LifecycleStage?
  /// Days since the last order; nil for a ready table.
  public let daysSinceLast: Int?
  /// Up to three reasons, strongest first.
  public let reasons: [String]
  /// Other horizons and the next order, where they were asked for.
  public var outlook: CustomerOutlook?
  /// Margin of the coming year if he stays; nil without money.
  public internal(set) var marginExpected: Double?
}

/// A customer who was not scored, and why.
public struct SkippedCustomer: Sendable, Equatable {
  /// The id.
  public let id: String
  /// Why.
  public let reason: Eligibility.Standing
}

/// Applies a bundle to present customers.
public struct Scorer: Sendable {
  /// The model.
  public let bundle: ModelBundle
  /// Money assumptions.
  public let costs: RetentionCosts
  /// What is asked of the future besides.
  public let questions: OutlookQuestions
  /// The most threads to use.
  public let threads: Int

  /// Creates a scorer.
  public init(
    bundle: ModelBundle, costs: RetentionCosts? = nil,
    questions: OutlookQuestions = OutlookQuestions(), threads: Int = 1
  ) {
    self.bundle = bundle
    self.costs = costs ?? bundle.manifest.costs
    self.questions = questions
    self.threads = threads
  }

  /// Scores the eligible customers of a book of orders, the riskiest first, ties by id.
  ///
  /// - Parameters:
  ///   - book: The orders.
  ///   - day: The cutoff; nil = the end of the data.
  /// - Returns: The scored, and the others with the reason.
  /// - Throws: `BundleError.wrongKind`, `.missingColumn`; `PipelineError.noCustomerActive`,
  ///   `.noHorizons`, `.horizonTooLong`.
  public func score(
    _ book: OrderBook, at day: Day? = nil
  ) throws -> (scored: [ScoredCustomer], skipped: [SkippedCustomer]) {
    let rows = try rows(book, at: day)
    let scored = try scored(rows, of: book, givesReasons: true)
    return (scored, skipped(book, rows.snapshot, rows.eligibility, scored: rows.customers))
  }

  /// Scores the eligible customers as `score(_:at:)` does, leaving reasons for later: they take
  /// longer than the scores, and a list needs those of its rows only.
  ///
  /// - Parameters:
  ///   - book: The orders.
  ///   - day: The cutoff; nil = the end of the data.
  ///   - listsSkipped: Whether the base says who was not scored, and why.
  ///   - givesReasons: Whether the customers have their reasons all the same.
  /// - Returns: The base.
  /// - Throws: As `score(_:at:)`.
  public func base(
    of book: OrderBook, at day: Day? = nil, listsSkipped: Bool = false, givesReasons: Bool = false
  ) throws -> ScoredBase {
    let rows = try rows(book, at: day)
    return ScoredBase(
      customers: try scored(rows, of: book, givesReasons: givesReasons),
      skipped: listsSkipped
        ? skipped(book, rows.snapshot, rows.eligibility, scored: rows.customers) : [],
      ids: rows.ids,
      features: rows.features, bundle: bundle, threads: threads)
  }

  private func scored(
    _ rows: Rows, of book: OrderBook, givesReasons: Bool
  ) throws -> [ScoredCustomer] {
    let facts = CustomerFacts.of(
      rows.customers, in: book.log, at: rows.snapshot, horizon: rows.horizon,
      parameters: rows.parameters, margins: bundle.manifest.orders?.margins,
      marginRate: costs.marginRate, threads: threads)
    let outlook = try questions.model(of: bundle)?.outlook(
      rows.features, recencies: facts.map(\.daysSinceLast), threads: threads)
    return try scored(
      ids: rows.ids, features: rows.features, margins: facts.map(\.margin), facts: facts,
      outlook: outlook.map { ($0, rows.snapshot.day) }, givesReasons: givesReasons)
  }

  /// The eligible customers at a cutoff.
  struct Rows {
    let snapshot: Snapshot
    /// Their numbers in the log, ascending.
    let customers: [Int]
    let ids: [String]
    let features: FeatureMatrix
    let eligibility: Eligibility
    let horizon: Horizon
    let parameters: FeatureParameters
  }

  /// The eligible customers of a book of orders with their features; at least one.
  func rows(_ book: OrderBook, at day: Day?) throws -> Rows {
    guard let orders = bundle.manifest.orders else {
      throw BundleError.wrongKind(bundle: "a ready table", given: "orders")
    }
    let snapshot = Snapshot(day ?? book.end)
    if day == nil {
      try book.checkTail(horizonDays: orders.horizon.days)
    } else if snapshot.day <= book.log.span.lowerBound {
      throw PipelineError.cutoffOutsideData(
        cutoff: snapshot.day, first: book.log.span.lowerBound, end: book.end)
    }
    let features = try bundle.features(for: book)
    let rows = FeatureBuilder(
      features: features, parameters: orders.parameters, horizon: orders.horizon
    ).rows(
      of: book.log, attributes: book.attributes, at: [snapshot], eligibility: orders.eligibility,
      threads: threads)
    guard !rows.customers.isEmpty else {
      throw PipelineError.noCustomerActive(
        cutoff: snapshot.day,
        excluded: Eligibility.Standing.allCases.compactMap { standing in
          rows.standings[0][standing].map { "\($0) \(standing.phrase)" }
        })
    }
    return Rows(
      snapshot: snapshot, customers: rows.customers,
      ids: rows.customers.map { book.log.customerIDs[$0] }, features: rows.features,
      eligibility: orders.eligibility, horizon: orders.horizon, parameters: orders.parameters)
  }

  /// Scores the rows of a ready table, the riskiest first, ties by id.
  ///
  /// - Throws: `BundleError.wrongKind`.
  public func score(_ book: TableBook) throws -> [ScoredCustomer] {
    try scored(book, givesReasons: true)
  }

  /// Scores the rows of a ready table, leaving reasons for later unless they are asked for.
  ///
  /// - Throws: `BundleError.wrongKind`.
  public func base(of book: TableBook, givesReasons: Bool = false) throws -> ScoredBase {
    ScoredBase(
      customers: try scored(book, givesReasons: givesReasons), ids: book.ids,
      features: book.features,
      bundle: bundle, threads: threads)
  }

  private func scored(_ book: TableBook, givesReasons: Bool) throws -> [ScoredCustomer] {
    guard bundle.manifest.table != nil else {
      throw BundleError.wrongKind(bundle: "orders", given: "a ready table")
    }
    _ = try questions.model(of: bundle)
    let margins = book.values.map { values in
      values.map { $0.isNaN ? 0 : max(0, $0) * costs.marginRate }
    }
    return try scored(
      ids: book.ids, features: book.features,
      margins: margins ?? Array(repeating: nil, count: book.ids.count), facts: nil, outlook: nil,
      givesReasons: givesReasons)
  }

  private func scored(
    ids: [String], features: FeatureMatrix, margins: [Double?], facts: [CustomerFacts]?,
    outlook: (HorizonModel.Outlook, at: Day)?, givesReasons: Bool
  ) throws -> [ScoredCustomer] {
    let probabilities =
      if let days = questions.rankedWithin, let outlook {
        ids.indices.map { outlook.0.risk($0, within: days) }
      } else {
        try bundle.model.calibrated(features, by: bundle.calibrator, threads: threads)
      }
    let reasons =
      givesReasons ? try Reasons(bundle).upward(features, threads: threads) : nil
    guard let bands = bundle.bands else {
      throw BundleError.damaged(file: "manifest.json", what: "its risk bands make no sense")
    }
    let idBytes = ids.map { Array($0.utf8) }
    let order = ids.indices.sorted { left, right in
      probabilities[left] != probabilities[right]
        ? probabilities[left] > probabilities[right]
        : idBytes[left].lexicographicallyPrecedes(idBytes[right])
    }
    let pieces = evenPieces(order.count, max(1, threads) * 4)
    return mapIndices(pieces.count, threads: threads) { piece in
      pieces[piece].map { place in
        let row = order[place]
        let probability = probabilities[row]
        return ScoredCustomer(
          id: ids[row], probability: probability, rank: place + 1,
          band: bands.band(of: probability),
          expectedValue: margins[row].map {
            costs.expectedNetValue(churnProbability: probability, marginExpected: $0)
          },
          valueAtRisk: margins[row].map {
            costs.valueAtRisk(churnProbability: probability, marginExpected: $0)
          }, stage: facts?[row].stage, daysSinceLast: facts?[row].daysSinceLast,
          reasons: reasons?[row] ?? [],
          outlook: outlook.map { CustomerOutlook($0.0, row: row, at: $0.at, questions) },
          marginExpected: margins[row])
      }
    }.flatMap { $0 }
  }

  private func skipped(
    _ book: OrderBook, _ snapshot: Snapshot, _ eligibility: Eligibility, scored: [Int]
  ) -> [SkippedCustomer] {
    let isScored = Set(scored)
    var history = PurchaseHistory(book.log)
    return (0..<book.log.customerCount).compactMap { customer in
      guard !isScored.contains(customer) else { return nil }
      history.begin(customer: customer)
      history.advance(to: snapshot.day)
      return SkippedCustomer(
        id: book.log.customerIDs[customer], reason: eligibility.standing(history))
    }
  }
}

extension ModelBundle {
  /// The features of the bundle, once the book was found to offer what they need.
  func features(for book: OrderBook) throws -> [Feature] {
    var inputs = book.log.inputs
    inputs.insert(.yearOfHistory)
    if manifest.orders?.parameters.purchases != nil { inputs.insert(.purchaseModel) }
    if book.attributes != nil { inputs.insert(.customers) }
    return try manifest.features.map { record in
      guard let feature = FeatureSet.feature(named: record.name) else {
        throw BundleError.damaged(
          file: "manifest.json", what: "feature \"\(record.name)\" is not known")
      }
      if let missing = feature.needs.first(where: { !inputs.contains($0) }) {
        if missing == .customers { throw BundleError.missingCustomersFile }
        throw BundleError.missingColumn(name: missing.rawValue, nearest: nil)
      }
      return feature
    }
  }
}
