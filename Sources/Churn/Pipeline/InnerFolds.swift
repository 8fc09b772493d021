internal import ChurnMath
internal import ChurnData

/// Folds inside the training rows, for choosing hyperparameters without touching what comes later.
enum InnerFolds {
  /// Parts into which customers are dealt when time alone cannot keep rows apart.
  private static let parts = 4
  /// Folds in time, at most; more add time but no certainty.
  private static let mostFolds = 5

  /// Folds in time: learn from earlier cutoffs, judge on a later one.
  ///
  /// Where a label window of the earlier cutoffs ends before the later cutoff, that alone keeps
  /// them apart. Where none does (short history), customers are dealt into parts as well: a fold
  /// learns from the other parts' customers at earlier cutoffs, so that no label window is seen
  /// from both sides. With one cutoff, folds are by customer only.
  ///
  /// - Parameters:
  ///   - cutoffs: The cutoff of each row, as a place in `days`.
  ///   - groups: The customer of each row.
  ///   - days: The cutoffs, ascending.
  ///   - reach: Gap and horizon, in days.
  ///   - keepsCustomersApart: Whether each fold leaves the customers of its judged rows out of those
  ///     that it learns from, which leaves a part of them to be judged.
  /// - Returns: At least one fold; none of them has a row on both sides.
  static func inTime(
    cutoffs: [Int], groups: [Int], days: [Day], reach: Int, keepsCustomersApart: Bool = false
  ) -> [SampleFold] {
    let judgeable = days.indices.filter { place in
      days.contains { $0 + reach <= days[place] }
    }
    let count = min(mostFolds, judgeable.count)
    // Evenly spaced, the latest among them.
    let chosen = (0..<count).map { judgeable[(judgeable.count - 1) - $0 * judgeable.count / count] }
    var folds: [SampleFold] = []
    for judged in chosen.reversed() {
      let earlier = days.indices.filter { days[$0] + reach <= days[judged] }
      let rows = cutoffs.indices
      folds.append(
        SampleFold(
          training: rows.filter { earlier.contains(cutoffs[$0]) },
          validation: rows.filter { cutoffs[$0] == judged }))
    }
    let numbers = Dealt(parts: parts)
    if folds.count >= 2 {
      guard keepsCustomersApart else { return folds }
      return folds.enumerated().map { place, fold in
        SampleFold(
          training: fold.training.filter { numbers.part(of: groups[$0]) != place % parts },
          validation: fold.validation.filter { numbers.part(of: groups[$0]) == place % parts })
      }
    }
    let last = days.indices.last ?? 0
    return (0..<parts).map { part in
      SampleFold(
        training: cutoffs.indices.filter {
          numbers.part(of: groups[$0]) != part && (last == 0 || cutoffs[$0] < last)
        },
        validation: cutoffs.indices.filter {
          numbers.part(of: groups[$0]) == part && cutoffs[$0] == last
        })
    }
  }

  /// Folds by customer only.
  ///
  /// - Parameters:
  ///   - groups: The customer of each row.
  ///   - parts: The number of folds.
  ///   - deal: Which way customers are dealt; two deals have nothing to do with each other.
  /// - Returns: A fold for each part.
  static func byGroup(_ groups: [Int], parts: Int, deal: UInt64 = 0) -> [SampleFold] {
    let numbers = Dealt(parts: parts, deal: deal)
    return (0..<parts).map { part in
      SampleFold(
        training: groups.indices.filter { numbers.part(of: groups[$0]) != part },
        validation: groups.indices.filter { numbers.part(of: groups[$0]) == part })
    }
  }

  /// The part that each customer is dealt to; the same as in `byGroup` with the same deal.
  static func dealt(parts: Int, deal: UInt64 = 0) -> @Sendable (_ group: Int) -> Int {
    let numbers = Dealt(parts: parts, deal: deal)
    return { numbers.part(of: $0) }
  }

  /// Customers dealt into parts of nearly equal size by a fixed hash of their number.
  private struct Dealt: Sendable {
    let parts: Int
    var deal: UInt64 = 0

    func part(of group: Int) -> Int {
      var stream = RandomStream(
        seed: 0x666f_6c64 ^ deal << 32, stream: UInt64(truncatingIfNeeded: group))
      return stream.below(parts)
    }
  }
}
