internal import ChurnData
internal import ChurnMath
internal import Logging

/// Which columns a table needs, and what they are made of.
struct CustomerTablePlan {
  let day: Day
  let settings: CustomerTable.Settings
  /// Features that the data can feed, windows asked for included.
  let features: [Feature]
  /// Derived columns that the data can feed.
  let derived: [DerivedColumn]
  /// Names asked for; nil = all.
  private let wanted: Set<String>?
  /// Wanted columns and what they are made of.
  let needed: Set<String>

  /// A column that is made of others.
  enum DerivedColumn: Hashable {
    case score(SegmentTable.Score)
    case segment
    case stage
    case value
    case tier
    case behaviour(Behaviour)
    case mainChannel
    case mainCategory

    var name: String {
      switch self {
      case .score(let score): score.column
      case .segment: "rfm_segment"
      case .stage: "stage"
      case .value: "clv"
      case .tier: "value_tier"
      case .behaviour(let behaviour): behaviour.column
      case .mainChannel: "main_channel"
      case .mainCategory: "main_category"
      }
    }
  }

  init(
    _ book: OrderBook, at day: Day, columns: Set<String>?, settings: CustomerTable.Settings
  ) {
    self.day = day
    self.settings = settings
    var inputs = book.log.inputs
    if day - book.log.span.lowerBound >= 365 { inputs.insert(.yearOfHistory) }
    inputs.insert(.purchaseModel)
    if book.attributes != nil { inputs.insert(.customers) }
    var features = FeatureSet(
      inputs: inputs, attributes: book.attributes?.columns.map(\.name) ?? []
    ).features
    var derived: [DerivedColumn] = [.score(.recency), .score(.frequency)]
    if inputs.contains(.amount) { derived.append(.score(.money)) }
    derived += [.segment, .stage, .value, .tier]
    for behaviour in Behaviour.allCases where behaviour.needs.allSatisfy(inputs.contains) {
      derived.append(.behaviour(behaviour))
    }
    if inputs.contains(.channel) { derived.append(.mainChannel) }
    if inputs.contains(.category) { derived.append(.mainCategory) }
    // An attribute may be called by its bare name where no other column is.
    var known = Set(features.map(\.name) + derived.map(\.name))
    let names = columns.map { columns in
      Set(
        columns.map { name in
          known.contains(name) || !known.contains(AttributeFeature.prefix + name)
            ? name : AttributeFeature.prefix + name
        })
    }
    var open = (names ?? known).sorted()
    var needed: Set<String> = []
    let byName = Dictionary(uniqueKeysWithValues: derived.map { ($0.name, $0) })
    while let name = open.popLast() {
      guard needed.insert(name).inserted else { continue }
      if let column = byName[name] {
        open += Self.parts(of: column, settings: settings, hasMoney: inputs.contains(.amount))
      } else if !known.contains(name), let window = FeatureSet.feature(named: name),
        window.needs.allSatisfy(inputs.contains), window.family != window.name
      {
        known.insert(name)
        features.append(window)
      }
    }
    // The share of weekends is known without a year of data, too.
    let weekend = Feature.season(.weekendShare)
    if needed.contains(weekend.name), !known.contains(weekend.name) { features.append(weekend) }
    self.features = features
    self.derived = derived
    self.needed = needed
    wanted = names
  }

  /// The columns that a derived one is made of.
  private static func parts(
    of column: DerivedColumn, settings: CustomerTable.Settings, hasMoney: Bool
  ) -> [String] {
    switch column {
    case .score(.recency): ["recency_days"]
    case .score(.frequency): ["btyd_x"]
    case .score(.money): ["revenue_all"]
    case .segment: settings.segments.segmentColumns
    case .stage: ["recency_days", "tenure_days", "orders_all", "overdue_days"]
    case .value:
      ["btyd_x", "btyd_t_x", "btyd_t", "orders_365"]
        + (hasMoney ? ["btyd_mean_spend", "revenue_365"] : [])
    case .tier: ["clv"]
    case .behaviour(let behaviour): behaviour.features.map(\.name) + ["orders_all"]
    case .mainChannel, .mainCategory: []
    }
  }

