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
    let customers: [ScoredCustomer]
    let skipped: [SkippedCustomer]
    let isTable: Bool
    let hasMoney: Bool
    let costs: RetentionCosts
  }

  /// A scored base whose reasons are still to come, and what contacts cost.
  func base(_ messages: Messages) throws -> (base: ScoredBase, costs: RetentionCosts) {
    let progress = Progress("scoring", total: 3, messages: messages)
    defer { progress.finish() }
    let (scorer, book) = try read(progress, messages)
    let base =
      switch book {
      case .table(let rows): try scorer.base(of: rows)
      case .orders(let lines): try scorer.base(of: lines, at: at)
      }
    return (base, scorer.costs)
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
        bundle: scorer.bundle, at: nil, customers: try scorer.score(rows), skipped: [],
        isTable: true,
        hasMoney: rows.values != nil, costs: costs)
    case .orders(let lines):
      let (customers, skipped) = try scorer.score(lines, at: at)
      return Outcome(
        bundle: scorer.bundle, at: at ?? lines.end, customers: customers, skipped: skipped,
        isTable: false,
        hasMoney: customers.first?.valueAtRisk != nil, costs: costs)
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
