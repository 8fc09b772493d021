// How long a silence must last before it counts as churn.
//
// spell      the time from one purchase day of a customer to the next, or to the end of the data
// S(d)       the share of spells that last longer than d days, by Kaplan-Meier
// S(end)     what the curve comes down to: the share that never ends
// return     of those silent for d days, the share that still comes back: 1 - S(end)/S(d)

public import ChurnData
internal import ChurnMath
internal import ChurnModels
internal import Glibc

/// What each length of silence would mean as a definition of churn, and which one to take.
public struct SilenceCurve: Sendable {
  /// A silence that could count as churn.
  public struct Candidate: Sendable, Equatable, Encodable {
    /// The silence in days.
    public let days: Int
    /// Of the customers silent for so long, the share that still come back: false alarms.
    public let returnShare: Double
    /// The lower end of its 95 % interval.
    public let lower: Double
    /// The upper end of its 95 % interval.
    public let upper: Double
    /// Days from the last purchase to the day the customer is called lost.
    public let detectionDelayDays: Int
    /// Customers called lost in a month, on average over the data.
    public let churnersPerMonth: Double?
    /// Type I error of the base: spells called lost that do end.
    public let typeI: Double
    /// Type II error of the base: spells that never end and are not called lost yet.
    public let typeII: Double
  }

  /// A horizon and how it was found.
  public struct Recommendation: Sendable, Equatable {
    /// The horizon in days.
    public let days: Int
    /// Whether the history was too short for the horizon that the curve asks for.
    public let isCapped: Bool
    /// One sentence that says how it was found.
    public let sentence: String
  }

  /// The share of returners that the automatic horizon allows.
  public static let allowedReturnShare = 0.1
  /// Spells that must still be observed for the curve to be believed.
  private static let leastAtRisk = 20
  /// Cutoffs that must mature, the test's among them.
  public static let leastCutoffs = 4
  /// Days for which so many spells must be observed.
  private static let leastDays = 14
  private static let daysAMonth = 30.4375

  /// Spells that ended in a purchase.
  public let completedSpells: Int
  /// Spells still open at the end of the data.
  public let openSpells: Int
  private let curve: KaplanMeier
  private let lastDays: Int
  private let openAges: [Int]
  private let durations: [Int]
  private let startDays: [Int]
  private let span: Range<Day>

  /// Learns the curve from every spell of a log.
  ///
  /// - Throws: `PipelineError.emptyTable` when no customer has a purchase, `.tooFewPauses` when there
  ///   are too few to say anything.
  public init(_ log: PurchaseLog, end: Day, threads: Int = 1) throws {
    let pieces = log.customerPieces(max(1, threads) * 4)
    let parts = mapIndices(pieces.count, threads: threads) { piece in
      Self.spells(log, pieces[piece], end: end)
    }
    let spells = parts.flatMap { $0 }
    guard !spells.isEmpty else {
      throw PipelineError.emptyTable(what: "no customer has a purchase that was kept")
    }
    durations = spells.map(\.days)
    startDays = spells.map { $0.start - log.span.lowerBound }
    curve = try KaplanMeier(days: durations, churned: spells.map(\.hasEnded))
    lastDays = Int(curve.steps.last { $0.atRisk >= Double(Self.leastAtRisk) }?.time ?? 0)
    guard lastDays >= Self.leastDays else {
      throw PipelineError.tooFewPauses(spells: spells.count)
    }
    openAges = spells.filter { !$0.hasEnded }.map(\.days).sorted()
    completedSpells = spells.count { $0.hasEnded }
    openSpells = openAges.count
    span = log.span.lowerBound..<max(end, log.span.lowerBound)
  }

  private struct Spell: Sendable {
    let start: Day
    let days: Int
    let hasEnded: Bool
  }

  private static func spells(_ log: PurchaseLog, _ customers: Range<Int>, end: Day) -> [Spell] {
    var spells: [Spell] = []
    var history = PurchaseHistory(log)
    for customer in customers {
      history.begin(customer: customer)
      history.advance(to: end)
      let days = history.purchaseDays
      for (day, next) in zip(days, days.dropFirst()) {
        spells.append(Spell(start: day, days: next - day, hasEnded: true))
      }
      if let last = days.last {
        spells.append(Spell(start: last, days: end - last, hasEnded: false))
      }
    }
    return spells
  }