  /// Whether a column is wanted in the end.
  func isWanted(_ name: String) -> Bool { wanted?.contains(name) ?? true }

  /// Whether a derived column must be made.
  func needs(_ column: DerivedColumn) -> Bool {
    derived.contains(column) && needed.contains(column.name)
  }

  // MARK: - Features

  /// The feature columns, of customers with a purchase that was kept.
  func base(_ book: OrderBook, threads: Int, logger: Logger) throws -> SnapshotRows {
    let first = book.log.span.lowerBound
    guard day > first else {
      throw PipelineError.cutoffOutsideData(cutoff: day, first: first, end: book.end)
    }
    let features = features.filter { needed.contains($0.name) }
    let snapshot = Snapshot(day)
    let rows = FeatureBuilder(
      features: features, parameters: parameters(features, book.log, threads, logger),
      horizon: Horizon(days: settings.horizonDays)
    ).rows(
      of: book.log, attributes: book.attributes, at: [snapshot],
      eligibility: Eligibility(activeWithinDays: nil), threads: threads)
    guard !rows.customers.isEmpty else {
      let excluded = Eligibility.Standing.allCases.compactMap { standing in
        rows.standings[0][standing].map { "\($0) \(standing.phrase)" }
      }
      throw PipelineError.noCustomerActive(cutoff: day, excluded: excluded)
    }
    return rows
  }

  /// What is learned of the base, as far as a feature asks for it.
  private func parameters(
    _ features: [Feature], _ log: PurchaseLog, _ threads: Int, _ logger: Logger
  ) -> FeatureParameters {
    var asksForModel = false
    var asksForBase = false
    for feature in features {
      switch feature {
      case .lifetime: asksForModel = true
      case .rhythm, .season: asksForBase = true
      default: break
      }
    }
    if asksForModel {
      return .learned(from: log, before: Snapshot(day), threads: threads, logger: logger)
    }
    if asksForBase {
      return FeatureParameters(learnedFrom: log, before: Snapshot(day), threads: threads)
    }
    return FeatureParameters(gapMean: 30, gapMedian: 30, gapDeviation: 30, gapQuantile90: 60)
  }

  // MARK: - Kinds

  /// The columns and what they hold.
  func kinds(
    _ book: OrderBook, wanted names: [String]
  ) -> [(name: String, kind: FeatureMatrix.Kind)] {
    let plan = CustomerTablePlan(book, at: day, columns: Set(names), settings: settings)
    let extra = plan.features.filter { feature in !features.contains(feature) }
    let all = (features + extra).map { feature -> (name: String, kind: FeatureMatrix.Kind) in
      switch feature {
      case .place(.acquisitionChannel): (feature.name, Self.levels(book.log.channels))
      case .place(.region): (feature.name, Self.levels(book.log.regions))
      case .attribute(let attribute):
        (
          feature.name,
          book.attributes?.columns.first { $0.name == attribute.column }?.kind ?? .numeric
        )
      default: (feature.name, .numeric)
      }
    }
    return all + derived.map { ($0.name, kind(of: $0, book.log)) }
  }

  /// What a derived column holds.
  func kind(of column: DerivedColumn, _ log: PurchaseLog) -> FeatureMatrix.Kind {
    switch column {
    case .score, .value, .behaviour: .numeric
    case .segment: .categorical(levels: settings.segments.names)
    case .stage: .categorical(levels: LifecycleStage.allCases.map(\.rawValue))
    case .tier: .categorical(levels: settings.segments.tiers.map(\.name))
    case .mainChannel: Self.levels(log.channels)
    case .mainCategory: Self.levels(log.categories)
    }
  }

  private static func levels(_ column: PurchaseLog.LevelColumn?) -> FeatureMatrix.Kind {
    let names = column?.levels
    return .categorical(levels: (0..<(names?.count ?? 0)).map { names?[$0] ?? "" })
  }
}
