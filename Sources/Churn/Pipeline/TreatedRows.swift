// Rows of a training table that a contact may have changed.
//
// treated     somebody whom a campaign contacted within the reach before the cutoff or in the label
//             window: what he did is not what he would have done by himself
// stratum     rows of one cutoff with about as long a silence, and so with about as high a risk
//
// A model of who leaves should learn from those who were left to themselves. Leaving the treated out
// alone would make it learn from the kind of customers who are not contacted; so those who are left
// can stand for them, within strata.

internal import ChurnData
internal import ChurnMath

/// What is done with training rows that a contact may have changed.
public enum TreatedRowPolicy: String, Sendable, CaseIterable, Codable {
  /// They teach like all others, and are counted.
  case keep
  /// They are left out.
  case drop
  /// They are left out, and others of their cutoff with about as high a risk count for them.
  case reweight
}

/// What a bundle says of rows that a contact may have changed.
public struct TreatmentRecord: Sendable, Codable, Equatable {
  /// What was done with them.
  public var policy: TreatedRowPolicy
  /// Days before a cutoff within which a contact still counts.
  public var reachDays: Int
  /// Training rows, treated or not.
  public var trainingRows: Int
  /// Those of them that are treated.
  public var trainingTreated: Int
  /// Treated rows among those calibrated on.
  public var calibrationTreated: Int
  /// Treated rows of the test, which are always judged.
  public var testTreated: Int
  /// The largest weight of a row that stands for others; nil unless rows are reweighted.
  public var largestWeight: Double?
  /// Treated training rows for which no other could stand.
  public var unrepresented: Int
}

/// Which rows are treated, and what every other one counts.
struct TreatedRows: Sendable {
  let policy: TreatedRowPolicy
  let reachDays: Int
  /// Whether each row is treated; length *n*.
  let isTreated: [Bool]
  /// How often each row counts; 0 for one that is left out; length *n*.
  let weights: [Double]
  /// Treated rows for which no other stands.
  let unrepresented: [Bool]

  /// Strata of one cutoff.
  private static let strata = 5
  /// Untreated rows that a stratum needs to stand for its treated ones.
  private static let leastUntreated = 10

  /// Flags rows of some cutoffs.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - log: The purchases, for the ids.
  ///   - contacts: Who was contacted when; hold-outs are not treated.
  ///   - policy: What is done with treated rows.
  ///   - reachDays: Days before a cutoff within which a contact still counts.
  ///   - horizon: The label window.
  init(
    _ rows: LabelledRows, log: PurchaseLog, contacts: ContactHistory, policy: TreatedRowPolicy,
    reachDays: Int, horizon: Horizon
  ) {
    self.policy = policy
    self.reachDays = reachDays
    let samples = rows.samples
    var daysOfCustomer: [Int: [Day]] = [:]
    let isTreated = samples.groups.indices.map { row in
      let customer = samples.groups[row]
      if daysOfCustomer[customer] == nil {
        daysOfCustomer[customer] = contacts.contacts(of: log.customerIDs[customer])
          .filter(\.isContacted).map(\.day)
      }
      let snapshot = rows.snapshots[samples.cutoffs[row]]
      let from = snapshot.day - reachDays
      let end = horizon.end(from: snapshot)
      return (daysOfCustomer[customer] ?? []).contains { $0 >= from && $0 < end }
    }
    var weights = [Double](repeating: 1, count: isTreated.count)
    var unrepresented = [Bool](repeating: false, count: isTreated.count)
    if policy != .keep {
      for row in isTreated.indices where isTreated[row] { weights[row] = 0 }
    }
    if policy == .reweight {
      for stratum in Self.strata(of: rows, isTreated) {
        let free = stratum.filter { !isTreated[$0] }
        let factor = Double(stratum.count) / Double(max(1, free.count))
        for row in free { weights[row] = factor }
        if free.isEmpty { for row in stratum { unrepresented[row] = true } }
      }
    }
    self.isTreated = isTreated
    self.weights = weights
    self.unrepresented = unrepresented
  }

  /// Rows of each cutoff by fifths of the silence; fifths with few untreated rows are taken together.
  private static func strata(of rows: LabelledRows, _ isTreated: [Bool]) -> [[Int]] {
    let silence =
      rows.rules.columns.first { $0.name == PlainRules.silence[0].name }?.values
      ?? Array(repeating: 0, count: isTreated.count)
    var all: [[Int]] = []
    for cutoff in rows.snapshots.indices {
      var own = isTreated.indices.filter { rows.samples.cutoffs[$0] == cutoff }
      own.sort { silence[$0] != silence[$1] ? silence[$0] < silence[$1] : $0 < $1 }
      var rest: [Int] = []
      for part in 0..<strata {
        let from = own.count * part / strata
        let to = own.count * (part + 1) / strata
        let stratum = Array(own[from..<to])
        if stratum.count(where: { !isTreated[$0] }) >= leastUntreated {
          all.append(stratum)
        } else {
          rest += stratum
        }
      }
      if !rest.isEmpty { all.append(rest) }
    }
    return all
  }

  /// Rows of some places that teach.
  func teaching(_ places: [Int]) -> [Int] { places.filter { weights[$0] > 0 } }

  /// Samples of some places with the weights of their rows.
  func weighted(_ samples: TrainingSamples, _ places: [Int]) -> TrainingSamples {
    guard policy == .reweight else { return samples }
    return TrainingSamples(
      features: samples.features, labels: samples.labels, weights: places.map { weights[$0] },
      groups: samples.groups, cutoffs: samples.cutoffs)
  }

  /// What the bundle keeps.
  func record(training: [Int], calibration: [Int], test: [Int]) -> TreatmentRecord {
    TreatmentRecord(
      policy: policy, reachDays: reachDays, trainingRows: training.count,
      trainingTreated: training.count { isTreated[$0] },
      calibrationTreated: calibration.count { isTreated[$0] },
      testTreated: test.count { isTreated[$0] },
      largestWeight: policy == .reweight ? training.map { weights[$0] }.max() : nil,
      unrepresented: training.count { unrepresented[$0] })
  }
}

extension TreatmentRecord {
  /// What the reader of the figures must know, in a sentence or two.
  var note: String {
    let share =
      PlainNumber.fixed(
        100 * Double(trainingTreated) / Double(max(1, trainingRows)), decimals: 1) ?? "0"
    let head =
      "\(trainingTreated) of \(trainingRows) training rows (\(share) %), \(calibrationTreated) of those "
      + "calibrated on and \(testTreated) of the test were contacted within \(reachDays) days before "
      + "the cutoff or in the label window, so their outcome may be the contact's. "
    switch policy {
    case .keep:
      return head + "They were kept; --treated drop or reweight leaves them out of learning."
    case .drop:
      return head
        + "They were left out of learning and calibration, not of the test; other horizons "
        + "still learn from everybody."
    case .reweight:
      let weight = PlainNumber.fixed(largestWeight ?? 1, decimals: 2) ?? "1"
      return head
        + "They were left out, and others of their cutoff with about as long a silence count "
        + "for them, up to \(weight) times"
        + (unrepresented > 0 ? "; for \(unrepresented) nobody could stand" : "")
        + ". Calibration leaves them out, the test does not; other horizons still learn from everybody."
    }
  }
}
