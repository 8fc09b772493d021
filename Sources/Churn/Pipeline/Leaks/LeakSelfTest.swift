public import ChurnData
internal import ChurnMath

/// The leak audit tried on the user's own data: a leak that is planted must be found, and features must
/// not change when everything after the cutoff is deleted.
public struct LeakSelfTest: Sendable, Equatable, Encodable {
  /// What was planted: `spend`, or `orders` where the data hold no amounts.
  public let planted: String
  /// Cutoffs at which the planted column was found.
  public let caught: Int
  /// Cutoffs with enough leavers and stayers to tell it from luck.
  public let cutoffs: Int
  /// The cutoff at which features were computed again without later rows.
  public let recomputedAt: Day
  /// How many features.
  public let features: Int
  /// Of how many customers.
  public let customers: Int

  /// The outcome in one sentence.
  public var sentence: String {
    let what = planted == "spend" ? "future spend" : "future orders"
    let plant =
      cutoffs == 0
      ? "too few leavers or stayers at any cutoff to try a planted column of \(what)"
      : "a planted column of \(what) was caught at \(caught) of \(cutoffs) cutoffs"
    return "Leak self-test: \(plant); \(features) features of \(customers) customers at "
      + "\(recomputedAt) recomputed without later rows: equal to the bit."
  }

  private enum Keys: String, CodingKey {
    case planted, caught, cutoffs, recomputedAt, features, customers, sentence
  }

  /// Writes the sentence beside the figures.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(planted, forKey: .planted)
    try container.encode(caught, forKey: .caught)
    try container.encode(cutoffs, forKey: .cutoffs)
    try container.encode(recomputedAt, forKey: .recomputedAt)
    try container.encode(features, forKey: .features)
    try container.encode(customers, forKey: .customers)
    try container.encode(sentence, forKey: .sentence)
  }
}

/// A leak audit that does not work: a fault of the engine's, never of the data.
public enum LeakSelfTestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A planted column of the future was not found everywhere.
  case plantNotFound(caught: Int, cutoffs: Int)
  /// Features change when rows after the cutoff are deleted.
  case knowsTheFuture(features: [String], cutoff: Day)

  /// What happened and what to try.
  public var description: String {
    switch self {
    case .plantNotFound(let caught, let cutoffs):
      """
      Leak self-test failed: a planted column of the future was caught at \(caught) of \(cutoffs) \
      cutoffs only. This is a fault in churn, not in your data; no model was trained. \
      Please report it with the command that you gave.
      """
    case .knowsTheFuture(let features, let cutoff):
      """
      Leak self-test failed: without the rows from \(cutoff) on, these features change: \
      \(features.joined(separator: ", ")). This is a fault in churn, not in your data; no model \
      was trained. Please report it with the command that you gave.
      """
    }
  }
}

/// A column that says what each customer will do in the label window, to be found by the audit.
struct PlantedLeak: Sendable {
  /// What is planted: `spend` or `orders`.
  let name: String
  /// One value for each row.
  let values: [Double]

  /// Looks into the label windows of some rows.
  ///
  /// Spend is the net value of the window's orders; where amounts are unknown, or zero and negative
  /// ones count as orders, it is their number.
  ///
  /// - Parameters:
  ///   - log: The orders.
  ///   - samples: Rows of all cutoffs, cutoff by cutoff, customers ascending within each.
  ///   - snapshots: The cutoffs that `samples` numbers.
  ///   - horizon: The label window.
  ///   - returns: How returns were treated.
  ///   - threads: The most threads to use.
  /// - Complexity: O(lines).
  init(
    _ log: PurchaseLog, samples: TrainingSamples, snapshots: [Snapshot], horizon: Horizon,
    returns: ReturnsPolicy, threads: Int
  ) {
    let hasSpend = log.amounts != nil && returns != .keep
    name = hasSpend ? "spend" : "orders"
    let starts = snapshots.indices.map { place in
      samples.cutoffs.partitionPoint { $0 < place }
    }
    let ends = starts.dropFirst() + [samples.count]
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      let customers = pieces[piece]
      // Where this piece's rows of each cutoff begin.
      var next = zip(starts, ends).map { start, end in
        start + samples.groups[start..<end].partitionPointOffset { $0 < customers.lowerBound }
      }
      var found: [(row: Int, value: Double)] = []
      var history = PurchaseHistory(log)
      for customer in customers {
        history.begin(customer: customer)
        for place in snapshots.indices {
          let row = next[place]
          guard row < ends[ends.startIndex + place], samples.groups[row] == customer else {
            continue
          }
          next[place] += 1
          let from = horizon.start(from: snapshots[place])
          let to = horizon.end(from: snapshots[place])
          history.advance(to: to)
          let value =
            hasSpend
            ? Double(history.orderValue(from: from, to: to)) / log.amountScale
            : Double(history.orderCount(from: from, to: to))
          found.append((row, value))
        }
      }
      return found
    }
    var values = [Double](repeating: 0, count: samples.count)
    for part in parts {
      for entry in part { values[entry.row] = entry.value }
    }
    self.values = values
  }

  /// At how many cutoffs the planted column is proven a leak, of those where it could be.
  func caught(
    _ undated: UndatedColumns, samples: TrainingSamples
  ) -> (caught: Int, cutoffs: Int) {
    var caught = 0
    var possible = 0
    for place in undated.cutoffs.indices {
      let rows = samples.cutoffs.indices.filter { samples.cutoffs[$0] == place }
      let churned = rows.count { samples.labels[$0] }
      let perfect = LeakDetector.Separation(
        auc: 1, churned: churned, retained: rows.count - churned)
      guard undated.isProof(perfect) else { continue }
      possible += 1
      var alone = undated
      alone.keepOnly(place)
      let evidence = alone.evidence([.numbers(rows.map { values[$0] })])
      if evidence.map({ LeakSuspicion(column: name, evidence: $0).isProven }) ?? false {
        caught += 1
      }
    }
    return (caught, possible)
  }
}

extension RandomAccessCollection {
  /// How many elements stand before the first that fails `belongsBefore`.
  fileprivate func partitionPointOffset(where belongsBefore: (Element) -> Bool) -> Int {
    distance(from: startIndex, to: partitionPoint(where: belongsBefore))
  }
}
