// Features as values.
//
// A feature is a name, a definition and a way to be computed from a history cut at a cutoff. It is
// a value, so a bundle can keep it by name, a reader can print what it means, and another
// interpreter (a query in a database, say) can give it the same meaning.

/// One quantity derived from a customer's history strictly before a cutoff.
///
/// Every value uses events with `time < cutoff` only. Missing stays missing (`NaN`), never zero by
/// accident.
public enum Feature: Sendable, Hashable {
  /// Recency, frequency, monetary value.
  case recency(RecencyFeature)
  /// Silence against the customer's own rhythm.
  case rhythm(RhythmFeature)
  /// More or less than before.
  case trend(TrendFeature)
  /// What a model of the base's purchases says.
  case lifetime(LifetimeFeature)
  /// The time of the year.
  case season(SeasonFeature)
  /// How widely the customer buys.
  case breadth(BreadthFeature)
  /// What an order holds and earns.
  case basket(BasketFeature)
  /// How the customer uses discounts.
  case discount(DiscountFeature)
  /// What came back.
  case returns(ReturnFeature)
  /// Where and how the customer buys.
  case place(PlaceFeature)
  /// A column of the customers file.
  case attribute(AttributeFeature)

  /// What all families have in common.
  var member: any FeatureFamily {
    switch self {
    case .recency(let feature): feature
    case .rhythm(let feature): feature
    case .trend(let feature): feature
    case .lifetime(let feature): feature
    case .season(let feature): feature
    case .breadth(let feature): feature
    case .basket(let feature): feature
    case .discount(let feature): feature
    case .returns(let feature): feature
    case .place(let feature): feature
    case .attribute(let feature): feature
    }
  }

  /// The field's name for it, in snake case, unique.
  public var name: String { member.name }
  /// How it is computed, in one sentence.
  public var definition: String { member.definition }
  /// Columns without which it cannot be computed.
  public var needs: [InputColumn] { member.needs }
  /// The family it belongs to, in a word; an attribute is a family of its own.
  public var family: String {
    switch self {
    case .recency: "recency"
    case .rhythm: "rhythm"
    case .trend: "trend"
    case .lifetime: "lifetime"
    case .season: "season"
    case .breadth: "breadth"
    case .basket: "basket"
    case .discount: "discount"
    case .returns: "returns"
    case .place: "place"
    case .attribute(let feature): feature.name
    }
  }

  /// The value of a history at its cutoff; `NaN` = missing, a level's number for a name.
  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    switch self {
    case .recency(let feature): feature.value(history, context)
    case .rhythm(let feature): feature.value(history, context)
    case .trend(let feature): feature.value(history, context)
    case .lifetime(let feature): feature.value(history, context)
    case .season(let feature): feature.value(history, context)
    case .breadth(let feature): feature.value(history, context)
    case .basket(let feature): feature.value(history, context)
    case .discount(let feature): feature.value(history, context)
    case .returns(let feature): feature.value(history, context)
    case .place(let feature): feature.value(history, context)
    case .attribute(let feature): feature.value(history, context)
    }
  }

  /// The value in plain words, for a reason that a marketer reads: `last order 93 days ago`.
  ///
  /// - Parameters:
  ///   - value: What was computed; `NaN` = missing.
  ///   - level: The name behind the value when the feature is a name.
  /// - Returns: A clause without a full stop.
  public func words(_ value: Double, level: String? = nil) -> String {
    guard !value.isNaN else { return member.wordsWhenMissing }
    let figure = level ?? member.unit.words(value)
    return member.phrase.split(separator: "{value}", omittingEmptySubsequences: false)
      .joined(separator: figure)
  }

  /// The value alone in plain words: `93 days`, `41 %`.
  public func figure(_ value: Double) -> String { member.unit.figure(value) }
}

/// An input that a feature may need besides customer and time.
public enum InputColumn: String, Sendable, CaseIterable, Codable {
  case amount
  case quantity
  case product
  case category
  case channel
  case device
  case region
  case discount
  case margin
  /// Returns told apart from purchases (`--returns net`).
  case returns
  /// A year of data before the first cutoff.
  case yearOfHistory = "a year of history"
  /// A buy-till-you-die model of the base (`FeatureParameters.purchases`).
  case purchaseModel = "a model of purchases"
  /// A customers file.
  case customers = "customers file"
}

/// What the values of a feature count, for printing.
enum FeatureUnit: Sendable {
  case days
  case count
  case money
  case share
  case ratio
  case plain

  /// The value as it stands in a phrase.
  func words(_ value: Double) -> String {
    switch self {
    case .days, .count: Self.rounded(value, decimals: value == value.rounded() ? 0 : 1)
    case .money: Self.rounded(value, decimals: 2)
    case .share: Self.rounded(value * 100, decimals: 0) + " %"
    case .ratio, .plain: Self.rounded(value, decimals: 2)
    }
  }

  /// The value on its own, with its unit.
  func figure(_ value: Double) -> String {
    switch self {
    case .days: words(value) + (value == 1 ? " day" : " days")
    default: words(value)
    }
  }

  private static func rounded(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let scale = powerOfTen(decimals)
    let units = Int64((value * scale).rounded())
    let whole = units.magnitude / UInt64(scale)
    let fraction = String(units.magnitude % UInt64(scale))
    let sign = units < 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }
}

/// What each family of features says about its members.
protocol FeatureFamily: Sendable {
  var name: String { get }
  var definition: String { get }
  /// A clause with `{value}` where the figure goes.
  var phrase: String { get }
  var wordsWhenMissing: String { get }
  var unit: FeatureUnit { get }
  var needs: [InputColumn] { get }
  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double
}

extension FeatureFamily {
  var wordsWhenMissing: String { "\(name) not known" }
  var needs: [InputColumn] { [] }
}

/// What a value may depend on besides the customer's own history.
struct FeatureContext: Sendable {
  /// What was learned from the base.
  let parameters: FeatureParameters
  /// The label window that the features are to foretell.
  let horizon: Horizon
  /// Which channels are online.
  let onlineChannels: [Bool]
  /// Which devices are mobile.
  let mobileDevices: [Bool]
  /// The base's strongest calendar months, 1...12.
  let peakMonths: Set<Int>
  /// The season index of the label window of each cutoff.
  let seasonIndex: [Day: Double]
  /// Columns of the customers file.
  let attributes: CustomerAttributes?
}

/// A ratio, missing when there is nothing to divide by.
func ratio(_ numerator: Double, _ denominator: Double) -> Double {
  denominator > 0 ? numerator / denominator : .nan
}

/// `Double` of an optional whole number; missing when nil.
func figure(_ value: Int?) -> Double { value.map(Double.init) ?? .nan }
