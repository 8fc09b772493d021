internal import Churn

/// Reading data as a bundle means them, and scoring them: what `score` and `at-risk` share.
struct BundleScoring {
  let bundle: String
  let data: [String]
  let at: Day?
  let orders: OrderOptions
  let table: ReadyTableOptions
  let reading: FileFormatOptions
  let money: CostOptions
  let common: CommonOptions
  var questions = OutlookQuestions()

  /// Scores and what they are worth.
  struct Outcome {
    let bundle: ModelBundle
    /// The cutoff; nil of a ready table.
    let at: Day?
    let base: ScoredBase
    /// The orders; nil of a ready table.
    let book: OrderBook?
    let hasMoney: Bool
    let costs: RetentionCosts
  }

  /// A scored base whose reasons are still to come, with what it was scored from.
  struct Base {
    let base: ScoredBase
    let costs: RetentionCosts
    /// The orders; nil of a ready table.
    let book: OrderBook?
    /// The cutoff; nil of a ready table.
    let day: Day?
  }

  /// Scores, and leaves reasons for later.
  ///
  /// - Parameters:
  ///   - messages: Where progress is shown.
  ///   - listsSkipped: Whether the base says who was not scored, and why.
  /// - Returns: The base and what it was scored from.
  /// - Throws: What reading and scoring throw.
  func base(_ messages: Messages, listsSkipped: Bool) throws -> Base {
    let progress = Progress("scoring", total: 3, messages: messages)
    defer { progress.finish() }
    let (scorer, book) = try read(progress, messages)
    switch book {
    case .table(let rows):
      return Base(base: try scorer.base(of: rows), costs: scorer.costs, book: nil, day: at)
    case .orders(let lines):
      return Base(
        base: try scorer.base(of: lines, at: at, listsSkipped: listsSkipped),
        costs: scorer.costs, book: lines, day: at ?? lines.end)
    }
  }

  func run(_ messages: Messages) throws -> Outcome {
    // The bundle, the data, the scores.
    let progress = Progress("scoring", total: 3, messages: messages)
    defer { progress.finish() }
    let (scorer, book) = try read(progress, messages)
    let costs = scorer.costs
    switch book {
    case .table(let rows):
      return Outcome(
        bundle: scorer.bundle, at: nil, base: try scorer.base(of: rows, givesReasons: true),
        book: nil, hasMoney: rows.values != nil, costs: costs)
    case .orders(let lines):
      let base = try scorer.base(of: lines, at: at, listsSkipped: true, givesReasons: true)
      return Outcome(
        bundle: scorer.bundle, at: at ?? lines.end, base: base, book: lines,
        hasMoney: base.customers.first?.valueAtRisk != nil, costs: costs)
    }
  }

  private func read(
    _ progress: Progress, _ messages: Messages
  ) throws -> (Scorer, BundleData.Book) {
    let (loaded, book) = try BundleData(
      bundle: bundle, data: data, orders: orders, table: table, reading: reading, common: common
    ).read(progress, messages)
    let costs = try money.costs(loaded.manifest.costs)
    return (
      Scorer(bundle: loaded, costs: costs, questions: questions, threads: common.threadCount), book
    )
  }
}
