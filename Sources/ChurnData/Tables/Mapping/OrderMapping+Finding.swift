extension OrderMapping {
  /// What the caller knows before looking: columns given by flags, and how the file is read.
  public struct Given: Sendable, Equatable {
    /// Columns by role; `none` leaves an optional role out.
    public var columns: [OrderRole: String] = [:]

    /// How the file's text is read; defaults throughout leave a kept mapping's own.
    public var file = FileOptions()

    /// What the amounts are in; nil leaves a kept mapping's own.
    public var currency: String?

    /// What becomes of returns; nil is `net`, or what a kept mapping says.
    public var returns: ReturnsPolicy?

    /// A mapping kept from before: then nothing is guessed, and what stands above replaces its own.
    public var kept: OrderMapping?

    /// Nothing given.
    public init() {}
  }

  /// Why a role has its column.
  public enum Reason: String, Sendable, Equatable {
    /// A flag or a mapping file says so.
    case given

    /// Its name says so.
    case byName = "by name"

    /// Its content says so.
    case byContent = "by content"

    /// There is no total, so it is computed.
    case byProduct = "computed"
  }

  /// A mapping, why it is so, and what the user should know about it.
  public struct Found: Sendable, Equatable {
    /// The mapping.
    public var mapping: OrderMapping

    /// Why each role has its column.
    public var reasons: [OrderRole: Reason]

    /// Guesses and doubts, one sentence each.
    public var notes: [String]

    /// One line a role, aligned: role, column, why.
    public var lines: [String] {
      let roles = mapping.roles
      let names = roles.map { mapping[$0] ?? "" }
      let roleWidth = roles.map(\.rawValue.count).max() ?? 0
      let nameWidth = names.map(\.count).max() ?? 0
      return zip(roles, names).map { role, name in
        let roleText =
          role.rawValue + String(repeating: " ", count: roleWidth - role.rawValue.count)
        let nameText = name + String(repeating: " ", count: nameWidth - name.count)
        return "\(roleText)  \(nameText)  (\(reasons[role]?.rawValue ?? "given"))"
      }
    }
  }

  /// Finds out which column means what.
  ///
  /// What is given counts and is only checked. Every other role is found by name, provided the
  /// content agrees (a time column holds dates, an amount holds numbers, a column named `id` repeats
  /// if it is the customer's). Without a total, `Quantity*UnitPrice` is the amount; a price without
  /// a quantity is the amount itself. In a file without a header content alone decides.
  ///
  /// - Parameters:
  ///   - columnNames: The file's columns.
  ///   - sample: Fields of some rows, ragged rows allowed.
  ///   - given: Flags, file options, a mapping kept from before.
  /// - Returns: The mapping, the reasons and the notes.
  /// - Throws: `MappingError.missingRole` and `.ambiguousRole` for customer and time, which are
  ///   never guessed between equals; `.unknownColumn`, `.badExpression`.
  public static func find(
    columnNames: [String], sample: [[String]], given: Given = Given()
  ) throws(DataError) -> Found {
    var search = OrderColumnSearch(columnNames: columnNames, sample: sample, given: given)
    return try search.run()
  }
}
