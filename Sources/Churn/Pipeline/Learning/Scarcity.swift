internal import ChurnMath

/// What is left to be learned where few customers of an outcome teach.
///
/// A handful of leavers cannot choose between models nor carry dozens of features: what is chosen all
/// the same looks good and means nothing. So under `few` the simplest model is shipped, a logistic
/// regression strongly shrunk, and under `veryFew`, on orders, it has silence and the customer's own
/// rhythm only.
struct Scarcity: Sendable, Equatable {
  /// Customers of the rarer outcome among the training rows.
  let customers: Int
  /// Whether those are the leavers.
  let areLeavers: Bool

  /// Customers under which models are not chosen between.
  static let few = 50
  /// Customers under which all features but those of a plain rule are left out.
  static let veryFew = 20

  /// Counts the customers of the rarer outcome.
  init(_ training: TrainingSamples) {
    var leavers: Set<Int> = []
    var stayers: Set<Int> = []
    for (group, label) in zip(training.groups, training.labels) {
      if label { leavers.insert(group) } else { stayers.insert(group) }
    }
    areLeavers = leavers.count <= stayers.count
    customers = min(leavers.count, stayers.count)
  }

  /// Whether there are few.
  var isFew: Bool { customers < Self.few }
  /// Whether there are hardly any.
  var isVeryFew: Bool { customers < Self.veryFew }

  /// What the reader must know, when there is something.
  ///
  /// - Parameters:
  ///   - usesRuleOnly: Whether all features but those of a plain rule were left out.
  ///   - days: Days of data; nil where there is no time.
  /// - Returns: One or two sentences; nil when there is enough.
  func note(usesRuleOnly: Bool, days: Int?) -> String? {
    guard isFew else { return nil }
    let what = usesRuleOnly ? ", and only on silence and own rhythm" : ""
    let more =
      days.map { days in
        let needed = Double(days) / 30 * (Double(Self.few) / Double(max(1, customers)) - 1)
        let months = max(1, Int(min(needed, 1200).rounded(.up)))
        let more = "\(months) more \(months == 1 ? "month" : "months")"
        return "You need about \(more) of data at this pace."
      } ?? "You need at least \(Self.few)."
    let outcome = areLeavers ? "left" : "stayed"
    return
      "Only \(customers) customers who \(outcome) teach: too few to choose between models, so the "
      + "simplest is shipped, strongly shrunk\(what). \(more)"
  }
}
