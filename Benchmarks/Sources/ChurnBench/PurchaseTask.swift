import ChurnMath
import ChurnModels

/// BG/NBD of the 100,000 customers of `peers.py`: the fit, or the orders expected in 52 weeks.
struct PurchaseTask {
  let prefix: String
  let predicts: Bool
  let repetitions: Int
  let threads: Int

  private static let weeks = 52.0

  func run() throws(BenchError) -> Measurement {
    let frequencies = try RawColumn.doubles(path: prefix + ".x")
    let recencies = try RawColumn.doubles(path: prefix + ".tx")
    let ages = try RawColumn.doubles(path: prefix + ".T")
    let rows = frequencies.count
    guard recencies.count == rows, ages.count == rows else {
      throw .failed("\(prefix): its columns differ in length. Make them anew.")
    }
    let customers = (0..<rows).map {
      PurchaseSummary(frequency: frequencies[$0], recency: recencies[$0], age: ages[$0])
    }
    do {
      if predicts { return try prediction(customers) }
      let (timing, model) = try Timing.measure(repetitions: repetitions) {
        try BGNBD().fit(customers, threads: threads)
      }
      let parameters = model.parameters
      return Measurement(
        task: "clv-fit",
        parameters: [("model", .text("BG/NBD MLE")), ("threads", .whole(threads))],
        size: .whole(rows), timing: timing,
        metric: [
          ("nll_per_customer", .number(-model.logLikelihood / Double(rows))),
          ("r", .number(parameters.r)), ("alpha", .number(parameters.alpha)),
          ("a", .number(parameters.a)), ("b", .number(parameters.b)),
          ("iters", .whole(model.iterations)),
        ])
    } catch {
      throw .failed("\(error)")
    }
  }

  private func prediction(_ customers: [PurchaseSummary]) throws -> Measurement {
    let model = try BGNBD().fit(customers, threads: threads)
    let (timing, orders) = Timing.measure(repetitions: repetitions) {
      mapIndices(customers.count, threads: threads) { customer in
        model.expectedOrders(customers[customer], within: Self.weeks)
      }
    }
    return Measurement(
      task: "clv-predict",
      parameters: [("horizon", .number(Self.weeks)), ("threads", .whole(threads))],
      size: .whole(customers.count), timing: timing,
      metric: [("sum", .number(orders.reduce(0, +)))])
  }
}
