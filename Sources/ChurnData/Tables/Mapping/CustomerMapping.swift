/// Which columns of a customers file are used, and how.
///
/// One column is the customer's id, as in the orders; every other is an attribute, numeric or
/// categorical by its content. Left out, and named in the notes: protected attributes unless asked
/// for, dates (tenure comes from the orders), columns without content or of one value, and columns
/// that are different for every customer, such as names and addresses.
public struct CustomerMapping: Sendable, Equatable, Codable {
  /// The customer's id.
  public var customer: String

  /// The attributes used, in the file's order.
  public var attributes: [String]

  /// How the file's text is read.
  public var file = FileOptions()

  /// A mapping with no attributes unless given.
  public init(customer: String, attributes: [String] = []) {
    self.customer = customer
    self.attributes = attributes
  }

  /// A mapping and what the user should know about it.
  public struct Found: Sendable, Equatable {
    /// The mapping.
    public var mapping: CustomerMapping

    /// Columns left out and why, one sentence each.
    public var notes: [String]
  }

  /// Finds the id and the attributes.
  ///
  /// - Parameters:
  ///   - columnNames: The file's columns.
  ///   - sample: Fields of some rows.
  ///   - orderCustomer: The name of the customer column in the orders; the same name wins here.
  ///   - id: The id column, when given.
  ///   - requested: Attributes asked for by name; they are used whatever they are.
  ///   - file: How the file's text is read.
  /// - Returns: The mapping and the columns left out.
  /// - Throws: `MappingError.unknownColumn`, `.missingRole`, `.ambiguousRole`.
  public static func find(
    columnNames: [String], sample: [[String]], orderCustomer: String? = nil, id: String? = nil,
    requested: [String] = [], file: FileOptions = FileOptions()
  ) throws(DataError) -> Found {
    for name in requested + (id.map { [$0] } ?? []) where !columnNames.contains(name) {
      throw .mapping(
        .unknownColumn(
          option: "--customers", name: name, nearest: NearestName.of(name, in: columnNames),
          columns: columnNames))
    }
    let customer: String
    if let id {
      customer = id
    } else if let orderCustomer, columnNames.contains(orderCustomer) {
      customer = orderCustomer
    } else {
      customer = try idByName(columnNames)
    }
    var found = Found(mapping: CustomerMapping(customer: customer), notes: [])
    found.mapping.file = file
    let shape = DateShape(format: file.dateFormat)
    for (position, name) in columnNames.enumerated() where name != customer {
      let profile = ColumnProfile(sample, column: position, dates: shape)
      if requested.contains(name) {
        found.mapping.attributes.append(name)
      } else if let reason = reasonToLeaveOut(name, profile, rows: sample.count) {
        found.notes.append("\"\(name)\" is left out: \(reason).")
      } else {
        found.mapping.attributes.append(name)
      }
    }
    return found
  }

  private static func idByName(_ columnNames: [String]) throws(DataError) -> String {
    let ranked = columnNames.map { (RoleVocabulary.rank(of: $0, as: .customer), $0) }
    let best = ranked.map(\.0).max() ?? 0
    let candidates = ranked.filter { $0.0 == best }.map(\.1)
    guard best > 0, let first = candidates.first else {
      throw .mapping(
        .missingRole(
          role: "customer", expected: "a name such as customer_id in the customers file",
          columns: columnNames))
    }
    guard candidates.count == 1 else {
      throw .mapping(.ambiguousRole(role: "customer", candidates: candidates))
    }
    return first
  }

  private static func reasonToLeaveOut(
    _ name: String, _ profile: ColumnProfile, rows: Int
  ) -> String? {
    if ProtectedAttributes.isProtected(name) {
      return "a protected attribute is used only when asked for by name"
    }
    if profile.filled == 0 { return rows == 0 ? nil : "the sample shows no value" }
    if profile.isDate { return "it holds dates; how long a customer is one comes from the orders" }
    if profile.distinct == 1, profile.filled == rows, rows >= 20 {
      return "all of the sample have the same value"
    }
    if !profile.isNumeric, profile.filled >= 20, !profile.repeats {
      return "it is different for every customer"
    }
    return nil
  }

  /// What to ask the reader for: the id first, then the attributes in order.
  ///
  /// - Throws: `MappingError.unknownColumn`.
  public func requests(columnNames: [String]) throws(DataError) -> [ColumnRequest] {
    var requests: [ColumnRequest] = []
    for (index, name) in ([customer] + attributes).enumerated() {
      guard let column = columnNames.firstIndex(of: name) else {
        throw .mapping(
          .unknownColumn(
            option: "--customers", name: name, nearest: NearestName.of(name, in: columnNames),
            columns: columnNames))
      }
      var request = ColumnRequest(column: column, meaning: index == 0 ? .identifier : .automatic)
      if index == 0 { request.blankReason = OrderMapping.blankCustomerReason }
      requests.append(request)
    }
    return requests
  }

  /// One line a role, aligned.
  public var lines: [String] {
    ["customer    \(customer)"]
      + (attributes.isEmpty ? [] : ["attributes  " + attributes.joined(separator: ", ")])
  }
}
