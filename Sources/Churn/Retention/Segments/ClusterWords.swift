internal import ChurnData

/// What is high or low in a cluster, in words that a marketer reads.
enum ClusterWords {
  private static let known: [String: (high: String, low: String)] = [
    "recency_days": ("long silent", "recently active"),
    "tenure_days": ("joined early", "joined late"),
    "orders_all": ("frequent", "few orders"),
    "orders_365": ("frequent", "few orders"),
    "btyd_x": ("frequent", "few orders"),
    "revenue_all": ("big spenders", "small spenders"),
    "revenue_365": ("big spenders", "small spenders"),
    "aov": ("large orders", "small orders"),
    "n_categories_all": ("wide range", "narrow range"),
    "n_products_all": ("wide range", "narrow range"),
    "discount_order_share": ("discount buyers", "full price"),
    "online_share": ("online", "offline"),
    "mobile_share": ("mobile", "not mobile"),
    "weekend_share": ("weekend buyers", "weekday buyers"),
    "return_rate": ("returners", "keep what they buy"),
    "items_per_order": ("full baskets", "small baskets"),
  ]

  /// A word or two for a cluster that is high or low in a column.
  static func word(_ column: String, isHigh: Bool) -> String {
    if let words = known[column] { return isHigh ? words.high : words.low }
    let name =
      column.hasPrefix(AttributeFeature.prefix)
      ? String(column.dropFirst(AttributeFeature.prefix.count)) : column
    return (isHigh ? "high " : "low ") + name
  }

  /// What a column is in a cluster, beside the base: `8.2 orders so far (base 2.6: 3.1 times)`.
  ///
  /// Days by their median, everything else by its mean.
  static func trait(_ column: String, own: [Double], all: [Double]) -> String? {
    let isDays = column.hasSuffix("_days")
    func middle(_ values: [Double]) -> Double? {
      if isDays { return SegmentCounts.median(values) }
      let known = values.filter(\.isFinite)
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    guard var here = middle(own), var base = middle(all) else { return nil }
    // Half days say nothing more.
    if isDays { (here, base) = (here.rounded(), base.rounded()) }
    let feature = FeatureSet.feature(named: column)
    let phrase =
      switch column {
      case "aov": "\(PlainNumber.fixed(here, decimals: 2) ?? "–") an order"
      default: feature?.words(here) ?? "\(column) \(PlainNumber.fixed(here, decimals: 2) ?? "–")"
      }
    let figure = feature?.figure(base) ?? PlainNumber.fixed(base, decimals: 2) ?? "–"
    let ratio = here / base
    let times =
      ratio.isFinite && base > 0 ? ", \(PlainNumber.fixed(ratio, decimals: 1) ?? "–") times" : ""
    let isShare = column.hasSuffix("_share") || column.hasSuffix("_rate")
    return "\(phrase) (base \(figure)\(isDays || isShare ? "" : times))"
  }
}