  /// What a silence of so many days would mean.
  public func candidate(days: Int) -> Candidate {
    let (atSilence, atEnd) = survival(days)
    let stays = atSilence > 0 ? atEnd / atSilence : 1
    let errors = errors(days)
    let spread = greenwood(at: max(days, lastDays)) - greenwood(at: days)
    // The ratio of two points of the curve has the variance of the steps between them.
    let error = 1.959963984540054 * max(0, spread).squareRoot()
    let isKnown = error.isFinite && stays > 0
    return Candidate(
      days: days, returnShare: 1 - stays,
      lower: isKnown ? max(0, 1 - stays * exp(error)) : 0,
      upper: isKnown ? min(1, 1 - stays * exp(-error)) : 1, detectionDelayDays: days,
      churnersPerMonth: churnersPerMonth(days), typeI: errors.typeI,
      typeII: errors.typeII)
  }

  /// The curve at a silence, and what it comes down to after it.
  private func survival(_ days: Int) -> (atSilence: Double, atEnd: Double) {
    let atSilence = curve.survival(at: Double(days))
    return (atSilence, min(atSilence, curve.survival(at: Double(max(days, lastDays)))))
  }

  /// Of those silent for so long, the share that still comes back.
  private func returnShare(_ days: Int) -> Double {
    let (atSilence, atEnd) = survival(days)
    return atSilence > 0 ? 1 - atEnd / atSilence : 0
  }

  private func errors(_ days: Int) -> (typeI: Double, typeII: Double) {
    let (atSilence, atEnd) = survival(days)
    let young = openAges.partitionPoint { $0 < days }
    return (atSilence - atEnd, atEnd * Double(young) / Double(max(1, openAges.count)))
  }

  /// The longest silence of which the data can say who comes back: as long again is observed.
  private var longestSilence: Int { max(1, lastDays / 2) }

  /// Candidates worth a look: round numbers that the data can speak of, and those asked for.
  public func candidates(including extra: [Int] = []) -> [Candidate] {
    let round = [14, 30, 45, 60, 90, 120, 150, 180, 270, 365, 540, 730]
      .filter { $0 <= longestSilence }
    return Set(round + extra.filter { $0 > 0 }).sorted().map { candidate(days: $0) }
  }

  /// The silence within which a share of all spells has ended, by Kaplan-Meier; nil if none has.
  public func quantile(_ share: Double) -> Int? {
    curve.firstTime(reaching: share).map { Int($0) }
  }

  /// The silence that makes the fewest errors of both kinds together; nil without a spell to judge.
  public var fewestErrors: Candidate? {
    let totals = (1...longestSilence).map { days in
      (days: days, errors: errors(days).typeI + errors(days).typeII)
    }
    return totals.min { ($0.errors, $0.days) < ($1.errors, $1.days) }
      .map { candidate(days: $0.days) }
  }

  /// The horizon to take: the shortest silence after which at most a tenth return, in whole weeks,
  /// and no longer than lets enough cutoffs mature.
  ///
  /// - Parameter isEnough: Whether enough cutoffs mature with a horizon of so many days.
  /// - Returns: At least a week.
  public func recommendation(isEnough: (_ days: Int) -> Bool) -> Recommendation {
    let wanted = (1...longestSilence).first { returnShare($0) <= Self.allowedReturnShare }
    let weeks = max(7, ((wanted ?? longestSilence) + 6) / 7 * 7)
    let cap = stride(from: weeks, to: 7, by: -7).first(where: isEnough) ?? 7
    let days = min(weeks, cap)
    let share = "\(Int((returnShare(days) * 100).rounded())) %"
    let sentence: String =
      if weeks > cap {
        "Horizon \(days) days: the longest for which four cutoffs mature in these data. "
          + "\(share) of the customers silent for so long still come back"
          + (wanted == nil ? "." : "; for 10 % it would take \(weeks) days and more history.")
      } else if wanted == nil {
        "Horizon \(days) days: the longest silence that these data can judge. "
          + "\(share) of the customers silent for so long still come back."
      } else {
        "Horizon \(days) days: of the customers silent for so long, at most 10 % come back."
      }
    return Recommendation(days: days, isCapped: weeks > cap, sentence: sentence)
  }

  private func greenwood(at days: Int) -> Double {
    curve.steps.last { $0.time <= Double(days) }?.greenwood ?? 0
  }

  /// Spells that reached the silence within the data, a month of the days on which they could.
  private func churnersPerMonth(_ days: Int) -> Double? {
    let length = span.upperBound - span.lowerBound
    guard length > days else { return nil }
    let reached = durations.indices.count {
      durations[$0] > days && startDays[$0] + days < length
    }
    return Double(reached) / Double(length - days) * Self.daysAMonth
  }
}
