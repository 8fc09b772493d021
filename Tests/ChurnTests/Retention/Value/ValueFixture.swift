import TestSupport

@testable import Churn
@testable import ChurnModels

/// Small logs and known models for the tests of customer value.
enum ValueFixture {
  static let start = PipelineFixture.day("2020-01-06")

  /// A log of customers given by day since `start` and amount; a day may occur twice.
  static func log(
    _ customers: [[(day: Int, amount: Double)]], returns: ReturnsPolicy = .keep,
    isReversed: Bool = false, hasAmounts: Bool = true
  ) throws -> PurchaseLog {
    var rows: [String] = []
    for (number, purchases) in customers.enumerated() {
      for (day, amount) in purchases {
        rows.append("c\(number),\(start + day)" + (hasAmounts ? ",\(amount)" : ""))
      }
    }
    if isReversed { rows.reverse() }
    let header = "customer,time" + (hasAmounts ? ",amount" : "")
    var columns: [OrderRole: String] = [.customer: "customer", .time: "time"]
    if hasAmounts { columns[.amount] = "amount" }
    return try PipelineFixture.book(
      ([header] + rows).joined(separator: "\n") + "\n", returns: returns, columns: columns
    ).log
  }

  /// BG/NBD as published for CDNOW (Fader, Hardie & Lee 2005), without figures of a fit.
  static let published = PurchaseModel.bgNBD(
    BGNBD.Model(
      parameters: BGNBDParameters(r: 0.243, alpha: 4.414, a: 0.793, b: 2.426),
      standardErrors: [0, 0, 0, 0], covariance: [], logLikelihood: 0, customers: 0,
      iterations: 0, gradientNorm: 0))

  /// The CDNOW sample with same-day orders merged, as DATA.md has it.
  static func cdnow() throws -> PurchaseLog {
    var given = OrderMapping.Given()
    given.returns = .keep
    given.columns = [.customer: "2", .time: "3", .quantity: "4", .amount: "5"]
    given.file.hasHeader = false
    given.file.delimiter = .spaces
    let path = SharedFolder.url("data/cdnow/CDNOW_sample.txt")?.path ?? ""
    return try OrderBook(
      reading: OrderBook.Source(paths: [path], given: given), threads: 2,
      logger: PipelineFixture.logger
    ).log
  }

  /// An analysis of the CDNOW sample up to the day that the literature uses.
  static func cdnowAnalysis(_ model: PurchaseModel.Kind, threads: Int = 2) -> ValueAnalysis {
    var analysis = ValueAnalysis()
    analysis.model = model
    analysis.calibrationEnd = PipelineFixture.day("1997-09-30")
    analysis.threads = threads
    return analysis
  }
}
