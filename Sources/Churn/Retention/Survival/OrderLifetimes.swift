// From orders to lifetimes.
//
// H         days of silence after which a customer counts as churned
// churn     the last order before the first silence of more than H days
// known     the last day of the data minus H: a churn up to it has shown itself, a later one may not
//           have, so every lifetime is censored there. The day is the same for all, whatever they
//           did, so the censoring tells nothing and the estimate is unbiased; to date churn at the
//           last order and to censor at the end of the data would count people as still there for H
//           days in which nobody can be seen leaving, and the curve would run too high.
// burn-in   days at the start of the data within which a first order seen may not be the first.
//           Whoever was active when the data begin orders within H days, so H days are enough.

public import ChurnData
internal import ChurnMath
public import Logging

/// Makes lifetimes of an orders file: to churn, or to the next order.
public struct OrderLifetimes: Sendable {
  /// What ends a lifetime.
  public enum Ending: String, Sendable, CaseIterable {
    /// A silence that counts as churn.
    case churn
    /// The customer's next order; each pause is a lifetime.
    case nextOrder = "next-order"
  }

  /// On which day a churn is dated.
  public enum Dating: String, Sendable, CaseIterable {
    /// The last order before the silence.
    case lastOrder = "last-order"
    /// The day on which the silence has lasted long enough.
    case detection
  }

  /// How long after the start of the data nobody is called new.
  public enum BurnIn: Sendable, Equatable {
    /// As long as the silence that counts as churn; not at all where that would leave hardly anybody.
    case auto
    /// So many days.
    case days(Int)
  }

  /// What ends a lifetime.
  public var ending = Ending.churn
  /// How long a silence counts as churn.
  public var horizon = OrderTrainer.HorizonChoice.auto
  /// On which day a churn is dated.
  public var dating = Dating.lastOrder
  /// How long nobody is called new.
  public var burnIn = BurnIn.auto
  /// The day after the last to count; nil = the end of the data.
  public var at: Day?
  /// The day at which segments are told and from which time runs; nil = in the middle of the data.
  public var landmark: Day?
  /// The column of the customers file that says since when each is a customer; nil = not known.
  public var since: String?
  /// What groups are compared by: columns of the customers file, what the first order tells
  /// (`channel`, `category`, `region`, `device`, `product`), `segment`, `cohort`, or `order-number`.
  public var by: [String] = []
  /// Columns within whose groups alone comparisons are made.
  public var strata: [String] = []
  /// Columns of a Cox model.
  public var covariates: [String] = []
  /// Days of data before the first cutoff, for the horizon `auto`, as in training.
  public var minHistoryDays = 90

  /// Time from the first order to churn, with every choice left to the engine.
  public init() {}

  /// One lifetime of a customer.
  struct Life: Sendable, Equatable {
    let customer: Int
    /// The day from which time runs.
    let start: Day
    let days: Int
    let hasEnded: Bool
    /// Days after the start at which the customer came under observation.
    var entry = 0
    /// The number of the order that a pause follows, from 1.
    var order = 1
  }

  /// Lifetimes and who has none.
  struct Lives: Sendable {
    var lives: [Life] = []
    /// Customers by what is to be said of them, in the order of `Tally`.
    var counts = [Int](repeating: 0, count: Tally.allCases.count)

    mutating func count(_ tally: Tally) { counts[tally.rawValue] += 1 }
    func callAsFunction(_ tally: Tally) -> Int { counts[tally.rawValue] }
    /// Customers who were left out.
    var leftOut: Int {
      Tally.allCases.filter(\.isLeftOut).reduce(0) { $0 + counts[$1.rawValue] }
    }
  }

  /// What is said of some customers.
  enum Tally: Int, Sendable, CaseIterable {
    /// Every order was cancelled or returned.
    case nothingKept
    /// The first order seen lies within the burn-in.
    case maybeOlder
    /// The first order lies too late to show a churn.
    case tooLate
    /// A customer from before the data who had churned by their start.
    case churnedBefore
    /// No order before the landmark.
    case notYet
    /// Silent for too long at the landmark.
    case dormant
    /// Known from before the data; at risk from their start on.
    case entersLate
    /// Churned and ordered again later.
    case cameBack

    /// Whether such customers have no lifetime.
    var isLeftOut: Bool { self != .entersLate && self != .cameBack }
  }

