internal import Glibc

/// How widely a customer buys.
///
/// Purchase lines count, whether or not they were returned later.
public enum BreadthFeature: Sendable, Hashable {
  /// Distinct categories of the last so many days; nil = ever.
  case categories(inLast: Int?)
  case categoryEntropy
  case mainCategoryShare
  /// Distinct products of the last so many days; nil = ever.
  case products(inLast: Int?)
  case repeatProductShare
  /// Categories bought for the first time in the last so many days.
  case newCategories(inLast: Int)
}

extension BreadthFeature: FeatureFamily {
  var name: String {
    switch self {
    case .categories(let days): "n_categories_\(days.map(String.init) ?? "all")"
    case .categoryEntropy: "category_entropy"
    case .mainCategoryShare: "main_category_share"
    case .products(let days): "n_products_\(days.map(String.init) ?? "all")"
    case .repeatProductShare: "repeat_product_share"
    case .newCategories(let days): "new_category_\(days)"
    }
  }

  var definition: String {
    switch self {
    case .categories(let days): "distinct categories bought \(Self.window(days))"
    case .categoryEntropy: "entropy in nats of the categories of purchase lines"
    case .mainCategoryShare: "share of gross revenue in the strongest category"
    case .products(let days): "distinct products bought \(Self.window(days))"
    case .repeatProductShare: "share of distinct products that were bought in two orders or more"
    case .newCategories(let days): "categories first bought \(Self.window(days))"
    }
  }

  private static func window(_ days: Int?) -> String {
    days.map { "in the \($0) days before the cutoff" } ?? "before the cutoff"
  }

  var phrase: String {
    switch self {
    case .categories(nil): "{value} categories bought so far"
    case .categories(let days?): "{value} categories bought in \(days) days"
    case .categoryEntropy: "variety of categories {value}"
    case .mainCategoryShare: "{value} of spending in one category"
    case .products(nil): "{value} products bought so far"
    case .products(let days?): "{value} products bought in \(days) days"
    case .repeatProductShare: "{value} of products bought again"
    case .newCategories(let days): "{value} new categories tried in \(days) days"
    }
  }

  var unit: FeatureUnit {
    switch self {
    case .categories, .products, .newCategories: .count
    case .mainCategoryShare, .repeatProductShare: .share
    case .categoryEntropy: .ratio
    }
  }

  var needs: [InputColumn] {
    switch self {
    case .categories, .categoryEntropy, .newCategories: [.category]
    case .mainCategoryShare: [.category, .amount]
    case .products, .repeatProductShare: [.product]
    }
  }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    let categories = history.categories
    let products = history.products
    switch self {
    case .categories(let days): return categories.count(inLast: days, before: history.cutoff)
    case .categoryEntropy: return categories.entropy(of: \.lines)
    case .mainCategoryShare:
      let values = categories.entries.map { max(0, $0.value) }
      return ratio(Double(values.max() ?? 0), Double(values.reduce(0, +)))
    case .products(let days): return products.count(inLast: days, before: history.cutoff)
    case .repeatProductShare:
      return ratio(
        Double(products.entries.count { $0.orders > 1 }), Double(products.entries.count))
    case .newCategories(let days):
      return Double(categories.entries.count { $0.firstDay >= history.cutoff - days })
    }
  }
}

extension LevelTally {
  /// Distinct levels whose last purchase lies within the last `days` days; nil = ever.
  func count(inLast days: Int?, before cutoff: Day) -> Double {
    guard let days else { return Double(entries.count) }
    return Double(entries.count { $0.lastDay >= cutoff - days })
  }

  /// The share of orders or lines in the strongest level; missing when there is none.
  func mainShare(of field: (Entry) -> Int) -> Double {
    let counts = entries.map(field)
    return ratio(Double(counts.max() ?? 0), Double(counts.reduce(0, +)))
  }

  /// Entropy in nats; missing when there is no level.
  func entropy(of field: (Entry) -> Int) -> Double {
    let total = entries.reduce(0) { $0 + field($1) }
    guard total > 0 else { return .nan }
    return entries.reduce(0.0) { sum, entry in
      let share = Double(field(entry)) / Double(total)
      return share > 0 ? sum - share * log(share) : sum
    }
  }
}
