/// What can be wrong with a condition on customers: facts here, the sentence in ``description``.
public enum FilterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing but blanks.
  case empty
  /// The text is longer than any condition needs to be.
  case tooLong(bytes: Int, limit: Int)
  /// Parentheses stand in one another too often.
  case tooDeep(limit: Int, at: FilterPlace)
  /// Something else stands where a part of the condition should.
  case unexpected(found: String, expected: String, at: FilterPlace)
  /// A quote that is opened and never closed.
  case unclosedQuote(quote: String, at: FilterPlace)
  /// Digits that are no number.
  case badNumber(found: String, at: FilterPlace)
  /// A value alone where something is to be true or false.
  case notACondition(found: String, at: FilterPlace)
  /// A condition where a value is needed.
  case conditionAsValue(operation: String, at: FilterPlace)
  /// Text where a number is needed.
  case notANumber(operation: String, found: String, at: FilterPlace)
  /// A number is compared with a text.
  case kindsDiffer(number: String, text: String, at: FilterPlace)
  /// Texts are asked for their order.
  case unorderedText(operation: String, at: FilterPlace)
  /// A column that does not exist.
  case unknownColumn(name: String, nearest: String?, known: [String], at: FilterPlace)

  /// What happened and what to try, with the place marked in a second and third line.
  public var description: String {
    switch self {
    case .empty: "The condition is empty. Write one such as recency_days > 60 and orders_365 >= 3."
    case .tooLong(let bytes, let limit):
      "The condition has \(bytes) bytes; at most \(limit) are read. Is this a file?"
    case .tooDeep(let limit, let place):
      "More than \(limit) parentheses stand in one another.\(place.marked)"
    case .unexpected(let found, let expected, let place):
      "Expected \(expected), got \(found).\(place.marked)"
    case .unclosedQuote(let quote, let place):
      "This \(quote) is never closed. Close it, or double one that is part of a text.\(place.marked)"
    case .badNumber(let found, let place):
      """
      "\(found)" is no number. Numbers have a point and no thousands marks, such as 1250.50; a name \
      that begins with a digit stands in `backquotes`.\(place.marked)
      """
    case .notACondition(let found, let place):
      """
      \(found) alone is neither true nor false. Compare it, for example \(found) > 0, or ask whether \
      it is missing.\(place.marked)
      """
    case .conditionAsValue(let operation, let place):
      """
      What stands beside \(operation) is a condition, not a value. Join conditions with and, or and \
      not.\(place.marked)
      """
    case .notANumber(let operation, let found, let place):
      "\(operation) needs numbers; \(found) is text.\(place.marked)"
    case .kindsDiffer(let number, let text, let place):
      "\(number) is a number and \(text) is text: they are never equal.\(place.marked)"
    case .unorderedText(let operation, let place):
      "Texts have no order, so \(operation) says nothing of them. Use =, != or in (...).\(place.marked)"
    case .unknownColumn(let name, let nearest, let known, let place):
      """
      No column "\(FilterPlace.cut(name))".\(nearest.map { " Did you mean \"\($0)\"?" } ?? "") \
      The columns are \(FilterPlace.list(known)).\(place.marked)
      """
    }
  }
}

/// A place in a condition.
public struct FilterPlace: Sendable, Equatable {
  /// The condition as it was written.
  public let text: String
  /// Characters before the place.
  public let offset: Int

  /// Characters of a long condition that are shown around the place.
  private static let reach = 60

  /// The line of the place and a caret below it, on lines of their own.
  var marked: String {
    let letters = Array(text)
    let place = min(offset, letters.count)
    var start = place
    while start > 0, place - start < Self.reach, !letters[start - 1].isNewline { start -= 1 }
    var end = place
    while end < letters.count, end - place < Self.reach, !letters[end].isNewline { end += 1 }
    let isCut = (start > 0 && !letters[start - 1].isNewline)
    let shown = letters[start..<end].map { Self.isControl($0) ? " " : $0 }
    let lead = isCut ? "  ..." : "  "
    let blanks = String(repeating: " ", count: lead.count + place - start)
    return "\n\(lead)\(String(shown))\n\(blanks)^"
  }

  private static func isControl(_ letter: Character) -> Bool {
    letter.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// At most 40 characters, on one line.
  static func cut(_ text: String) -> String {
    let line = String(text.prefix(41).map { isControl($0) ? " " : $0 })
    return line.count > 40 ? String(line.prefix(40)) + "..." : line
  }

  /// At most 12 names, and how many more there are.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { cut($0) }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
