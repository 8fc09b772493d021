internal import ChurnMath

/// Uplift of each customer by models that have not seen him.
///
/// Customers are dealt into parts; each part is told by models learned from the others. So every figure
/// made of these says what to expect of customers who were not in the campaign.
public struct CrossFittedUplift: Sendable, Equatable {
  /// The outcome expected of each when contacted; length *n*.
  public let treated: [Double]
  /// The outcome expected of each when left alone; length *n*.
  public let control: [Double]
  /// The uplift of each by the transformed outcome; length *n*.
  public let transformed: [Double]

  /// The uplift of each by the two models; length *n*.
  public var difference: [Double] { zip(treated, control).map { $0 - $1 } }

  /// Learns on all parts but one and tells that one, for each.
  ///
  /// - Parameters:
  ///   - samples: The campaign.
  ///   - parts: The part of each customer, from 0 up to but not including `count`; length *n*.
  ///   - count: How many parts there are; 2 or more.
  ///   - learner: What learns.
  ///   - threads: The most threads to use; the figures do not depend on it.
  /// - Throws: What the learners throw; `FitError.tooFewRows` where an arm has no rows outside of a
  ///   part.
  public init(
    _ samples: CampaignSamples, parts: [Int], count: Int, learner: OutcomeLearner,
    threads: Int = 1
  ) throws(FitError) {
    guard parts.count == samples.count else {
      throw .lengthMismatch(rows: samples.count, labels: parts.count)
    }
    let results = mapIndices(count, threads: threads) { part in
      Result { () throws(FitError) in
        try Self.told(samples, parts: parts, part: part, learner: learner)
      }
    }
    var treated = [Double](repeating: .nan, count: samples.count)
    var control = treated
    var transformed = treated
    for result in results {
      let told = try result.get()
      for (place, row) in told.rows.enumerated() {
        treated[row] = told.treated[place]
        control[row] = told.control[place]
        transformed[row] = told.transformed[place]
      }
    }
    if let row = treated.firstIndex(where: { !$0.isFinite }) {
      throw .invalidScore(row: row, found: treated[row])
    }
    self.treated = treated
    self.control = control
    self.transformed = transformed
  }

  private struct Told: Sendable {
    let rows: [Int]
    let treated: [Double]
    let control: [Double]
    let transformed: [Double]
  }

  private static func told(
    _ samples: CampaignSamples, parts: [Int], part: Int, learner: OutcomeLearner
  ) throws(FitError) -> Told {
    let rows = parts.indices.filter { parts[$0] == part }
    guard !rows.isEmpty else { return Told(rows: [], treated: [], control: [], transformed: []) }
    let others = try samples.selecting(rows: parts.indices.filter { parts[$0] != part })
    let asked = samples.features.selecting(rows: rows)
    let two = try TwoModel(learner: learner).fit(others)
    // The share contacted belongs to the design, so it is that of all.
    let direct = try TransformedOutcome(learner: learner).fit(
      others, treatedShare: samples.treatedShare)
    return Told(
      rows: rows, treated: try two.treated.predict(asked), control: try two.control.predict(asked),
      transformed: try direct.predict(asked))
  }
}
