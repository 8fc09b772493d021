public import ChurnData

/// Why no customer value could be told: facts here, the sentence in ``description``.
public enum ValueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The calibration does not end within the data, with at least one day after it.
  case calibrationEndOutsideData(day: Day, first: Day, last: Day)
  /// Nobody has a purchase that was kept.
  case noPurchase(through: Day)
  /// Everybody bought once, or there are too few who came back.
  case tooFewRepeatBuyers(customers: Int, repeaters: Int, through: Day)
  /// Every purchase lies on the last day, so no time has passed.
  case noTimeObserved(day: Day)
  /// No purchase brought money.
  case noMoney

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .calibrationEndOutsideData(let day, let first, let last):
      """
      --calibration-end \(day): the purchases run from \(first) to \(last), and at least one day must \
      come after the calibration. Choose a day from \(first) to \(last - 1).
      """
    case .noPurchase(let through):
      "Nobody has a purchase that was kept up to \(through). Check --returns, or choose a later day."
    case .tooFewRepeatBuyers(let customers, let repeaters, let through):
      """
      Of \(customers) customers \(repeaters) bought again by \(through): how often customers come back \
      cannot be learned from that. Use a longer history.
      """
    case .noTimeObserved(let day):
      "Every first purchase is on \(day), the last day: no time has passed to come back in."
    case .noMoney: "No repeat purchase brought money. Check --amount and --returns."
    }
  }
}
