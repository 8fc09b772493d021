/// Which column of an orders file means what, and how the file is to be read.
///
///     let found = try OrderMapping.find(columnNames: file.columnNames, sample: file.sample)
///     found.lines.forEach { print($0) }    // "customer   CustomerID    by name" ...
///     let requests = try found.mapping.requests(columnNames: file.columnNames)
///
/// Columns are kept by name, so that a mapping holds for next week's file whatever the order of its
/// columns. In a file without a header the names are `1`, `2`, ....
public struct OrderMapping: Sendable, Equatable, Codable {
  /// The customer column.
  public var customer: String

  /// The time column.
  public var time: String

  /// The money of a line, or nil when there is none.
  public var amount: AmountExpression?

  /// The order id column.
  public var order: String?

  /// The quantity column.
  public var quantity: String?

  /// The product column.
  public var product: String?

  /// The category column.
  public var category: String?

  /// The channel column.
  public var channel: String?

  /// The device column.
  public var device: String?

  /// The region column.
  public var region: String?

  /// The discount column.
  public var discount: String?

  /// The margin column.
  public var margin: String?

  /// The status column.
  public var status: String?

  /// How the file's text is read.
  public var file = FileOptions()

  /// What the amounts are in; only a label.
  public var currency: String?

  /// What becomes of returns.
  public var returns = ReturnsPolicy.net

  /// A mapping of the two columns without which there are no orders.
  public init(customer: String, time: String, amount: AmountExpression? = nil) {
    self.customer = customer
    self.time = time
    self.amount = amount
  }

  /// The column of a role, nil when it has none; the amount as people type it.
  public subscript(role: OrderRole) -> String? {
    switch role {
    case .customer: customer
    case .time: time
    case .amount: amount?.description
    case .order: order
    case .quantity: quantity
    case .product: product
    case .category: category
    case .channel: channel
    case .device: device
    case .region: region
    case .discount: discount
    case .margin: margin
    case .status: status
    }
  }

  /// Gives a role a column; nil takes an optional one away and leaves a required one as it is.
  mutating func set(_ role: OrderRole, to column: String?) {
    switch role {
    case .customer: customer = column ?? customer
    case .time: time = column ?? time
    case .amount: amount = column.map { .column($0) }
    case .order: order = column
    case .quantity: quantity = column
    case .product: product = column
    case .category: category = column
    case .channel: channel = column
    case .device: device = column
    case .region: region = column
    case .discount: discount = column
    case .margin: margin = column
    case .status: status = column
    }
  }

  /// The columns of a role: none, one, or two for a product.
  public func columns(of role: OrderRole) -> [String] {
    role == .amount ? amount?.columns ?? [] : self[role].map { [$0] } ?? []
  }

  /// Roles that have a column, in their fixed order.
  public var roles: [OrderRole] { OrderRole.allCases.filter { self[$0] != nil } }

  /// Roles that have none, in their fixed order.
  public var absentRoles: [OrderRole] { OrderRole.allCases.filter { self[$0] == nil } }

  /// Checks that a file has every column named.
  ///
  /// - Throws: `MappingError.unknownColumn` with the nearest name, or `.conflictingUse` when
  ///   customer and time are one column.
  public func check(columnNames: [String]) throws(DataError) {
    for role in roles {
      for name in columns(of: role) where !columnNames.contains(name) {
        throw .mapping(
          .unknownColumn(
            option: role.option, name: name,
            nearest: NearestName.of(name, in: columnNames), columns: columnNames))
      }
    }
    guard customer != time else {
      throw .mapping(.conflictingUse(column: customer, first: "the customer", second: "the time"))
    }
  }
}
