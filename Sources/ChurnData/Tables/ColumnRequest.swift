/// One column that is wanted, and what its fields mean.
public struct ColumnRequest: Sendable, Equatable {
  /// What the fields of a column mean.
  public enum Meaning: Sendable, Equatable {
    /// Text kept byte for byte; a field that is empty or white space only is missing.
    case identifier
    /// An order number: like an identifier, kept as one word a row instead of a dictionary.
    case key
    /// A date, or a date and a time.
    case time
    /// An exact fixed-point number.
    case decimal
    /// A floating-point number; `NA`, `NaN`, `null`, `None` and `N/A` in any case are missing.
    case number
    /// A number if every field that is not missing reads as one, else trimmed text.
    case automatic
  }

  /// The column's index, from 0.
  public var column: Int
  /// For decimals: the column the value is multiplied by, exactly.
  public var factor: Int?
  /// What the fields mean.
  public var meaning: Meaning
  /// Whether a blank rejects the row, under the reason `blank <name>`.
  public var isRequired: Bool
  /// The reason under which a blank is counted although its row is kept.
  public var blankReason: String?

  /// Asks for the column with the given index.
  public init(
    column: Int, factor: Int? = nil, meaning: Meaning, isRequired: Bool = false,
    blankReason: String? = nil
  ) {
    self.column = column
    self.factor = factor
    self.meaning = meaning
    self.isRequired = isRequired
    self.blankReason = blankReason
  }
}