  /// Makes the lifetimes of a book, which must have been read for this.
  ///
  /// - Throws: `PipelineError`, `SurvivalError.nobodyToFollow`, `DataError` for unknown columns.
  public func sample(
    _ read: OrderLifetimesBook, threads: Int, logger: Logger
  ) throws -> SurvivalSample {
    let book = read.book
    let end = at ?? book.end
    let start = book.log.span.lowerBound
    guard end > start, end <= book.end else {
      throw PipelineError.cutoffOutsideData(cutoff: end, first: start, end: book.end)
    }
    let compared = ComparedColumns(by: by, strata: strata, covariates: covariates)
    try compared.check()
    var columns = CustomerColumns(book)
    try columns.check(compared, ending: ending)
    var notes: [String] = []
    let usesLandmark = columns.isWord(.segment, among: by)
    if landmark != nil, !usesLandmark {
      throw PipelineError.badOption(
        option: "--landmark", problem: "only --by segment stands at a day; leave it out.")
    }
    var horizonDays = 0
    if ending == .churn || usesLandmark {
      horizonDays = try resolvedHorizon(book, end: end, threads: threads, &notes)
    }
    let days = PurchaseDays(book.log, end: end, threads: threads)
    columns.days = days
    let lives: Lives
    if usesLandmark {
      let day = try landmarkDay(start: start, end: end, horizonDays)
      let stages = StagesAtDay(book.log, day: day, horizonDays: horizonDays, threads: threads)
      columns.stages = stages
      lives = residual(days, stages, end: end, horizonDays)
      say(lives, landmark: day, horizonDays, &notes)
    } else {
      switch ending {
      case .churn:
        let window = try FollowUp(
          self, days, start: start, end: end, horizonDays: horizonDays, notes: &notes)
        lives = toChurn(days, window, starts: read.starts)
        say(lives, window, &notes)
      case .nextOrder:
        lives = pauses(days, start: start, end: end)
        say(lives, end: end, &notes)
      }
    }
    for note in notes { logger.notice("\(note)") }
    guard !lives.lives.isEmpty else {
      throw SurvivalError.nobodyToFollow(reasons: reasons(lives, horizonDays))
    }
    return try made(
      lives, book, compared, columns: columns, notes: notes, horizonDays: horizonDays,
      usesLandmark: usesLandmark, end: end)
  }

  private func made(
    _ lives: Lives, _ book: OrderBook, _ compared: ComparedColumns, columns: CustomerColumns,
    notes: [String], horizonDays: Int, usesLandmark: Bool, end: Day
  ) throws -> SurvivalSample {
    let all = lives.lives
    func picked(_ names: [String]) throws -> [FeatureMatrix.Column] {
      try names.map { try columns.column($0, of: all) }
    }
    let entersLate = all.contains { $0.entry > 0 }
    return SurvivalSample(
      lifetimes: Lifetimes(
        durations: all.map { Double($0.days) }, churned: all.map(\.hasEnded),
        entries: entersLate ? all.map { Double($0.entry) } : nil),
      reasons: [ending == .churn ? "churned" : "ordered again"],
      groups: SurvivalGrouping(try picked(compared.by)),
      strata: SurvivalGrouping(
        strata: try compared.strata.map { try columns.column($0, of: all, isPooled: false) }),
      covariates: try picked(compared.covariates),
      clusters: ending == .nextOrder && !usesLandmark ? all.map(\.customer) : nil,
      meaning: SurvivalSample.Meaning(
        span: span(horizonDays, usesLandmark: usesLandmark),
        ending: ending == .churn ? "churned" : "ordered again", unit: "days",
        horizonDays: horizonDays > 0 ? horizonDays : nil, end: end.description), notes: notes)
  }

  /// The length of silence that counts as churn.
  private func resolvedHorizon(
    _ book: OrderBook, end: Day, threads: Int, _ notes: inout [String]
  ) throws -> Int {
    switch horizon {
    case .days(let days): return days
    case .auto:
      let span = book.log.span.lowerBound..<end
      let choice = try SilenceCurve(book.log, end: end, threads: threads).recommendation { days in
        let plan = try? CutoffPlan(
          span: span, horizon: Horizon(days: days), minHistoryDays: minHistoryDays)
        return plan.map { $0.all.count >= SilenceCurve.leastCutoffs } ?? false
      }
      notes.append(choice.sentence)
      return choice.days
    }
  }

  private func landmarkDay(start: Day, end: Day, _ horizonDays: Int) throws(PipelineError) -> Day {
    let day = landmark ?? start + max(min(horizonDays, end - start - 1), (end - start) / 2)
    guard day > start, day < end else {
      throw .cutoffOutsideData(cutoff: day, first: start, end: end)
    }
    return day
  }
}
