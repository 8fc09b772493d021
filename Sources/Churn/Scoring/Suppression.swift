/// Customers who must not be contacted, by id.
///
/// Ids are compared byte for byte: two spellings of one accented letter are two ids, and `007` is not
/// `7`.
public struct Suppression: Sendable, Equatable {
  private let ids: Set<[UInt8]>

  /// How many different ids there are.
  public var count: Int { ids.count }

  /// Nobody is suppressed.
  public static let none = Suppression(ids: [])

  /// The given ids; empty ones are left out.
  public init(ids: some Sequence<String>) {
    self.ids = Set(ids.lazy.map { Array($0.utf8) }.filter { !$0.isEmpty })
  }

  /// Whether the customer with this id is suppressed.
  public func contains(_ id: String) -> Bool {
    !ids.isEmpty && ids.contains(Array(id.utf8))
  }
}
