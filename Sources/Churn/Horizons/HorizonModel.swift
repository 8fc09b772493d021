internal import ChurnMath
public import ChurnModels

// One risk for every horizon.
//
// A customer is called lost at the midnight at which his silence has lasted S days, S the horizon of
// the bundle. From a cutoff on there are two ways to get there:
//
// first silence    he orders no more, and the silence that runs already is completed; with r days of
//                  recency that is after c = S + 1 - r days, not a day earlier or later
// later silence    he orders before that, and a silence that begins afterwards is completed; that
//                  cannot be before day S + 1
//
// P(lost within h) = [c <= h] N(c) + (1 - N(c)) (1 - L(h))
//
// N(t)  no order within t days: the hazard model of the next order
// L(t)  not lost by day t, for those who order in time: the hazard model of the later silence

/// When customers order next and when they will be called lost, from one cutoff on.
public struct HorizonModel: Sendable, Equatable {
  /// The silence after which a customer is called lost, in days.
  public let silenceDays: Int
  /// When the next order comes.
  public let nextOrder: DiscreteHazard.Model
  /// When a later silence is completed; nil when the history is too short to know.
  public let laterSilence: DiscreteHazard.Model?

  /// Puts a model together; nil when its parts contradict each other.
  init?(
    silenceDays: Int, nextOrder: DiscreteHazard.Model, laterSilence: DiscreteHazard.Model?
  ) {
    guard silenceDays >= 1, nextOrder.grid.start == 0,
      laterSilence.map({ $0.grid.start == silenceDays && nextOrder.grid.last >= silenceDays })
        ?? true,
      laterSilence.map({ $0.featureNames == nextOrder.featureNames }) ?? true
    else { return nil }
    self.silenceDays = silenceDays
    self.nextOrder = nextOrder
    self.laterSilence = laterSilence
  }

  /// The longest horizon that the history behind it can speak of, in days.
  public var longestDays: Int {
    laterSilence?.grid.last ?? min(silenceDays, nextOrder.grid.last)
  }

  /// The hazards of some customers at a cutoff, computed once for all questions.
  struct Outlook {
    let model: HorizonModel
    let recencies: [Int]
    let next: Hazards
    let later: Hazards?

    /// The probability that a customer is called lost within so many days, at most `longestDays`.
    func risk(_ row: Int, within days: Int) -> Double {
      let left = Future.daysToLost(
        recencyDays: recencies[row], silenceDays: model.silenceDays)
      guard left > 0 else { return 1 }
      let silent = next.survival(row, before: left)
      let first = left <= days ? silent : 0
      guard let later, days > model.silenceDays else { return first }
      return first + (1 - silent) * (1 - later.survival(row, before: days))
    }
  }

  /// Looks ahead for some customers.
  ///
  /// - Parameters:
  ///   - features: *n* × *p*.
  ///   - recencies: Days since the last order; length *n*.
  ///   - threads: The most threads to use.
  /// - Returns: The hazards of each customer.
  /// - Throws: `FitError.missingFeature`, `.wrongKind`.
  func outlook(
    _ features: FeatureMatrix, recencies: [Int], threads: Int
  ) throws(FitError) -> Outlook {
    Outlook(
      model: self, recencies: recencies,
      next: try nextOrder.hazards(features, threads: threads),
      later: try laterSilence?.hazards(features, threads: threads))
  }
}
