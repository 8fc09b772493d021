internal import ChurnData

/// Why a feature moves even where customers behave as ever.
public enum DriftNature: String, Sendable, Encodable {
  /// It counts from the first order, so it grows as the data get longer.
  case growsWithHistory = "grows with the history"
  /// It follows the calendar: the time of the year of one cutoff is not that of many.
  case followsCalendar = "follows the calendar"

  /// The nature of a feature of orders; nil of one that should stay as it is.
  init?(_ feature: Feature) {
    switch feature {
    case .recency(let recency):
      switch recency {
      case .tenureDays, .orders(inLast: nil), .revenue(inLast: nil), .repeatPurchaseDays,
        .lastPurchaseAge, .observedDays:
        self = .growsWithHistory
      default: return nil
      }
    case .breadth(let breadth):
      switch breadth {
      case .categories(inLast: nil), .products(inLast: nil), .categoryEntropy,
        .repeatProductShare:
        self = .growsWithHistory
      default: return nil
      }
    case .season(let season):
      switch season {
      case .phaseSine, .phaseCosine, .baseSeasonIndex, .lastYearOrders: self = .followsCalendar
      default: return nil
      }
    default: return nil
    }
  }
}
