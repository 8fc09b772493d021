/// All purchase lines of a customer base, columnar, sorted by customer and then by time.
///
/// Lines are in the order of customer id bytes, time, order, product and amount, then of the other
/// columns, so the order of the file never shows. A customer's lines are one slice; nothing here
/// knows a cutoff: `PurchaseHistory` hands out histories cut at one.
public struct PurchaseLog: Sendable {
  /// The ids, ascending by bytes; a customer's number is the place of the id here.
  public let customerIDs: ByteStrings
  /// Customer *c* has the lines `lineStarts[c]..<lineStarts[c + 1]`; length customers + 1.
  public let lineStarts: [Int]
  /// Seconds since 1970-01-01 on the shop's wall clock; one a line, like all that follow.
  public let times: [Int64]
  /// The number of the line's order among its customer's, by first line.
  public let orders: [UInt32]
  /// Money of each line as a whole number of `amountUnit`s.
  public let amounts: [Int64]?
  /// Units of goods in each line as a whole number of `quantityUnit`s; `missing` where unknown.
  public let quantities: [Int64]?
  /// Money taken off each line, as a whole number of `discountUnit`s; `missing` where unknown.
  public let discounts: [Int64]?
  /// Money earned by each line, as a whole number of `marginUnit`s; `missing` where unknown.
  public let margins: [Int64]?
  /// Products, by code.
  public let products: LevelColumn?
  /// Categories, by code.
  public let categories: LevelColumn?
  /// Channels, by code.
  public let channels: LevelColumn?
  /// Devices, by code.
  public let devices: LevelColumn?
  /// Regions, by code.
  public let regions: LevelColumn?
  /// Whether the line takes goods back; nil when no line does.
  public let isReturn: [Bool]?
  /// Whether returns could have been told at all, that is whether they were kept apart.
  public let separatesReturns: Bool
  /// How many amount units make one unit of the currency, a power of ten.
  public let amountScale: Double
  /// How many quantity units make one unit of goods, a power of ten.
  public let quantityScale: Double
  /// How many discount units make one unit of the currency, a power of ten.
  public let discountScale: Double
  /// How many margin units make one unit of the currency, a power of ten.
  public let marginScale: Double
  /// The day of the first row of the file, anonymous and left-out rows included, and the day after
  /// the last one; equal when there is none.
  public let span: Range<Day>
  /// What was left out on the way here.
  public let omissions: Omissions

  /// A column of names, stored as numbers.
  public struct LevelColumn: Sendable {
    /// The names, ascending by bytes.
    public let levels: ByteStrings
    /// The place of each line's name in `levels`; `TextColumn.missing` where it is blank.
    public let codes: [UInt32]
  }

  /// Lines that were read but are in no customer's history, by reason.
  public struct Omissions: Sendable, Equatable {
    /// Lines without a customer.
    public var anonymous = 0
    /// Cancellations and returns left out by `ReturnsPolicy.drop`.
    public var returns = 0
    /// Other lines with a non-positive quantity or amount left out by `ReturnsPolicy.drop`.
    public var nonPositive = 0
  }

  /// The number of customers.
  public var customerCount: Int { customerIDs.count }
  /// The number of lines.
  public var lineCount: Int { times.count }
  /// The day after the last line: the latest cutoff that sees everything.
  public var end: Day { span.upperBound }

  /// The lines of one customer.
  public func lines(of customer: Int) -> Range<Int> {
    lineStarts[customer]..<lineStarts[customer + 1]
  }

  /// Consecutive ranges of customers with about equally many lines.
  ///
  /// - Parameter pieces: The most ranges wanted.
  /// - Returns: Ranges that cover all customers.
  public func customerPieces(_ pieces: Int) -> [Range<Int>] {
    balancedPieces(starts: lineStarts, pieces: pieces)
  }
}

/// Consecutive ranges of `starts`' intervals with about equal sums, covering all of them.
func balancedPieces(starts: [Int], pieces: Int) -> [Range<Int>] {
  let intervals = starts.count - 1
  guard intervals > 0, let total = starts.last else { return [] }
  var ranges: [Range<Int>] = []
  var first = 0
  for piece in 1...max(1, pieces) where first < intervals {
    let target = total / max(1, pieces) * piece
    var last = first
    while last < intervals && (starts[last + 1] <= target || last == first) { last += 1 }
    if piece == max(1, pieces) { last = intervals }
    ranges.append(first..<last)
    first = last
  }
  return ranges
}
