internal import ChurnMath
internal import Glibc

/// What the simulated shop sells: categories, the products in them, and what each costs.
struct RetailCatalogue: Sendable {
  /// A kind of goods with one margin and one habit of sending back.
  struct Category: Sendable {
    let name: String
    let code: String
    /// Median list price, in minor units.
    let typicalPrice: Double
    /// Share of the list price left after buying it in.
    let marginRate: Double
    /// Probability that a line is sent back when nothing was wrong with the order.
    let returnRate: Double
    /// How much the average customer likes it; all add up to 1.
    let popularity: Double
  }

  /// One thing on sale.
  struct Product: Sendable {
    let code: String
    let category: Int
    /// Minor units.
    let price: Int
  }

  static let productsPerCategory = 24

  static let categories: [Category] = [
    Category("kitchen", "KIT", 1900, margin: 0.42, returns: 0.03, popularity: 0.18),
    Category("garden", "GAR", 2600, margin: 0.38, returns: 0.03, popularity: 0.12),
    Category("toys", "TOY", 1600, margin: 0.40, returns: 0.04, popularity: 0.14),
    Category("books", "BOO", 1200, margin: 0.30, returns: 0.01, popularity: 0.15),
    Category("beauty", "BEA", 1500, margin: 0.55, returns: 0.03, popularity: 0.13),
    Category("clothing", "CLO", 3400, margin: 0.50, returns: 0.15, popularity: 0.16),
    Category("sports", "SPO", 3900, margin: 0.36, returns: 0.06, popularity: 0.07),
    Category("electronics", "ELE", 8900, margin: 0.18, returns: 0.07, popularity: 0.05),
  ]

  static let channels = ["web", "app", "store"]
  static let regions = ["north", "south", "east", "west", "centre"]
  static let regionWeights = [0.22, 0.18, 0.15, 0.2, 0.25]
  static let ageBands = ["18-29", "30-44", "45-59", "60+"]
  static let ageWeights = [0.2, 0.35, 0.28, 0.17]
  static let acquisitionChannels = ["organic", "search", "social", "referral", "affiliate"]
  static let acquisitionWeights = [0.3, 0.28, 0.18, 0.12, 0.12]
  /// How many times the odds of leaving after an order are those of the average customer.
  static let acquisitionDropout = [0.8, 1.0, 1.5, 0.55, 1.8]
  /// Percent off, and how often each is given.
  static let discountDepths = [10, 15, 20, 30]
  static let discountWeights = [0.45, 0.25, 0.2, 0.1]

  /// All products, category after category.
  let products: [Product]
  /// How much each product of a category sells, the best seller first.
  let productWeights: [Double]

  /// Prices drawn around each category's typical one, ending in 9 or 5 minor units.
  init(seed: UInt64) {
    var stream = RandomStream(seed: seed, stream: 0)
    var products: [Product] = []
    for (index, category) in Self.categories.enumerated() {
      for number in 1...Self.productsPerCategory {
        let factor = stream.normal(mean: 0, standardDeviation: 0.45)
        let tens = max(10, (category.typicalPrice * exp(factor) / 10).rounded())
        let price = Int(min(tens, 100_000)) * 10 - (stream.chance(0.7) ? 1 : 5)
        let digits = number < 10 ? "00\(number)" : "0\(number)"
        products.append(Product(code: "\(category.code)-\(digits)", category: index, price: price))
      }
    }
    self.products = products
    productWeights = (1...Self.productsPerCategory).map { 1 / Double($0) }
  }
}

extension RetailCatalogue.Category {
  fileprivate init(
    _ name: String, _ code: String, _ price: Double, margin: Double, returns: Double,
    popularity: Double
  ) {
    self.name = name
    self.code = code
    typicalPrice = price
    marginRate = margin
    returnRate = returns
    self.popularity = popularity
  }
}
