internal import ChurnData

/// What an item of a basket is.
public enum BasketItem: String, Sendable, CaseIterable, Codable {
  /// The product of a line.
  case product
  /// The category of a line's product.
  case category

  /// The column of a log that names such items; nil when the file has none.
  func column(of log: PurchaseLog) -> PurchaseLog.LevelColumn? {
    switch self {
    case .product: log.products
    case .category: log.categories
    }
  }
}
