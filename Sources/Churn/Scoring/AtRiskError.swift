/// Why a list cannot be made.
public enum AtRiskError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A probability is not between 0 and 1; rows count from 1.
  case invalidProbability(row: Int, found: Double)
  /// A value at risk is not finite; rows count from 1.
  case invalidValue(row: Int, found: Double)
  /// Two rows are of one customer; rows count from 1.
  case repeatedID(row: Int, first: Int)
  /// A limit is negative or not a number.
  case invalidLimit(option: String, found: Double)
  /// A limit on money where there is none.
  case noMoney(option: String)

  /// Whether the way of asking is wrong, not the data.
  public var isUsage: Bool {
    switch self {
    case .invalidProbability, .invalidValue, .repeatedID: false
    case .invalidLimit, .noMoney: true
    }
  }

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .invalidProbability(let row, let found):
      """
      Row \(row) of the scores: churn_probability is \(found), expected a number between 0 and 1.
      """
    case .invalidValue(let row, let found):
      "Row \(row) of the scores: value_at_risk is \(found), expected a sum of money or nothing."
    case .repeatedID(let row, let first):
      """
      Row \(row) of the scores has the same customer_id as row \(first). A customer can be on the \
      list once: keep one of the two rows.
      """
    case .invalidLimit(let option, let found):
      "\(option) is \(found), expected 0 or more."
    case .noMoney(let option):
      """
      \(option) needs money, and the scores have none. Leave it out, or score with a value a \
      customer (--amount for orders, --value for a table).
      """
    }
  }
}
