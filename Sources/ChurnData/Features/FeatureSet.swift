/// Which features are computed, and which are not and why.
public struct FeatureSet: Sendable, Equatable {
  /// The features, in the order of their columns.
  public let features: [Feature]
  /// Features that the data cannot feed, with the first thing that is missing.
  public let leftOut: [LeftOut]

  /// A feature that is not computed.
  public struct LeftOut: Sendable, Equatable {
    /// The feature's name.
    public let name: String
    /// What it would need.
    public let missing: InputColumn
  }

  /// Creates a set of exactly these features.
  public init(_ features: [Feature]) {
    self.features = features
    leftOut = []
  }

  /// Every feature that the data can feed, in the order of the families.
  ///
  /// - Parameters:
  ///   - inputs: What there is besides customer and time.
  ///   - attributes: Columns of the customers file to use.
  public init(inputs: Set<InputColumn>, attributes: [String] = []) {
    var features: [Feature] = []
    var leftOut: [LeftOut] = []
    let wanted =
      Self.standard + attributes.map { Feature.attribute(AttributeFeature(column: $0)) }
    for feature in wanted {
      if let missing = feature.needs.first(where: { !inputs.contains($0) }) {
        leftOut.append(LeftOut(name: feature.name, missing: missing))
      } else {
        features.append(feature)
      }
    }
    self.features = features
    self.leftOut = leftOut
  }

  /// Every feature of orders, whatever it needs.
  public static let standard: [Feature] = {
    let windows = [30, 90, 180, 365]
    var recency: [RecencyFeature] = [.recencyDays, .tenureDays, .orders(inLast: nil)]
    recency += windows.map { .orders(inLast: $0) }
    recency += [.revenue(inLast: nil)] + windows.map { .revenue(inLast: $0) }
    recency += [
      .averageOrderValue, .orderValueDeviation, .firstOrderValue, .repeatPurchaseDays,
      .lastPurchaseAge, .observedDays, .meanRepeatSpend,
    ]
    let breadth: [BreadthFeature] = [
      .categories(inLast: nil), .categories(inLast: 90), .categories(inLast: 365),
      .categoryEntropy, .mainCategoryShare, .products(inLast: nil), .products(inLast: 90),
      .products(inLast: 365), .repeatProductShare, .newCategories(inLast: 90),
    ]
    var all: [Feature] = recency.map { .recency($0) }
    all += RhythmFeature.allCases.map { .rhythm($0) }
    all += TrendFeature.allCases.map { .trend($0) }
    all += LifetimeFeature.allCases.map { .lifetime($0) }
    all += SeasonFeature.allCases.map { .season($0) }
    all += breadth.map { .breadth($0) }
    all += BasketFeature.allCases.map { .basket($0) }
    all += DiscountFeature.allCases.map { .discount($0) }
    all += ReturnFeature.allCases.map { .returns($0) }
    all += PlaceFeature.allCases.map { .place($0) }
    return all
  }()

  /// The feature of a name, windows of any length included, or nil when there is none.
  public static func feature(named name: String) -> Feature? {
    if let known = standard.first(where: { $0.name == name }) { return known }
    if name.hasPrefix(AttributeFeature.prefix) {
      let column = String(name.dropFirst(AttributeFeature.prefix.count))
      return .attribute(AttributeFeature(column: column))
    }
    guard let mark = name.lastIndex(of: "_"), let days = Int(name[name.index(after: mark)...]),
      (1...36_500).contains(days)
    else { return nil }
    let feature: Feature? =
      switch name[..<mark] {
      case "orders": .recency(.orders(inLast: days))
      case "revenue": .recency(.revenue(inLast: days))
      case "n_categories": .breadth(.categories(inLast: days))
      case "n_products": .breadth(.products(inLast: days))
      case "new_category": .breadth(.newCategories(inLast: days))
      default: nil
      }
    return feature?.name == name ? feature : nil
  }

  /// The names of the features, in the order of their columns.
  public var names: [String] { features.map(\.name) }
}

extension PurchaseLog {
  /// What the log offers features besides customer and time.
  public var inputs: Set<InputColumn> {
    var inputs: Set<InputColumn> = []
    if amounts != nil { inputs.insert(.amount) }
    if quantities != nil { inputs.insert(.quantity) }
    if products != nil { inputs.insert(.product) }
    if categories != nil { inputs.insert(.category) }
    if channels != nil { inputs.insert(.channel) }
    if devices != nil { inputs.insert(.device) }
    if regions != nil { inputs.insert(.region) }
    if discounts != nil { inputs.insert(.discount) }
    if margins != nil { inputs.insert(.margin) }
    if separatesReturns { inputs.insert(.returns) }
    return inputs
  }
}
