import Foundation

@testable import Churn

/// The simulated shop with a customers file that a test makes up.
enum AuditFixture {
  static let end = Result { try PipelineFixture.simulatedBook.get().end }
  static let horizon = Horizon(days: 60)

  /// What the log says of each customer as of a day.
  static func history<Value>(
    at day: Day, _ value: (PurchaseHistory) -> Value
  ) throws -> [Value] {
    let log = try PipelineFixture.simulatedBook.get().log
    var history = PurchaseHistory(log)
    return (0..<log.customerCount).map { customer in
      history.begin(customer: customer)
      history.advance(to: day)
      return value(history)
    }
  }

  /// A book whose customers file has some columns, one text for each customer of the log.
  static func book(
    _ columns: [(name: String, values: [String])], isShuffled: Bool = false, threads: Int = 1,
    change: (inout OrderBook.Source) -> Void = { _ in }
  ) throws -> OrderBook {
    let log = try PipelineFixture.simulatedBook.get().log
    var text = (["customer_id"] + columns.map(\.name)).joined(separator: ",") + "\n"
    for customer in 0..<log.customerCount {
      let fields = [log.customerIDs[customer]] + columns.map { $0.values[customer] }
      text += fields.joined(separator: ",") + "\n"
    }
    if isShuffled { text = PipelineFixture.shuffled(text, seed: 5) }
    var orders = PipelineFixture.simulatedOrders
    if isShuffled { orders = PipelineFixture.shuffled(orders, seed: 6) }
    return try PipelineFixture.withFile(text) { customers in
      try PipelineFixture.withFile(orders) { path in
        var source = OrderBook.Source(paths: [path])
        source.customersPath = customers
        change(&source)
        return try OrderBook(reading: source, threads: threads, logger: PipelineFixture.logger)
      }
    }
  }

  /// The cutoffs that the trainer takes.
  static func plan(_ book: OrderBook) throws -> CutoffPlan {
    try CutoffPlan(span: book.log.span, horizon: horizon)
  }

  /// What an audit needs of a book: rows of all cutoffs and how they were computed.
  static func material(
    _ book: OrderBook, threads: Int = 1
  ) throws -> (
    rows: LabelledRows, plan: CutoffPlan, builder: FeatureBuilder, eligibility: Eligibility
  ) {
    let plan = try plan(book)
    let last = plan.training[plan.training.count - 1]
    let builder = FeatureBuilder(
      features: FeatureSet(
        inputs: book.log.inputs.union([.customers]),
        attributes: book.attributes?.columns.map(\.name) ?? []
      ).features,
      parameters: FeatureParameters(learnedFrom: book.log, before: last), horizon: horizon)
    let eligibility = Eligibility(activeWithinDays: 60)
    let rows = try LabelledRows(
      book, builder: builder, snapshots: plan.all, eligibility: eligibility, threads: threads)
    return (rows, plan, builder, eligibility)
  }

  /// The audit of a book, proven leaks allowed.
  static func audit(_ book: OrderBook, threads: Int = 1) throws -> LeakAudit {
    let material = try material(book, threads: threads)
    var trainer = PipelineFixture.trainer(threads: threads)
    trainer.allowsLeaks = true
    return try trainer.audited(
      material.rows, material.plan, material.builder, material.eligibility, book,
      end: book.end, logger: PipelineFixture.logger)
  }
}
