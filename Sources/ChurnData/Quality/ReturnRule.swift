/// What a line of an order is.
public enum LineKind: Sendable, Equatable {
  /// Something was bought.
  case purchase

  /// Something was cancelled, returned, refunded.
  case returned
}

/// Decides whether a line is a purchase or takes one back.
///
/// A line is returned when its quantity or its amount is negative; when its order id is the letter C
/// and digits, in a shop whose other ids are digits (at least 95 % of them, and C ids are the fewer);
/// or when its status is a word such as cancelled, refunded, storniert, annulé.
///
///     let rule = ReturnRule(orderIDs: ["536365", "C536379", "536380"], statusLevels: [])
///     rule.kind(amount: 2750, quantity: nil, orderID: "C536379", status: nil)   // .returned
public struct ReturnRule: Sendable, Equatable {
  /// Whether an order id of C and digits marks a cancellation.
  public let readsOrderIDs: Bool

  /// For each status level, whether it marks a return.
  public let returnedStatuses: [Bool]

  /// Learns the shop's habits.
  ///
  /// - Parameters:
  ///   - orderIDs: Distinct order ids, all or a fair part of them.
  ///   - statusLevels: The values of the status column, by code.
  public init(orderIDs: some Sequence<String>, statusLevels: [String]) {
    var marked = 0
    var plain = 0
    var others = 0
    for id in orderIDs {
      if Self.isMarked(id) {
        marked += 1
      } else if !id.isEmpty, id.utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
        plain += 1
      } else {
        others += 1
      }
    }
    // plain / (plain + others) >= 95 %, in whole numbers.
    readsOrderIDs = marked < plain && plain >= 19 * others
    returnedStatuses = statusLevels.map(Self.isReturnStatus)
  }

  /// The kind of one line; what is nil or missing says nothing.
  ///
  /// - Parameters:
  ///   - amount: The value of the line; `Int64.min` is missing.
  ///   - quantity: Its pieces; `Int64.min` is missing.
  ///   - orderID: Its order id, asked for only when order ids matter.
  ///   - status: The code of its status.
  /// - Returns: Whether it is a purchase or takes one back.
  public func kind(
    amount: Int64?, quantity: Int64?, orderID: @autoclosure () -> String?, status: UInt32?
  ) -> LineKind {
    if let amount, amount < 0, amount != .min { return .returned }
    if let quantity, quantity < 0, quantity != .min { return .returned }
    if let status, Int(status) < returnedStatuses.count, returnedStatuses[Int(status)] {
      return .returned
    }
    if readsOrderIDs, let id = orderID(), Self.isMarked(id) { return .returned }
    return .purchase
  }

  /// Whether an order id is the letter C, in either case, and digits.
  public static func isMarked(_ id: String) -> Bool {
    let bytes = id.utf8
    guard let first = bytes.first, first | 0x20 == 0x63, bytes.count > 1 else { return false }
    return bytes.dropFirst().allSatisfy { $0 &- 0x30 < 10 }
  }

  /// Whether a status says that a line was taken back; a status in doubt ("return requested") is.
  ///
  /// Words are compared without case and accents. A word that denies ("not returned",
  /// "non-refundable") leaves the line a purchase.
  public static func isReturnStatus(_ status: String) -> Bool {
    let words = ColumnWords(status.lowercased()).words
    guard !words.contains(where: ["not", "non", "no", "nicht", "nie", "never"].contains) else {
      return false
    }
    return words.contains { word in
      exact.contains(word) || stems.contains { word.hasPrefix($0) }
    }
  }

  private static let exact: Set<String> = [
    "void", "voided", "rma", "zwrot", "zwrocone", "otkaz", "devuelto", "devolucion", "retour",
  ]

  /// Beginnings of words, in the languages of the column names.
  private static let stems = [
    "cancel", "annul", "return", "refund", "revers", "chargeback", "storn", "retourn",
    "ruckgabe", "rueckgabe", "erstatt", "widerruf", "rembours", "reembols", "devuel", "anul",
    "zwroc", "otmen", "vozvra", "reject", "declin",
  ]
}
