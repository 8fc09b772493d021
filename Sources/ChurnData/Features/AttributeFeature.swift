/// A column of the customers file, as it stands there: it carries no date of its own.
public struct AttributeFeature: Sendable, Hashable {
  /// The column's name in the customers file.
  public let column: String

  /// Creates the feature of a column.
  public init(column: String) { self.column = column }
}

extension AttributeFeature: FeatureFamily {
  /// What sets names of attributes apart from those of other features.
  public static let prefix = "customer."

  var name: String { Self.prefix + column }
  var definition: String { "column \(column) of the customers file, at its present value" }
  var phrase: String { "\(column) is {value}" }
  var wordsWhenMissing: String { "\(column) not known" }
  var unit: FeatureUnit { .plain }
  var needs: [InputColumn] { [.customers] }

  func value(_ history: PurchaseHistory, _ context: FeatureContext) -> Double {
    context.attributes?.value(of: column, customer: history.customer) ?? .nan
  }
}
