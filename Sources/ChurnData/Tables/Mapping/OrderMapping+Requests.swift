/// What to ask the reader for, and where each role's column then stands.
public struct OrderRequests: Sendable {
  /// The requests, in the fixed order of the roles.
  public let requests: [ColumnRequest]

  /// The roles, one for each request.
  public let roles: [OrderRole]

  /// The position of a role's column in the table that the reader returns, nil when it has none.
  public func index(of role: OrderRole) -> Int? { roles.firstIndex(of: role) }
}

extension OrderMapping {
  /// The reason under which rows without a customer are counted.
  public static let blankCustomerReason = "blank customer"

  /// The reader's requests for this mapping.
  ///
  /// Rows without a time or, when there is an amount, without an amount are rejected. Rows without a
  /// customer are anonymous sales: kept with a missing customer and counted. All other roles may be
  /// missing in a row.
  ///
  /// - Throws: What `check(columnNames:)` throws.
  public func requests(columnNames: [String]) throws(DataError) -> OrderRequests {
    try check(columnNames: columnNames)
    var requests: [ColumnRequest] = []
    var requested: [OrderRole] = []
    for role in roles {
      let positions = columns(of: role).compactMap { columnNames.firstIndex(of: $0) }
      guard let column = positions.first else { continue }
      var request = ColumnRequest(column: column, meaning: Self.meaning(of: role))
      request.isRequired = role == .time || role == .amount
      if role == .customer { request.blankReason = Self.blankCustomerReason }
      if positions.count > 1 { request.factor = positions[1] }
      requests.append(request)
      requested.append(role)
    }
    return OrderRequests(requests: requests, roles: requested)
  }

  private static func meaning(of role: OrderRole) -> ColumnRequest.Meaning {
    switch role {
    case .time: .time
    case .order: .key
    case .amount, .quantity, .discount, .margin: .decimal
    case .customer, .product, .category, .channel, .device, .region, .status: .identifier
    }
  }
}
