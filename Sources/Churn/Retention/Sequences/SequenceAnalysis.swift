public import ChurnData
internal import ChurnMath
internal import ChurnModels
public import Logging

/// Finds what customers do before they leave.
public struct SequenceAnalysis: Sendable {
  /// What stretches are sorted by.
  public enum Order: String, Sendable, CaseIterable {
    /// How many times as often customers with it leave, the most first.
    case lift
    /// The adjusted p-value, the least first.
    case p
    /// The number of customers, the most first.
    case support
  }

  /// What steps are of; empty = category, channel and event, as far as the data tell.
  public var of: [String] = []
  /// How long a silence counts as churn.
  public var horizon = OrderTrainer.HorizonChoice.auto
  /// Days before a cutoff that steps are taken from; nil = all.
  public var windowDays: Int? = 365
  /// The most steps of a stretch, up to four.
  public var maxLength = 3
  /// How many customers a stretch must have: of those of all rows, or a number.
  public var minSupport = BasketAnalysis.Support.share(0.01)
  /// Whether a stretch must be the last that happened before the cutoff.
  public var isEnding = false
  /// What stretches are sorted by.
  public var order = Order.lift
  /// Days of data before the first cutoff.
  public var minHistoryDays = 90
  /// The day after the last to count; nil = the end of the data.
  public var at: Day?
  /// Decides the shuffles.
  public var seed: UInt64 = 1
  /// The most threads to use.
  public var threads = 1

  /// The fewest customers of a stretch, whatever share of all they are.
  static let leastCustomers = 20

  /// The defaults.
  public init() {}

  /// Finds it in the orders of a book and in events, if there are any.
  ///
  /// - Throws: `SequenceError`; `PipelineError.cutoffOutsideData`.
  public func run(
    _ book: OrderBook, events: EventsFile? = nil, logger: Logger
  ) throws -> SequenceReport {
    let log = book.log
    let end = at ?? book.end
    guard end > log.span.lowerBound, end <= book.end else {
      throw PipelineError.cutoffOutsideData(
        cutoff: end, first: log.span.lowerBound, end: book.end)
    }
    let known = StepSequences.known(log, events: events)
    let wanted = of.isEmpty ? ["category", "channel", "event"].filter(known.contains) : of
    if let unknown = wanted.first(where: { !known.contains($0) }) {
      throw SequenceError.noSteps(of: unknown, known: known)
    }
    guard !wanted.isEmpty else { throw SequenceError.noSteps(of: "category", known: known) }
    var notes = events?.notes ?? []
    let horizonDays = try resolvedHorizon(log, end: end, &notes)
    let rows = try OutcomeRows(
      log, end: end, horizonDays: horizonDays, minHistoryDays: minHistoryDays,
      threads: threads)
    let customers = Set(rows.customers).count
    let support = leastSupport(customers)
    var views: [(StepSequences, NGramTally)] = []
    for name in wanted {
      let sequences = try StepSequences(of: name, log, events: events, threads: threads)
      let settings = NGramTally.Settings(
        longest: min(max(1, maxLength), NGram.longest), windowDays: windowDays,
        minCustomers: support, isEnding: isEnding)
      views.append((sequences, NGramTally(sequences, rows, settings, threads: threads)))
    }
    // One family: all stretches of all kinds of steps.
    let pValues = views.flatMap { $0.1.entries.map { $0.matched.p ?? .nan } }
    let adjusted = BenjaminiHochberg.adjusted(pValues)
    var figures: [SequenceView] = []
    var offset = 0
    for (sequences, tally) in views {
      let own = Array(adjusted[offset..<offset + tally.entries.count])
      offset += tally.entries.count
      let flow = StepFlow(
        sequences, rows, end: end, horizonDays: horizonDays, seed: seed, threads: threads)
      figures.append(
        SequenceView(
          sequences, tally, adjusted: own, flow: flow, rows: rows, order: order))
    }
    return SequenceReport(
      analysis: self, horizonDays: horizonDays, end: end, rows: rows, customers: customers,
      minCustomers: support, tested: pValues.count { !$0.isNaN }, views: figures, notes: notes)
  }

  private func leastSupport(_ customers: Int) -> Int {
    switch minSupport {
    case .count(let count): max(1, count)
    case .share(let share):
      max(Self.leastCustomers, FPGrowth.support(share: share, of: customers))
    }
  }

  /// The length of silence that counts as churn, found as in training where it is not given.
  private func resolvedHorizon(
    _ log: PurchaseLog, end: Day, _ notes: inout [String]
  ) throws -> Int {
    switch horizon {
    case .days(let days): return days
    case .auto:
      let span = log.span.lowerBound..<end
      let choice = try SilenceCurve(log, end: end, threads: threads).recommendation { days in
        let plan = try? CutoffPlan(
          span: span, horizon: Horizon(days: days), minHistoryDays: minHistoryDays)
        return plan.map { $0.all.count >= SilenceCurve.leastCutoffs } ?? false
      }
      notes.append(choice.sentence)
      return choice.days
    }
  }
}
